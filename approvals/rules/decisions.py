"""What bodies may decide about a point, what an item's outcomes lead to, and how conditions settle.

Sources: KL 5:50 (återremiss and bordläggning by a minority in the council only), KL 6:33; the
mixed-outcome rule is the product's own and printed in docs/states.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from cases.rules.errors import Invalid


class Outcome(StrEnum):
    """What a meeting does with one point."""

    APPROVED = "approved"
    CHANGED = "changed"
    REJECTED = "rejected"
    REFERRED_BACK = "referred_back"
    TABLED = "tabled"
    OFF_AGENDA = "off_agenda"


OUTCOME_NAMES: Final[dict[str, str]] = {
    "approved": "Bifall",
    "changed": "Bifall med ändring",
    "rejected": "Avslag",
    "referred_back": "Återremiss",
    "tabled": "Bordläggning",
    "off_agenda": "Utgår",
}
ADOPTED: Final = frozenset({Outcome.APPROVED, Outcome.CHANGED})


class Result(StrEnum):
    """What an item as a whole leads to for its case."""

    ONWARD = "onward"
    REFERRED_BACK = "referred_back"
    TABLED = "tabled"
    REJECTED = "rejected"
    OFF_AGENDA = "off_agenda"


def settle_item(outcomes: Sequence[Outcome], *, adopted_before: bool) -> Result:
    """Return what the outcomes of the points a body handles lead to.

    Any referred back: the whole case returns to draft. Else any tabled: it waits for the next
    meeting. Else at least one adopted here or before: onward. None: rejected. All off the agenda:
    only this meeting is over. Raises Invalid when there is no outcome, or when off-agenda is mixed
    with anything else (an item leaves an agenda whole).
    """
    if not outcomes:
        raise Invalid("no_outcome", "Ange ett utfall för varje punkt.")
    if Outcome.OFF_AGENDA in outcomes:
        if set(outcomes) != {Outcome.OFF_AGENDA}:
            raise Invalid(
                "mixed_off_agenda", "Utgår gäller hela ärendet: välj det för alla punkter."
            )
        return Result.OFF_AGENDA
    if Outcome.REFERRED_BACK in outcomes:
        return Result.REFERRED_BACK
    if Outcome.TABLED in outcomes:
        return Result.TABLED
    if adopted_before or ADOPTED.intersection(outcomes):
        return Result.ONWARD
    return Result.REJECTED


def settle_conditions(
    decisions: Mapping[int, str],
    depends_on: Mapping[int, Sequence[int]],
    decided_in: Mapping[int, int] | None = None,
) -> dict[int, str]:
    """Return the condition of every conditional point: pending, fulfilled, void or reevaluate.

    `decisions` maps a point's number to "", "adopted", "changed" or "rejected"; `depends_on` maps a
    conditional point to those it hangs on. The answer does not depend on the order of recording. A
    rejected or void condition makes void; else an undecided one leaves it pending; else a changed one
    asks for re-evaluation; else it is fulfilled. `decided_in` maps a decided point to the meeting's item
    that decided it: a body that changes a point carries its own condition in the same item along.
    Raises Invalid on a circle or an absent point.
    """
    settled: dict[int, str] = {}

    def settle(number: int, path: tuple[int, ...]) -> str:
        if number in path:
            raise Invalid("circular_condition", f"Punkt {number} är villkorad av sig själv.")
        if number not in settled and depends_on.get(number):
            found = {news(number, other, path) for other in depends_on[number]}
            settled[number] = _combine(found)
        return settled.get(number, "")

    def news(number: int, other: int, path: tuple[int, ...]) -> str:
        """What has become of `other`, as `number` sees it."""
        if other not in decisions:
            raise Invalid(
                "condition_on_nothing",
                f"Punkt {number} är villkorad av punkt {other}, som inte finns.",
            )
        upstream = settle(other, (*path, number))
        if upstream in ("void", "reevaluate", "pending"):
            return upstream
        item = (decided_in or {}).get(number)
        together = item is not None and item == (decided_in or {}).get(other)
        return "adopted" if together and decisions[other] == "changed" else decisions[other]

    for number in depends_on:
        settle(number, ())
    return settled


def _combine(found: set[str]) -> str:
    """Weigh what the conditions became: the worst news wins."""
    if found & {"rejected", "void"}:
        return "void"
    if found & {"", "pending"}:
        return "pending"
    if found & {"changed", "reevaluate"}:
        return "reevaluate"
    return "fulfilled"
