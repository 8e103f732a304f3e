"""A tjänsteutlåtande read in from PDF and Word: what we set comes back whole, and what cannot be read says why."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from cases.documents.render import render_officer_report
from cases.documents.word import write_word
from cases.drafts import read_draft
from cases.reading import pdf, read
from cases.rules.content import canonical
from cases.rules.errors import Invalid
from cases.rules.officer_report_text import ParsedReport
from lifecycle.importing import open_imported, read_report
from tests.documents.sample_content import APPROVALS, sample_content
from tests.documents.word import as_word
from tests.people import DAY, People, a_pdf
from tests.snapshot import everything


def our_pdf() -> bytes:
    """The sample as the product sets it."""
    return render_officer_report(canonical(sample_content()), APPROVALS, date(2026, 5, 4))


def _the_same(report: ParsedReport, content: dict[str, Any]) -> None:
    assert (report.title, report.recipient) == (content["title"], content["recipient"])
    assert [(p.number, p.body, p.kind, p.text, list(p.depends_on)) for p in report.points] == [
        (p["number"], p["body"], p["kind"], p["text"], p["depends_on"]) for p in content["points"]
    ]
    assert [(a.number, a.title) for a in report.attachments] == [
        (a["number"], a["title"]) for a in content["attachments"]
    ]
    assert list(report.recipients) == content["recipients"]


def test_our_own_pdf_comes_back_whole() -> None:
    content = sample_content()
    report = read_report("tjansteutlatande.pdf", our_pdf()).report
    _the_same(report, content)
    assert [(s.level, s.heading, s.text) for s in report.sections] == [
        (s["level"], s["heading"], s["text"]) for s in content["sections"]
    ]
    assert [(s.name, s.title) for s in report.signers] == [
        ("Maria Lindqvist", "Kommundirektör"),
        ("Karin Sandell", "Tf. avdelningschef"),
    ]


RICH = """\
Kostnaden fördelas så här.

| År | Vad som köps | Belopp |
| 2026 | Ett ganska långt innehåll i en cell som behöver brytas över flera rader i tabellen för att få rum | 10 mnkr |
| 2027 | Kort | 12 mnkr |

Efter tabellen kommer en fotnot^[Ordet fotnot är från tyskan, där det heter något annat. Det här är en lång fotnot som \
bryts till nästa rad.] och sedan ordet om ytan 25 m2 samt **fet text** i raden.

1. Ett
2. Två"""


def test_tables_and_footnotes_come_back_from_pdf() -> None:
    content = sample_content(schema=2)
    content["sections"][-1]["text"] = RICH
    made = render_officer_report(canonical(content), APPROVALS, date(2026, 5, 4))
    report = read_report("t.pdf", made).report
    assert report.sections[-1].text == RICH
    assert [s.title for s in report.signers] == ["Kommundirektör", "Tf. avdelningschef"]


def test_what_belongs_to_the_page_is_left_out_and_told() -> None:
    unplaced = read_report("t.pdf", our_pdf()).report.unplaced
    assert "TJÄNSTEUTLÅTANDE 4 maj 2026 KS-2026/112 2 (4)" in unplaced
    assert "1 (4)" in unplaced
    assert any(line.startswith("Godkänt elektroniskt 4 maj 2026") for line in unplaced)


def test_word_comes_back_whole_with_its_table() -> None:
    content = sample_content()
    report = read_report("t.docx", as_word(content)).report
    _the_same(report, content)
    *first, last = report.sections
    assert [(s.level, s.heading, s.text) for s in first] == [
        (s["level"], s["heading"], s["text"]) for s in content["sections"][:-1]
    ]
    table = "| År | Belopp |\n| 2026 | 10 \\| 12 mnkr |"
    assert last.text == f"{content['sections'][-1]['text']}\n\n{table}"
    assert [s.title for s in report.signers] == ["Kommundirektör", "Avdelningschef"]
    assert report.unplaced == ("Huddinge kommun KS-2026/112",)


def test_our_own_word_file_comes_back_whole() -> None:
    content = sample_content()
    section = content["sections"][-1]
    section["text"] += "\n\nLäs mer hos [lärosätet](https://www.exempel.se/a?b=1) om samverkan."
    made = write_word(canonical(content), APPROVALS, date(2026, 5, 4))
    report = read_report("tjansteutlatande.docx", made).report
    _the_same(report, content)
    assert [(s.level, s.heading, s.text) for s in report.sections] == [
        (s["level"], s["heading"], s["text"]) for s in content["sections"]
    ]
    assert [s.title for s in report.signers] == ["Kommundirektör", "Tf. avdelningschef"]
    assert "Godkänt elektroniskt 3 maj 2026 kl. 16.42" in report.unplaced


def test_without_bookmarks_headings_are_told_by_their_size() -> None:
    html = "<h1>Avtal med Ån</h1><h2>Förslag till beslut</h2><p>1. Avtalet godkänns.</p>"
    for heading in ("Läget i dag", "Vägen framåt"):
        html += f"<h2>{heading}</h2><p>{'Ett stycke med ganska många ord i följd. ' * 9}</p>"
    html += f"<h3>Kostnader</h3><p>{'Ett stycke till. ' * 20}</p>"
    with pikepdf.open(io.BytesIO(HTML(string=html).write_pdf())) as made:
        del made.Root.Outlines
        out = io.BytesIO()
        made.save(out)
    report = read_report("t.pdf", out.getvalue()).report
    assert report.title == "Avtal med Ån"
    assert [(s.level, s.heading) for s in report.sections] == [
        (1, "Läget i dag"),
        (1, "Vägen framåt"),
        (2, "Kostnader"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [our_pdf, lambda: as_word(sample_content())], ids=["pdf", "word"])
def test_words_that_name_an_attachment_become_citations(people: People, make: Any) -> None:
    found = read_report("tjänsteutlåtande", make())
    draft = read_draft(open_imported(found, actor=people.officer, on=DAY))
    assert draft.points[0].text.startswith(
        "Avtalet om samverkan med Karolinska Institutet ({bilaga 1}"
    )
    assert "({bilaga 2})" in "".join(s.text for s in draft.sections)


def _word(document: str) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_word(sample_content()))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, document if name == "word/document.xml" else before.read(name))
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (a_pdf(), "no_text_layer"),
        (our_pdf()[:3000], "broken_pdf"),
        (_word("<w:document"), "broken_archive"),
        (_word("<a/>"), "broken_archive"),
        (b"\xff\xd8\xff\xe0", "not_text"),
        (b"x" * (5 * 1024 * 1024 + 1), "large_file"),
    ],
    ids=["pictures only", "cut", "no xml", "another xml", "image", "large"],
)
def test_what_cannot_be_read_says_why(people: People, data: bytes, code: str) -> None:
    before = everything()
    with pytest.raises(Invalid) as refused:
        open_imported(read_report("fil", data), actor=people.officer, on=DAY)
    assert refused.value.code == code
    assert everything() == before


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(Invalid, match="för lång tid"):
        read(our_pdf())


def test_a_word_file_in_pieces_reads_as_one_text() -> None:
    """Deleted words are gone, inserted ones there; bold in two runs is one; a footnote stands in its place."""
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    bold = "<w:rPr><w:b/></w:rPr>"
    heading = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    body = f"<w:p>{heading}<w:r><w:t>Förslag till beslut</w:t></w:r></w:p>"
    body += (
        f"<w:p><w:r><w:t>Ett</w:t></w:r><w:del><w:r><w:delText> bort</w:delText></w:r></w:del>"
        f"<w:ins><w:r><w:t> nytt </w:t></w:r></w:ins><w:r>{bold}<w:t>fe</w:t></w:r>"
        f"<w:r>{bold}<w:t>tt</w:t></w:r><w:r><w:t xml:space='preserve"
        f"'> ord</w:t><w:tab/><w:t>till.</w:t></w:r></w:p>"
    )
    text = read(_word(f"<w:document {ns}><w:body>{body}</w:body></w:document>")).text
    assert text.split("\n")[-1] == "Ett nytt **fett** ord till."
