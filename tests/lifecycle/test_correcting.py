"""Correcting what is recorded: an outcome is taken back and recorded anew, and everything follows as if it had been so."""

from __future__ import annotations

from typing import Any

import pytest

from approvals import operations as desk
from approvals.models import MinuteItem, PointOutcome
from approvals.rules.decisions import Outcome
from approvals.rules.proceedings import Proceedings
from cases import operations as drafting
from cases.models import Case
from cases.rules.errors import Invalid, NotNow
from history.models import Event
from history.proof import facts_of
from lifecycle import flows, operations
from lifecycle.corrections import corrections_of
from lifecycle.models import Question
from lifecycle.operations.deciding import PointAnswer
from lifecycle.proof import verify_everything
from tests.lifecycle.appeals import appealed, follow
from tests.people import Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db

WHY = "Fel knapp."


def reopened(walk: Walk, item: MinuteItem, reason: str = WHY) -> Case:
    facts = {"meeting_id": item.meeting_id, "item_id": item.pk, "reason": reason}
    who = {"actor": walk.people.secretary, "on": walk.on}
    flows.run(operations.reopen_item, case_id=item.case_id, **facts, **who)
    return walk.again(item.case)


def recorded(walk: Walk, item: MinuteItem, outcome: str) -> Case:
    case = walk.again(item.case)
    numbers = [
        p.number
        for p in case.points.filter(decision="")
        if item.meeting.body_id in (p.body_id, p.proposing_body_id)
    ]
    facts = {"motivation": "Kostnaden saknas."} if outcome == "referred_back" else {}
    return walk.record(item, dict.fromkeys(numbers, outcome), **facts)


def stands(case: Case) -> dict[str, Any]:
    """Everything about the case that an outcome decides."""
    case = Case.objects.select_related("agreement").get(pk=case.pk)
    points = case.points.order_by("number")
    questions = Question.objects.filter(case=case)
    return {
        "stage": (case.stage, case.step, case.version, case.mark, case.closing_reason),
        "closed": case.closed_on,
        "agreement": (case.agreement.state, case.agreement.phase, case.agreement.end_reason),
        "points": list(points.values_list("number", "decision", "decided_text", "condition")),
        "asked": sorted(questions.values_list("kind", "key", "person", "role", "body")),
        "outcomes": sorted(
            PointOutcome.objects.filter(item__case=case).values_list(
                "item__meeting", "point__number", "outcome", "decided_text"
            )
        ),
    }


def before(walk: Walk, at: str) -> tuple[Case, MinuteItem]:
    """A case on the agenda of a meeting held today: the board's, or after it the council's."""
    case = walk.approved() if at == "board" else walk.proposed()
    body = walk.people.board if at == "board" else walk.people.council
    return case, walk.on_agenda(case, body)


OUTCOMES = ("approved", "changed", "rejected", "referred_back", "tabled")


@pytest.mark.parametrize("at", ["board", "council"])
@pytest.mark.parametrize("wrong", OUTCOMES)
def test_taking_an_outcome_back_leaves_all_as_it_was(walk: Walk, at: str, wrong: str) -> None:
    case, item = before(walk, at)
    as_it_was = stands(case)
    recorded(walk, item, wrong)
    assert stands(case) != as_it_was
    reopened(walk, item)
    assert stands(case) == as_it_was
    item.refresh_from_db()
    assert (item.result, item.number, item.motivation, item.proceedings) == ("", None, "", {})
    assert verify_everything().findings == []


@pytest.mark.parametrize("at", ["board", "council"])
@pytest.mark.parametrize(
    ("wrong", "right"),
    [(w, r) for w in OUTCOMES for r in OUTCOMES if w != r],
)
def test_recorded_anew_all_follows_as_if_it_had_been_so(
    walk: Walk, at: str, wrong: str, right: str
) -> None:
    _, item = before(walk, at)
    recorded(walk, item, wrong)
    reopened(walk, item)
    corrected = stands(recorded(walk, item, right))
    item.refresh_from_db()
    assert item.number == 1
    _, straight = before(walk, at)
    expected = stands(recorded(walk, straight, right))
    for key in ("stage", "agreement", "points"):
        assert corrected[key] == expected[key]
    assert verify_everything().findings == []


def test_the_book_and_the_page_tell_both(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "rejected")
    reopened(walk, item)
    recorded(walk, item, "approved")
    kinds = ("item_recorded", "item_reopened")
    told = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind__in=kinds)
    assert [e.kind for e in told.order_by("sequence")] == [
        "item_recorded",
        "item_reopened",
        "item_recorded",
    ]
    facts = facts_of(told.get(kind="item_reopened"))["facts"]
    assert (facts["reason"], facts["paragraph"], facts["result"]) == (WHY, 1, "rejected")
    (one,) = corrections_of(MinuteItem.objects.get(pk=item.pk))
    assert one.points == (("1", "rejected"), ("2", "rejected"), ("3", "rejected"))


def refused(walk: Walk, item: MinuteItem, match: str) -> None:
    was = everything()
    with pytest.raises(NotNow, match=match):
        reopened(walk, item)
    assert everything() == was


def test_nothing_recorded_changes_once_the_minutes_are_approved(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "approved")
    walk.minutes(case)
    refused(walk, item, "justerat")


def test_a_paragraph_approved_at_once_does_not_change_either(walk: Walk) -> None:
    _, item = before(walk, "board")
    recorded(walk, item, "approved")
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.approve_item_minutes(item_id=item.pk, approved_on=walk.on, posted_on=walk.on, **who)
    refused(walk, item, "justerat")


def test_what_a_later_body_has_decided_is_corrected_first(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "approved")
    walk.decided(walk.again(case))
    refused(walk, item, "behandlats av kommunfullmäktige")


def test_a_version_that_somebody_writes_in_is_not_taken_away(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "referred_back")
    facts = {"case_id": case.pk, "registry_number": "KS-2026/991"}
    drafting.set_registry_number(**facts, actor=walk.people.officer, on=walk.on)
    drafting.retitle_attachment(
        case_id=case.pk, number=1, title="Avtalet", actor=walk.people.officer, on=walk.on
    )
    refused(walk, item, "Version 2 har börjat skrivas")


def test_what_was_not_recorded_and_what_went_off_the_agenda(walk: Walk) -> None:
    _, item = before(walk, "board")
    refused(walk, item, "inte antecknat")
    facts = {"case_id": item.case_id, "item_id": item.pk}
    desk.remove_from_agenda(actor=walk.people.secretary, on=walk.on, **facts)
    refused(walk, item, "utgick")


def test_a_decision_that_was_sent_out_stands(walk: Walk) -> None:
    case, item = before(walk, "council")
    recorded(walk, item, "approved")
    case.recipients.update(dispatched_on=walk.on, dispatched_how="e-post")
    refused(walk, item, "expedierat")


def test_a_task_on_the_list_is_concluded_first(walk: Walk) -> None:
    case, item = before(walk, "council")
    recorded(walk, item, "approved")
    who = {"actor": walk.people.secretary, "on": walk.on}
    facts = {"text": "Ansvara.", "owner": walk.people.officer, "due_on": None}
    flows.run(desk.follow_directive, case_id=case.pk, point=2, **facts, **who)
    refused(walk, item, "Punkt 2 står på balanslistan")


def test_the_next_agenda_lets_the_case_go_until_it_is_called_to(walk: Walk) -> None:
    case, item = before(walk, "board")
    recorded(walk, item, "approved")
    ahead = walk.ahead(walk.people.council, walk.again(case))
    reopened(walk, item)
    assert not ahead.items.exists()
    recorded(walk, item, "approved")
    desk.place_on_agenda(
        case_id=case.pk, meeting_id=ahead.pk, actor=walk.people.secretary, on=walk.on
    )


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "x" * 2001])
def test_a_reason_is_given(walk: Walk, reason: str) -> None:
    _, item = before(walk, "board")
    recorded(walk, item, "approved")
    was = everything()
    with pytest.raises(Invalid) as caught:
        reopened(walk, item, reason)
    assert caught.value.field == "reason"
    assert everything() == was


def test_the_freed_paragraph_may_be_taken_by_another(walk: Walk) -> None:
    first, item = before(walk, "board")
    recorded(walk, item, "approved")
    reopened(walk, item)
    other = walk.approved()
    facts = {"case_id": other.pk, "meeting_id": item.meeting_id}
    second = desk.place_on_agenda(actor=walk.people.secretary, on=walk.on, **facts)
    recorded(walk, second, "approved")
    recorded(walk, item, "approved")
    numbers = MinuteItem.objects.filter(meeting=item.meeting_id).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    assert first.pk != other.pk


def test_a_slip_of_the_pen_is_noted_beside_and_changes_nothing(walk: Walk) -> None:
    case, item = before(walk, "council")
    recorded(walk, item, "approved")
    facts = {"item_id": item.pk, "text": "Läs 2027, inte 2026.", "actor": walk.people.secretary}
    with pytest.raises(NotNow, match="inte justerat"):
        operations.rectify_item(on=walk.on, **facts)
    walk.minutes(walk.again(case))
    was = stands(case)
    operations.rectify_item(on=walk.on, **facts)
    assert stands(case) == was
    (one,) = corrections_of(item)
    assert (one.is_reopening, one.text) == (False, "Läs 2027, inte 2026.")
    with pytest.raises(Invalid):
        operations.rectify_item(**{**facts, "text": " "}, on=walk.on)


def test_a_minority_may_ask_again_for_what_was_only_a_wrong_button(walk: Walk) -> None:
    _, item = before(walk, "council")
    answers = {n: PointAnswer(Outcome.REFERRED_BACK) for n in (1, 2)}
    facts = {
        "answers": answers,
        "motivation": "Kostnaden.",
        "proceedings": Proceedings(minority=13),
    }
    for _ in range(2):
        facts["item_id"] = item.pk
        walk.answer(item.case, "decide", operations.record_item, walk.people.secretary, **facts)
        case = reopened(walk, item)
    assert case.stage == "council"


@pytest.mark.django_db
def test_an_appeal_noted_by_mistake_hinders_no_correction(walk: Walk) -> None:
    case = walk.decided()
    appeal = appealed(walk, case)
    with pytest.raises(NotNow, match="överklagat"):
        reopened(walk, appeal.item)
    follow(walk, appeal, "undo", note="Fel ärende.")
    assert reopened(walk, appeal.item).stage == "council"
