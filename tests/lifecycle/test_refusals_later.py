"""Refusals after the decision, at meetings and about people: each with its code, and nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from approvals import operations as desk
from approvals.models import MinuteItem
from cases.models import Case
from cases.rules.errors import Invalid, NotAllowed, NotNow
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.proof import verify_everything
from organisation import operations as office
from tests.lifecycle import acts
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


# After the decision ---------------------------------------------------------------------------------------


def test_signing_waits_for_the_minutes(walk: Walk) -> None:
    case = walk.decided()
    with refused("gate_closed", NotNow) as refusal:
        operations.sign(case_id=case.pk, actor=walk.people.signatory, on=walk.on)
    assert "är inte justerad" in refusal.value.sentence


def test_signing_with_a_rejected_point_asks_for_a_reason(walk: Walk) -> None:
    case = walk.proposed()
    item = walk.on_agenda(case, walk.people.council)
    case.points.get(number=3).depends_on.remove(case.points.get(number=2))
    case = walk.minutes(walk.record(item, {1: "approved", 2: "rejected"}))
    with refused("no_reason", Invalid):
        operations.sign(case_id=case.pk, actor=walk.people.signatory, on=walk.on)
    operations.sign(
        case_id=case.pk, actor=walk.people.signatory, on=walk.on, deviation="Punkt 2 behövs inte."
    )
    assert case.agreement.signatures.get().deviation == "Punkt 2 behövs inte."


def test_a_void_mandate_blocks_signing(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.minutes(walk.record(item, {1: "approved", 2: "rejected"}))
    assert case.points.get(number=3).condition == "void"
    with refused("gate_closed", NotNow):
        operations.sign(case_id=case.pk, actor=walk.people.signatory, on=walk.on, deviation="Ändå.")


def test_a_case_with_an_open_dispatch_cannot_close(walk: Walk) -> None:
    case = walk.in_force().cases.get()
    with refused("not_carried_out", NotNow) as refusal:
        operations.close_case(case_id=case.pk, actor=walk.people.officer, on=walk.on)
    assert "Karolinska Institutet" in refusal.value.sentence


def test_notice_without_a_known_rule_guesses_no_day(walk: Walk) -> None:
    agreement = walk.in_force()
    type(agreement).objects.filter(pk=agreement.pk).update(notice_rule="unknown")
    with refused("no_notice_rule", Invalid):
        acts.receive_notice_now(walk, agreement.pk)


@pytest.mark.parametrize(("days", "code"), [(1, "future_day"), (-400, "dates_contradict")])
def test_notice_on_an_impossible_day(walk: Walk, days: int, code: str) -> None:
    agreement = walk.in_force()
    day = walk.on + timedelta(days=days)
    with refused(code, Invalid):
        operations.receive_notice(
            agreement_id=agreement.pk, received_on=day, actor=walk.people.registrar, on=walk.on
        )


def test_an_agreement_ends_when_its_last_day_has_passed(walk: Walk) -> None:
    agreement = walk.in_force()
    notice = acts.receive_notice_now(walk, agreement.pk)
    facts = {"agreement_id": agreement.pk, "why": "notice", "last_day": None, "reason": ""}
    with refused("not_over", NotNow):
        operations.end_agreement(actor=walk.people.system, on=notice.last_day, **facts)


def test_the_book_tells_the_state_after_the_last_signature(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    walk.answer(case, "sign", operations.sign, walk.people.signatory)
    party = case.agreement.parties.get(is_ours=False)
    facts = {"party_id": party.pk, "name": "Rut Alm", "title": "rektor", "signed_on": walk.on}
    walk.answer(case, "countersign", operations.register_signature, walk.people.officer, **facts)
    assert verify_everything().findings == []


def test_own_notice_cannot_be_received_before_the_decision(walk: Walk) -> None:
    call = next(a for a in acts.ACTS if a.name == "give_notice").prepare(walk)
    case = Case.objects.get(kind="terminate")
    before = case.opened_on - timedelta(days=1)
    with refused("dates_contradict", Invalid):
        operations.give_notice(
            case_id=case.pk, received_on=before, actor=walk.people.signatory, on=walk.on
        )
    call(walk.people.signatory)
    with refused("noticed", NotNow):
        operations.withdraw_case(
            case_id=case.pk, reason="Ångrat.", actor=walk.people.officer, on=walk.on
        )


def test_a_last_day_before_the_first_is_told_at_the_last_signature(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    walk.answer(case, "sign", operations.sign, walk.people.signatory)
    day = walk.on - timedelta(days=30)
    facts = {"term": "fixed", "ends_on": day}
    operations.edit_agreement(
        agreement_id=case.agreement_id, facts=facts, actor=walk.people.officer, on=walk.on
    )
    party = case.agreement.parties.get(is_ours=False)
    said = {"party_id": party.pk, "name": "Rut Alm", "title": "rektor", "signed_on": walk.on}
    with refused("dates_contradict", Invalid):
        operations.register_signature(
            case_id=case.pk, actor=walk.people.officer, on=walk.on, **said
        )


@pytest.mark.parametrize(
    ("name", "code"), [("Åsa \U0001f680", "no_glyph"), ("Å\x01sa", "control_character")]
)
def test_a_name_that_no_document_can_print(walk: Walk, name: str, code: str) -> None:
    with refused(code, Invalid) as refusal:
        office.register_person(
            name=name, email="a@example.se", phone="", actor=walk.people.administrator, on=walk.on
        )
    assert refusal.value.field == "name"


def test_nobody_appoints_themselves(walk: Walk) -> None:
    p = walk.people
    facts = {"kind": "ordinary", "unit": None, "body": None, "stands_in_for": None, "ends": None}
    with refused("own_appointment", NotAllowed):
        office.appoint(
            person=p.administrator,
            role="signatory",
            title="ordförande",
            starts=walk.on,
            actor=p.administrator,
            on=walk.on,
            **facts,
        )


def test_withdrawing_ends_every_question(walk: Walk) -> None:
    case = walk.submitted()
    facts = {"case_id": case.pk, "reason": "Inaktuellt.", "actor": walk.people.officer}
    flows.run(operations.withdraw_case, on=walk.on, **facts)
    assert not Question.objects.exists()
    assert walk.again(case).agreement.state == "abandoned"


# Meetings ------------------------------------------------------------------------------------------------


def test_minutes_once_approved_stay(walk: Walk) -> None:
    case = walk.proposed()
    meeting = MinuteItem.objects.get(case=case).meeting
    walk.minutes(case)
    facts = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    with refused("minutes_approved", NotNow):
        desk.record_attendance(present_count=3, **facts)
    with refused("minutes_approved", NotNow):
        desk.approve_minutes(approved_on=walk.on, **facts)
    with refused("notice_posted", NotNow):
        desk.post_notice(posted_on=walk.on, **facts)


def test_dates_of_minutes_follow_each_other(walk: Walk) -> None:
    meeting = MinuteItem.objects.get(case=walk.proposed()).meeting
    facts = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    with refused("future_day", Invalid):
        desk.approve_minutes(approved_on=walk.on + timedelta(days=1), **facts)
    with refused("dates_contradict", Invalid):
        desk.approve_minutes(approved_on=meeting.date - timedelta(days=1), **facts)
    with refused("minutes_not_approved", NotNow):
        desk.post_notice(posted_on=walk.on, **facts)


def test_a_body_gets_only_cases_that_wait_for_it(walk: Walk) -> None:
    case = walk.approved()
    meeting = walk.meeting(walk.people.council)
    facts = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    with refused("other_body", NotNow):
        desk.place_on_agenda(case_id=case.pk, **facts)


def test_an_auditor_holds_no_other_role(walk: Walk) -> None:
    p = walk.people
    facts = {"kind": "ordinary", "unit": None, "body": None, "stands_in_for": None, "ends": None}
    for person, role in ((p.auditor, "registrar"), (p.registrar, "auditor")):
        with refused("auditor_excludes", Invalid):
            office.appoint(
                person=person,
                role=role,
                title="titel",
                starts=walk.on,
                actor=p.administrator,
                on=walk.on,
                **facts,
            )


def test_deleting_all_of_viewflow_loses_no_legal_fact(walk: Walk) -> None:
    case = walk.proposed()
    with connection.cursor() as cursor:
        for table in (
            "viewflow_task_previous",
            "viewflow_task",
            "lifecycle_work",
            "viewflow_process",
        ):
            cursor.execute(f"DELETE FROM {table}")
    Question.objects.all().delete()
    flows.refresh(case_id=case.pk, on=walk.on)
    case = walk.decided(walk.again(case))
    assert (case.stage, case.agreement.state) == ("execution", "signing")
