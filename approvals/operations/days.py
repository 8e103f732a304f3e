"""Setting a day that follows from a notice otherwise than it is counted, with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals import legal_days
from approvals.appeal_models import SetDay
from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import ORGANISATION, lock_meeting
from approvals.permissions import require
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.legal_days import Announced
from lifecycle.rules.statutory_time import last_appeal_day
from organisation.models import Person

MOST_REASON = 500


@transaction.atomic
def set_day(
    *,
    meeting_id: int,
    item_id: int | None,
    what: str,
    day: date,
    reason: str,
    actor: Person,
    on: date,
) -> Meeting:
    """Set the last day of appeal, or the day of legal force, of a meeting's notice or of a § with its own.

    The time of appeal never gets shorter than the law's three weeks (KL 13:5), and legal force comes after it.
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    item = MinuteItem.objects.get(pk=item_id, meeting=meeting) if item_id else None
    own = item if item is not None and item.minutes_approved_on else None
    announced = legal_days.of_item(own) if own else legal_days.of_meeting(meeting)
    if announced is None:
        raise NotNow(
            "notice_not_posted", "Anslaget är inte uppsatt, så det finns ingen dag att ändra."
        )
    if what not in SetDay.What.values:
        raise Invalid("what", "Välj vilken dag som ska ändras.", field="what")
    _require_later(announced, what, day)
    said = {"what": what, "day": day, "reason": _reason(reason)}
    row = SetDay.objects.create(
        meeting=meeting, item=own, recorded_on=on, name=by.name, title=by.title, **said
    )
    _tell(row, by, on)
    return meeting


def _tell(row: SetDay, by: By, on: date) -> None:
    """Tell each case whose days it changes, and the organisation."""
    meeting, own = row.meeting, row.item
    facts = {
        "day_set": row.pk,
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "paragraph": own.number if own else None,
        "what": row.what,
        "day": row.day.isoformat(),
        "reason": row.reason,
    }
    items = [own] if own else meeting.items.exclude(result="").order_by("case_id")
    subjects = [*(("case", each.case_id) for each in items), ORGANISATION]
    for subject in subjects:
        journal.record(subject=subject, kind="day_set", by=by, on=on, facts=facts)


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Invalid("no_reason", "Skriv varför dagen ändras.", field="reason")
    if len(said) > MOST_REASON:
        raise Invalid("long_text", f"Skriv högst {MOST_REASON} tecken.", field="reason")
    require_printable(said, "reason")
    return said


def _require_later(announced: Announced, what: str, day: date) -> None:
    require_day(day, "day")
    if what == SetDay.What.LAST_APPEAL:
        counted = last_appeal_day(announced.posted).value
        if day < counted:
            raise Invalid(
                "too_early",
                f"Lagens tre veckor går ut {long_date(counted)}. Tiden kan inte göras kortare.",
                field="day",
            )
    elif day <= announced.last.value:
        raise Invalid(
            "too_early",
            f"Beslutet kan överklagas till och med {long_date(announced.last.value)}. "
            "Laga kraft kommer tidigast dagen efter.",
            field="day",
        )
