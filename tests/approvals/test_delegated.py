"""Decisions by delegation: numbered without gaps, never changed, reported once, announced, and proved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from approvals import operations as desk
from approvals.delegation import listed_at
from approvals.delegation_models import DelegatedDecision, DelegationReport
from approvals.permissions import visible_to
from cases.rules.errors import Invalid, NotAllowed, NotNow
from lifecycle.proof import verify_everything
from tests.lifecycle.acts import delegated, held_with_a_decision
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def _secretary(walk: Walk) -> dict[str, Any]:
    return {"actor": walk.people.secretary, "on": walk.on}


def test_numbers_run_by_body_and_year(walk: Walk) -> None:
    p = walk.people
    first, second = delegated(walk), delegated(walk, body=p.committee)
    third = delegated(walk)
    assert [str(row) for row in (first, second, third)] == [
        "KS D 2026:1",
        "SN D 2026:1",
        "KS D 2026:2",
    ]
    assert (first.scheme_number, first.title) == ("5.3", "avdelningschef")
    assert (first.is_reported, first.is_announced) == (False, True)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"value": 2_000_000}, "not_delegated", "kind"),
        ({"kind": "cooperation_agreement"}, "not_delegated", "kind"),
        ({"kind": "trolleri"}, "kind", "kind"),
        ({"value": -1}, "value", "value"),
        ({"text": "  "}, "no_text", "text"),
        ({"text": "x" * 1001}, "long_text", "text"),
        ({"text": "\x07"}, "control_character", "text"),
    ],
)
def test_what_nobody_could_decide_is_refused(
    walk: Walk, change: dict[str, Any], code: str, field: str
) -> None:
    with refused(code, Invalid) as refusal:
        delegated(walk, **change)
    assert refusal.value.field == field


def test_the_council_gives_no_official_the_right(walk: Walk) -> None:
    with refused("no_delegation", Invalid):
        delegated(walk, body=walk.people.council)


def test_only_the_holder_of_the_post_that_day_can_have_decided(walk: Walk) -> None:
    p = walk.people
    with refused("not_the_delegate", Invalid) as refusal:
        delegated(walk, decided_by=p.officer, actor=p.secretary)
    assert refusal.value.field == "decided_by" and "avdelningschef" in refusal.value.sentence
    with refused("not_the_delegate", Invalid):
        delegated(walk, unit=p.elsewhere)
    with refused("not_the_delegate", Invalid):  # a department head has no right to this sum
        desk.record_delegated_decision(
            body=p.board,
            unit=p.department,
            kind="other",
            value=500_000,
            text="Avtal.",
            decided_by=p.head,
            decided_on=walk.on,
            case_id=None,
            **_secretary(walk),
        )


def test_nobody_decides_in_anothers_name(walk: Walk) -> None:
    with refused("not_allowed", NotAllowed):
        delegated(walk, decided_by=walk.people.officer)


def test_a_day_to_come_is_refused(walk: Walk) -> None:
    with refused("future_day", Invalid):
        delegated(walk, decided_on=walk.on + timedelta(days=1))


def test_a_case_of_another_unit_is_refused(walk: Walk) -> None:
    case = walk.opened()
    row = delegated(walk, case_id=case.pk)
    assert row.case == case
    p = walk.people
    type(case).objects.filter(pk=case.pk).update(unit=p.elsewhere)
    with refused("other_unit", Invalid):
        delegated(walk, case_id=case.pk)


def test_a_mistake_is_withdrawn_once_and_keeps_its_number(walk: Walk) -> None:
    row = delegated(walk)
    who = {"decision_id": row.pk, "actor": walk.people.head, "on": walk.on}
    with refused("no_text", Invalid):
        desk.withdraw_delegated_decision(reason=" ", **who)
    desk.withdraw_delegated_decision(reason="Fel motpart.", **who)
    with refused("withdrawn", NotNow):
        desk.withdraw_delegated_decision(reason="Igen.", **who)
    with refused("withdrawn", NotNow):
        desk.announce_delegated_decision(decision_id=row.pk, posted_on=walk.on, **_secretary(walk))
    assert str(delegated(walk)) == "KS D 2026:2"


def test_it_is_listed_at_the_next_meeting_and_reported_there_once(walk: Walk) -> None:
    meeting, row = held_with_a_decision(walk)
    delegated(walk)  # announced by itself: never listed
    later = walk.ahead(walk.people.board)
    assert list(listed_at(meeting, walk.on)) == [row]
    assert not listed_at(later, walk.on)
    said = {"meeting_id": meeting.pk, "decision_ids": [row.pk], **_secretary(walk)}
    with refused("paragraph", Invalid):
        desk.report_delegated_decisions(paragraph=0, **said)
    with refused("none_chosen", Invalid):
        desk.report_delegated_decisions(paragraph=12, **{**said, "decision_ids": []})
    desk.report_delegated_decisions(paragraph=12, **said)
    assert DelegationReport.objects.get().paragraph == 12
    with refused("not_waiting", NotNow):
        desk.report_delegated_decisions(paragraph=13, **said)
    assert list(listed_at(meeting, walk.on)) == [row]


def test_what_waits_goes_to_the_first_meeting_ahead(walk: Walk) -> None:
    row = delegated(walk, 500_000)
    first = walk.ahead(walk.people.board)
    walk.on += timedelta(days=1)
    second = walk.ahead(walk.people.board)
    assert list(listed_at(first, walk.on)) == [row]
    assert not listed_at(second, walk.on)


def test_it_is_reported_when_the_meeting_is_held_and_until_the_minutes_are_approved(
    walk: Walk,
) -> None:
    row = delegated(walk, 500_000)
    ahead = walk.ahead(walk.people.board)
    said = {"decision_ids": [row.pk], "paragraph": 12}
    with refused("not_held", NotNow):
        desk.report_delegated_decisions(meeting_id=ahead.pk, **said, **_secretary(walk))
    walk.on = ahead.date
    with refused("no_attendance", NotNow):
        desk.report_delegated_decisions(meeting_id=ahead.pk, **said, **_secretary(walk))
    desk.record_attendance(meeting_id=ahead.pk, present_count=12, **_secretary(walk))
    desk.report_delegated_decisions(meeting_id=ahead.pk, **said, **_secretary(walk))
    # nothing else was on the agenda: the minutes can be approved all the same
    desk.approve_minutes(meeting_id=ahead.pk, approved_on=walk.on, **_secretary(walk))
    walk.on += timedelta(days=1)
    another = delegated(walk, 500_000, decided_on=ahead.date)
    with refused("minutes_approved", NotNow):
        desk.report_delegated_decisions(
            meeting_id=ahead.pk, decision_ids=[another.pk], paragraph=12, **_secretary(walk)
        )


def test_a_paragraph_stands_for_one_matter(walk: Walk) -> None:
    row = delegated(walk, 500_000)
    case = walk.proposed()
    meeting = case.minute_items.get().meeting
    said = {"meeting_id": meeting.pk, "decision_ids": [row.pk]}
    with refused("paragraph_taken", Invalid):
        desk.report_delegated_decisions(paragraph=1, **said, **_secretary(walk))
    desk.report_delegated_decisions(paragraph=2, **said, **_secretary(walk))
    other = walk.on_agenda(walk.approved(), walk.people.board)
    with refused("paragraph_taken", Invalid):
        walk.record(other, {1: "approved", 2: "approved", 3: "approved"}, paragraph=2)
    walk.record(other, {1: "approved", 2: "approved", 3: "approved"})
    other.refresh_from_db()
    assert other.number == 3


def test_one_that_is_reported_is_not_announced_by_itself(walk: Walk) -> None:
    row = delegated(walk, 500_000)
    with refused("not_announced", NotNow):
        desk.announce_delegated_decision(decision_id=row.pk, posted_on=walk.on, **_secretary(walk))


def test_the_notice_stays_up_for_the_whole_time(walk: Walk) -> None:
    row = delegated(walk)
    facts = {"decision_id": row.pk}
    with refused("notice_not_posted", NotNow):
        desk.remove_delegation_notice(removed_on=walk.on, **facts, **_secretary(walk))
    with refused("dates_contradict", Invalid):
        early = walk.on - timedelta(days=1)
        desk.announce_delegated_decision(posted_on=early, **facts, **_secretary(walk))
    desk.announce_delegated_decision(posted_on=walk.on, **facts, **_secretary(walk))
    with refused("notice_posted", NotNow):
        desk.announce_delegated_decision(posted_on=walk.on, **facts, **_secretary(walk))
    with refused("notice_down_early", Invalid):
        desk.remove_delegation_notice(removed_on=walk.on, **facts, **_secretary(walk))
    walk.on += timedelta(days=22)
    desk.remove_delegation_notice(removed_on=walk.on, **facts, **_secretary(walk))
    with refused("notice_removed", NotNow):
        desk.remove_delegation_notice(removed_on=walk.on, **facts, **_secretary(walk))


def test_who_may_read_one(walk: Walk) -> None:
    p = walk.people
    row = delegated(walk)
    readers = {
        person
        for person in p.all()
        if visible_to(person, DelegatedDecision.objects.all(), walk.on).filter(pk=row.pk).exists()
    }
    assert readers == {
        p.officer, p.head, p.director, p.secretary, p.registrar, p.coordinator, p.auditor,
    }  # fmt: skip


def test_a_decision_is_never_changed(walk: Walk) -> None:
    row = delegated(walk)
    with pytest.raises(DatabaseError), transaction.atomic():
        DelegatedDecision.objects.filter(pk=row.pk).update(text="Något annat.")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_proof_covers_the_decision_and_what_became_of_it(walk: Walk) -> None:
    meeting, row = held_with_a_decision(walk)
    said = {"meeting_id": meeting.pk, "decision_ids": [row.pk], **_secretary(walk)}
    desk.report_delegated_decisions(paragraph=12, **said)
    other = delegated(walk, case_id=walk.opened().pk)
    facts = {"decision_id": other.pk, **_secretary(walk)}
    desk.announce_delegated_decision(posted_on=walk.on, **facts)
    desk.remove_delegation_notice(removed_on=walk.on, early=True, **facts)
    desk.withdraw_delegated_decision(reason="Fel.", **facts)
    assert verify_everything().findings == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_delegationnotice SET posted_on = posted_on - 1")
    found = [f"{f.place}: {f.sentence}" for f in verify_everything().findings]
    assert found == [
        f"delegationsbeslut {other.pk}: anslaget är inte det som historiken antecknade."
    ]
