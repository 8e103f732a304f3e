"""The patterns bodies lay their years by, read from their rows into what the rules count with."""

from __future__ import annotations

from collections.abc import Iterable

from lifecycle.rules.patterns import Ahead, BodyPattern, InMonths, InWeeks
from organisation.models import Body, MeetingPattern


def pattern_of(row: MeetingPattern) -> BodyPattern:
    """Return the row as a rule; bodies by their short names. Raises Invalid when it cannot be followed."""
    days: InMonths | InWeeks | Ahead
    if row.kind == MeetingPattern.Kind.AHEAD:
        days = Ahead(row.ahead_of.short_name, row.days_ahead)
    elif row.kind == MeetingPattern.Kind.WEEKS:
        days = InWeeks(row.weekday, tuple(row.weeks))
    else:
        days = InMonths(row.weekday, tuple((month, week) for month, week in row.rounds))
    return BodyPattern(
        row.body.short_name,
        days,
        stop_days=row.stop_days,
        call_days=row.call_days,
        announcement_days=row.announcement_days,
        closed=tuple(row.closed_months),
    )


def patterns_in_use() -> tuple[BodyPattern, ...]:
    """Return the patterns of the bodies that have not closed (one query)."""
    rows = MeetingPattern.objects.filter(body__closed_on__isnull=True)
    return tuple(pattern_of(row) for row in rows.select_related("body", "ahead_of").order_by("pk"))


def usual(body: Body) -> BodyPattern:
    """Return what is counted with for a body that has no pattern: papers as the law has them, no days."""
    announced = 7 if body.kind == Body.Kind.COUNCIL else None
    return BodyPattern(body.short_name, Ahead("", 1), announcement_days=announced)


def by_body(patterns: Iterable[BodyPattern], bodies: Iterable[Body]) -> dict[int, BodyPattern]:
    """Return a pattern for each body, by its key: its own, else the usual."""
    own = {pattern.body: pattern for pattern in patterns}
    return {body.pk: own.get(body.short_name) or usual(body) for body in bodies}
