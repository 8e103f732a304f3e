"""Delegated decisions read from their rows: who held the post, what waits to be reported, and when it should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet

from approvals.delegation_models import DelegatedDecision, DelegationReport
from approvals.models import Meeting
from approvals.rules.delegation import Held
from approvals.rules.schemes import SchemeRule
from lifecycle.rules.statutory_time import latest_minutes_approval
from organisation.models import Appointment, Body, Person, Unit


def post_of(person: Person, rule: SchemeRule, unit: Unit, on: date) -> Appointment | None:
    """Return by which appointment the person could decide under the rule that day, acting before ordinary.

    One for all units or for the unit above serves too.
    """
    held = Appointment.objects.on_day(on).filter(person=person, role=rule.delegate)
    covering = held.filter(Q(unit=None) | Q(unit=unit.pk) | Q(unit=unit.parent_id))
    return covering.select_related("stands_in_for").order_by("kind", "pk").first()


def next_number(body: Body, year: int) -> int:
    """Return the next number in the body's series (call with the body locked)."""
    series = DelegatedDecision.objects.filter(body=body, year=year)
    return (series.aggregate(last=Max("number"))["last"] or 0) + 1


def unreported() -> QuerySet[DelegatedDecision]:
    """Return the decisions that are to be reported and are not."""
    return DelegatedDecision.objects.filter(is_reported=True, report=None, withdrawal=None)


def listed_at(meeting: Meeting, on: date) -> QuerySet[DelegatedDecision]:
    """Return what is reported at the meeting, or is to be: what waits goes to the body's next meeting.

    At a meeting that has been held it can still be noted until the minutes are approved; what was missed then
    is shown there until the next one.
    """
    waiting = to_report_at(meeting)
    if _comes_later(meeting, on):
        waiting = waiting.none()
    elif meeting.minutes_approved_on is not None:
        waiting = (
            _missed_by(meeting) if last_held(meeting.body_id, on) == meeting else waiting.none()
        )
    there = Q(report__meeting=meeting) | Q(pk__in=waiting.values("pk"))
    return _read(DelegatedDecision.objects.filter(there))


def _read(rows: QuerySet[DelegatedDecision]) -> QuerySet[DelegatedDecision]:
    related = rows.select_related("body", "report__meeting__body", "withdrawal", "notice")
    return related.prefetch_related("appeals__steps").order_by("decided_on", "pk")


def to_report_at(meeting: Meeting) -> QuerySet[DelegatedDecision]:
    """Return what can be reported at the meeting: decided by its day, and reported nowhere."""
    return unreported().filter(body=meeting.body_id, decided_on__lte=meeting.date)


def _comes_later(meeting: Meeting, on: date) -> bool:
    """Tell whether the body has another meeting before this one, today or later."""
    earlier = Meeting.objects.filter(body=meeting.body_id, date__gte=on, date__lt=meeting.date)
    return earlier.exists()


def last_held(body_id: int, on: date) -> Meeting | None:
    """Return the body's latest meeting up to the day."""
    return Meeting.objects.filter(body=body_id, date__lte=on).order_by("-date").first()


def waits_to_be_reported(meeting: Meeting, on: date) -> bool:
    """Tell whether the body's latest meeting has been held without a decision from before it being reported."""
    return last_held(meeting.body_id, on) == meeting and _missed_by(meeting).exists()


def _missed_by(meeting: Meeting) -> QuerySet[DelegatedDecision]:
    return to_report_at(meeting).filter(decided_on__lt=meeting.date)


def meetings_to_report_at(on: date) -> list[int]:
    """Return the meetings, by key, where something may wait to be noted: each body's latest one (two queries)."""
    bodies = unreported().order_by().values_list("body", flat=True).distinct()
    rows = Meeting.objects.filter(body__in=list(bodies), date__lte=on).order_by("body", "-date")
    return list(rows.distinct("body").values_list("pk", flat=True))


def meetings_of(bodies: Iterable[int], since: date, on: date) -> dict[int, list[Held]]:
    """Return each body's meetings after a day, in order (one query).

    A meeting takes no more when its minutes are approved, or should have been.
    """
    found: dict[int, list[Held]] = defaultdict(list)
    rows = Meeting.objects.filter(body__in=set(bodies), date__gt=since).order_by("date")
    for body, day, approved in rows.values_list("body", "date", "minutes_approved_on"):
        closed = approved is not None or on > latest_minutes_approval(day).value
        found[body].append(Held(day, closed))
    return found


def paragraphs_reported(series_body: int, year: int) -> QuerySet[DelegationReport]:
    """Return the reports whose § are in the body's series for the year."""
    series = Q(meeting__body=series_body) | Q(meeting__body__numbered_with=series_body)
    return DelegationReport.objects.filter(series, meeting__date__year=year)
