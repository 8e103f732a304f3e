"""Pairs the pieces of two versions (points, sections, attachments): which new one is which old one.

A piece keeps its identity when it is moved, renumbered or renamed. Numbers and headings alone would call every
point after an inserted one changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
ALIKE: Final = (
    0.6  # the share of their words that two pieces must have in common to be the same, changed
)
MAX_WORDS: Final = (
    2_000_000  # counted through at most; beyond that only identities and names are asked
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is paired: `same` when equal means the same piece, `name` is its number or heading."""

    name: Hashable
    text: str
    same: Hashable


def pair(
    old: Sequence[Piece], new: Sequence[Piece], *, names_first: bool = False
) -> tuple[int | None, ...]:
    """Return for each new piece the index of the old one that it is, or None for one that is new.

    Asked in turn, each of the old given out once: the same identity, the same name (with `names_first`), words
    mostly in common (best first), and at last the same name.
    """
    pairs = _Pairs(old, new)
    if names_first:
        pairs.take(lambda piece: piece.name)
    pairs.take(lambda piece: piece.same)
    pairs.take_alike()
    pairs.take(lambda piece: piece.name)
    return tuple(pairs.found)


class _Pairs:
    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old, self.new = old, new
        self.found: list[int | None] = [None] * len(new)
        self.left = dict.fromkeys(range(len(old)))

    def take(self, key: Callable[[Piece], Hashable]) -> None:
        """Pair what has the same key: with the same name where there is a choice, else in order."""
        there: dict[Hashable, list[int]] = {}
        for at in self.left:
            there.setdefault(key(self.old[at]), []).append(at)
        for exactly in (True, False):
            for index, piece in enumerate(self.new):
                if self.found[index] is None:
                    self._take_one(index, piece, there.get(key(piece), []), exactly)

    def _take_one(self, index: int, piece: Piece, candidates: list[int], exactly: bool) -> None:
        for at in candidates:
            if not exactly or self.old[at].name == piece.name:
                candidates.remove(at)
                self._give(index, at)
                return

    def take_alike(self) -> None:
        """Pair what has most words in common, best first; the same name breaks a tie."""
        waiting = [n for n, found in enumerate(self.found) if found is None]
        old_words = {at: _words(self.old[at].text) for at in self.left}
        new_words = {n: _words(self.new[n].text) for n in waiting}
        cost = sum(map(len, old_words.values())) * len(waiting)
        if cost + sum(map(len, new_words.values())) * len(self.left) > MAX_WORDS:
            return
        scores = [
            (_likeness(words, new_words[n]), self.old[at].name == self.new[n].name, -abs(at - n), n, at)
            for at, words in old_words.items()
            for n in waiting
        ]  # fmt: skip
        for likeness, _, _, n, at in sorted(scores, reverse=True):
            if likeness >= ALIKE and self.found[n] is None and at in self.left:
                self._give(n, at)

    def _give(self, index: int, at: int) -> None:
        self.found[index] = at
        del self.left[at]


def _words(text: str) -> Counter[str]:
    """The words without the signs around them: a full stop makes no other word."""
    return Counter(_WORD.findall(text.casefold()))


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0
