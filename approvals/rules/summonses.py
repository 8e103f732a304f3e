"""What an issued summons is called, and what stands in the way of issuing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SCHEMA: Final = 1
FIRST: Final = "Kallelse"
CHANGED: Final = "Ändrad kallelse"
SUPPLEMENT: Final = "Tilläggslista"


@dataclass(frozen=True, slots=True)
class When:
    """The day, the hour and the place that members are called to; written as the content has them."""

    date: str
    starts_at: str
    place: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A summons that is out: what it is called, and what it called to."""

    name: str
    when: When


def next_name(issued: Sequence[Issued], when: When) -> str:
    """Return what the next one is called: the summons, a changed one when the day or place is another, or a supplement."""
    if not issued:
        return FIRST
    if issued[-1].when != when:
        return CHANGED
    supplements = sum(each.name.startswith(SUPPLEMENT) for each in issued)
    return f"{SUPPLEMENT} {supplements + 1}"


def definite(name: str) -> str:
    """Return the name as a sentence begins with it."""
    return {FIRST: "Kallelsen", CHANGED: "Den ändrade kallelsen"}.get(name, name)


def is_supplement(name: str) -> bool:
    """Tell whether a summons of this name holds only the cases that no earlier one named."""
    return name.startswith(SUPPLEMENT)
