"""Which steps a submitted case takes, each with its reason: approvals first, then bodies.

The default scheme is what the two municipal documents this product grew from show: the head of the
department, then the municipal director, then the board, then the council where it decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cases.rules.errors import Invalid


@dataclass(frozen=True, slots=True)
class SchemeStep:
    """An approval the delegation scheme asks for; `rank` orders the signature block, highest first."""

    role: str
    of_unit: bool
    rank: int
    reason: str


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


DEFAULT_SCHEME: Final = (
    SchemeStep("department_head", True, 1, "Avdelningschefen ansvarar för beredningen."),
    SchemeStep(
        "municipal_director", False, 2, "Kommundirektören lämnar utlåtanden till styrelsen."
    ),
)

_ORDER: Final = {"working_committee": 0, "committee": 1, "executive_board": 2, "council": 3}


def plan_route(
    recipient: BodyRef,
    deciding: Iterable[BodyRef],
    board: BodyRef | None,
    scheme: tuple[SchemeStep, ...] = DEFAULT_SCHEME,
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
        *(Step("approval", s.role, None, s.of_unit, s.rank, s.reason) for s in scheme),
        *(Step("body", "", b.key, False, 0, _body_reason(b, b.key in decided)) for b in ordered),
    )


def _body_reason(body: BodyRef, decides: bool) -> str:
    name = body.definite[:1].upper() + body.definite[1:]
    if decides:
        return f"{name} beslutar minst en punkt."
    return f"{name} bereder ärendet och lämnar förslag."
