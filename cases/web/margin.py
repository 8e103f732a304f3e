"""The margin of a draft: by each place what the checks say of it, and how long it is and how hard to read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases.rules.assembly import point_heading
from cases.rules.checks import ENOUGH_WORDS, HARD_LIX
from cases.rules.draft import Draft
from cases.rules.findings import Check
from cases.rules.readability import readability

_AT_ONE: Final = re.compile(r"(section|point)-(\d+)-")
_PLACES: Final = {
    "title": "rubrik",
    "registry_number": "rubrik",
    "points": "beslut",
    "recipients": "underskrifter",
    "attachments": "bilagor",
}


@dataclass(frozen=True, slots=True)
class Margin:
    """`color` is the worst the checks found in the place; `words` what is told about it."""

    color: str = "success"
    words: str = ""


def margins(
    draft: Draft, checks: Sequence[Check], names: Mapping[int, str], recipient: int
) -> dict[str, Margin]:
    """Return each place's margin by its anchor on the page; `names` and `recipient` are the bodies'."""
    worst = _worst(checks)
    words = dict.fromkeys(("beslut", *_PLACES.values()), "")
    words |= _lengths(draft) | _groups(draft, names, recipient)
    return {anchor: Margin(worst.get(anchor, "success"), told) for anchor, told in words.items()}


def _worst(checks: Sequence[Check]) -> dict[str, str]:
    """Checks come with the errors first."""
    found: dict[str, str] = {}
    for check in checks:
        found.setdefault(_anchor(check.place), "danger" if check.is_error else "warning")
    return found


def _anchor(place: str) -> str:
    at = _AT_ONE.match(place)
    if at is None:
        return _PLACES.get(place, "")
    return "beslut" if at[1] == "point" else f"avsnitt-{int(at[2]) + 1}"


def _lengths(draft: Draft) -> dict[str, str]:
    return {f"avsnitt-{n}": _length(s.text) for n, s in enumerate(draft.sections, start=1)}


def _length(text: str) -> str:
    """A short text has no meaningful LIX."""
    found = readability(text)
    if not found.words:
        return ""
    if found.words < ENOUGH_WORDS:
        return f"{found.words} ord"
    level = f", {found.level}" if found.lix >= HARD_LIX else ""
    return f"{found.words} ord, LIX {found.lix}{level}"


def _groups(draft: Draft, names: Mapping[int, str], recipient: int) -> dict[str, str]:
    """The heading above each point that another body decides than the one before it."""
    before: int | None = None
    found: dict[str, str] = {}
    for n, point in enumerate(draft.points, start=1):
        kind = "own_decision" if point.body == recipient else "proposal"
        heading = point_heading(kind, names[point.body], names[recipient])
        found[f"punkt-{n}"] = heading if point.body != before else ""
        before = point.body
    return found
