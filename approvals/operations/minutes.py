"""Attendance, approval of minutes (justering) and the board notice (anslag), per meeting and per §."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from approvals import legal_days
from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import ORGANISATION, lock_meeting, require_settable_text
from approvals.permissions import require
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import Announced
from organisation.models import Person

MOST_NAMES = 250


def require_between(day: date, earliest: date, on: date, what: str, since: str, field: str) -> None:
    """Raise Invalid, naming both days, unless earliest ≤ day ≤ on."""
    if day > on:
        raise Invalid(
            "future_day",
            f"{what} {long_date(day)} ligger efter i dag, {long_date(on)}.",
            field=field,
        )
    if day < earliest:
        raise Invalid(
            "dates_contradict",
            f"{what} {long_date(day)} ligger före {since} {long_date(earliest)}.",
            field=field,
        )


def require_complete(meeting: Meeting) -> None:
    """Raise NotNow unless the minutes hold all they shall and can be approved."""
    if meeting.minutes_approved_on is not None:
        raise NotNow("minutes_approved", "Protokollet är redan justerat.")
    handled = meeting.items.exclude(result="off_agenda").exists()
    if not handled and not meeting.delegation_reports.exists():
        raise NotNow(
            "nothing_decided", "Inget är antecknat på sammanträdet, så det finns inget att justera."
        )
    if meeting.present_count is None:
        raise NotNow("no_attendance", "Anteckna antalet närvarande först.")
    if meeting.items.filter(result="").exists():
        raise NotNow(
            "unrecorded_items", "Ett ärende på dagordningen har inget utfall. Anteckna det först."
        )


def require_approved(meeting: Meeting) -> None:
    """Raise NotNow unless the minutes are approved and their notice can go up."""
    if meeting.minutes_approved_on is None:
        raise NotNow(
            "minutes_not_approved", "Protokollet är inte justerat. Anteckna justeringen först."
        )
    if meeting.notice_posted_on is not None:
        raise NotNow("notice_posted", "Anslaget är redan uppsatt.")


def require_notice_up(meeting: Meeting) -> None:
    """Raise NotNow unless the notice is up and can come down."""
    if meeting.notice_posted_on is None:
        raise NotNow("notice_not_posted", "Anslaget är inte uppsatt. Anteckna anslaget först.")
    if meeting.notice_removed_on is not None:
        raise NotNow("notice_removed", "Anslaget är redan nedtaget.")


@transaction.atomic
def record_attendance(*, meeting_id: int, present_count: int, actor: Person, on: date) -> Meeting:
    """Note how many were present; needed before anything is recorded as decided."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    if not 1 <= present_count <= 200:
        raise Invalid(
            "present_count", "Ange antalet närvarande, 1 till 200.", field="present_count"
        )
    if meeting.date > on:
        raise NotNow("not_held", f"Sammanträdet hålls {long_date(meeting.date)}.")
    if meeting.minutes_approved_on is not None:
        raise NotNow("minutes_approved", "Protokollet är justerat och kan inte ändras.")
    meeting.present_count = present_count
    meeting.save(update_fields=["present_count"])
    _tell(meeting, "attendance_recorded", by, on, {"present": present_count})
    return meeting


@transaction.atomic
def approve_minutes(
    *, meeting_id: int, approved_on: date, actor: Person, on: date, approved_by: str = ""
) -> Meeting:
    """Record that the minutes are approved (justerade), and by whom: from here nothing in them can change.

    KL (2017:725) 5:69: the chair and at least one of the members approve them.
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    require_complete(meeting)
    require_between(approved_on, meeting.date, on, "Justeringen", "sammanträdet", "approved_on")
    meeting.minutes_approved_on = approved_on
    meeting.minutes_approved_by = _names(approved_by)
    meeting.save(update_fields=["minutes_approved_on", "minutes_approved_by"])
    facts = {"approved_on": approved_on.isoformat(), "approved_by": meeting.minutes_approved_by}
    _tell(meeting, "minutes_approved", by, on, facts)
    return meeting


@transaction.atomic
def post_notice(*, meeting_id: int, posted_on: date, actor: Person, on: date) -> Meeting:
    """Record that the notice of approved minutes went up: the appeal time runs from this day."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    require_approved(meeting)
    require_between(
        posted_on, meeting.minutes_approved_on, on, "Anslaget", "justeringen", "posted_on"
    )
    meeting.notice_posted_on = posted_on
    meeting.save(update_fields=["notice_posted_on"])
    _tell(meeting, "notice_posted", by, on, {"posted_on": posted_on.isoformat()})
    return meeting


@transaction.atomic
def remove_notice(
    *, meeting_id: int, removed_on: date, actor: Person, on: date, early: bool = False
) -> Meeting:
    """Record that the notice came down.

    On or before the last day of appeal the time does not run out (KL 8:12, 13:5), so that is refused
    unless `early` says that it did happen; the gate for signing then tells what it means.
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    require_notice_up(meeting)
    facts = _taken_down(legal_days.of_meeting(meeting), removed_on, on, early)
    meeting.notice_removed_on = removed_on
    meeting.save(update_fields=["notice_removed_on"])
    _tell(meeting, "notice_removed", by, on, facts)
    return meeting


@transaction.atomic
def remove_item_notice(
    *, item_id: int, removed_on: date, actor: Person, on: date, early: bool = False
) -> MinuteItem:
    """Record that the own notice of a § that was approved at once came down; `early` as in `remove_notice`."""
    meeting = lock_meeting(MinuteItem.objects.values_list("meeting_id", flat=True).get(pk=item_id))
    by = require(actor, "record_minutes", meeting, on)
    item = MinuteItem.objects.select_related("meeting").get(pk=item_id)
    if item.minutes_approved_on is None:
        raise NotNow("notice_not_posted", "Paragrafen har inget eget anslag.")
    if item.notice_removed_on is not None:
        raise NotNow("notice_removed", "Anslaget är redan nedtaget.")
    facts = _taken_down(legal_days.of_item(item), removed_on, on, early)
    item.notice_removed_on = removed_on
    item.save(update_fields=["notice_removed_on"])
    facts |= {"meeting": meeting.pk, "item": item.pk, "paragraph": item.number}
    journal.record(
        subject=("case", item.case_id), kind="item_notice_removed", by=by, on=on, facts=facts
    )
    return item


def _taken_down(
    announced: Announced | None, removed_on: date, on: date, early: bool
) -> dict[str, Any]:
    """What is told of the notice coming down; too early a day is refused unless it is confirmed."""
    if announced is None:
        raise LookupError("no notice is up")
    require_between(removed_on, announced.posted, on, "Nedtagningen", "uppsättningen", "removed_on")
    last = announced.last.value
    if removed_on <= last and not early:
        raise Invalid("notice_down_early", _too_early(last, removed_on), field="early")
    return {"removed_on": removed_on.isoformat(), "early": removed_on <= last}


def _too_early(last_day: date, removed_on: date) -> str:
    last = long_date(last_day)
    return (
        f"Anslaget ska sitta uppe till och med {last}, sista dagen att överklaga. Togs det ned "
        f"{long_date(removed_on)} löper tiden inte ut, och beslutet får inte laga kraft."
    )


@transaction.atomic
def approve_item_minutes(
    *,
    item_id: int,
    approved_on: date,
    posted_on: date,
    actor: Person,
    on: date,
    approved_by: str = "",
) -> MinuteItem:
    """Record immediate approval (omedelbar justering) of one § with its own notice."""
    meeting_id = MinuteItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    item = MinuteItem.objects.get(pk=item_id)
    if item.number is None:
        raise NotNow("no_paragraph", "Ärendet har inget utfall än. Anteckna det först.")
    if item.minutes_approved_on or meeting.minutes_approved_on:
        raise NotNow("minutes_approved", "Paragrafen är redan justerad.")
    require_between(approved_on, meeting.date, on, "Justeringen", "sammanträdet", "approved_on")
    require_between(posted_on, approved_on, on, "Anslaget", "justeringen", "posted_on")
    item.minutes_approved_on, item.notice_posted_on = approved_on, posted_on
    item.minutes_approved_by = _names(approved_by)
    item.save(update_fields=["minutes_approved_on", "minutes_approved_by", "notice_posted_on"])
    facts = {
        "paragraph": item.number,
        "approved_on": approved_on.isoformat(),
        "approved_by": item.minutes_approved_by,
        "posted_on": posted_on.isoformat(),
    }
    journal.record(
        subject=("case", item.case_id), kind="item_minutes_approved", by=by, on=on, facts=facts
    )
    return item


def _names(approved_by: str) -> str:
    said = " ".join(approved_by.split())
    if len(said) > MOST_NAMES:
        raise Invalid("long_text", f"Skriv högst {MOST_NAMES} tecken.", field="approved_by")
    require_settable_text(said, "approved_by")
    return said


def _tell(meeting: Meeting, kind: str, by: By, on: date, facts: dict[str, Any]) -> None:
    """Write the event in the organisation's chain and in the chain of every case the meeting handled."""
    facts = {
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        **facts,
    }
    for case_id in (
        meeting.items.exclude(result="").order_by("case_id").values_list("case_id", flat=True)
    ):
        journal.record(subject=("case", case_id), kind=kind, by=by, on=on, facts=facts)
    journal.record(subject=ORGANISATION, kind=kind, by=by, on=on, facts=facts)
