"""Reads the rich text editor's HTML, and any that is pasted into it, as markup (ADR 0011).

HTML exists only between the browser and the form. What is read is a list of known elements; all else is
unwrapped to its words. Headings that came with pasted text begin sections of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, NamedTuple

import nh3

from cases.rules.markup import (
    MAX_COLUMNS,
    MAX_DEPTH,
    Block,
    BulletItem,
    BulletList,
    Cell,
    Paragraph,
    Run,
    Table,
    one_line,
    plain,
)
from cases.rules.markup_text import as_markup, escaped

MAX_HEADING: Final = 200
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_LISTS: Final = frozenset({"ul", "ol"})
_CELLS: Final = frozenset({"td", "th"})
_STRONG: Final = frozenset({"strong", "b"})
# What parts words from each other; what these hold is read, they themselves are not kept.
_PARTING: Final = frozenset(
    [
        "p",
        "br",
        "div",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "dl",
        "dt",
        "dd",
        "figure",
        "caption",
    ]
)
_KNOWN: Final = {
    *_HEADINGS,
    *_LISTS,
    *_CELLS,
    *_STRONG,
    *_PARTING,
    *["li", "a", "span", "table", "tr"],
}
_KEPT: Final = {
    "a": {"href"},
    "ol": {"start"},
    "p": {"class"},
    "span": {"data-note", "data-attachment"},
}
_DROPPED: Final = {"script", "style", "title", "xml", "template"}
_HREF: Final = re.compile(r"(?:https?://|mailto:)[^\s()<>\[\]|\\]{1,500}")
_ENCODED: Final = {ord(sign): f"%{ord(sign):02X}" for sign in "()<>[]|\\ "}
_MARKER: Final = re.compile(
    r"\s*(?:[·•§–o-]|(\d{1,2})[.)])[\s\u00a0]+"
)  # what Word writes before an item
_CITED: Final = re.compile(r"[Bb]ilaga \d{1,3}")
_MARKED: Final = re.compile(r"[1-9]\d{0,2}")
_SPACES: Final = re.compile(r" +")
_BREAKS: Final = re.compile(r"[ \t\r\n]+")
_TAG: Final = re.compile(
    r"""<!--.*?-->|<(/?)([a-zA-Z][^\s<>/]*+)(?:=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+>""", re.DOTALL
)
_CLOSES_ITSELF: Final = {"br", "hr", "img", "col", "input", "meta", "link", "wbr", "base", "area"}
MAX_HTML: Final = 400_000  # characters of one text as HTML
MAX_NESTING: Final = 200  # elements in one another; no browser's editor writes so


class Part(NamedTuple):
    """A piece of what was written: what stands before the first heading has level 0 and no heading."""

    level: int
    heading: str
    text: str


def parts_of(html: str) -> tuple[Part, ...]:
    """Return any HTML as markup, cut at its headings; there is always a first part, perhaps empty."""
    reader = _Reader()
    reader.feed(
        nh3.clean(
            html if _is_shallow(html) else _TAG.sub(" ", html).replace("<", "&lt;"),
            tags=_KNOWN,
            clean_content_tags=_DROPPED,
            attributes=_KEPT,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )
    reader.close()
    reader.end_line()
    return tuple(
        Part(p.level, p.heading, as_markup(tuple(_grouped(p.lines)))) for p in reader.parts
    )


def _is_shallow(html: str) -> bool:
    """Whether elements lie in one another no deeper than can be cleaned: the time grows with its square.

    An end that does not fit the element last begun ends nothing: it must not hide what is open.
    """
    inside: list[str] = []
    for tag in _TAG.finditer(html):
        name = (tag[2] or "").lower()
        if tag[1] and inside and inside[-1] == name:
            inside.pop()
        elif name and not tag[1] and name not in _CLOSES_ITSELF:
            inside.append(name)
            if len(inside) > MAX_NESTING:
                return False
    return True


def markup_of(html: str) -> str:
    """Return any HTML as markup; headings become paragraphs."""
    found = (text for p in parts_of(html) for text in (escaped(p.heading), p.text))
    return "\n\n".join(text for text in found if text)


# Reading HTML ---------------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A paragraph (depth 0), an item of a list, or a whole table."""

    runs: tuple[Run, ...]
    depth: int = 0
    number: str = ""
    table: tuple[tuple[Cell, ...], ...] = ()


@dataclass
class _Piece:
    level: int
    heading: str
    lines: list[_Line] = field(default_factory=list)


class _Reader(HTMLParser):
    """Turns clean HTML into lines; every word met is kept, in the order it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts = [_Piece(0, "")]
        self._runs: list[Run] = []
        self._strong = 0
        self._href = ""
        self._heading = 0
        self._lists: list[int | None] = []  # the next number, None for bullets
        self._number = ""
        self._word_item = False  # a paragraph that Word means as an item
        self._tables = 0
        self._rows: list[list[list[Run]]] = []
        self._chip: list[str] | None = None
        self._spans: list[int] = []  # for each open span its attachment, 0 for none

    # What stands where

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in _STRONG:
            self._strong += 1
        elif tag == "a":
            self._href = safe_link(said.get("href") or "")
        elif tag == "span":
            self._span(said.get("data-note"), said.get("data-attachment") or "")
        elif tag in _HEADINGS and not (self._lists or self._tables):
            self.end_line()
            self._heading = _HEADINGS[tag]
        elif tag == "table":
            self.end_line()
            self._tables += 1
        elif self._tables:
            self._in_table(tag)
        elif tag in _LISTS:
            self.end_line()
            self._lists.append(_start(said.get("start")) if tag == "ol" else None)
        elif tag == "li":
            self._item()
        else:
            self._part_words()
            self._word_item = (said.get("class") or "").startswith("MsoListParagraph")

    def handle_endtag(self, tag: str) -> None:
        if tag in _STRONG:
            self._strong = max(self._strong - 1, 0)
        elif tag == "a":
            self._href = ""
        elif tag == "span":
            self._end_span()
        elif tag == "table":
            self._end_table()
        elif self._tables:
            self._in_table("")
        elif tag in _HEADINGS or tag == "li":
            self.end_line()
        elif tag in _LISTS:
            self.end_line()
            if self._lists:
                self._lists.pop()
        else:
            self._part_words()

    def handle_data(self, data: str) -> None:
        if self._chip is not None:
            self._chip.append(data)
        elif data:
            self._runs.append(Run(data, strong=self._strong > 0, href=self._href))

    def end_line(self) -> None:
        """What has been read since the last line's end is a line, an item or a heading."""
        if self._tables:
            self._runs.append(Run(" "))
            return
        runs, self._runs = _tidy(self._runs), []
        level, self._heading = self._heading, 0
        number, self._number = self._number, ""
        if not runs:
            self._number = number  # a list's item may begin with an empty paragraph
        elif level:
            self._begin_part(level, runs)
        elif self._lists:
            self.parts[-1].lines.append(_Line(runs, min(len(self._lists), MAX_DEPTH), number))
        else:
            self.parts[-1].lines.append(_word_item(runs) if self._word_item else _Line(runs))
        self._word_item = False

    # Its pieces

    def _part_words(self) -> None:
        """A paragraph ends; inside an item or a heading it is only a space."""
        if self._lists or self._heading or self._tables:
            self._runs.append(Run(" "))
        else:
            self.end_line()

    def _item(self) -> None:
        self.end_line()
        self._number = ""
        if self._lists and (number := self._lists[-1]) is not None:
            self._number = f"{number}." if number < 100 else ""
            self._lists[-1] = number + 1

    def _span(self, note: str | None, attachment: str) -> None:
        if note is not None and (words := one_line(note)):
            self._runs.append(_note(words, self._strong > 0))
        number = int(attachment) if _MARKED.fullmatch(attachment) and self._chip is None else 0
        self._spans.append(number)
        if number:
            self._chip = []

    def _end_span(self) -> None:
        number = self._spans.pop() if self._spans else 0
        if number and self._chip is not None:
            words, self._chip = one_line("".join(self._chip)), None
            if _CITED.fullmatch(words):
                self._runs.append(
                    Run(f"{words[0]}ilaga {number}", self._strong > 0, attachment=number)
                )
            else:  # somebody's own words in a citation's clothes
                self.handle_data(words)

    def _begin_part(self, level: int, runs: tuple[Run, ...]) -> None:
        words = one_line(plain(runs))
        self.parts.append(_Piece(level, words[:MAX_HEADING].strip()))
        rest = words[MAX_HEADING:].strip()
        kept = tuple(run for run in runs if run.is_note)
        if rest or kept:
            self.parts[-1].lines.append(_Line(_tidy([Run(rest), *kept])))

    def _in_table(self, tag: str) -> None:
        """Rows and cells of the outermost table; in a table within a table everything is words."""
        if self._tables > 1 or tag not in ("tr", "td", "th"):
            self._runs.append(Run(" "))
            return
        self._end_cell()
        if tag == "tr" or not self._rows:
            self._rows.append([])
        # the words of one cell too many join the last
        if tag != "tr" and len(self._rows[-1]) < MAX_COLUMNS:
            self._rows[-1].append([])

    def _end_cell(self) -> None:
        runs, self._runs = self._runs, []
        if not any(run.text.strip() or run.attachment for run in runs):
            return
        if not self._rows:
            self._rows.append([])
        row = self._rows[-1]
        if row:
            row[-1] += [Run(" "), *runs]
        else:
            row.append(runs)

    def _end_table(self) -> None:
        if self._tables > 1:
            self._runs.append(Run(" "))
        elif self._tables:
            self._end_cell()
            rows = tuple(tuple(map(_tidy, row)) for row in self._rows if any(row))
            if rows:
                self.parts[-1].lines.append(_Line((), table=rows))
            self._rows = []
        self._tables = max(self._tables - 1, 0)


def _start(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,2}", text, re.ASCII) else 1


def safe_link(href: str) -> str:
    """The address if the markup can carry it, else nothing: the words stay."""
    written = href.strip().translate(_ENCODED)
    return written if _HREF.fullmatch(written) else ""


def _note(words: str, strong: bool) -> Run:
    """A footnote; one longer than the markup carries stands in the text instead."""
    if len(escaped(words)) > 2000:
        return Run(f" ({words})", strong)
    return Run(words, strong, is_note=True)


def _word_item(runs: tuple[Run, ...]) -> _Line:
    """Word's paragraph with a bullet or number written in it, as an item."""
    first = runs[0]
    found = _MARKER.match(first.text)
    if found is None:
        return _Line(runs, 1)
    rest = _tidy([first._replace(text=first.text[found.end() :]), *runs[1:]])
    return _Line(rest, 1, f"{found[1]}." if found[1] else "") if rest else _Line(runs)


def _tidy(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Single spaces between words, none at the ends, equal neighbours joined."""
    found: list[tuple[Run, list[str]]] = []  # a run, and its words piece by piece
    for run in map(_spaced, runs):
        words = found[-1][1] if found else None
        joins = words is not None and not (run.is_note or run.attachment)
        if joins and found[-1][0][1:] == run[1:]:
            if run.text:
                found[-1][1].append(run.text)
            continue
        after_space = words is None or words[-1].endswith(" ")
        text = run.text.lstrip(" ") if after_space else run.text
        if text:
            found.append((run, [text]))
    told = [run._replace(text=_SPACES.sub(" ", "".join(words))) for run, words in found]
    while told and not told[0].is_note and not told[0].text.strip():
        del told[0]
    while told and not told[-1].is_note and not told[-1].text.strip():
        del told[-1]
    return tuple(told)


def _spaced(run: Run) -> Run:
    """A run with single spaces; one without words looks like nothing, and no link is longer than markup has."""
    text = _BREAKS.sub(" ", run.text)
    is_blank = not text.strip() and not run.attachment
    is_long = len(run.text) > 100 and len(escaped(text)) > 300
    href = "" if is_blank or is_long else run.href
    return run._replace(text=text, strong=run.strong and not is_blank, href=href)


def _grouped(lines: Sequence[_Line]) -> Iterator[Block]:
    """Items that follow each other as one list."""
    tops: list[tuple[_Line, list[BulletItem]]] = []
    for line in [*lines, _Line(())]:
        if line.depth > 1 and tops:
            tops[-1][1].append(BulletItem(line.runs, number=line.number))
        elif line.depth:
            tops.append((line, []))
        elif tops:
            yield BulletList(tuple(BulletItem(t.runs, tuple(u), t.number) for t, u in tops))
            tops = []
        if line.table:
            yield Table(line.table[0], line.table[1:])
        elif line.runs and not line.depth:
            yield Paragraph(line.runs)
