"""Reads the markup of sections and points: paragraphs, lists, tables, and bold, links, notes and citations in them.

A blank line parts paragraphs, a line "- text" is a bullet, "  - text" a bullet under it, "1. text" an item
that keeps its number, and lines "| cell | cell |" are a table whose first line is its head. In the words
`**text**` is bold, `[text](https://…)` a link, `^[text]` a footnote and `{bilaga 2}` a citation whose number
follows the attachment; a backslash makes a character of the next sign. Everything is text: what looks like a
tag is characters. Any text at all can be read; nothing is refused here. `cases/rules/markup_text.py` writes
the same text back.

Format 1, in which content was frozen before the rich text editor came, has no tables, links, notes,
citations or backslashes: those stay the characters they are (ADR 0011).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

MAX_DEPTH: Final = (
    2  # deeper bullets stay on the second level, as in the municipality's own documents
)
MAX_COLUMNS: Final = 12

# What a text area or a word processor may put between words; a no-break space is part of the text.
_WHITESPACE: Final = re.compile(r"[ \t\r\n]+")
_ITEM: Final = re.compile(r"(?P<indent>[ \t]*)(?:-|(?P<number>\d{1,2}[.)]))[ \t]+(?P<text>\S.*)")
_ROW: Final = re.compile(r"[ \t]*\|(?P<cells>.*)\|[ \t]*")
_CELL_END: Final = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_BOLD: Final = "**"
# No part can hold the sign that begins another, and each has a length: read in one pass, however hostile.
_SIGNS: Final = re.compile(
    r"\*\*"
    r"|\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|\[(?P<words>(?:[^\[\]\\]|\\.){1,300})\]\((?P<href>(?:https?://|mailto:)[^\s()<>\[\]|\\]{1,500})\)"
    r"|\^\[(?P<note>(?:[^\[\]\\]|\\.){1,2000})\]"
    r"|\{(?P<chip>[Bb]ilaga (?P<number>[1-9]\d{0,2}))\}"
)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


class Run(NamedTuple):
    """A piece of text: bold or not, a link, a footnote's text, or the citation of an attachment by number.

    `mark` is set where two versions are compared: see cases/rules/comparison.py.
    """

    text: str
    strong: bool = False
    href: str = ""
    is_note: bool = False
    attachment: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without bold and footnotes."""
        return plain(self.runs)


@dataclass(frozen=True, slots=True)
class BulletItem:
    """One bullet, or a numbered item when `number` ("2.") is set, with the bullets under it."""

    runs: tuple[Run, ...]
    items: tuple[BulletItem, ...] = ()
    number: str = ""

    @property
    def text(self) -> str:
        """The item's own words without bold and footnotes."""
        return plain(self.runs)


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of bullets."""

    items: tuple[BulletItem, ...]


Cell: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the head's cells, and rows of as many."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = Paragraph | BulletList | Table


def plain(runs: Sequence[Run]) -> str:
    """Return the running words, without the footnotes."""
    return "".join(run.text for run in runs if not run.is_note)


def one_line(text: str) -> str:
    """Return the text on one line with single spaces; no-break spaces inside are kept."""
    return _WHITESPACE.sub(" ", text).strip()


def parse_markup(text: str, format: int = 2) -> tuple[Block, ...]:
    """Return the text as paragraphs, lists and tables, in order; empty text gives nothing."""
    is_rich = format >= 2
    blocks: list[Block] = []
    pending: list[_Line] = []
    for line in _lines(text, is_rich):
        if pending and not (line.groups and pending[0].kind == line.kind):
            blocks.append(_block(pending, is_rich))
            pending = []
        if line.kind != "gap":
            pending.append(line)
    if pending:
        blocks.append(_block(pending, is_rich))
    return tuple(blocks)


@dataclass(slots=True)
class _Line:
    """A paragraph, an item with its continuation lines joined, or a row of a table."""

    kind: str
    words: list[str]
    depth: int = 0
    number: str = ""

    @property
    def groups(self) -> bool:
        """Whether it stands in one block with others of its kind."""
        return self.kind != "paragraph"

    def runs(self, is_rich: bool) -> tuple[Run, ...]:
        return read_runs(" ".join(self.words), is_rich)


def _lines(text: str, is_rich: bool) -> Iterator[_Line]:
    """Paragraphs, items and rows: a line that neither follows a blank line nor begins one continues another."""
    current: _Line | None = None
    for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        words = one_line(row)
        begun = (_row(row) if is_rich else None) or _item(row, current)
        if begun is None and words and current is not None and current.kind != "row":
            current.words.append(words)
            continue
        if current is not None:
            yield current
        if not words and current is not None and current.kind == "row":
            yield _Line("gap", [])  # two tables are two; a list goes on over a blank line
        current = begun or (_Line("paragraph", [words]) if words else None)
    if current is not None:
        yield current


def _row(row: str) -> _Line | None:
    found = _ROW.fullmatch(row)
    return _Line("row", [found["cells"]]) if found else None


def _item(row: str, current: _Line | None) -> _Line | None:
    """The item the row begins; a number inside a running paragraph ("den\\n12. …") begins none."""
    found = _ITEM.fullmatch(row.rstrip())
    if found is None:
        return None
    if found["number"] and current is not None and current.kind == "paragraph":
        return None
    depth = min(1 + len(found["indent"].expandtabs(2)) // 2, MAX_DEPTH)
    return _Line("item", [one_line(found["text"])], depth, found["number"] or "")


def _block(lines: Sequence[_Line], is_rich: bool) -> Block:
    if lines[0].kind == "row":
        return _table([line.words[0] for line in lines])
    if lines[0].kind == "paragraph":
        return Paragraph(lines[0].runs(is_rich))
    tops: list[tuple[_Line, list[BulletItem]]] = []
    for line in lines:
        if line.depth > 1 and tops:
            tops[-1][1].append(BulletItem(line.runs(is_rich), number=line.number))
        else:  # also a list that begins indented: there is nothing for it to stand under
            tops.append((line, []))
    return BulletList(
        tuple(BulletItem(top.runs(is_rich), tuple(under), top.number) for top, under in tops)
    )


def _table(rows: Sequence[str]) -> Table:
    """As many columns as the widest row has; shorter rows end in empty cells, what is beyond stays in the last."""
    cut = [_cells(row) for row in rows]
    width = max(len(cells) for cells in cut)
    head, *rest = [(*cells, *[()] * (width - len(cells))) for cells in cut]
    return Table(head, tuple(rest))


def _cells(row: str) -> tuple[Cell, ...]:
    ends = [found.end() - 1 for found in _CELL_END.finditer(row)][: MAX_COLUMNS - 1]
    starts = [0, *(end + 1 for end in ends)]
    return tuple(
        read_runs(one_line(row[start:end]))
        for start, end in zip(starts, [*ends, len(row)], strict=True)
    )


def read_runs(text: str, is_rich: bool = True) -> tuple[Run, ...]:
    """Return one line's words; `**` counts in pairs with text close inside, any other is characters."""
    parts = list(_parted(text, is_rich))
    found = parts[0]
    at = 1
    while at < len(parts):
        inside = parts[at]
        words = "".join(run.text for run in inside)
        has_end = at + 1 < len(parts)
        if has_end and words and words == words.strip():
            found += [run._replace(strong=True) for run in inside] + parts[at + 1]
            at += 2
        else:
            found += [Run(_BOLD), *inside]
            at += 1
    return tuple(_joined(found))


def _parted(text: str, is_rich: bool) -> Iterator[list[Run]]:
    """The words between the `**`, with what else they hold."""
    if not is_rich:
        yield from ([Run(piece)] if piece else [] for piece in text.split(_BOLD))
        return
    part: list[Run] = []
    done = 0
    for found in _SIGNS.finditer(text):
        if found.start() > done:
            part.append(Run(text[done : found.start()]))
        done = found.end()
        if found[0] == _BOLD:
            yield part
            part = []
        else:
            part.append(_special(found))
    if done < len(text):
        part.append(Run(text[done:]))
    yield part


def _special(found: re.Match[str]) -> Run:
    if found["sign"]:
        return Run(found["sign"])
    if found["chip"]:
        return Run(found["chip"], attachment=int(found["number"]))
    words = _ESCAPED.sub(r"\1", found["words"] or found["note"])
    return Run(words, href=found["href"]) if found["href"] else Run(words, is_note=True)


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Plain neighbours as one piece."""
    text: list[str] = []
    before: Run | None = None
    for run in runs:
        is_plain = not (run.href or run.is_note or run.attachment)
        if before is not None and is_plain and run.strong == before.strong:
            text.append(run.text)
            continue
        if before is not None:
            yield before._replace(text="".join(text))
            before, text = None, []
        if is_plain:
            before, text = run, [run.text]
        else:
            yield run
    if before is not None:
        yield before._replace(text="".join(text))
