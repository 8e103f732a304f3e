"""The signing gate: every condition with its sentence, and what the local policy makes of it.

Signing before legal force is lawful (KL 13:14): the policy blocks on minutes not approved, and only
warns about legal force, until a municipality decides otherwise. While the decision is appealed it asks for a reason, and
what a court has annulled or forbidden to carry out is not carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lifecycle.rules.appeals import Course
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import Announced, annulled_points, is_wholly_annulled, stays

Policy = Literal["block", "warn", "reason"]

DEFAULT_POLICY: Final[dict[str, Policy]] = {
    "decided": "block",
    "rejected": "reason",
    "conditions": "block",
    "minutes": "block",
    "legal_force": "warn",
    "appealed": "reason",
    "stopped": "block",
}


@dataclass(frozen=True, slots=True)
class DecidedPoint:
    """A point as the gate needs it: its number, decision and condition."""

    number: int
    decision: str
    condition: str


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """A § of the case: where, its days, the meeting's key and its appeals; one that only proposes (`decides`) is never final.

    An appeal may come, and a court may say something, before the notice is up and the days can be counted.
    """

    place: str
    minutes_approved: date | None
    announced: Announced | None
    meeting: int | None = None
    decides: bool = True
    courses: tuple[Course, ...] = ()


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
    for item in items:
        if item.decides:
            found += _force(item, on, policy)
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


def _force(item: DecidedItem, on: date, policy: dict[str, Policy]) -> Iterator[GateCondition]:
    """Whether the § has legal force, or what stands in the way; a court's word comes first."""
    for sentence in (*annulled_points(item.courses).values(), *stays(item.courses)):
        told = f"{item.place}: {sentence}"
        yield GateCondition("stopped", False, policy["stopped"], told, item.meeting)
    if is_wholly_annulled(item.courses):
        return
    is_appealed = any(course.is_open for course in item.courses)
    if item.announced is None:
        why = policy["appealed" if is_appealed else "legal_force"]
        first = "är överklagad och " if is_appealed else "är "
        sentence = f"{item.place} {first}inte anslagen, så tiden för laga kraft har inte börjat."
        yield GateCondition("legal_force", False, why, sentence, item.meeting)
        return
    force = item.announced.force
    if force.warnings:
        why = policy["appealed" if is_appealed else "legal_force"]
        told = f"{item.place}: {force.warnings[0]}"
        yield GateCondition("legal_force", False, why, told, item.meeting)
    elif on < force.value:
        sentence = f"{item.place} får laga kraft {long_date(force.value)}, om ingen överklagar."
        yield GateCondition("legal_force", False, policy["legal_force"], sentence, item.meeting)
    else:
        sentence = f"{item.place} fick laga kraft {long_date(force.value)}."
        yield GateCondition("legal_force", True, policy["legal_force"], sentence, item.meeting)
