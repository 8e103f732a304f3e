"""Writes a tjänsteutlåtande as a Word file, from the same blocks as the PDF: to work with, not the record."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from cases.documents.word_parts import (
    Count,
    Footnotes,
    Numbering,
    add_field,
    add_link,
    bytes_of,
    drop_unused,
    element,
)
from cases.rules.assembly import (
    Attachments,
    OfficerReport,
    Proposal,
    Recipients,
    Signatures,
    SignedApproval,
    Text,
    assemble,
)
from cases.rules.content import content_hash
from cases.rules.markup import Block, BulletItem, BulletList, Run, Table

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COPY: Final = "Kopia i Word. Den fastställda handlingen är PDF-filen."
DRAFT: Final = "Utkast i Word."
UNDATED: Final = date(1970, 1, 1)  # a draft's properties: the clock is not asked
_HEADINGS: Final = {"Title": 16, "Heading 1": 12, "Heading 2": 11, "Heading 3": 10.5}


def write_word(content_text: str, approvals: Sequence[SignedApproval], dated: date | None) -> bytes:
    """Return the DOCX of the stored canonical JSON; without a date it is a draft and says so.

    Reads no clock, no settings and no address. Raises Invalid as `assemble` does.
    """
    report = assemble(content_text, approvals, dated)
    document = docx.Document()
    drop_unused(document)
    set_styles(document)
    describe(document, report, content_hash(content_text), dated or UNDATED)
    Writer(document, report).write(is_draft=dated is None)
    return bytes_of(document)


def set_styles(document: Document) -> None:
    """The page, the typefaces and the language: Swedish, also for the spelling."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(4), Cm(2.8)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(2.7), Cm(3), Cm(1)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    _set_typeface(document.styles["Normal"], "Georgia", 10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(7)
    for name, size in _HEADINGS.items():
        _set_typeface(document.styles[name], "Arial", size)
        document.styles[name].font.bold = True
    title = document.styles["Title"]
    title.paragraph_format.space_before = Pt(18)
    for line in title.element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)


def _set_typeface(style: Any, typeface: str, size: float) -> None:
    style.font.name, style.font.size = typeface, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{which}"), None)  # a theme's typeface would win


def describe(document: Document, report: OfficerReport, digits: str, day: date) -> None:
    """Tell the file's own properties."""
    properties, head = document.core_properties, report.masthead
    properties.title = f"{report.template.document_name}: {report.title}"
    properties.author = f"{head.municipality}, {head.administration}"
    properties.subject = f"Till {head.recipient}, {head.registry_number}, {head.date}"
    properties.language = "sv-SE"
    properties.identifier = f"sha256:{digits}"
    properties.keywords = head.fingerprint
    properties.comments = ""
    properties.last_modified_by = properties.author
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day; Word knows no zone
    properties.created = properties.modified = moment


class Writer:
    """Writes one report into one document."""

    def __init__(self, document: Document, report: OfficerReport) -> None:
        self.document = document
        self.report = report
        self.numbering = Numbering(document)
        self.footnotes = Footnotes(document)

    def write(self, *, is_draft: bool) -> None:
        """Write everything, from the head to the foot."""
        self.running(COPY if not is_draft else DRAFT)
        self.head()
        self.document.add_paragraph(self.report.title, "Title")
        for block in self.report.blocks:
            self.block(block)
        self.footnotes.save()

    def block(self, block: Any) -> None:
        """Write one block of the document."""
        match block:
            case Proposal():
                self._proposal(block)
            case Text():
                self._text(block)
            case Signatures():
                self._signatures(block)
            case Attachments():
                self._lines(
                    self.report.template.attachments_heading,
                    [f"{label} {title}" for label, title in block.attachments],
                )
            case Recipients():
                self._lines(self.report.template.recipients_heading, list(block.names))

    def running(self, said: str) -> None:
        """What stands on every page: what it is, which page, and which content it shows."""
        head, template, section = (
            self.report.masthead,
            self.report.template,
            self.document.sections[0],
        )
        line = section.header.paragraphs[0]
        line.add_run(
            f"{template.document_name.upper()}    {head.date}    {head.registry_number}    "
        )
        before, after = template.around_pages
        add_field(line, "PAGE")
        line.add_run(before)
        add_field(line, "NUMPAGES")
        line.add_run(after)
        section.footer.paragraphs[0].add_run("\n".join((*head.foot, f"{said} {head.fingerprint}")))
        for paragraph in (line, section.footer.paragraphs[0]):
            for run in paragraph._p.iter(qn("w:r")):  # the fields' too
                run.get_or_add_rPr().get_or_add_sz().val = Pt(8)

    def head(self) -> None:
        """Whose document it is, and its facts."""
        head, template = self.report.masthead, self.report.template
        first = self.document.add_paragraph()
        if template.logo:
            picture = first.add_run().add_picture(
                BytesIO(base64.b64decode(template.logo)), height=Cm(1.6)
            )
            picture._inline.docPr.set("descr", template.logo_text)
        else:
            first.add_run(head.municipality).bold = True
        facts = {
            "administration": ("Förvaltning", head.administration),
            "date": ("Datum", head.date),
            "registry_number": ("Diarienummer", head.registry_number),
            "case_officer": ("Handläggare", ", ".join(head.case_officer)),
        }
        shown = [facts[name] for name in template.head if name in facts]
        for label, value in [*shown, ("Till", head.recipient)]:
            line = self.document.add_paragraph()
            line.paragraph_format.space_after = Pt(0)
            line.add_run(f"{label}: ").bold = True
            line.add_run(value)

    def _proposal(self, block: Proposal) -> None:
        self.document.add_paragraph(self.report.template.proposal_heading, "Heading 1")
        count = Count(self.numbering)
        for group in block.groups:
            self.document.add_paragraph(group.heading, "Heading 2")
            for point in group.points:
                paragraph = self.document.add_paragraph()
                if point.number:
                    count.put(paragraph, point.number)
                rest = list(point.blocks)
                if rest and not isinstance(rest[0], BulletList | Table):
                    self._runs(paragraph, rest.pop(0).runs)  # type: ignore[union-attr]
                self._blocks(rest)

    def _text(self, block: Text) -> None:
        for section in block.sections:
            if section.heading:
                self.document.add_paragraph(section.heading, f"Heading {int(section.level) - 1}")
            self._blocks(section.blocks)

    def _signatures(self, block: Signatures) -> None:
        for signature in block.signatures:
            said = "\n".join((signature.name, signature.title, signature.approved))
            self.document.add_paragraph(said).paragraph_format.space_before = Pt(18)
        if not block.signatures:
            self.document.add_paragraph("Ännu inte godkänt")

    def _lines(self, heading: str, lines: Sequence[str]) -> None:
        self.document.add_paragraph(heading, "Heading 1")
        for line in lines:
            self.document.add_paragraph(line).paragraph_format.space_after = Pt(2)

    def _blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            elif isinstance(block, BulletList):
                self._list(block.items, 0)
            else:
                self._runs(self.document.add_paragraph(), block.runs)

    def _list(self, items: Sequence[BulletItem], level: int) -> None:
        """A list as it was written: an item that has a number of its own keeps it."""
        count, bullets = Count(self.numbering), 0
        for item in items:
            paragraph = self.document.add_paragraph()
            if item.number:
                count.put(paragraph, item.number)
                paragraph.paragraph_format.left_indent = Cm(0.75 * (level + 1))
            else:
                bullets = bullets or self.numbering.begin("•")
                self.numbering.put(paragraph, bullets, level)
            self._runs(paragraph, item.runs)
            self._list(item.items, 1)

    def _table(self, table: Table) -> None:
        made = self.document.add_table(rows=0, cols=len(table.head), style="Table Grid")
        head = made.add_row()
        head._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
        for cell, runs in zip(head.cells, table.head, strict=True):
            self._cell(cell, [run._replace(strong=True) for run in runs])
        for row in table.rows:
            for cell, runs in zip(made.add_row().cells, row, strict=True):
                self._cell(cell, runs)
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)  # else two become one

    def _cell(self, cell: _Cell, runs: Sequence[Run]) -> None:
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        self._runs(cell.paragraphs[0], runs)

    def _runs(self, paragraph: WordParagraph, runs: Sequence[Run]) -> None:
        for run in runs:
            if run.is_note:
                self.footnotes.put(paragraph, run.text)
            elif run.href:
                add_link(paragraph, run.text, run.href, strong=run.strong)
            else:
                paragraph.add_run(run.text).bold = run.strong or None
