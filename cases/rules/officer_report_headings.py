"""Finds the headings of a tjänsteutlåtande: well-known, in its outline, or by their shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cases.rules.officer_report_lines import (
    WRAP_LIMIT,
    Line,
    broke_early,
    dangles,
    ends_sentence,
    join,
    key,
)
from cases.rules.officer_report_points import opens_body

Kind = Literal["front", "proposal", "section", "attachments", "recipients"]

PROPOSAL_HEADINGS = frozenset(
    {
        "förslag till beslut",
        "förvaltningens förslag till beslut",
        "kontorets förslag till beslut",
        "beslutsförslag",
    }
)
ATTACHMENT_HEADINGS = frozenset({"bilagor", "bilaga", "bilageförteckning"})
RECIPIENT_HEADINGS = frozenset(
    {
        "beslutet ska skickas till",
        "beslutet skall skickas till",
        "beslutet skickas till",
        "beslut skickas till",
        "beslutet ska sändas till",
        "beslutet sänds till",
        "beslutet expedieras till",
        "expedieras till",
        "sändlista",
    }
)
KNOWN_LEVELS: dict[str, int] = {
    "sammanfattning": 1,
    "ärendet i korthet": 1,
    "ärendet": 1,
    "ärendebeskrivning": 1,
    "ärendets beredning": 1,
    "beredning": 1,
    "föredragning": 1,
    "bakgrund": 1,
    "bakgrund och syfte": 1,
    "beskrivning av ärendet": 1,
    "beslutsunderlag": 1,
    "bedömning": 1,
    "överväganden": 1,
    "remissvar": 1,
    "förslag till avtal": 1,
    "förvaltningens synpunkter": 1,
    "förvaltningens bedömning": 1,
    "förvaltningens överväganden": 1,
    "ekonomiska och juridiska konsekvenser": 1,
    "ekonomiska konsekvenser": 1,
    "juridiska konsekvenser": 1,
    "konsekvenser": 1,
    "konsekvenser för barn": 1,
    "barnets bästa": 1,
    "uppföljning": 1,
    "inledning": 2,
    "syfte": 2,
    "utgångspunkter": 2,
    "organisering och ledning": 2,
}
"""Headings Swedish municipalities use, as compared by `key`, with their level. Source: the guides
to writing a tjänsteutlåtande of several municipalities; Huddinge's own are the base."""

OPEN_LEVELS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"förslag till (?:avtal|överenskommelse|avsiktsförklaring) (?:om|med|mellan) "), 1),
    (re.compile(r"kommunens (?:strategi|riktlinjer?|policy|program|plan) för "), 2),
    (re.compile(r"mål och budget \d{4}"), 2),
    (re.compile(r"pågående (?:samverkan|samarbeten?)\b"), 2),
)
"""Known beginnings of headings that end differently in each document, with their level."""

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+")
_SHAPE_LENGTH = 70
_SHAPE_WORDS = 9


@dataclass(frozen=True)
class Heading:
    """A heading found at `start`, taking `span` lines, and what the lines after it are."""

    kind: Kind
    start: int
    span: int
    text: str
    level: int = 1


@dataclass(frozen=True)
class OutlineEntry:
    """One line of the outline (bookmark list) at the end of the document."""

    text: str
    tabs: int
    after_gap: bool


def split_outline(lines: Sequence[Line]) -> tuple[list[Line], list[OutlineEntry]]:
    """The lines without the tab-indented outline that may end the document, and the outline.

    A tab-indented end is an outline only if at least two of its lines, and at least half, repeat
    lines from the document.
    """
    start = len(lines)
    while start and lines[start - 1].tabs:
        start -= 1
    tail = list(lines[start:])
    if len(tail) < 2:
        return list(lines), []
    seen = {
        key(join(line.text for line in lines[at : at + span]))
        for span in (1, 2, 3)
        for at in range(start)
        if len(lines[at].text) <= WRAP_LIMIT
    }
    matches = sum(key(line.text) in seen for line in tail)
    if matches < 2 or matches * 2 < len(tail):
        return list(lines), []
    entries = [OutlineEntry(join([line.text]), line.tabs, line.gap > 0) for line in tail]
    return list(lines[:start]), entries


def known_level(text: str) -> int | None:
    """The level of a well-known heading, or None."""
    plain = key(_NUMBER.sub("", text, count=1))
    if plain in KNOWN_LEVELS:
        return KNOWN_LEVELS[plain]
    return next((level for pattern, level in OPEN_LEVELS if pattern.match(plain)), None)


def outline_levels(outline: Sequence[OutlineEntry]) -> list[int]:
    """The level 1–3 of each entry: by its tabs where they differ, else by what is known of it.

    In an outline with tabs of one depth an unknown entry has the level of the one before, and a
    blank line closes the nesting.
    """
    least = min((entry.tabs for entry in outline), default=0)
    nested = any(entry.tabs != least for entry in outline)
    levels: list[int] = []
    for entry in outline:
        if nested:
            level = min(entry.tabs - least + 1, 3)
        else:
            before = levels[-1] if levels and not entry.after_gap else 1
            level = known_level(entry.text) or before
        levels.append(level)
    return levels


class HeadingFinder:
    """Walks through the lines once and says where each part of the document begins."""

    def __init__(self, lines: Sequence[Line], outline: Sequence[OutlineEntry], width: int) -> None:
        self.lines = lines
        self.width = width
        self.guess_shapes = not outline
        self.found: list[Heading] = []
        self.title_at: tuple[int, int] | None = None
        self._numbered_point_seen = False
        self._waiting: dict[str, list[tuple[OutlineEntry, int]]] = {}
        for entry, level in zip(outline, outline_levels(outline), strict=True):
            self._waiting.setdefault(key(entry.text), []).append((entry, level))
        self._title_key = key(outline[0].text) if outline else ""

    def run(self) -> list[Heading]:
        """All headings in order; `title_at` is then the start and span of the outlined title."""
        at = 0
        while at < len(self.lines):
            heading = self._outlined(at) or self._known(at) or self._open_or_shaped(at)
            if heading:
                self.found.append(heading)
                at += heading.span
                continue
            if self._mode == "proposal" and re.match(r"\d{1,2}\.\s", self.lines[at].text):
                self._numbered_point_seen = True
            at += 1
        return self.found

    @property
    def missed(self) -> list[str]:
        """The outline entries that no line of the document answers to."""
        return [entry.text for entries in self._waiting.values() for entry, _ in entries]

    @property
    def _mode(self) -> Kind:
        return self.found[-1].kind if self.found else "front"

    def _after_heading(self, at: int) -> bool:
        return bool(self.found) and self.found[-1].start + self.found[-1].span == at

    def _boundary(self, at: int) -> bool:
        """Whether something new can begin here: not in the middle of a sentence."""
        line = self.lines[at]
        if at == 0 or line.gap or line.new_page or self._after_heading(at):
            return True
        return ends_sentence(self.lines[at - 1].text)

    def _outlined(self, at: int) -> Heading | None:
        """The outline's next heading that stands here, over one to three lines."""
        if not self._waiting or not self._boundary(at) or len(self.lines[at].text) > WRAP_LIMIT:
            return None
        for span in (1, 2, 3):
            text = join(line.text for line in self.lines[at : at + span])
            entries = self._waiting.get(key(text))
            if not entries:
                continue
            kind = _special_kind(key(text)) or "section"
            _, level = entries.pop(0)
            if kind == "section" and self._mode == "front" and key(text) == self._title_key:
                self.title_at = (at, span)
                return None
            return Heading(kind, at, span, text, level)
        return None

    def _known(self, at: int) -> Heading | None:
        """A well-known heading that fills its line."""
        text = self.lines[at].text
        if len(text) > _SHAPE_LENGTH or not self._boundary(at):
            return None
        kind = _special_kind(key(text))
        if kind == "proposal" and any(heading.kind == "proposal" for heading in self.found):
            return Heading("section", at, 1, join([text]))
        if kind:
            return Heading(kind, at, 1, join([text]))
        in_section = self._mode == "section"
        plain = key(_NUMBER.sub("", text, count=1) if in_section else text)
        if plain in KNOWN_LEVELS and not ends_sentence(text.rstrip(":")):
            return Heading("section", at, 1, join([text]), KNOWN_LEVELS[plain])
        return None

    def _open_or_shaped(self, at: int) -> Heading | None:
        """A heading with a known beginning, or one that only looks like a heading."""
        if self._mode != "section" and not (self._mode == "proposal" and self._numbered_point_seen):
            return None
        if not self._looks_like_heading(at) or opens_body(self.lines[at].text):
            return None
        text = join([self.lines[at].text])
        level = known_level(text)
        if level is not None:
            return Heading("section", at, 1, text, level)
        if self.guess_shapes and self._clearly_heading(at):
            return Heading("section", at, 1, text, self._guessed_level(at))
        return None

    def _looks_like_heading(self, at: int) -> bool:
        """A short line that ends on purpose, without punctuation, before a capital letter."""
        if at + 1 >= len(self.lines) or not self._boundary(at):
            return False
        line, following = self.lines[at], self.lines[at + 1]
        if len(line.text) > _SHAPE_LENGTH + 10 or not line.text[0].isupper():
            return False
        goes_on = following.text.lstrip("-–— ")[:1].islower()
        if goes_on or ends_sentence(line.text) or dangles(line.text):
            return False
        return bool(following.gap) or broke_early(line, following, self.width)

    def _clearly_heading(self, at: int) -> bool:
        """Stricter, for headings nobody knows: set off before, with running text right after."""
        line, following = self.lines[at], self.lines[at + 1]
        set_off = line.gap > 0 or line.new_page or self._after_heading(at)
        short = len(line.text) <= _SHAPE_LENGTH and len(line.text.split()) <= _SHAPE_WORDS
        prose = len(following.text) > len(line.text) and len(following.text.split()) >= 5
        before = self._after_heading(at) or ends_sentence(self.lines[at - 1].text)
        return set_off and short and prose and before

    def _guessed_level(self, at: int) -> int:
        """One below a heading it follows directly, else the same as the last heading."""
        last = self.found[-1]
        if last.kind != "section":
            return 1
        return min(last.level + 1, 3) if self._after_heading(at) else last.level


def _special_kind(plain: str) -> Kind | None:
    """Whether the heading opens one of the parts that are not sections."""
    if plain in PROPOSAL_HEADINGS:
        return "proposal"
    if plain in ATTACHMENT_HEADINGS:
        return "attachments"
    if plain in RECIPIENT_HEADINGS:
        return "recipients"
    return None
