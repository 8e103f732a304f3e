"""Questions over time: whether the signing gate is open, and which conditions stand."""

from __future__ import annotations

from datetime import date

from approvals.models import MinuteItem
from cases.models import Case
from lifecycle.rules.dates import long_date
from lifecycle.rules.gate import DecidedItem, DecidedPoint, GateCondition, conditions


def gate(case: Case, on: date) -> tuple[GateCondition, ...]:
    """Return every condition for carrying out the case's decision on the day, met or not (two queries)."""
    points = [DecidedPoint(p.number, p.decision, p.condition) for p in case.points.all()]
    items = (
        MinuteItem.objects.filter(case=case, result=MinuteItem.Result.ONWARD)
        .select_related("meeting__body")
        .order_by("meeting__date", "pk")
    )
    return conditions(points, [_decided_item(i) for i in items], on)


def _decided_item(item: MinuteItem) -> DecidedItem:
    meeting = item.meeting
    place = f"{meeting.body.name} {long_date(meeting.date)} § {item.number}"
    if item.minutes_approved_on is not None:
        approved, posted, removed = item.minutes_approved_on, item.notice_posted_on, None
    else:
        approved, posted = meeting.minutes_approved_on, meeting.notice_posted_on
        removed = meeting.notice_removed_on
    return DecidedItem(place, approved, posted, removed, meeting.pk)
