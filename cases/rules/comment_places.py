"""Where in a text a comment on an earlier version belongs now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A section or point: which row of the draft it is (empty when not known), and what it is called."""

    key: str
    name: str


def place_now(said_of: Place, places: Sequence[Place]) -> int | None:
    """Return the index of the place the comment was said about; None when it is no longer there.

    Asked in turn: the same row, whatever it is called now; then a row of the same name. A row known to be another
    than the one commented on is not taken for it while that one is there.
    """
    for index, place in enumerate(places):
        if said_of.key and place.key == said_of.key:
            return index
    return next((i for i, place in enumerate(places) if place.name == said_of.name), None)
