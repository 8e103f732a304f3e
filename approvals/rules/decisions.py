"""What each kind of body may decide about a point, a minority's right, and what an item leads to.

Sources: KL (2017:725) 5:50 (återremiss and bordläggning by a minority, in the council only), 5:51, 6:33;
the mixed-outcome rule is the product's own and printed in docs/states.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.explained import Explained


class Outcome(StrEnum):
    """What a meeting does with one point."""

    APPROVED = "approved"
    CHANGED = "changed"
    REJECTED = "rejected"
    REFERRED_BACK = "referred_back"
    TABLED = "tabled"
    OFF_AGENDA = "off_agenda"
    NOTED = "noted"
    PASSED_ON = "passed_on"


OUTCOME_NAMES: Final[dict[str, str]] = {
    "approved": "Bifall",
    "changed": "Bifall med ändring",
    "rejected": "Avslag",
    "referred_back": "Återremiss",
    "tabled": "Bordläggning",
    "off_agenda": "Utgår",
    "noted": "Noteras",
    "passed_on": "Överlämnas utan eget ställningstagande",
}
ADOPTED: Final = frozenset({Outcome.APPROVED, Outcome.CHANGED})
# what lets a case go on although the body itself has adopted nothing
_GOES_ON: Final = ADOPTED | {Outcome.NOTED, Outcome.PASSED_ON}
_ANY_BODY: Final = tuple(o for o in Outcome if o is not Outcome.PASSED_ON)


def outcomes_of(body_kind: str) -> tuple[Outcome, ...]:
    """Return the outcomes a body of this kind may give a point; only a working committee passes it on."""
    return tuple(Outcome) if body_kind == "working_committee" else _ANY_BODY


def require_outcome(body_kind: str, outcome: Outcome) -> None:
    """Raise Invalid when a body of this kind cannot give the outcome."""
    if outcome not in outcomes_of(body_kind):
        raise Invalid(
            "other_body_outcome",
            f"{OUTCOME_NAMES[outcome]} kan bara ett utskott välja. Den som beslutar tar själv ställning.",
        )


def minority_may(votes: int, present: int, *, body_kind: str, used_before: bool) -> Explained[bool]:
    """Tell whether so many of those present can have a matter referred back or tabled (KL 5:50).

    Only in the council, with at least a third of those present, and once in the same matter: after that a
    simple majority is needed. Raises Invalid when the numbers cannot be right.
    """
    if not present >= 1 or not 0 <= votes <= present:
        raise Invalid(
            "votes", f"{votes} röster av {present} närvarande går inte ihop.", field="votes"
        )
    third = f"3 × {votes} = {3 * votes}"
    if body_kind != "council":
        step = "Bara i fullmäktige kan en minoritet få ett ärende återremitterat eller bordlagt (KL 5:50)."
        return Explained(False, (step,))
    if used_before:
        step = "Ärendet har redan återremitterats eller bordlagts av en minoritet; nu krävs majoritet (KL 5:50)."
        return Explained(False, (step,))
    enough = 3 * votes >= present
    verdict = "minst" if enough else "mindre än"
    step = f"En tredjedel av {present} närvarande krävs (KL 5:50): {third} är {verdict} {present}."
    return Explained(enough, (step,))


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
    meeting. Else at least one adopted here or before, noted or passed on: onward. None: rejected. All off the agenda:
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
    if adopted_before or _GOES_ON.intersection(outcomes):
        return Result.ONWARD
    return Result.REJECTED
