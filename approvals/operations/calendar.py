"""The bodies' year: many meetings laid at once, one moved to another day, one that will not be held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import (
    ORGANISATION,
    lock_meeting,
    require_stop_before,
    schedule_meeting,
)
from approvals.permissions import require
from cases.locking import lock_case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history import journal
from lifecycle.rules.dates import long_date
from organisation.models import Body, Person

MOST_AT_ONCE = 200
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class MeetingToLay:
    """A meeting to schedule; `row` is its place in the form, which a refusal names."""

    row: int
    body: Body
    date: date
    stop_date: date | None = None


@transaction.atomic
def schedule_meetings(
    *, meetings: Sequence[MeetingToLay], actor: Person, on: date
) -> list[Meeting]:
    """Schedule all of them or, when one is refused, none; the refusal's field is "<row>-date" or "<row>-stop_date"."""
    if not meetings:
        raise Invalid("none_chosen", "Välj minst ett sammanträde.")
    if len(meetings) > MOST_AT_ONCE:
        raise Invalid("too_many", f"Lägg in högst {MOST_AT_ONCE} sammanträden åt gången.")
    made = []
    for each in meetings:
        facts = {"body": each.body, "date": each.date, "stop_date": each.stop_date}
        try:
            made.append(schedule_meeting(actor=actor, on=on, **facts))
        except Invalid as error:
            raise Invalid(error.code, error.sentence, field=f"{each.row}-{error.field}") from error
    return made


@transaction.atomic
def move_meeting(
    *,
    meeting_id: int,
    date: date,
    stop_date: date | None,
    reason: str,
    actor: Person,
    on: date,
) -> Meeting:
    """Move a meeting that has not been held to another day; the cases on its agenda come with it and are told."""
    cases = _lock_its_cases(meeting_id)
    meeting = lock_meeting(meeting_id)
    by = require(actor, "schedule_meeting", meeting, on)
    _require_not_held(meeting, on)
    _require_reason(reason)
    if date < on:
        raise Invalid("past_day", f"Ange en dag från och med {long_date(on)}.", field="date")
    require_stop_before(stop_date, date)
    before = meeting.date
    if (meeting.date, meeting.stop_date) == (date, stop_date):
        raise Invalid("same_day", "Sammanträdet ligger redan den dagen.", field="date")
    _put_on(meeting, date, stop_date)
    meeting.items.update(series_year=date.year)
    facts = {
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "before": before.isoformat(),
        "date": date.isoformat(),
        "stop_date": stop_date.isoformat() if stop_date else None,
        "reason": reason.strip(),
    }
    for subject in (ORGANISATION, *(("case", key) for key in cases)):
        journal.record(subject=subject, kind="meeting_moved", by=by, on=on, facts=facts)
    return meeting


def _put_on(meeting: Meeting, day: date, stop_date: date | None) -> None:
    meeting.date, meeting.stop_date = day, stop_date
    try:
        with transaction.atomic():
            meeting.save(update_fields=["date", "stop_date"])
    except IntegrityError as error:
        raise Invalid(
            "meeting_exists",
            f"{meeting.body.name} har redan ett sammanträde {long_date(day)}.",
            field="date",
        ) from error


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, actor: Person, on: date) -> None:
    """Take a meeting that will not be held out of the calendar; no case may stand on its agenda."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "schedule_meeting", meeting, on)
    _require_not_held(meeting, on)
    _require_reason(reason)
    if meeting.items.exists():
        raise NotNow(
            "has_agenda",
            "Det står eller har stått ärenden på dagordningen. Flytta sammanträdet i stället.",
        )
    facts = {
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "reason": reason.strip(),
    }
    meeting.delete()
    journal.record(subject=ORGANISATION, kind="meeting_cancelled", by=by, on=on, facts=facts)


def _lock_its_cases(meeting_id: int) -> list[int]:
    """The cases that wait on the agenda, locked before the meeting: the order everywhere."""
    waiting = MinuteItem.objects.filter(meeting=meeting_id, result="").order_by("case")
    cases = list(waiting.values_list("case", flat=True))
    for key in cases:
        lock_case(key)
    return cases


def _require_not_held(meeting: Meeting, on: date) -> None:
    handled = meeting.items.exclude(result__in=["", MinuteItem.Result.OFF_AGENDA]).exists()
    if meeting.date < on or handled or meeting.present_count is not None:
        raise NotNow("held", f"Sammanträdet {long_date(meeting.date)} är redan hållet.")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("no_reason", "Skriv varför.", field="reason")
    if len(reason) > MAX_REASON:
        raise Invalid("long_text", f"Skriv högst {MAX_REASON} tecken.", field="reason")
    require_printable(reason, "reason")
