"""What a Word file's styles and numbering say of a paragraph: is it a heading, a bullet, an item with a number?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING: Final = re.compile(r"(?:heading|rubrik)\s*([1-9])", re.IGNORECASE)
_LIST: Final = re.compile(
    r"(?:list (?:bullet|number)|punktlista|numrerad lista) ([2-5])", re.IGNORECASE
)
_TITLES: Final = ("title", "titel", "rubrik")
_OFF: Final = ("0", "false", "off", "none")
_MOST: Final = 20  # styles that stand on one another; a circle ends there


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, as far as it matters here."""

    name: str = ""
    parent: str = ""
    level: int | None = None
    number: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by their key, and which lists have bullets, by list and depth."""

    styles: dict[str, Style] = field(default_factory=dict)
    bullets: dict[tuple[str, int], bool] = field(default_factory=dict)

    def heading(self, paragraph: Any) -> int | None:
        """The level of a heading, 0 for the document's title, or None."""
        own = _heading_level(_value(paragraph, "pPr", "outlineLvl"))
        if own is not None:
            return own
        for style in self._line(paragraph):
            if style.level is not None:
                return style.level
        return None

    def numbering(self, paragraph: Any) -> tuple[str, int, bool] | None:
        """The list a paragraph is in, how deep, and whether it has bullets; None when it is in none."""
        number = _value(paragraph, "pPr", "numPr", "numId")
        own = _number(_value(paragraph, "pPr", "numPr", "ilvl"))
        held = next((s for s in self._line(paragraph) if s.number), None)
        if not number and held is None:
            return None
        # a paragraph may say only how deep it is and leave the list to its style, or the other way round
        number = number or (held.number if held else "")
        at = own if own is not None else held.depth if held else 0
        if number == "0":
            return None
        is_bullet = self.bullets.get((number, at), self.bullets.get((number, 0), True))
        return number, min(at, 8), is_bullet

    def is_bold(self, run: Any) -> bool:
        """Whether the run itself is bold."""
        bold = run.find(f"{W}rPr/{W}b")
        return bold is not None and bold.get(f"{W}val", "1") not in _OFF

    def _line(self, paragraph: Any) -> list[Style]:
        """The paragraph's style and those it stands on."""
        found: list[Style] = []
        name = _value(paragraph, "pPr", "pStyle")
        while name in self.styles and len(found) < _MOST:
            found.append(self.styles[name])
            name = found[-1].parent
        return found


def read_styles(styles: Any, numbering: Any) -> Styles:
    """Read the two parts; either may be missing."""
    found = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        name = _value(style, "name")
        level, depth = _value(style, "pPr", "outlineLvl"), _value(style, "pPr", "numPr", "ilvl")
        found[style.get(f"{W}styleId", "")] = Style(
            name=name,
            parent=_value(style, "basedOn"),
            level=_level(name, level),
            number=_value(style, "pPr", "numPr", "numId"),
            depth=_depth(name, depth),
        )
    return Styles(found, {} if numbering is None else _bullets(numbering))


def _level(name: str, written: str) -> int | None:
    if name.strip().casefold() in _TITLES:
        return 0
    if matched := _HEADING.fullmatch(name.strip()):
        return int(matched[1])
    return _heading_level(written)


def _heading_level(written: str) -> int | None:
    """Word counts its outline from 0, and 9 is text."""
    number = _number(written)
    return number + 1 if number is not None and number < 9 else None


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else None


def _depth(name: str, written: str) -> int:
    """How deep a list style is; Word's own "List Bullet 2" says it only by its name."""
    if matched := _LIST.fullmatch(name.strip()):
        return int(matched[1]) - 1
    return _number(written) or 0


def _bullets(numbering: Any) -> dict[tuple[str, int], bool]:
    kinds: dict[tuple[str, int], bool] = {}
    for abstract in numbering.iter(f"{W}abstractNum"):
        for level in abstract.iter(f"{W}lvl"):
            depth = _number(level.get(f"{W}ilvl", ""))
            if depth is not None:
                kinds[abstract.get(f"{W}abstractNumId", ""), depth] = (
                    _value(level, "numFmt") == "bullet"
                )
    return {
        (number.get(f"{W}numId", ""), depth): is_bullet
        for number in numbering.iter(f"{W}num")
        for (key, depth), is_bullet in kinds.items()
        if key == _value(number, "abstractNumId")
    }


def _value(element: Any, *path: str) -> str:
    """The value of an element below, or ""."""
    found = element.find("/".join(f"{W}{name}" for name in path))
    value: str = "" if found is None else found.get(f"{W}val", "")
    return value
