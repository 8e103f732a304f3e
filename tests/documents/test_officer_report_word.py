"""The tjänsteutlåtande as Word: real headings, lists, tables and footnotes, and the same bytes each time."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from cases.documents import word_parts
from cases.documents.word import COPY, write_word
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid
from cases.rules.templates import ATT_CLAUSES, HUDDINGE, SIGNED_FIRST, Template
from tests.documents.invented import random_content, rich_content
from tests.documents.sample_content import APPROVALS, POINTS, SECTIONS, sample_content

DAY = date(2026, 5, 4)


def written(content: Mapping[str, Any], dated: date | None = DAY) -> bytes:
    return write_word(canonical(content), APPROVALS if dated else [], dated)


def read(content: Mapping[str, Any], dated: date | None = DAY) -> Document:
    return docx.Document(BytesIO(written(content, dated)))


def by(template: Template) -> dict[str, Any]:
    return {"key": template.key, "version": 1, "settings": template.as_dict()}


def headings(document: Document) -> list[tuple[str, str]]:
    styles = ((p.style.name if p.style else "", p.text) for p in document.paragraphs)
    return [(style, text) for style, text in styles if style.startswith(("Title", "Heading"))]


def numbers(document: Document) -> dict[str, tuple[int, int]]:
    """Each list's paragraphs by their opening words: which list, which level."""
    found = {}
    for paragraph in document.paragraphs:
        for item in paragraph._p.iter(qn("w:numPr")):
            level, key = (int(child.get(qn("w:val"))) for child in item)
            found[paragraph.text[:12]] = (key, level)
    return found


def test_headings_are_headings() -> None:
    assert headings(read(sample_content())) == [
        ("Title", sample_content()["title"]),
        ("Heading 1", "Förslag till beslut"),
        ("Heading 2", "Kommunstyrelsens förslag till kommunfullmäktige"),
        ("Heading 2", "Kommunstyrelsens beslut"),
        *((f"Heading {level}", heading) for level, heading, _ in SECTIONS),
        ("Heading 1", "Bilagor"),
        ("Heading 1", "Beslutet ska skickas till"),
    ]


def test_points_are_counted_on_from_body_to_body() -> None:
    lists = numbers(read(sample_content()))
    keys = {lists[text[:12]] for _, _, text, _ in POINTS}
    assert len(keys) == 1


def test_a_gap_in_the_numbers_stays_a_gap() -> None:
    first, _, third = sample_content()["points"]
    document = read(sample_content(points=[first, {**third, "number": 7}], sections=[]))
    key, _ = numbers(document)[third["text"][:12]]
    overrides = document.part.numbering_part.element.xpath(
        f"w:num[@w:numId='{key}']/w:lvlOverride/w:startOverride/@w:val"
    )
    assert overrides == ["7"]


def test_lists_tables_links_and_footnotes_are_words_own() -> None:
    document = read(rich_content())
    lists = numbers(document)
    assert lists["Punkt med no"][1] == 0
    assert lists["Punkt under,"][1] == 1
    assert lists["Först"] == lists["Sedan"]
    table = document.tables[3]
    assert [c.text for c in table.rows[0].cells] == ["Part", "Timmar om året", "Anmärkning"]
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    links = {r.target_ref for r in document.part.rels.values() if r.is_external}
    assert "mailto:kommun@huddinge.se" in links
    notes = etree.fromstring(part(written(rich_content()), "word/footnotes.xml"))
    assert "Not i en tabell." in "".join(notes.itertext())
    marks = document.element.xpath("//w:footnoteReference/@w:id")
    assert marks == [str(n) for n in range(1, len(marks) + 1)]
    assert len(notes) == len(marks) + 2


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name)


def test_it_says_what_it_is() -> None:
    document = read(sample_content())
    said = document.core_properties
    assert said.title == f"Tjänsteutlåtande: {sample_content()['title']}"
    assert (said.language, said.author) == (
        "sv-SE",
        "Huddinge kommun, Kommunstyrelsens förvaltning",
    )
    assert said.identifier == f"sha256:{content_hash(canonical(sample_content()))}"
    assert (said.created.date(), said.modified.date()) == (DAY, DAY)
    assert COPY in document.sections[0].footer.paragraphs[0].text
    languages = document.styles.element.xpath("//w:lang/@w:val")
    assert languages and set(languages) == {"sv-SE"}
    assert "Maria Lindqvist" in "\n".join(p.text for p in document.paragraphs)


def test_a_draft_says_so_and_is_signed_by_nobody() -> None:
    document = read(sample_content(), None)
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Ännu inte godkänt" in text and "Utkast, version" in text
    assert COPY not in document.sections[0].footer.paragraphs[0].text


def test_it_is_set_by_the_same_template_as_the_pdf() -> None:
    texts = headings(read(sample_content(template=by(SIGNED_FIRST))))
    assert ("Heading 1", "Förvaltningens förslag till beslut") in texts
    clauses = read(sample_content(template=by(ATT_CLAUSES)))
    assert not set(numbers(clauses)) & {text[:12] for _, _, text, _ in POINTS}
    assert any(p.text.startswith("att ") for p in clauses.paragraphs)


def test_a_logo_has_its_words() -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    logo = base64.b64encode(picture.getvalue()).decode()
    own = replace(HUDDINGE, logo=logo, logo_text="Huddinge kommun")
    document = read(sample_content(template=by(own)))
    assert document.element.xpath("//wp:docPr/@descr") == ["Huddinge kommun"]


def test_the_bytes_are_the_same_at_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(rich_content())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))
    assert written(rich_content()) == first
    assert word_parts.bytes_of(docx.Document(BytesIO(first)))[:4] == b"PK\x03\x04"


@pytest.mark.parametrize("seed", range(10))
def test_every_part_is_there_and_can_be_read(seed: int) -> None:
    data = written(random_content(seed))
    with zipfile.ZipFile(BytesIO(data)) as parts:
        names = parts.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
        types = parts.read("[Content_Types].xml").decode()
        kept = set(re.findall(r'PartName="/([^"]+)"', types))
        targets = re.findall(
            r'Target="([^"]+)"/', parts.read("word/_rels/document.xml.rels").decode()
        )
    assert kept <= set(names)
    assert {f"word/{t}" for t in targets} <= set(names)
    numbering = etree.fromstring(part(data, "word/numbering.xml"))
    order = [etree.QName(child).localname for child in numbering]
    assert order == sorted(order), "kinds of lists come before the lists"
    assert docx.Document(BytesIO(data)).paragraphs


def test_what_is_no_officer_report_is_refused() -> None:
    with pytest.raises(Invalid):
        write_word("{}", [], None)
