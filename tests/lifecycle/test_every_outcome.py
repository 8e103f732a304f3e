"""Every outcome of a KI-shaped case's three points, at the board and then at the council: where each leaves it.

Points 1 and 2 are the council's, proposed by the board; point 3 is the board's own, under the condition that
the council adopts both.
"""

from __future__ import annotations

from itertools import product

import pytest

from lifecycle.proof import verify_everything
from tests.people import Walk

pytestmark = pytest.mark.django_db
OUTCOMES = ("approved", "changed", "rejected", "referred_back", "tabled")
FINAL = OUTCOMES[:3]
DECIDED = {"approved": "adopted", "changed": "changed", "rejected": "rejected"}


def _result(outcomes: tuple[str, ...], adopted: str, none: str, here: str) -> str:
    """The mixed-outcome rule in words of its own: where the case stands afterwards."""
    if "referred_back" in outcomes:
        return "draft"
    if "tabled" in outcomes:
        return here
    return adopted if set(outcomes) & {"approved", "changed"} else none


def _reason(outcomes: tuple[str, ...]) -> dict[str, str]:
    return {"motivation": "Utred kostnaden."} if "referred_back" in outcomes else {}


@pytest.mark.parametrize("outcomes", list(product(OUTCOMES, repeat=3)), ids="-".join)
def test_at_the_board(walk: Walk, outcomes: tuple[str, ...]) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    case = walk.record(item, dict(enumerate(outcomes, start=1)), **_reason(outcomes))
    assert case.stage == _result(outcomes, "council", "rejected", "board")
    assert case.version == (2 if case.stage == "draft" else 1)
    one, two, three = case.points.all()
    assert (one.decision, two.decision) == ("", ""), "the board proposes, the council decides"
    assert three.decision == DECIDED.get(outcomes[2], "")
    assert three.condition == "pending"
    assert case.agreement.state == ("abandoned" if case.stage == "rejected" else "proposed")


@pytest.mark.parametrize("council", list(product(OUTCOMES, repeat=2)), ids="-".join)
@pytest.mark.parametrize("own", FINAL)
def test_at_the_council_after_the_board(walk: Walk, own: str, council: tuple[str, ...]) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    walk.record(item, {1: "approved", 2: "approved", 3: own})
    item = walk.on_agenda(walk.again(item.case), walk.people.council)
    case = walk.record(item, dict(enumerate(council, start=1)), **_reason(council))
    one, two, three = case.points.all()
    assert [one.decision, two.decision] == [DECIDED.get(o, "") for o in council]
    assert three.decision == DECIDED[own], "what the board has decided stays"
    assert three.condition == _condition(council)
    # with both rejected the board's own point has lapsed too: nothing is left to carry out
    assert case.stage == _result(council, "execution", "rejected", "council")
    assert verify_everything().findings == []


def _condition(council: tuple[str, ...]) -> str:
    if "rejected" in council:
        return "void"
    if set(council) & {"referred_back", "tabled"}:
        return "pending"
    return "reevaluate" if "changed" in council else "fulfilled"
