"""Who did something, as it read that day: what an event freezes about its actor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class By:
    """The actor's id, name and title that day, and the name of whoever they stood in for, if anybody."""

    person: int
    name: str
    title: str
    on_behalf_of: str = ""
