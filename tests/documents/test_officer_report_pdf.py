"""The tjänsteutlåtande as PDF: accessible, archival, the same bytes everywhere, and deaf to its content."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination
from weasyprint.urls import FatalURLFetchingError

from cases.documents import render_officer_report, require_renderable
from cases.documents.render import UNDATED
from cases.documents.resources import OwnFilesOnly, typefaces
from cases.rules.assembly import SignedApproval
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid
from cases.rules.templates import ATT_CLAUSES
from tests.documents.invented import rich_content
from tests.documents.sample_content import APPROVALS, MUNICIPALITY, SECTIONS, sample_content

DAY = date(2026, 5, 4)
PROJECT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<img src=file:///etc/passwd> url(http://127.0.0.1:9/x) <style>@import 'http://127.0.0.1:9/i';"
    "</style> \" onload='x' {{ 7|add:1 }} {% include 'x' %} &lt;"
)


def pdf(dated: date | None = DAY, **changed: Any) -> bytes:
    return render_officer_report(
        canonical(sample_content(**changed)), APPROVALS if dated else [], dated
    )


@pytest.fixture(scope="module")
def report() -> PdfReader:
    return PdfReader(BytesIO(pdf()))


@pytest.fixture(scope="module")
def draft() -> PdfReader:
    return PdfReader(BytesIO(pdf(None, registry_number="")))


def text_of(reader: PdfReader) -> str:
    """The words of all pages on one line."""
    return plain(" ".join(page.extract_text() for page in reader.pages))


def plain(text: str) -> str:
    return " ".join(text.split())


def in_order(text: str, *pieces: str) -> None:
    at = 0
    for piece in pieces:
        found = text.find(plain(piece), at)
        assert found >= 0, f"{piece!r} does not follow in {text[at : at + 400]!r}"
        at = found + 1


def headings(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, Destination):
            yield str(entry.title)
        else:
            yield from headings(entry)


def refused(**changed: Any) -> Invalid:
    """What the content is refused with: the same before freezing as when it is set."""
    text = canonical(sample_content(**changed))
    with pytest.raises(Invalid) as before:
        require_renderable(text)
    with pytest.raises(Invalid) as refusal:
        render_officer_report(text, APPROVALS, DAY)
    assert before.value.sentence == refusal.value.sentence
    return refusal.value


def test_it_is_tagged_in_swedish_and_titled(report: PdfReader) -> None:
    root = report.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert report.metadata is not None
    assert report.metadata.title == f"Tjänsteutlåtande: {sample_content()['title']}"
    assert report.metadata.author == "Huddinge kommun, Kommunstyrelsens förvaltning"


def test_both_standards_are_named_in_one_rdf(report: PdfReader) -> None:
    xmp = report.trailer["/Root"]["/Metadata"].get_data().decode()
    assert xmp.count("<rdf:RDF") == xmp.count("</rdf:RDF>") == 1
    inside = xmp[xmp.index("<rdf:RDF") : xmp.index("</rdf:RDF>")]
    assert re.search(r'pdfaid:part="2"', inside)
    assert re.search(r'pdfaid:conformance="A"', inside)
    assert "<pdfuaid:part>1</pdfuaid:part>" in inside


def test_the_date_is_the_documents_and_never_the_clocks(
    report: PdfReader, draft: PdfReader
) -> None:
    for reader, day in ((report, DAY), (draft, UNDATED)):
        info = reader.trailer["/Info"]
        assert {info["/CreationDate"], info["/ModDate"]} == {f"D:{day:%Y%m%d}"}
        assert f"<xmp:ModifyDate>{day}</xmp:ModifyDate>" in (
            reader.trailer["/Root"]["/Metadata"].get_data().decode()
        )


def test_only_the_projects_typefaces_are_used_and_all_are_embedded(report: PdfReader) -> None:
    names = set()
    for page in report.pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            names.add(str(inner.get_object()["/BaseFont"]).split("+")[1])
            assert "/FontFile2" in inner.get_object()["/FontDescriptor"]
    assert names == {"TU-Serif", "TU-Serif-Semi-Bold", "TU-Sans", "TU-Sans-Semi-Bold"}


def test_the_pages_are_a4(report: PdfReader) -> None:
    sizes = {(round(p.mediabox.width), round(p.mediabox.height)) for p in report.pages}
    assert sizes == {(595, 842)}


def test_the_bookmarks_are_the_headings(report: PdfReader) -> None:
    assert list(headings(report.outline)) == [
        sample_content()["title"],
        "Förslag till beslut",
        "Kommunstyrelsens förslag till kommunfullmäktige",
        "Kommunstyrelsens beslut",
        *(heading for _, heading, _ in SECTIONS),
        "Bilagor",
        "Beslutet ska skickas till",
    ]


def test_every_page_says_which_it_is_and_which_content_it_shows(report: PdfReader) -> None:
    digits = content_hash(canonical(sample_content()))[:16]
    shown = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    assert len(report.pages) == 4
    for number, page in enumerate(report.pages, start=1):
        text = plain(page.extract_text())
        assert f"{number} (4)" in text
        assert f"Innehåll sha256 {shown}" in text
        assert "TJÄNSTEUTLÅTANDE" in text
        assert "4 maj 2026" in text
        assert "KS-2026/112" in text


def test_the_head_and_foot_of_the_first_page(report: PdfReader) -> None:
    text = plain(report.pages[0].extract_text())
    in_order(
        text,
        "Huddinge kommun",
        "TJÄNSTEUTLÅTANDE",
        "KOMMUNSTYRELSENS FÖRVALTNING",
        "DATUM",
        "DIARIENR",
    )
    in_order(text, "HANDLÄGGARE", "Jonas Ekdahl, utredare", "08-535 301 23", "Kommunstyrelsen")
    assert "Huddinge kommun, kommunstyrelsens förvaltning" in text
    for fact in ("141 85 Huddinge", "Besök Kommunalvägen 28", "Växel 08-535 300 00", "huddinge.se"):
        assert fact in text


def test_the_points_are_numbered_on_from_body_to_body(report: PdfReader) -> None:
    in_order(
        text_of(report),
        "Förslag till beslut",
        "Kommunstyrelsens förslag till kommunfullmäktige",
        "1. Avtalet om samverkan",
        "2. Kommunstyrelsen ska ansvara",
        "Kommunstyrelsens beslut",
        "3. Under förutsättning",
        "Sammanfattning",
    )


def test_the_end_has_signatures_by_rank_attachments_and_recipients(report: PdfReader) -> None:
    in_order(
        text_of(report),
        "Ekonomiska och juridiska konsekvenser",
        "Maria Lindqvist Kommundirektör Godkänt elektroniskt 4 maj 2026 kl. 13.20",
        "Karin Sandell Tf. avdelningschef Godkänt elektroniskt 3 maj 2026 kl. 16.42",
        "Bilagor Bilaga 1. Förslag till avtal",
        "Bilaga 2. Strategi",
        "Beslutet ska skickas till Karolinska Institutet Samtliga nämnder och bolag",
    )


def test_a_draft_says_so_on_every_page_and_is_signed_by_nobody(draft: PdfReader) -> None:
    for page in draft.pages:
        assert "Utkast, version 3" in plain(page.extract_text())
    text = text_of(draft)
    assert "Ännu inte godkänt" in text
    assert "Inte registrerat" in text
    assert "Godkänt elektroniskt" not in text


def test_the_template_sets_headings_pages_head_and_foot() -> None:
    own = replace(
        ATT_CLAUSES,
        page_form="bracket",
        foot=("Exempelkommun", "Stadshusgatan 2", "exempel.se"),
        head=("date", "registry_number"),
        attachments_heading="Beslutsunderlag",
    )
    frozen = {"key": own.key, "version": 1, "settings": own.as_dict()}
    reader = PdfReader(BytesIO(pdf(template=frozen)))
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Tjänsteskrivelse: ")
    first, second = (plain(page.extract_text()) for page in reader.pages[:2])
    assert "HANDLÄGGARE" not in first and "KOMMUNSTYRELSENS FÖRVALTNING" not in first
    in_order(first, "TJÄNSTESKRIVELSE", "DATUM", "2026-05-04", "Kommunfullmäktige föreslås besluta")
    in_order(first, "Exempelkommun", "Stadshusgatan 2", "exempel.se", "Innehåll sha256")
    assert f"TJÄNSTESKRIVELSE 2026-05-04 KS-2026/112 2[{len(reader.pages)}]" in second
    assert "Beslutsunderlag" in list(headings(reader.outline))


def test_bullets_and_bold_are_set_as_lists() -> None:
    section = {"level": 1, "heading": "A", "text": "Så:\n- **Ett.** Mer\n  - Under\n1. Nummer"}
    reader = PdfReader(BytesIO(pdf(sections=[section])))
    in_order(text_of(reader), "Så:", "• Ett. Mer", "– Under", "1. Nummer")


PROGRAM = """
import hashlib, sys
from datetime import date
sys.path.insert(0, sys.argv[1])
from cases.documents import render_officer_report
from tests.documents.invented import rich_content
from tests.documents.sample_content import APPROVALS, sample_content
from cases.rules.content import canonical
for content in (sample_content(), rich_content()):
    pdf = render_officer_report(canonical(content), APPROVALS, date(2026, 5, 4))
    print(hashlib.sha256(pdf).hexdigest())
"""


@pytest.mark.parametrize(
    ("zone", "language", "seed"),
    [("Pacific/Kiritimati", "tr_TR.UTF-8", "1"), ("America/Los_Angeles", "C", "4711")],
)
def test_the_bytes_are_the_same_everywhere(
    zone: str, language: str, seed: str, tmp_path: Path
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TZ": zone,
        "LANG": language,
        "LC_ALL": language,
        "PYTHONHASHSEED": seed,
    }
    # without any settings: the document depends on none
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(PROJECT)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    here = [
        render_officer_report(canonical(c), APPROVALS, DAY)
        for c in (sample_content(), rich_content())
    ]
    assert run.stdout.split() == [hashlib.sha256(made).hexdigest() for made in here]


def test_other_content_approvals_or_date_make_another_file() -> None:
    def identifier(data: bytes) -> bytes:
        return bytes(PdfReader(BytesIO(data)).trailer["/ID"][0].original_bytes)

    text = canonical(sample_content())
    later = [SignedApproval("Maria Lindqvist", "Kommundirektör", 30, "2026-05-04T11:20:01+00:00")]
    files = [
        pdf(),
        pdf(version=4),
        pdf(None),
        render_officer_report(text, later, DAY),
        render_officer_report(text, APPROVALS, date(2026, 5, 5)),
    ]
    assert identifier(pdf()) == identifier(files[0])
    assert len({identifier(f) for f in files}) == len(files)


def test_the_content_fetches_nothing_and_is_printed_as_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    fetch = OwnFilesOnly.fetch

    def watched(self: OwnFilesOnly, url: str, headers: dict[str, str] | None = None) -> Any:
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(OwnFilesOnly, "fetch", watched)
    hostile = [{"level": 1, "heading": HOSTILE, "text": f"{HOSTILE}\n\n- {HOSTILE}"}]
    content = sample_content(
        title=HOSTILE,
        recipient=HOSTILE,
        registry_number="<b>1</b>",
        recipients=[HOSTILE],
        sections=hostile,
        municipality={**MUNICIPALITY, "name": '"><img src=http://127.0.0.1:9/m>', "web": HOSTILE},
    )
    named = [SignedApproval(HOSTILE, HOSTILE, 1, "2026-05-04T09:00:00+02:00", HOSTILE)]
    reader = PdfReader(BytesIO(render_officer_report(canonical(content), named, DAY)))
    assert set(asked) == set(typefaces())
    squeezed = "".join(text_of(reader).split())
    assert squeezed.count("".join(HOSTILE.split())) >= 8
    assert not any("/Annots" in page for page in reader.pages)
    assert not reader.attachments


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/",
        "data:text/plain,x",
        "typeface:../secret",
        f"file://{PROJECT}/node_modules/@fontsource/inter/files/inter-latin-400-normal.woff2",
    ],
)
def test_every_address_but_the_typefaces_stops_the_rendering(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        OwnFilesOnly().fetch(address)


def test_a_stopped_rendering_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stylesheet = tmp_path / "hostile.css"
    stylesheet.write_text("@import 'http://127.0.0.1:9/x';")
    monkeypatch.setattr("cases.documents.render.STYLESHEET", stylesheet)
    with pytest.raises(Invalid) as refusal:
        pdf()
    assert refusal.value.code == "unrenderable"


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("too_long", {"title": "x" * 1_000_000}),
        ("long_word", {"sections": [{"level": 1, "heading": "A", "text": "x" * 100_000}]}),
        ("no_glyph", {"title": "Avtal 😀"}),
        ("no_glyph", {"recipients": ["عربي"]}),
        ("no_glyph", {"sections": [{"level": 1, "heading": "A", "text": "minst ≥ 3"}]}),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence(code: str, changed: dict[str, Any]) -> None:
    refusal = refused(**changed)
    assert refusal.code == code
    assert refusal.sentence.endswith(".")


def test_a_missing_letter_is_named_with_its_place() -> None:
    text = "Antalet ska vara\nminst ≥ 3."
    refusal = refused(sections=[{"level": 1, "heading": "A", "text": text}])
    assert "Tecknet ≥ (U+2265) efter ”Antalet ska vara minst”" in refusal.sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"points": [], "sections": [], "attachments": [], "recipients": []},
        {"title": ""},
        {
            "sections": [
                {"level": 3, "heading": "", "text": ""},
                {"level": 3, "heading": "A", "text": ""},
            ]
        },
        {
            "sections": [
                {
                    "level": 1,
                    "heading": "A",
                    "text": "\n".join("  " * n + "- x" for n in range(300)),
                }
            ]
        },
        {"sections": [{"level": 1, "heading": "A", "text": "a\u200eb\u200fc " + "x" * 200}]},
        {"title": "Łódź, Čapek, Şahin, Ġħ, İstanbul, Ő, đ, ș, a\u030a"},
        {"recipients": [f"Nämnd {n}" for n in range(200)]},
    ],
)
def test_odd_content_is_set_all_the_same(changed: dict[str, Any]) -> None:
    text = canonical(sample_content(**changed))
    require_renderable(text)
    reader = PdfReader(BytesIO(render_officer_report(text, APPROVALS, DAY)))
    assert "Maria Lindqvist" in text_of(reader)


def test_letters_of_neighbouring_languages_are_the_projects_own() -> None:
    reader = PdfReader(BytesIO(pdf(title="Avtal med Łódź och Čapek", sections=[])))
    assert "Łódź och Čapek" in text_of(reader)
    fonts = {
        str(f.get_object()["/BaseFont"]) for f in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert all(re.search(r"\+TU-(Serif|Sans)", name) for name in fonts)
