"""Reads the markup of sections and points: paragraphs, bullets and bold lead words, nothing else.

A blank line parts paragraphs, a line "- text" is a bullet, "  - text" a bullet under it, "1. text" an item
that keeps its number, and `**text**` is bold. Everything is text: what looks like a tag is characters.
Any text at all can be read; nothing is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

MAX_DEPTH: Final = (
    2  # deeper bullets stay on the second level, as in the municipality's own documents
)

# What a text area or a word processor may put between words; a no-break space is part of the text.
_WHITESPACE: Final = re.compile(r"[ \t\r\n]+")
_ITEM: Final = re.compile(r"(?P<indent>[ \t]*)(?:-|(?P<number>\d{1,2}[.)]))[ \t]+(?P<text>\S.*)")
_BOLD: Final = "**"


class Run(NamedTuple):
    """A piece of text, bold or not."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without bold."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class BulletItem:
    """One bullet, or a numbered item when `number` ("2.") is set, with the bullets under it."""

    runs: tuple[Run, ...]
    items: tuple[BulletItem, ...] = ()
    number: str = ""

    @property
    def text(self) -> str:
        """The item's own words without bold."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of bullets."""

    items: tuple[BulletItem, ...]


Block: TypeAlias = Paragraph | BulletList


def one_line(text: str) -> str:
    """Return the text on one line with single spaces; no-break spaces inside are kept."""
    return _WHITESPACE.sub(" ", text).strip()


def parse_markup(text: str) -> tuple[Block, ...]:
    """Return the text as paragraphs and bullet lists, in order; empty text gives nothing."""
    blocks: list[Block] = []
    pending: list[_Line] = []
    for line in _lines(text):
        if pending and not (line.is_item and pending[0].is_item):
            blocks.append(_block(pending))
            pending = []
        pending.append(line)
    if pending:
        blocks.append(_block(pending))
    return tuple(blocks)


@dataclass(slots=True)
class _Line:
    """A paragraph (depth 0) or an item with its continuation lines joined."""

    depth: int
    words: list[str]
    number: str = ""

    @property
    def is_item(self) -> bool:
        return self.depth > 0

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(_runs(" ".join(self.words)))


def _lines(text: str) -> Iterator[_Line]:
    """Paragraphs and items: a line that neither follows a blank line nor begins an item continues one."""
    current: _Line | None = None
    for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        words = one_line(row)
        item = _item(row, current)
        if item is None and words and current is not None:
            current.words.append(words)
            continue
        if current is not None:
            yield current
        current = item or (_Line(0, [words]) if words else None)
    if current is not None:
        yield current


def _item(row: str, current: _Line | None) -> _Line | None:
    """The item the row begins; a number inside a running paragraph ("den\\n12. …") begins none."""
    found = _ITEM.fullmatch(row.rstrip())
    if found is None:
        return None
    if found["number"] and current is not None and not current.is_item:
        return None
    depth = min(1 + len(found["indent"].expandtabs(2)) // 2, MAX_DEPTH)
    return _Line(depth, [one_line(found["text"])], found["number"] or "")


def _block(lines: Sequence[_Line]) -> Block:
    if not lines[0].is_item:
        return Paragraph(lines[0].runs)
    tops: list[tuple[_Line, list[BulletItem]]] = []
    for line in lines:
        if line.depth > 1 and tops:
            tops[-1][1].append(BulletItem(line.runs, number=line.number))
        else:  # also a list that begins indented: there is nothing for it to stand under
            tops.append((line, []))
    return BulletList(tuple(BulletItem(top.runs, tuple(under), top.number) for top, under in tops))


def _runs(text: str) -> Iterable[Run]:
    """Split at pairs of `**` with text close inside; any other `**` is characters. Linear in the length."""
    parts = text.split(_BOLD)
    plain = parts[0]
    at = 1
    while at < len(parts):
        inside = parts[at]
        has_end = at + 1 < len(parts)
        if has_end and inside and inside == inside.strip():
            if plain:
                yield Run(plain)
            yield Run(inside, strong=True)
            plain = parts[at + 1]
            at += 2
        else:
            plain += _BOLD + inside
            at += 1
    if plain:
        yield Run(plain)
