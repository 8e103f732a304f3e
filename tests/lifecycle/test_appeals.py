"""An appealed decision: no legal force meanwhile, nothing carried out that a court has annulled, and days set otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from approvals import legal_days
from approvals import operations as desk
from approvals.models import Appeal, AppealStep, SetDay
from cases.models import Case
from cases.rules.errors import Invalid, NotAllowed, NotNow
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.operations.closing import hindrances_to_closing
from lifecycle.proof import verify_everything
from lifecycle.queries import gate
from tests.lifecycle.appeals import appealed, council_item, follow
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(walk: Walk) -> Case:
    """Decided by the council, its minutes approved and announced today."""
    return walk.minutes(walk.decided())


def unmet(walk: Walk, case: Case) -> dict[str, str]:
    """What stands in the way of signing: sentence and policy."""
    return {c.sentence: c.policy for c in gate(case, walk.on) if not c.met}


def sign(walk: Walk, case: Case, reason: str = "") -> None:
    walk.answer(case, "sign", operations.sign, walk.people.signatory, deviation=reason)


def test_an_appeal_takes_legal_force_away_and_signing_asks_for_a_reason(
    walk: Walk, case: Case
) -> None:
    appeal = appealed(walk, case, court_number="1234-26")
    walk.on += timedelta(days=30)
    (sentence,) = [s for s in unmet(walk, case) if "överklagades" in s]
    assert unmet(walk, case)[sentence] == "reason"
    with refused("no_reason", Invalid):
        sign(walk, case)
    follow(walk, appeal, "dismissed")
    assert sentence in unmet(walk, case)
    walk.on += timedelta(days=21)
    follow(walk, appeal, "final")
    assert unmet(walk, case) == {}
    announced = legal_days.of_item(council_item(case))
    assert announced is not None
    assert announced.force.value == walk.on
    sign(walk, case)
    assert verify_everything().findings == []


@pytest.mark.parametrize("final", [False, True])
def test_what_is_annulled_is_not_signed(walk: Walk, case: Case, final: bool) -> None:
    appeal = appealed(walk, case)
    follow(walk, appeal, "annulled")
    if final:
        follow(walk, appeal, "final")
    policies = unmet(walk, case)
    unless = "" if final else " Avgörandet har inte fått laga kraft."
    blocking = sorted(s for s, p in policies.items() if p == "block")
    assert [s.split(": ")[1] for s in blocking] == [
        f"Punkt {n} är upphävd av förvaltningsrätten.{unless}" for n in (1, 2)
    ]
    with refused("gate_closed", NotNow):
        sign(walk, case, reason="Vi vill ändå.")


def test_a_courts_word_before_the_notice_is_heard(walk: Walk) -> None:
    case = walk.decided()
    appeal = appealed(walk, case)
    assert "reason" in {p for s, p in unmet(walk, case).items() if "överklagad" in s}
    follow(walk, appeal, "stayed")
    assert "block" in {p for s, p in unmet(walk, case).items() if "inhibition" in s}
    follow(walk, appeal, "annulled")
    assert "block" in {p for s, p in unmet(walk, case).items() if "upphävd" in s}


def test_an_annulled_decision_of_a_signed_agreement_asks_whoever_is_responsible(
    walk: Walk,
) -> None:
    agreement = walk.in_force()
    case = agreement.cases.get()
    appeal = appealed(walk, case)
    assert not Question.objects.filter(kind="annulment").exists()
    follow(walk, appeal, "annulled_partly", points=(1,))
    asked = Question.objects.get(kind="annulment")
    assert asked.person_id == (agreement.responsible_id or case.case_officer_id)
    facts = {"appeal_id": appeal.pk, "note": "Avtalet sägs upp och arbetet avbryts."}
    walk.answer(case, "annulment", operations.answer_annulment, asked.person, **facts)
    assert not Question.objects.filter(kind="annulment").exists()
    with refused("nothing_annulled", NotNow):
        operations.answer_annulment(case_id=case.pk, actor=asked.person, on=walk.on, **facts)
    # a higher court annuls the rest as well: that is a new question
    follow(walk, appeal, "annulled")
    assert Question.objects.filter(kind="annulment").exists()
    follow(walk, appeal, "restored")
    assert not Question.objects.filter(kind="annulment").exists()
    assert verify_everything().findings == []


def test_the_case_is_not_closed_while_appealed(walk: Walk) -> None:
    case = walk.in_force().cases.get()
    appeal = appealed(walk, case)
    for recipient in case.recipients.all():
        facts = {"recipient_id": recipient.pk, "how": "e-post", "dispatched_on": walk.on}
        who = {"case_id": case.pk, "actor": walk.people.registrar, "on": walk.on}
        flows.run(operations.dispatch, **facts, **who)
    assert not Question.objects.filter(case=case, kind="close").exists()
    assert "överklagad" in " ".join(hindrances_to_closing(case))
    follow(walk, appeal, "struck_out")
    follow(walk, appeal, "final")
    assert Question.objects.filter(case=case, kind="close").exists()
    walk.answer(case, "close", operations.close_case, walk.people.officer)
    assert walk.again(case).stage == "closed"
    appealed(walk, case)  # it may still come in; the court judges whether in time
    assert len(legal_days.appeals_of(case)) == 2


def test_a_mistake_is_taken_back_with_what_was_wrong(walk: Walk, case: Case) -> None:
    appeal = appealed(walk, case)
    follow(walk, appeal, "dismissed")
    with refused("no_text", Invalid):
        follow(walk, appeal, "undo")
    follow(walk, appeal, "undo", note="Fel mål.", day=date(2020, 1, 1))
    follow(walk, appeal, "undo", note="Fel ärende.")
    assert legal_days.appeals_of(case) == []
    assert AppealStep.objects.latest("pk").day == walk.on
    with refused("outcome", Invalid):
        follow(walk, appeal, "dismissed")


def test_the_same_ruling_sent_twice_is_not_the_next_courts(walk: Walk, case: Case) -> None:
    appeal = appealed(walk, case)
    follow(walk, appeal, "dismissed", seen=0)
    with refused("edited_by_another", NotNow):
        follow(walk, appeal, "dismissed", seen=0)
    assert AppealStep.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"received_on": date(2199, 1, 1)}, "future_day", "received_on"),
        ({"received_on": date(2020, 1, 1)}, "dates_contradict", "received_on"),
        ({"appellant": "  "}, "no_text", "appellant"),
        ({"appellant": "x" * 121}, "long_text", "appellant"),
        ({"appellant": "a\x00b"}, "control_character", "appellant"),
        ({"court_number": "1" * 41}, "long_text", "court_number"),
    ],
)
def test_a_registration_that_cannot_be_right_is_refused(
    walk: Walk, case: Case, changed: dict[str, Any], code: str, field: str
) -> None:
    with refused(code, Invalid) as refusal:
        appealed(walk, case, **changed)
    assert refusal.value.field == field


def test_a_proposal_cannot_be_appealed(walk: Walk) -> None:
    referred = walk.approved()
    item = walk.on_agenda(referred, walk.people.board)
    numbers = [p.number for p in referred.points.all()]
    walk.record(item, dict.fromkeys(numbers, "referred_back"), motivation="Kostnaden saknas.")
    with refused("not_appealable", NotNow):
        appealed(walk, referred, item=item)


def test_who_may(walk: Walk, case: Case) -> None:
    appeal = appealed(walk, case)
    for name in ("officer", "head", "outsider", "auditor", "coordinator"):
        person = getattr(walk.people, name)
        facts = {"case_id": case.pk, "actor": person, "on": walk.on}
        step = {"appeal_id": appeal.pk, "outcome": "dismissed", "day": walk.on}
        with pytest.raises(NotAllowed):
            operations.record_appeal_step(points=(), note="", seen=0, **step, **facts)
    assert not AppealStep.objects.exists()


def test_an_appealed_outcome_is_not_taken_back(walk: Walk) -> None:
    case = walk.decided()
    appealed(walk, case)
    item = council_item(case)
    facts = {"meeting_id": item.meeting_id, "item_id": item.pk, "reason": "Fel knapp."}
    with refused("appealed", NotNow):
        operations.reopen_item(case_id=case.pk, actor=walk.people.secretary, on=walk.on, **facts)


@pytest.mark.parametrize("model", [Appeal, AppealStep, SetDay])
def test_the_rows_cannot_be_changed(walk: Walk, case: Case, model: Any) -> None:
    appeal = appealed(walk, case)
    follow(walk, appeal, "dismissed")
    set_day(walk, case, "last_appeal", walk.on + timedelta(days=40))
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(recorded_on=date(2020, 1, 1))


# Days that are set ---------------------------------------------------------------------------------------


def set_day(walk: Walk, case: Case, what: str, day: date, reason: str = "Skäl.") -> None:
    meeting = council_item(case).meeting
    facts = {"meeting_id": meeting.pk, "item_id": None, "what": what, "day": day, "reason": reason}
    flows.keep_minutes(desk.set_day, actor=walk.people.secretary, on=walk.on, **facts)


def test_a_last_day_set_later_moves_legal_force_and_the_notices_question(
    walk: Walk, case: Case
) -> None:
    posted = walk.on
    set_day(walk, case, "last_appeal", posted + timedelta(days=40), "Anslaget angav fel dag.")
    announced = legal_days.of_item(council_item(case))
    assert announced is not None
    assert announced.force.value == posted + timedelta(days=41)
    meeting = council_item(case).meeting
    walk.on = posted + timedelta(days=40)
    facts = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    with refused("notice_down_early", Invalid):
        desk.remove_notice(removed_on=walk.on, **facts)
    set_day(walk, case, "last_appeal", posted + timedelta(days=39))
    walk.on += timedelta(days=1)
    assert unmet(walk, case) == {}


@pytest.mark.parametrize(
    ("what", "days", "reason", "code", "field"),
    [
        ("last_appeal", 20, "Skäl.", "too_early", "day"),
        ("legal_force", 21, "Skäl.", "too_early", "day"),
        ("last_appeal", 90_000, "Skäl.", "day_out_of_range", "day"),
        ("last_appeal", 40, " ", "no_reason", "reason"),
        ("last_appeal", 40, "x" * 501, "long_text", "reason"),
        ("nonsense", 40, "Skäl.", "what", "what"),
    ],
)
def test_a_day_that_cannot_be_set(
    walk: Walk, case: Case, what: str, days: int, reason: str, code: str, field: str
) -> None:
    with refused(code, Invalid) as refusal:
        set_day(walk, case, what, walk.on + timedelta(days=days), reason)
    assert refusal.value.field == field


def test_there_is_no_day_to_set_before_the_notice(walk: Walk) -> None:
    case = walk.decided()
    with refused("notice_not_posted", NotNow):
        set_day(walk, case, "last_appeal", walk.on + timedelta(days=40))
