"""The days that follow from a decision's notice, with its appeals and what was set otherwise: rows made into rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from approvals.appeal_models import Appeal, SetDay
from approvals.delegation_models import DelegatedDecision
from approvals.models import Meeting, MinuteItem
from approvals.rules.settlement import DECISIONS
from cases.models import Case
from lifecycle.rules import legal_days
from lifecycle.rules.appeals import LATER, Course, Step, course_of
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import Announced

# What of_item reads; a list of items is fetched with it.
NEEDED = ("outcomes__point", "appeals__steps", "meeting__set_days")


def with_days(items: QuerySet[MinuteItem]) -> QuerySet[MinuteItem]:
    """Fetch with the items what their days hang on (three queries more)."""
    return items.select_related("meeting__body").prefetch_related(*NEEDED)


def approved_on(item: MinuteItem) -> date | None:
    """The day the § was approved: its own (omedelbar justering), else the meeting's."""
    return item.minutes_approved_on or item.meeting.minutes_approved_on


def posted_on(item: MinuteItem) -> date | None:
    """The day the notice of it went up."""
    if item.minutes_approved_on is not None:
        return item.notice_posted_on
    return item.meeting.notice_posted_on


def decided_points(item: MinuteItem) -> tuple[int, ...]:
    """The points that the § itself decides; a proposal to another body cannot be appealed (KL 13:2)."""
    body = item.meeting.body_id
    rows = [r for r in item.outcomes.all() if r.outcome in DECISIONS and r.point.body_id == body]
    return tuple(sorted(row.point.number for row in rows))


def course(appeal: Appeal, decided: tuple[int, ...]) -> Course:
    """How far the appeal has come."""
    steps = [Step(s.outcome, s.day, tuple(s.points)) for s in appeal.steps.all()]
    return course_of(appeal.received_on, decided, steps)


def courts_of(appeal: Appeal, decided: tuple[int, ...]) -> list[int | None]:
    """Which court each step of the appeal was taken by; None for what no court does."""
    steps = [Step(s.outcome, s.day, tuple(s.points)) for s in appeal.steps.all()]
    return [
        None if step.outcome in LATER else course_of(appeal.received_on, decided, steps[:at]).court
        for at, step in enumerate(steps)
    ]


def courses_of(item: MinuteItem) -> tuple[Course, ...]:
    """The courses of the item's appeals, the oldest first."""
    decided = decided_points(item)
    return tuple(course(appeal, decided) for appeal in item.appeals.all())


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal of a §, and how far it has come."""

    item: MinuteItem
    appeal: Appeal
    course: Course

    @property
    def place(self) -> str:
        """Name the § in a sentence."""
        meeting = self.item.meeting
        return f"{meeting.body.name} {long_date(meeting.date)}, §\u00a0{self.item.number}"


def appeals_of(*cases: Case) -> list[Appealed]:
    """Return every appeal of what bodies have decided in the cases, mistakes left out (one query when there is none)."""
    rows = with_days(MinuteItem.objects.filter(case__in=cases, appeals__isnull=False).distinct())
    found = [
        Appealed(item, appeal, course(appeal, decided_points(item)))
        for item in rows.order_by("meeting__date", "pk")
        for appeal in item.appeals.all()
    ]
    return [each for each in found if not each.course.is_void]


WHOLE = (1,)  # a delegated decision is one point


def courses_of_decision(row: DelegatedDecision) -> tuple[Course, ...]:
    """The courses of the appeals of a delegated decision, the oldest first, mistakes left out."""
    courses = (course(appeal, WHOLE) for appeal in row.appeals.all())
    return tuple(found for found in courses if not found.is_void)


def of_decision(row: DelegatedDecision) -> Announced | None:
    """What bears on the days of a delegated decision; None until the notice its appeal time runs from is up.

    KL 13:5: one that was minuted by itself has its own notice; for one that is reported the time runs from the
    notice of the approved minutes of that meeting.
    """
    notice, report = getattr(row, "notice", None), getattr(row, "report", None)
    if notice is not None:
        return Announced(notice.posted_on, notice.removed_on, courses=courses_of_decision(row))
    if row.is_announced or report is None:
        return None
    days = of_meeting(report.meeting)
    return replace(days, courses=courses_of_decision(row)) if days else None


def appealed_items() -> QuerySet[MinuteItem]:
    """The §§ that somebody has appealed, with what `is_appealed` reads."""
    return with_days(MinuteItem.objects.filter(appeals__isnull=False).distinct())


def is_appealed(item: MinuteItem) -> bool:
    """Tell whether an appeal of the § is not settled."""
    return any(course.is_open for course in courses_of(item))


def annulled_points_of(*cases: Case) -> dict[tuple[int, int], str]:
    """Tell of each annulled point, by case and number, who annulled it."""
    return {
        (each.item.case_id, number): sentence
        for each in appeals_of(*cases)
        for number, sentence in legal_days.annulled_points([each.course]).items()
    }


def annulled_in(cases: Iterable[Case]) -> list[str]:
    """Tell what courts have annulled of what bodies decided in the cases, a sentence for each point."""
    found = [
        f"{each.place}: {sentence}"
        for each in appeals_of(*cases)
        for sentence in legal_days.annulled_points([each.course]).values()
    ]
    return list(dict.fromkeys(found))


def of_item(item: MinuteItem) -> Announced | None:
    """What bears on the days of the §; None until its notice is up."""
    posted = posted_on(item)
    if posted is None:
        return None
    own = item.pk if item.minutes_approved_on is not None else None
    removed = item.notice_removed_on if own else item.meeting.notice_removed_on
    return _announced(posted, removed, item.meeting, own, courses_of(item))


def of_meeting(meeting: Meeting) -> Announced | None:
    """What bears on the days of the meeting's own notice, whatever is appealed; None until it is up."""
    if meeting.notice_posted_on is None:
        return None
    return _announced(meeting.notice_posted_on, meeting.notice_removed_on, meeting, None, ())


def _announced(
    posted: date, removed: date | None, meeting: Meeting, own: int | None, of: tuple[Course, ...]
) -> Announced:
    rows = [row for row in meeting.set_days.all() if row.item_id == own]
    last = _latest(rows, SetDay.What.LAST_APPEAL)
    return Announced(posted, removed, last, _latest(rows, SetDay.What.LEGAL_FORCE), of)


def _latest(rows: Iterable[SetDay], what: str) -> legal_days.SetDay | None:
    found = [row for row in rows if row.what == what]
    if not found:
        return None
    latest = found[-1]
    return legal_days.SetDay(latest.day, latest.reason, latest.name, latest.recorded_on)
