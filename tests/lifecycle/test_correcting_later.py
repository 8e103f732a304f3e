"""Taking an outcome back when the case has gone on: refused with nothing written, or brought back as it stood."""

from __future__ import annotations

import pytest

from lifecycle import flows, operations
from lifecycle.proof import verify_everything
from tests.lifecycle.test_correcting import before, recorded, reopened, stands
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def test_an_agreement_that_was_given_up_stays_so(walk: Walk) -> None:
    case, item = before(walk, "council")
    recorded(walk, item, "approved")
    who = {"actor": walk.people.officer, "on": walk.on}
    facts = {"agreement_id": case.agreement_id, "reason": "Motparten avstår."}
    flows.run(operations.abandon_agreement, **facts, **who)
    with refused("given_up"):
        reopened(walk, item)


@pytest.mark.parametrize("holds", [True, False])
def test_a_condition_that_was_settled(walk: Walk, holds: bool) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    as_it_was = stands(item.case)
    case = walk.record(item, {1: "changed", 2: "approved"})
    said = {"point": 3, "holds": holds, "motivation": "Ändringen är språklig."}
    walk.answer(case, "settle", operations.settle_condition, walk.people.secretary, **said)
    if not holds:
        with refused("condition_settled"):
            reopened(walk, item)
        return
    assert stands(reopened(walk, item)) == as_it_was
    assert verify_everything().findings == []


@pytest.mark.parametrize("at", ["board", "council"])
def test_a_case_that_was_tabled_before_is_tabled_again(walk: Walk, at: str) -> None:
    case, item = before(walk, at)
    recorded(walk, item, "tabled")
    second = walk.on_agenda(walk.again(case), item.meeting.body)
    as_it_was = stands(case)
    recorded(walk, second, "approved")
    assert stands(reopened(walk, second)) == as_it_was
    with refused("not_recorded"):
        reopened(walk, second)
    assert verify_everything().findings == []


def test_the_second_version_is_corrected_and_the_first_is_not(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "approved", 2: "referred_back"}, motivation="Utred ansvaret.")
    case = walk.proposed(walk.approved(walk.submitted(case)))
    second = walk.on_agenda(case, walk.people.council)
    as_it_was = stands(case)
    recorded(walk, second, "rejected")
    assert stands(reopened(walk, second)) == as_it_was
    assert recorded(walk, second, "approved").stage == "execution"
    with refused("handled_later"):
        reopened(walk, item)
    assert verify_everything().findings == []


def test_a_version_that_was_sent_is_not_taken_away(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "referred_back")
    walk.submitted(walk.again(case))
    with refused("under_review"):
        reopened(walk, item)


def test_a_meeting_that_is_being_held_keeps_its_case(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "approved")
    walk.on_agenda(walk.again(case), walk.people.council)
    with refused("held"):
        reopened(walk, item)


def test_a_withdrawn_case_stays_withdrawn(walk: Walk) -> None:
    case, item = before(walk, "council")
    recorded(walk, item, "tabled")
    who = {"actor": walk.people.officer, "on": walk.on}
    flows.run(operations.withdraw_case, case_id=case.pk, reason="Ny inriktning.", **who)
    with refused("closed"):
        reopened(walk, item)
