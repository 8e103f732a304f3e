"""Every combination of outcomes of a KI-shaped case's points, and where each leaves the case."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from approvals.models import MinuteItem
from cases.rules.errors import Invalid, NotNow
from cases.rules.points import DecisionPoint
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.proof import verify_everything
from organisation.models import Body
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db
SINGLE = ("approved", "changed", "rejected", "referred_back", "tabled")


def _reason(outcomes: dict[int, str]) -> dict[str, str]:
    return (
        {"motivation": "Kostnaden behöver utredas."} if "referred_back" in outcomes.values() else {}
    )


def _council(first: str, second: str) -> tuple[str, str, str]:
    """Where the case stands, what the agreement becomes, and point 3's condition."""
    both = {first, second}
    if "referred_back" in both:
        return "draft", "proposed", "void" if "rejected" in both else "pending"
    if "tabled" in both:
        return "council", "proposed", "void" if "rejected" in both else "pending"
    if both == {"rejected"}:
        return "rejected", "abandoned", "void"
    if "rejected" in both:
        return "execution", "signing", "void"
    return "execution", "signing", "reevaluate" if "changed" in both else "fulfilled"


@pytest.mark.parametrize(("first", "second"), list(product(SINGLE, repeat=2)))
def test_at_the_council(walk: Walk, first: str, second: str) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    answers = {1: first, 2: second}
    case = walk.record(item, answers, **_reason(answers))
    condition = case.points.get(number=3).condition
    assert (case.stage, case.agreement.state, condition) == _council(first, second)
    assert verify_everything().findings == []


@pytest.mark.parametrize(
    ("answers", "stage", "version"),
    [
        ({1: "approved", 2: "approved", 3: "approved"}, "council", 1),
        ({1: "approved", 2: "rejected", 3: "approved"}, "council", 1),
        ({1: "rejected", 2: "rejected", 3: "rejected"}, "rejected", 1),
        ({1: "referred_back", 2: "approved", 3: "approved"}, "draft", 2),
        ({1: "tabled", 2: "approved", 3: "approved"}, "board", 1),
        ({1: "off_agenda", 2: "off_agenda", 3: "off_agenda"}, "board", 1),
    ],
)
def test_at_the_board(walk: Walk, answers: dict[int, str], stage: str, version: int) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    case = walk.record(item, answers, **_reason(answers))
    assert (case.stage, case.version) == (stage, version)


def test_a_decided_point_stays_decided_and_locked_after_a_referral(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "approved", 2: "referred_back"}, motivation="Utred ansvaret.")
    assert (case.mark, case.version) == ("referred_back", 2)
    assert case.points.get(number=1).decision == "adopted"
    case = walk.proposed(walk.approved(walk.submitted(case)))
    item = walk.on_agenda(case, walk.people.council)
    with refused("other_point", Invalid):
        walk.record(item, {1: "rejected", 2: "approved"})
    case = walk.record(item, {2: "approved"})
    assert (case.stage, case.points.get(number=3).condition) == ("execution", "fulfilled")


def test_a_tabled_case_comes_back_to_the_next_meeting(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "tabled", 2: "tabled"})
    assert (case.stage, case.mark) == ("council", "tabled")
    assert Question.objects.get(case=case).kind == "decide"
    case = walk.decided(case)
    assert (case.stage, case.mark) == ("execution", "")


def test_the_council_decides_the_wording_the_board_proposed(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    case = walk.record(item, {1: "changed", 2: "approved", 3: "approved"})
    walk.decided(case)
    outcomes = MinuteItem.objects.get(case=case, meeting__body=walk.people.council).outcomes
    assert outcomes.get(point__number=1).proposed_text == "En ändrad lydelse."
    assert case.points.get(number=1).decided_text == "En ändrad lydelse."


@pytest.mark.parametrize("holds", [True, False])
def test_a_changed_condition_is_settled_by_the_secretary(walk: Walk, holds: bool) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "changed", 2: "approved"})
    assert "settle" in set(Question.objects.filter(case=case).values_list("kind", flat=True))
    facts = {"point": 3, "holds": holds, "motivation": "Ändringen är språklig."}
    walk.answer(case, "settle", operations.settle_condition, walk.people.secretary, **facts)
    case = walk.again(case)
    wanted = ("execution", "signing", "fulfilled") if holds else ("board", "proposed", "")
    assert (case.stage, case.agreement.state, case.points.get(number=3).condition) == wanted
    if not holds:
        item = walk.on_agenda(case, walk.people.board)
        case = walk.record(item, {3: "approved"})
        assert (case.stage, case.agreement.state) == ("execution", "signing")
        assert case.points.get(number=3).decision == "adopted"
    assert verify_everything().findings == []


def test_a_working_committee_passes_a_matter_on_and_only_it(walk: Walk) -> None:
    kind = Body.Kind.WORKING_COMMITTEE
    committee = Body.objects.create(name="Arbetsutskottet", short_name="AU", kind=kind)
    case = walk.approved(walk.submitted(walk.ready(recipient=committee)))
    passed_on = dict.fromkeys((1, 2, 3), "passed_on")
    case = walk.record(walk.on_agenda(case, committee), passed_on)
    assert (case.stage, case.points.exclude(decision="").exists()) == ("board", False)
    item = walk.on_agenda(case, walk.people.board)
    with refused("other_body_outcome", Invalid):
        walk.record(item, passed_on)
    case = walk.record(item, dict.fromkeys((1, 2, 3), "approved"))
    assert case.stage == "council"


def test_a_body_carries_its_own_condition_along_when_it_changes_it(walk: Walk) -> None:
    p = walk.people
    points = (
        DecisionPoint(1, p.board.pk, None, "Avtalet i bilaga 1 godkänns."),
        DecisionPoint(2, p.board.pk, None, "Direktören får i uppdrag att underteckna.", (1,)),
    )
    case = walk.approved(walk.submitted(walk.ready(draft=replace(walk.draft(), points=points))))
    case = walk.record(walk.on_agenda(case, p.board), {1: "changed", 2: "approved"})
    assert (case.stage, case.points.get(number=2).condition) == ("execution", "fulfilled")


def test_a_point_of_the_council_returns_to_the_council(walk: Walk) -> None:
    p = walk.people
    points = (
        DecisionPoint(1, p.council.pk, p.board.pk, "Avtalet i bilaga 1 godkänns."),
        DecisionPoint(2, p.council.pk, p.board.pk, "Styrelsen ansvarar för samarbetet.", (1,)),
    )
    case = walk.submitted(walk.ready(draft=replace(walk.draft(), points=points)))
    case = walk.proposed(walk.approved(case))
    case = walk.record(walk.on_agenda(case, p.council), {1: "tabled", 2: "approved"})
    case = walk.record(walk.on_agenda(case, p.council), {1: "changed"})
    assert (case.stage, case.points.get(number=2).condition) == ("execution", "reevaluate")
    assert Question.objects.get(case=case, kind="settle").body == p.council
    facts = {"point": 2, "holds": False, "motivation": "Ansvaret ändras av lydelsen."}
    walk.answer(case, "settle", operations.settle_condition, p.secretary, **facts)
    case = walk.again(case)
    assert (case.stage, case.agreement.state) == ("council", "proposed")
    case = walk.record(walk.on_agenda(case, p.council), {2: "approved"})
    assert (case.stage, case.agreement.state) == ("execution", "signing")
    assert verify_everything().findings == []


def test_a_decided_termination_closes_when_the_other_side_gave_notice_first(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(agreement.cases.get())
    case = walk.termination(agreement)
    flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    case = walk.minutes(walk.decided(walk.proposed(walk.approved(walk.submitted(case)))))
    assert not Question.objects.filter(case=case, kind="give_notice").exists()
    case = walk.closed(case)
    assert case.stage == "closed"
    assert case.closing_reason == "Avtalet var redan uppsagt eller upphört."


def test_recording_twice_and_out_of_order_is_refused(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    everything = {1: "approved", 2: "approved", 3: "approved"}
    with refused("no_outcome", Invalid):
        walk.record(item, {1: "approved"})
    with refused("no_motivation", Invalid):
        walk.record(item, {**everything, 1: "referred_back"})
    with refused("mixed_off_agenda", Invalid):
        walk.record(item, {**everything, 1: "off_agenda"})
    walk.record(item, everything)
    with refused("wrong_stage" if item.case.stage == "x" else "recorded", NotNow):
        walk.record(item, everything)


def test_paragraphs_are_numbered_per_body_and_year(walk: Walk) -> None:
    first, second = walk.approved(), walk.approved()
    for case in (first, second):
        item = walk.on_agenda(case, walk.people.board)
        walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    numbers = MinuteItem.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    item = walk.on_agenda(walk.approved(), walk.people.board)
    with refused("paragraph_taken", Invalid):
        walk.record(item, {1: "approved", 2: "approved", 3: "approved"}, paragraph=2)


def test_the_agreement_ends_whatever_reviews_are_open(walk: Walk) -> None:
    agreement = walk.in_force()
    flows.run(
        operations.open_review,
        agreement_id=agreement.pk,
        year=walk.on.year,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    agreement.refresh_from_db()
    assert (agreement.state, agreement.phase) == ("notice_given", "notice_given")
