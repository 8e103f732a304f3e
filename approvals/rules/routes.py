"""Which steps a submitted case takes, each with its reason: approvals first, then bodies.

The approvals are those of the delegation scheme's rule for the case; the bodies are those its points name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from approvals.rules.schemes import SchemeRule
from cases.rules.errors import Invalid


@dataclass(frozen=True, slots=True)
class BodyRef:
    """A body as the rule needs it: its key, kind, and Swedish name inside a sentence."""

    key: int
    kind: str
    definite: str


@dataclass(frozen=True, slots=True)
class Step:
    """One frozen step: an approval by `role`, or a meeting of the body `body`."""

    kind: str
    role: str
    body: int | None
    of_unit: bool
    rank: int
    reason: str


# roles held in a unit: the one of the case's own unit, or of the unit above it, is asked
_OF_UNIT: Final = frozenset({"department_head", "director"})
_ORDER: Final = {"working_committee": 0, "committee": 1, "executive_board": 2, "council": 3}


def plan_route(
    recipient: BodyRef,
    deciding: Iterable[BodyRef],
    board: BodyRef | None,
    rule: SchemeRule,
) -> tuple[Step, ...]:
    """Return the ordered steps for a case received by `recipient` whose points `deciding` bodies decide.

    A point for the council passes the executive board first (KL 5:28: the board must always have
    been heard). Raises Invalid when no body decides anything, or when a lower body's decision would
    come after the body that received the case.
    """
    bodies = {b.key: b for b in deciding}
    if not bodies:
        raise Invalid("no_points", "Lägg till minst en beslutspunkt.")
    bodies[recipient.key] = recipient
    if any(b.kind == "council" for b in bodies.values()) and board is not None:
        bodies[board.key] = board
    ordered = sorted(bodies.values(), key=lambda b: _ORDER[b.kind])
    if ordered[0].key != recipient.key:
        raise Invalid(
            "recipient_not_first",
            f"Ärendet går till {recipient.definite}, men en punkt ska beslutas av {ordered[0].definite} före.",
        )
    decided = {b.key for b in deciding}
    return (
        *_approvals(rule),
        *(Step("body", "", b.key, False, 0, _body_reason(b, b.key in decided)) for b in ordered),
    )


def _approvals(rule: SchemeRule) -> Iterator[Step]:
    """The people asked, those together with the same rank; `rank` orders the signature block, highest first."""
    for rank, together in enumerate(rule.approvals, start=1):
        for role in together.roles:
            reason = f"{together.reason} Delegationsordningen nummer {rule.number}."
            yield Step("approval", role, None, role in _OF_UNIT, rank, reason)


def _body_reason(body: BodyRef, decides: bool) -> str:
    name = body.definite[:1].upper() + body.definite[1:]
    if decides:
        return f"{name} beslutar minst en punkt."
    return f"{name} bereder ärendet och lämnar förslag."
