"""What a secretary arranges before a meeting: the order of the cases, the standing items, the time and the place."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from django.db import transaction

from approvals.agenda_models import AgendaDefaults
from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import ORGANISATION, lock_meeting, require_settable_text
from approvals.permissions import require
from approvals.rules.agendas import move, require_possible_lines
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.rules.dates import long_date
from organisation.models import Person

MOST_PLACE: Final = 120


def require_open_agenda(meeting: Meeting) -> None:
    """Raise NotNow when the agenda's order stands fast: a summons is issued, or an outcome recorded."""
    issued = meeting.summonses.first()
    if issued is not None:
        raise NotNow(
            "summons_issued",
            f"Kallelsen utfärdades {long_date(issued.issued_on)}. Dagordningen är den som står i den.",
        )
    require_nothing_recorded(meeting)


def require_nothing_recorded(meeting: Meeting) -> None:
    """Raise NotNow when the meeting has begun: an outcome is recorded, or the minutes are approved."""
    handled = meeting.items.exclude(result__in=["", MinuteItem.Result.OFF_AGENDA]).exists()
    if handled or meeting.minutes_approved_on is not None:
        raise NotNow("recorded", "Ett utfall är antecknat. Dagordningen ändras inte längre.")


@transaction.atomic
def move_item(
    *, meeting_id: int, item_id: int, direction: str, actor: Person, on: date
) -> MinuteItem:
    """Move a case one step "up" or "down" among the cases of the agenda.

    Raises MinuteItem.DoesNotExist when the item is not the meeting's.
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "place_on_agenda", meeting, on)
    item = meeting.items.select_related("case").get(pk=item_id)
    require_open_agenda(meeting)
    if direction not in ("up", "down"):
        raise Invalid("direction", "Välj att flytta ärendet upp eller ned.", field="direction")
    if item.result:
        raise NotNow("off_agenda", "Ärendet utgår och har ingen plats på dagordningen.")
    waiting = list(meeting.items.filter(result="").values_list("pk", flat=True))
    order = move(waiting, item.pk, direction)
    if order == waiting:
        raise NotNow("at_the_end", "Ärendet står redan ytterst bland ärendena.")
    _number(meeting, order)
    facts = {"item": item.case.title, "place": order.index(item.pk) + 1}
    _tell(meeting, "agenda_ordered", by, on, facts)
    return item


def _number(meeting: Meeting, order: list[int]) -> None:
    """Keep the order of those that wait; those taken off come after them."""
    off = list(meeting.items.exclude(result="").values_list("pk", flat=True))
    for position, key in enumerate([*order, *off], start=1):
        MinuteItem.objects.filter(pk=key).update(position=position)


@transaction.atomic
def set_standing_items(
    *,
    meeting_id: int,
    opening: str,
    closing: str,
    as_default: bool,
    actor: Person,
    on: date,
) -> Meeting:
    """Write what stands before the cases and after them; no § and no outcome is recorded of it.

    `as_default` also gives it to the body's coming meetings that still have what they were given.
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "place_on_agenda", meeting, on)
    require_open_agenda(meeting)
    lines = {}
    for field, text in (("opening", opening), ("closing", closing)):
        require_settable_text(text, field)
        lines[field] = require_possible_lines(text, field)
    if as_default:
        _make_default(meeting, lines, on)
    meeting.opening, meeting.closing = lines["opening"], lines["closing"]
    meeting.save(update_fields=["opening", "closing"])
    facts = {name: text.splitlines() for name, text in lines.items()}
    _tell(meeting, "standing_items_written", by, on, {**facts, "as_default": as_default})
    return meeting


def _make_default(meeting: Meeting, lines: dict[str, str], on: date) -> None:
    row, _ = AgendaDefaults.objects.select_for_update().get_or_create(body=meeting.body)
    coming = Meeting.objects.filter(
        body=meeting.body,
        date__gt=on,
        opening=row.opening,
        closing=row.closing,
        summonses__isnull=True,
    )
    coming.update(**lines)
    row.opening, row.closing = lines["opening"], lines["closing"]
    row.save()


@transaction.atomic
def set_time_and_place(
    *, meeting_id: int, starts_at: time | None, place: str, actor: Person, on: date
) -> Meeting:
    """Say when on the day and where a meeting that has not been held is held."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "schedule_meeting", meeting, on)
    if meeting.date < on or meeting.present_count is not None:
        raise NotNow("held", f"Sammanträdet {long_date(meeting.date)} är redan hållet.")
    where = " ".join(place.split())
    if len(where) > MOST_PLACE:
        raise Invalid("long_text", f"Skriv högst {MOST_PLACE} tecken.", field="place")
    require_settable_text(where, "place")
    meeting.starts_at, meeting.place = starts_at, where
    meeting.save(update_fields=["starts_at", "place"])
    clock = f"{starts_at:%H.%M}" if starts_at else None
    _tell(meeting, "meeting_described", by, on, {"starts_at": clock, "place": where})
    return meeting


def _tell(meeting: Meeting, kind: str, by: By, on: date, facts: dict[str, Any]) -> None:
    known = {
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
    }
    journal.record(subject=ORGANISATION, kind=kind, by=by, on=on, facts={**known, **facts})
