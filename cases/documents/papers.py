"""Sets agreement drafts and letters as PDF/A-2a and PDF/UA-1, and writes them as Word: same pages as a tjänsteutlåtande."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from typing import Any, Final

import docx
from django.template import Context
from docx.shared import Pt
from weasyprint.urls import FatalURLFetchingError

from cases.documents.render import ENGINE, UNDATED, require_glyphs, set_pages, texts_in
from cases.documents.resources import HERE
from cases.documents.word import Writer, describe, set_styles
from cases.documents.word_parts import bytes_of, drop_unused, element
from cases.rules.content import content_hash
from cases.rules.errors import Invalid
from cases.rules.paper_assembly import Paper, assemble_paper

_STYLE: Final = HERE / "paper.css"
_LINES: Final = ("Ort och datum", "Underskrift", "Namnförtydligande och befattning")
_SAID: Final = "Kopia i Word. Handlingen är PDF-filen."


def render_paper(content_text: str) -> bytes:
    """Return the PDF of the stored canonical JSON: always the same bytes for the same text.

    Raises Invalid with a sentence for content that cannot be set.
    """
    paper = _settable(content_text)
    facts = {"paper": paper, "foot": "\n".join(paper.report.masthead.foot)}
    html = ENGINE.get_template("paper.html").render(Context(facts, autoescape=True))
    identifier = hashlib.sha256(content_text.encode()).digest()[:16]
    style = _STYLE.read_text(encoding="utf-8")
    try:
        return set_pages(html, paper.report, UNDATED, identifier, style)
    except (FatalURLFetchingError, RecursionError) as error:  # the first is not an Exception
        raise Invalid("unrenderable", "Dokumentet kunde inte skapas av innehållet.") from error


def require_settable(content_text: str) -> None:
    """Raise Invalid when no document could be made of the content; takes milliseconds."""
    _settable(content_text)


def _settable(content_text: str) -> Paper:
    paper = assemble_paper(content_text)
    require_glyphs(texts_in(astuple(paper)))
    return paper


def write_paper_in_word(content_text: str) -> bytes:
    """Return the DOCX of the stored canonical JSON, with real headings; to work with, not the record."""
    paper = _settable(content_text)
    document = docx.Document()
    drop_unused(document)
    set_styles(document)
    describe(document, paper.report, content_hash(content_text), UNDATED)
    _PaperWriter(document, paper).write(is_draft=True)
    return bytes_of(document)


class _PaperWriter(Writer):
    """Writes an agreement with places for signatures, or a letter with whom it is to."""

    def __init__(self, document: Any, paper: Paper) -> None:
        super().__init__(document, paper.report)
        self.paper = paper

    def write(self, *, is_draft: bool) -> None:
        """Write everything, and last the places to sign in."""
        super().write(is_draft=is_draft)
        for name in self.paper.places:
            self._place(name)

    def running(self, said: str) -> None:
        """What stands on every page; an agreement is both parties' and has no address of one of them."""
        super().running(_SAID)

    def head(self) -> None:
        """The letterhead and whom it is to; an agreement has its number only."""
        if not self.paper.is_agreement:
            super().head()
            for line in self.paper.to[1:]:
                self.document.add_paragraph(line).paragraph_format.space_after = Pt(0)
            return
        line = self.document.add_paragraph()
        line.add_run("Diarienummer: ").bold = True
        line.add_run(self.report.masthead.registry_number)

    def _place(self, name: str) -> None:
        """A party's place: a line to write on over each of what shall stand there."""
        heading = self.document.add_paragraph()
        heading.paragraph_format.space_before = Pt(24)
        heading.paragraph_format.keep_with_next = True
        heading.add_run(f"För {name}").bold = True
        for said in _LINES:
            line = self.document.add_paragraph()
            line.paragraph_format.space_before = Pt(26)
            line.paragraph_format.keep_with_next = said != _LINES[-1]
            border = element("w:pBdr")
            border.append(element("w:top", val="single", sz="4", space="1", color="auto"))
            line._p.get_or_add_pPr().append(border)
            line.add_run(said).font.size = Pt(8)


__all__ = ["render_paper", "require_settable", "write_paper_in_word"]
