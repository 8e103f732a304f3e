"""The signing gate: every condition with its sentence, and what the local policy makes of it.

Signing before legal force is lawful (KL 13:14): the policy blocks on minutes not approved, and only
warns about legal force, until a municipality decides otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lifecycle.rules.dates import long_date
from lifecycle.rules.statutory_time import legal_force_day

Policy = Literal["block", "warn", "reason"]

DEFAULT_POLICY: Final[dict[str, Policy]] = {
    "decided": "block",
    "rejected": "reason",
    "conditions": "block",
    "minutes": "block",
    "legal_force": "warn",
}


@dataclass(frozen=True, slots=True)
class DecidedPoint:
    """A point as the gate needs it: its number, decision and condition."""

    number: int
    decision: str
    condition: str


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """A § that decided something: where, its dates, and the meeting's key."""

    place: str
    minutes_approved: date | None
    notice_posted: date | None
    notice_removed: date | None = None
    meeting: int | None = None


@dataclass(frozen=True, slots=True)
class GateCondition:
    """One condition: met or not, the policy for it, a sentence that says which, and the meeting it hangs on."""

    code: str
    met: bool
    policy: Policy
    sentence: str
    meeting: int | None = None

    @property
    def blocks(self) -> bool:
        """True when the agreement may not be signed because of this."""
        return not self.met and self.policy == "block"

    @property
    def needs_reason(self) -> bool:
        """True when it may be signed only with a written reason."""
        return not self.met and self.policy == "reason"


def conditions(
    points: Sequence[DecidedPoint],
    items: Sequence[DecidedItem],
    on: date,
    policy: dict[str, Policy] = DEFAULT_POLICY,
) -> tuple[GateCondition, ...]:
    """Return all conditions for signing on the day `on`, per point and per §, in reading order."""
    found = [
        _decided(p, policy["rejected" if p.decision == "rejected" else "decided"]) for p in points
    ]
    found += [_condition(p, policy["conditions"]) for p in points if p.condition]
    found += [_minutes(i, policy["minutes"]) for i in items]
    found += [_legal_force(i, on, policy["legal_force"]) for i in items]
    return tuple(found)


def _decided(point: DecidedPoint, policy: Policy) -> GateCondition:
    sentences = {
        "": "är inte beslutad.",
        "adopted": "är beslutad enligt förslaget.",
        "changed": "är beslutad med ändring. Se till att avtalets text stämmer med beslutet.",
        "rejected": "är avslagen.",
        "noted": "är noterad, inte bifallen.",
    }
    met = point.decision in ("adopted", "changed")
    return GateCondition(
        "decided", met, policy, f"Punkt {point.number} {sentences[point.decision]}"
    )


def _condition(point: DecidedPoint, policy: Policy) -> GateCondition:
    sentences = {
        "pending": "väntar på beslut i en annan punkt.",
        "fulfilled": "gäller: villkoret är uppfyllt.",
        "void": "har förfallit, eftersom villkoret inte uppfylldes.",
        "reevaluate": "ska prövas på nytt, eftersom villkoret beslutades med ändring.",
    }
    return GateCondition(
        "conditions",
        point.condition == "fulfilled",
        policy,
        f"Punkt {point.number} {sentences[point.condition]}",
    )


def _minutes(item: DecidedItem, policy: Policy) -> GateCondition:
    if item.minutes_approved is None:
        return GateCondition(
            "minutes", False, policy, f"{item.place} är inte justerad.", item.meeting
        )
    sentence = f"{item.place} justerades {long_date(item.minutes_approved)}."
    return GateCondition("minutes", True, policy, sentence, item.meeting)


def _legal_force(item: DecidedItem, on: date, policy: Policy) -> GateCondition:
    if item.notice_posted is None:
        sentence = f"{item.place} är inte anslagen, så tiden för laga kraft har inte börjat."
        return GateCondition("legal_force", False, policy, sentence, item.meeting)
    force = legal_force_day(item.notice_posted, item.notice_removed)
    if force.warnings:
        return GateCondition(
            "legal_force", False, policy, f"{item.place}: {force.warnings[0]}", item.meeting
        )
    if on < force.value:
        sentence = f"{item.place} får laga kraft {long_date(force.value)}, om ingen överklagar."
        return GateCondition("legal_force", False, policy, sentence, item.meeting)
    sentence = f"{item.place} fick laga kraft {long_date(force.value)}."
    return GateCondition("legal_force", True, policy, sentence, item.meeting)
