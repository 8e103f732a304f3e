"""Builds paragraphs and lists out of hard-wrapped lines and writes them as section markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cases.rules.officer_report_lines import Line, dangles, ends_sentence, join, starts_paragraph

_BULLET = re.compile(r"([\ue000-\uf8ff•▪■●◦○‣⁃·])\s*(\S.*)?|([-–—*o])\s+(\S.*)")
_NUMBERED = re.compile(r"(\d{1,2}[.)])\s+(\S.*)")
_LEAD_WORD = re.compile(r"[^\W\d_][^.:]{2,45}[.:] ")
_ROW = re.compile(r"\| .+ \|")
_DASHES = "-–—*o"
_LOST = "lost"
_NUMBER = "number"


@dataclass
class Item:
    """One paragraph (level 0), row of a table, or list item (level 1 or 2) with its lines not yet joined."""

    level: int
    lines: list[str] = field(default_factory=list)
    number: str = ""
    is_row: bool = False

    @property
    def text(self) -> str:
        """The item's words on one line, without bullet or number."""
        return join(self.lines)


def markup(lines: Sequence[Line], width: int) -> str:
    """The lines as section text: paragraphs and lists with one blank line between.

    A bullet is a line "- text", a nested one "  - text"; a numbered item keeps its number.
    """
    return write(items(lines, width))


def write(parts: Sequence[Item]) -> str:
    """The items in the markup of a section."""
    out: list[str] = []
    for at, item in enumerate(parts):
        if at:
            both_in_list = item.level > 0 and parts[at - 1].level > 0
            both_in_table = item.is_row and parts[at - 1].is_row
            out.append("\n" if both_in_list or both_in_table else "\n\n")
        if item.level:
            out.append("  " * (item.level - 1) + (item.number or "-") + " ")
        out.append(item.text)
    return "".join(out)


def items(lines: Sequence[Line], width: int) -> list[Item]:
    """The paragraphs and list items of the lines, in order."""
    out: list[Item] = []
    opened = _OpenList()
    previous: Line | None = None
    for line in lines:
        mark = _marker(line, previous, opened)
        if _ROW.fullmatch(line.text):
            out.append(Item(0, [line.text], is_row=True))
        elif mark is not None:
            kind, number, text = mark
            out.append(Item(opened.level(kind, line.indent), [text] if text else [], number))
        elif out and not out[-1].lines:  # the bullet stood alone on its line
            out[-1].lines.append(line.text)
        elif previous is None or out[-1].is_row or _new_paragraph(previous, line, width):
            opened = _OpenList()
            out.append(Item(0, [line.text]))
        else:
            out[-1].lines.append(line.text)
        previous = line
    return [item for item in out if item.lines]


def _new_paragraph(previous: Line, line: Line, width: int) -> bool:
    """Whether a paragraph starts, also after one that stops far from the margin without a stop."""
    stopped = len(previous.text) < width / 2 and not dangles(previous.text)
    return (stopped and line.text[0].isupper()) or starts_paragraph(previous, line, width)


@dataclass
class _OpenList:
    """The list being read: which kinds of marker it has used, and the first one's indent."""

    kinds: list[str] = field(default_factory=list)
    indent: int = 0

    def level(self, kind: str, indent: int) -> int:
        """1 for the kind that opened the list, 2 for every other kind and for deeper bullets."""
        if not self.kinds:
            self.indent = indent
        if kind not in self.kinds:
            self.kinds.append(kind)
        deeper = kind != _LOST and indent >= self.indent + 2
        return 2 if kind != self.kinds[0] or deeper else 1


def _marker(line: Line, previous: Line | None, opened: _OpenList) -> tuple[str, str, str] | None:
    """The kind of list marker the line begins with, its number and the text after it."""
    fresh = previous is None or line.gap > 0 or ends_sentence(previous.text)
    bullet = _BULLET.fullmatch(line.text)
    if bullet:
        sign, text = bullet[1] or bullet[3], bullet[2] or bullet[4] or ""
        # A wrapped sentence may begin its line with a dash: "… – en stor kommun – …".
        mid_sentence = not fresh and text[:1].islower() and sign not in opened.kinds
        lone_o = sign == "o" and not opened.kinds
        if not (sign in _DASHES and (mid_sentence or lone_o)):
            return sign, "", text
    numbered = _NUMBERED.fullmatch(line.text)
    in_numbers = _NUMBER in opened.kinds and previous and not dangles(previous.text)
    if numbered and (fresh or in_numbers):
        return _NUMBER, numbered[1], numbered[2]
    if _lost_bullet(line, previous, opened):
        return _LOST, "", line.text
    return None


def _lost_bullet(line: Line, previous: Line | None, opened: _OpenList) -> bool:
    """Whether the line is a bullet whose glyph the extraction turned into one space.

    A single leading space is also what a form feed can become, so it counts only after a lead-in
    with a colon, or inside such a list before a blank line or a lead word ("Parterna. …").
    """
    if line.indent != 1 or previous is None or not line.text[0].isupper():
        return False
    if _LOST in opened.kinds:
        return line.gap > 0 or bool(_LEAD_WORD.match(line.text))
    return previous.text.endswith(":") and previous.indent == 0 and line.tabs == 0
