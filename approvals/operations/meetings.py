"""Meetings as rows, and the cases put on their agendas."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from approvals.agenda import lateness
from approvals.agenda_models import AgendaDefaults
from approvals.models import Meeting, MinuteItem, RouteStep
from approvals.permissions import require
from cases.documents import require_glyphs
from cases.locking import lock_case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history import journal
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_stage
from organisation.models import Body, Person

ORGANISATION = ("organisation", 1)
MOST_NAME = 120
MOST_REASON = 500


def lock_meeting(meeting_id: int) -> Meeting:
    """Return the meeting, locked. Raises Meeting.DoesNotExist."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting_id)


@transaction.atomic
def schedule_meeting(
    *, body: Body, date: date, stop_date: date | None, actor: Person, on: date
) -> Meeting:
    """Add a meeting of the body; its stop date, if given, lies on or before the day."""
    by = require(actor, "schedule_meeting", body, on)
    if body.closed_on is not None:
        sentence = f"{body.name} upphörde {long_date(body.closed_on)}. Välj ett annat organ."
        raise Invalid("body_closed", sentence, field="body")
    require_stop_before(stop_date, date)
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                body=body, date=date, stop_date=stop_date, **_standing_items(body)
            )
    except IntegrityError as error:
        raise Invalid(
            "meeting_exists",
            f"{body.name} har redan ett sammanträde {long_date(date)}.",
            field="date",
        ) from error
    facts = {"meeting": meeting.pk, "body": body.name, "date": date.isoformat()}
    journal.record(subject=ORGANISATION, kind="meeting_scheduled", by=by, on=on, facts=facts)
    return meeting


def _standing_items(body: Body) -> dict[str, str]:
    found = AgendaDefaults.objects.filter(body=body).values("opening", "closing").first()
    return dict(found or {})


def require_stop_before(stop_date: date | None, day: date) -> None:
    """Raise Invalid with both dates when the stop date lies after the meeting."""
    if stop_date is not None and stop_date > day:
        raise Invalid(
            "dates_contradict",
            f"Stoppdagen {long_date(stop_date)} ligger efter sammanträdet {long_date(day)}.",
            field="stop_date",
        )


@transaction.atomic
def place_on_agenda(
    *,
    case_id: int,
    meeting_id: int,
    actor: Person,
    on: date,
    let_in_by: str = "",
    late_reason: str = "",
) -> MinuteItem:
    """Put a case that waits for the meeting's body last on the agenda.

    After the stop date or the summons it is an extra ärende: then who let it in and why are needed, else unused.
    """
    case = lock_case(case_id)
    meeting = lock_meeting(meeting_id)
    by = require(actor, "place_on_agenda", meeting, on)
    require_stage(case.stage, "board", "council")
    step = RouteStep.objects.get(case=case, version=case.version, position=case.step)
    if step.body_id != meeting.body_id:
        raise NotNow("other_body", f"Ärendet väntar inte på beslut av {meeting.body.definite}.")
    if meeting.minutes_approved_on is not None:
        raise NotNow("minutes_approved", "Protokollet är justerat. Välj ett senare sammanträde.")
    if MinuteItem.objects.filter(case=case, step=step, result="").exists():
        raise NotNow("on_agenda", "Ärendet står redan på en dagordning.")
    if meeting.items.filter(case=case).exists():
        raise NotNow(
            "handled_here", "Ärendet har redan behandlats på det sammanträdet. Välj ett senare."
        )
    late = _late_facts(meeting, on, let_in_by, late_reason)
    item = _add(meeting, step, **late)
    facts = {"meeting": meeting.pk, "body": meeting.body.name, "date": meeting.date.isoformat()}
    journal.record(
        subject=("case", case.pk), kind="placed_on_agenda", by=by, on=on, facts={**facts, **late}
    )
    return item


def _late_facts(meeting: Meeting, on: date, let_in_by: str, reason: str) -> dict[str, str]:
    """Who let a late case in, and why; nothing for a case in time. Raises Invalid while one is missing."""
    why = lateness(meeting, on)
    if not why:
        return {}
    said = {"let_in_by": " ".join(let_in_by.split()), "late_reason": reason.strip()}
    asked = {
        "let_in_by": (f"{why} Skriv vem som har släppt in ärendet.", MOST_NAME),
        "late_reason": (f"{why} Skriv varför ärendet ändå tas upp.", MOST_REASON),
    }
    for field, (sentence, most) in asked.items():
        if not said[field]:
            raise Invalid("late_item", sentence, field=field)
        if len(said[field]) > most:
            raise Invalid("long_text", f"Skriv högst {most} tecken.", field=field)
        require_settable_text(said[field], field)
    return said


def require_settable_text(text: str, field: str) -> None:
    """Raise Invalid, at the field, for what no document can show."""
    require_printable(text, field)
    try:
        require_glyphs(text.split())
    except Invalid as refusal:
        raise Invalid(refusal.code, refusal.sentence, field=field) from refusal


def _add(meeting: Meeting, step: RouteStep, **late: str) -> MinuteItem:
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    return MinuteItem.objects.create(
        meeting=meeting,
        case_id=step.case_id,
        step=step,
        version=step.version,
        position=last + 1,
        series_body_id=meeting.body.series,
        series_year=meeting.date.year,
        **late,
    )


@transaction.atomic
def remove_from_agenda(*, case_id: int, item_id: int, actor: Person, on: date) -> MinuteItem:
    """Take a case that has not been handled off the agenda (utgår): only this agenda is over for it.

    Raises MinuteItem.DoesNotExist when the item is not the case's.
    """
    case = lock_case(case_id)
    item = (
        MinuteItem.objects.select_for_update(of=("self",))
        .select_related("meeting__body")
        .get(pk=item_id, case=case)
    )
    by = require(actor, "place_on_agenda", item.meeting, on)
    if item.result:
        raise NotNow("handled", "Ärendet är redan behandlat på det här sammanträdet.")
    item.result = MinuteItem.Result.OFF_AGENDA
    item.save(update_fields=["result"])
    facts = {"meeting": item.meeting_id, "body": item.meeting.body.name, "result": "off_agenda"}
    journal.record(subject=("case", case.pk), kind="item_recorded", by=by, on=on, facts=facts)
    return item
