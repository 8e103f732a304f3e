"""What has become of each point when bodies have spoken: decided, under which condition, may it be executed.

The same facts give the same answer whatever the order they were recorded in: a body's last meeting counts,
and conditions settle from decisions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from approvals.rules.decisions import ADOPTED, Outcome
from cases.rules.errors import Invalid
from cases.rules.points import DecisionPoint, require_conditions

DECISIONS: Final[dict[Outcome, str]] = {
    Outcome.APPROVED: "adopted",
    Outcome.CHANGED: "changed",
    Outcome.REJECTED: "rejected",
    Outcome.NOTED: "noted",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a body did with a point: the minute item's key, the meeting's day, and the wording if changed."""

    point: int
    body: int
    item: int
    held: date
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A point with its decision ("" while open), its condition ("" when it has none), and both wordings."""

    number: int
    decision: str
    condition: str
    proposed_text: str
    decided_text: str

    @property
    def may_be_executed(self) -> bool:
        """True when the decision stands by itself or under a fulfilled condition."""
        return self.decision in ("adopted", "changed") and self.condition in ("", "fulfilled")

    @property
    def is_changed(self) -> bool:
        """True when the body decided another wording than the one it was proposed."""
        return self.decision == "changed" and self.decided_text != self.proposed_text


def settle(points: Sequence[DecisionPoint], recorded: Iterable[Recorded]) -> dict[int, Settled]:
    """Return every point's state from all that bodies have recorded, in whatever order it is given.

    Of several outcomes in one body the last meeting's counts. The wording a body is proposed is the last
    one another body adopted before it, else the draft's. Raises Invalid for an outcome of a point that is
    not there, a change without wording, or conditions that cannot be.
    """
    numbers = [p.number for p in points]
    depends_on = {p.number: p.depends_on for p in points}
    require_conditions(depends_on, numbers)
    told = sorted(recorded, key=lambda r: (r.held, r.item))
    for one in told:
        _require_recorded(one, numbers)
    deciding = {
        p.number: [r for r in told if r.point == p.number and r.body == p.body] for p in points
    }
    last = {n: rows[-1] for n, rows in deciding.items() if rows and rows[-1].outcome in DECISIONS}
    conditions = settle_conditions(
        {n: DECISIONS[last[n].outcome] if n in last else "" for n in numbers},
        depends_on,
        {n: row.item for n, row in last.items()},
    )
    return {p.number: _settled(p, told, last.get(p.number), conditions) for p in points}


def _require_recorded(one: Recorded, numbers: Sequence[int]) -> None:
    if one.point not in numbers:
        raise Invalid("other_point", f"Punkt {one.point} finns inte i ärendet.")
    if one.outcome is Outcome.CHANGED and not one.text.strip():
        raise Invalid("no_wording", f"Skriv den beslutade lydelsen av punkt {one.point}.")


def _settled(
    point: DecisionPoint,
    told: Sequence[Recorded],
    last: Recorded | None,
    conditions: Mapping[int, str],
) -> Settled:
    proposed = point.text
    for row in told:
        before = last is None or (row.held, row.item) < (last.held, last.item)
        if row.point == point.number and row.body != point.body and before:
            proposed = row.text if row.outcome is Outcome.CHANGED else proposed
    decided = ""
    if last is not None and (last.outcome in ADOPTED or last.outcome is Outcome.NOTED):
        decided = last.text if last.outcome is Outcome.CHANGED else proposed
    decision = DECISIONS[last.outcome] if last is not None else ""
    return Settled(point.number, decision, conditions.get(point.number, ""), proposed, decided)


def settle_conditions(
    decisions: Mapping[int, str],
    depends_on: Mapping[int, Sequence[int]],
    decided_in: Mapping[int, int] | None = None,
) -> dict[int, str]:
    """Return the condition of every conditional point: pending, fulfilled, void or reevaluate.

    `decisions` maps a point's number to "", "adopted", "changed", "rejected" or "noted"; `depends_on` maps
    a conditional point to those it hangs on. A rejected or void condition makes void; else an undecided
    one leaves it pending; else a changed or merely noted one asks for re-evaluation; else it is fulfilled.
    `decided_in` maps a decided point to the meeting's item that decided it: a body that changes a point
    carries its own condition in the same item along. Raises Invalid on a circle or an absent point.
    """
    require_conditions(depends_on, list(decisions))
    item = decided_in or {}
    settled: dict[int, str] = {}

    def settle_one(number: int) -> str:
        if number not in settled and depends_on.get(number):
            settled[number] = _combine({news(number, other) for other in depends_on[number]})
        return settled.get(number, "")

    def news(number: int, other: int) -> str:
        """What has become of `other`, as `number` sees it."""
        upstream = settle_one(other)
        if upstream in ("void", "reevaluate", "pending"):
            return upstream
        together = number in item and item[number] == item.get(other)
        return "adopted" if together and decisions[other] == "changed" else decisions[other]

    for number in depends_on:
        settle_one(number)
    return settled


def _combine(found: set[str]) -> str:
    """Weigh what the conditions became: the worst news wins."""
    if found & {"rejected", "void"}:
        return "void"
    if found & {"", "pending"}:
        return "pending"
    if found & {"changed", "reevaluate", "noted"}:
        return "reevaluate"
    return "fulfilled"
