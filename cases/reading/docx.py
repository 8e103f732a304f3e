"""Reads the paragraphs of a Word file as lines: headings by style, lists with levels, bold, footnotes and tables.

Only the XML of the text is read (ECMA-376 part 1, 17); what acts or fetches has been refused before, and the
parts have been counted while they were unpacked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from lxml import etree

from cases.intake.archive import Archive, broken
from cases.reading.docx_styles import Styles, W, read_styles
from cases.reading.outline import STAMP, Readable, as_outline, without_title_level
from cases.rules.errors import Invalid
from cases.rules.officer_report_headings import PROPOSAL_HEADINGS
from cases.rules.officer_report_lines import key
from cases.rules.rich_text import safe_link

MAX_PART: Final = 16 * 1024 * 1024
_MAIN: Final = "word/document.xml"
_SKIPPED: Final = {
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BOX: Final = f"{W}txbxContent"
_SHORT: Final = 60  # two lines no longer than this stand together: a name and its title
_LINK: Final = f"{W}hyperlink"
_LINK_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EDGES: Final = re.compile(r"word/(?:header|footer)\d*\.xml")


def read(data: bytes) -> Readable:
    """Return the words of the document. Raises Invalid when it is no Word document or broken."""
    archive = Archive(data)
    if _MAIN not in archive.members:
        sentence = (
            "Filen är inget Word-dokument. Välj tjänsteutlåtandet som text, PDF eller Word (.docx)."
        )
        raise Invalid("not_word", sentence, field="file")
    body = _part(archive, _MAIN).find(f"{W}body")
    if body is None:
        raise broken()
    reader = _Reader(
        read_styles(*(_optional(archive, f"word/{n}.xml") for n in ("styles", "numbering")))
    )
    reader.notes = _notes(_optional(archive, "word/footnotes.xml"))
    reader.links = _links(_optional(archive, "word/_rels/document.xml.rels"))
    reader.read(body)
    left_out = [*_edge_lines(archive), *reader.left_out]
    text = "\n".join(reader.lines) + as_outline(without_title_level(reader.outline))
    return Readable(text, tuple(dict.fromkeys(line for line in left_out if line)))


def _part(archive: Archive, name: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(archive.read(name, MAX_PART), parser)
    except etree.XMLSyntaxError as error:
        raise broken() from error


def _optional(archive: Archive, name: str) -> Any:
    return _part(archive, name) if name in archive.members else None


def _edge_lines(archive: Archive) -> Iterator[str]:
    """What stands in headers and footers."""
    for name in sorted(archive.members):
        if _EDGES.fullmatch(name):
            for paragraph in _part(archive, name).iter(f"{W}p"):
                yield _plain(paragraph)


def _plain(element: Any) -> str:
    """The words of an element on one line."""
    parts = (t.text or " " for t in element.iter(f"{W}t", f"{W}tab", f"{W}br"))
    return " ".join("".join(parts).split())


def _notes(part: Any) -> dict[str, str]:
    """The footnotes' words by their number; the separators that Word keeps there have none."""
    if part is None:
        return {}
    return {note.get(f"{W}id", ""): _plain(note) for note in part.iter(f"{W}footnote")}


def _links(part: Any) -> dict[str, str]:
    """Where the document's links lead, by their id; what the markup cannot carry is left out."""
    relations = part if part is not None else ()
    found = {r.get("Id", ""): safe_link(r.get("Target", "")) for r in relations}
    return {key: href for key, href in found.items() if href}


@dataclass
class _Reader:
    """Walks through the body and writes lines."""

    styles: Styles
    notes: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    outline: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    is_past_front: bool = False
    is_heading: bool = False

    def read(self, body: Any) -> None:
        """The paragraphs and tables, in order, also those inside controls."""
        for element in body:
            if element.tag == f"{W}p":
                self.paragraph(element)
            elif element.tag == f"{W}tbl":
                self.table(element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo"):
                self.read(element)

    def paragraph(self, element: Any) -> None:
        """One paragraph as one line, or as a line for each break in it."""
        level = self.styles.heading(element)
        self.is_heading = level is not None
        pieces = list(self.pieces(element))
        plain = " ".join("".join(words for words, _ in pieces).split())
        if not plain:
            self.lines.append("")
            return
        if level is not None:
            self.outline.append((level, plain))
            self.is_past_front |= key(plain) in PROPOSAL_HEADINGS
            self.lines += ["", plain, ""]
            return
        mark = self.mark(element)
        words = _starred(pieces) if self.is_past_front else _letterhead(plain)
        text = f"{mark} {words}" if mark else words
        before = self.lines[-1] if self.lines else ""
        if mark or len(before) > _SHORT or len(text) > _SHORT:
            self.lines.append("")
        for line in (line.rstrip() for line in text.split("\n") if line.strip()):
            if STAMP.fullmatch(line.strip()):
                self.left_out.append(" ".join(line.split()))
            else:
                self.lines.append(line)

    def mark(self, element: Any) -> str:
        """The bullet or number that Word writes before the paragraph, with its indent."""
        found = self.styles.numbering(element)
        if found is None:
            return ""
        number, depth, is_bullet = found
        indent = "    " * depth
        if is_bullet:
            return f"{indent}{'•' if not depth else '–'}"
        self.counts = {k: n for k, n in self.counts.items() if k[0] != number or k[1] <= depth}
        self.counts[number, depth] = self.counts.get((number, depth), 0) + 1
        return f"{indent}{self.counts[number, depth]}."

    def pieces(self, element: Any) -> Iterator[tuple[str, bool]]:
        """The words of a paragraph with whether they are bold; words taken out by a reviewer are left out."""
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == _BOX:
                self.left_out += [
                    " ".join("".join(w for w, _ in self.pieces(p)).split())
                    for p in _nearest(child, "p")
                ]
            elif child.tag == f"{W}r":
                strong = self.styles.is_bold(child)
                yield from ((words, strong) for words in self.words(child))
                yield from self.inside(child)
            elif child.tag == _LINK:
                yield from self.linked(child)
            elif child.tag != f"{W}pPr":
                yield from self.pieces(child)

    def linked(self, element: Any) -> Iterator[tuple[str, bool]]:
        """The words of a link in running text as markup; elsewhere, and where it leads nowhere, the words."""
        pieces = list(self.pieces(element))
        words = "".join(text for text, _ in pieces)
        href = self.links.get(element.get(_LINK_ID, ""), "")
        is_text = self.is_past_front and not self.is_heading
        if (
            is_text
            and href
            and words.strip()
            and not set(words) & set("[]\n\\")
            and len(words) < 300
        ):
            yield f"[{words}]({href})", all(strong for _, strong in pieces)
        else:
            yield from pieces

    def inside(self, run: Any) -> Iterator[tuple[str, bool]]:
        """Text boxes hang in a run; they are collected apart."""
        if any(True for _ in run.iter(_BOX)):
            for child in run:
                if child.tag not in _SKIPPED and not child.tag.startswith(f"{W}t"):
                    yield from self.pieces(child)

    def words(self, run: Any) -> Iterator[str]:
        """The words of one run."""
        for child in run:
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in (f"{W}tab", f"{W}ptab"):
                yield " "
            elif child.tag in (f"{W}br", f"{W}cr"):
                yield "\n"
            elif child.tag == f"{W}noBreakHyphen":
                yield "-"
            elif child.tag == f"{W}footnoteReference" and (
                note := self.notes.get(child.get(f"{W}id", ""))
            ):
                yield f"^[{note}]"

    def table(self, element: Any) -> None:
        """A table as markup; one that only places things on the page, as the lines of its cells."""
        rows = [list(_nearest(row, "tc")) for row in _nearest(element, "tr")]
        if len(rows) < 2 or not self.is_past_front or max(map(len, rows)) < 2:
            for cell in (cell for row in rows for cell in row):
                self.lines.append("")
                self.read(cell)
            return
        self.lines.append("")
        for row in rows:
            cells = [self.cell(cell).replace("|", "\\|") for cell in row]
            if any(cells):
                self.lines.append(f"| {' | '.join(cells)} |")
        self.lines.append("")

    def cell(self, cell: Any) -> str:
        """A cell's words on one line."""
        texts = (_starred(self.pieces(p)) for p in _nearest(cell, "p"))
        return " ".join(" ".join(texts).split())


def _nearest(element: Any, name: str) -> Iterator[Any]:
    """The nearest elements of a kind below, each once: what is inside one of them is its own to read."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _nearest(child, name)


def _letterhead(line: str) -> str:
    """A line above the proposal: whom it is to is said with or without a colon."""
    return re.sub(r"^Till:\s*", "Till ", line)


def _starred(pieces: Iterable[tuple[str, bool]]) -> str:
    """The words with stars about the bold ones; a paragraph all in bold is not emphasised."""
    found = [(words, strong) for words, strong in pieces if words]
    if all(strong or not words.strip() for words, strong in found):
        return "".join(words for words, _ in found)
    text = []
    for strong, group in groupby(found, key=lambda piece: piece[1]):
        words = "".join(words for words, _ in group)
        inside = words.strip()
        text.append(
            words.replace(inside, f"**{inside}**", 1)
            if strong and inside and "\n" not in inside
            else words
        )
    return "".join(text)
