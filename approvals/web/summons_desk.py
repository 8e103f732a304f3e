"""Where the summons to a meeting stands: what is issued, what is being made, and who may read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from approvals import permissions
from approvals.agenda_models import Summons, SummonsDraft
from approvals.models import DelegatedDecision, Meeting
from approvals.operations.agendas import require_nothing_recorded
from approvals.rules.summonses import definite, next_name
from approvals.summonses import (
    cases_in,
    content_of_summons,
    decisions_in,
    issued_of,
    require_callable,
    when_of,
)
from cases.models import Case
from cases.rules.errors import NotNow
from lifecycle.rules.calendars import Papers
from organisation.models import MeetingPattern, Person
from organisation.patterns import pattern_of, usual

TASK: Final = "make_summons"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows of the summons: what is issued, and how far the next one has come."""

    issued: list[Summons]
    due: Papers
    name: str
    definite: str
    hindrance: str
    seen: str
    is_asked: bool
    has_failed: bool


def desk_of(meeting: Meeting, person: Person, on: date, may: bool) -> Desk:
    """Read where the summons stands; what is being made is the secretary's alone."""
    rows = meeting.summonses.select_related("issued_by").defer("content", "meeting")
    issued = [row for row in rows if may or may_read(row, person, on)]
    hindrance = _hindrance(meeting, on) if may else ""
    seen = _made(meeting, on) if may and not hindrance else ""
    asked = may and jobs_of(meeting).filter(status__in=("todo", "doing")).exists()
    name = next_name(issued_of(meeting), when_of(meeting)) if may else ""
    last = None if seen or asked or not may else jobs_of(meeting).order_by("id").last()
    return Desk(
        issued=issued,
        due=_due(meeting),
        name=name,
        definite=definite(name),
        hindrance=hindrance,
        seen=seen,
        is_asked=bool(asked),
        has_failed=last is not None and last.status == "failed",
    )


def _due(meeting: Meeting) -> Papers:
    """When the summons, and for the council the announcement, is out at the latest."""
    row = MeetingPattern.objects.select_related("body", "ahead_of").filter(body=meeting.body)
    own = row.first()
    return (pattern_of(own) if own else usual(meeting.body)).papers(meeting.date)


def _hindrance(meeting: Meeting, on: date) -> str:
    try:
        require_possible(meeting, on)
    except NotNow as refusal:
        return refusal.sentence
    return ""


def require_possible(meeting: Meeting, on: date) -> None:
    """Raise NotNow with the reason when no summons can be made or issued."""
    require_nothing_recorded(meeting)
    require_callable(meeting, on)


def _made(meeting: Meeting, on: date) -> str:
    """The SHA-256 of the PDF that shows the agenda as it is now, or ""."""
    draft = SummonsDraft.objects.filter(meeting=meeting).defer("bundle").first()
    if draft is None or draft.content != content_of_summons(meeting, on):
        return ""
    return hashlib.sha256(bytes(draft.pdf)).hexdigest()


def jobs_of(meeting: Meeting) -> QuerySet[ProcrastinateJob]:
    """What the worker has been asked to make for the meeting."""
    return ProcrastinateJob.objects.filter(task_name=TASK, args__meeting_id=meeting.pk)


def may_read(row: Summons, person: Person, on: date) -> bool:
    """Whether the person may read every case and decision the summons names, or keeps the body's meetings."""
    if permissions.allows(person, "issue_summons", row.meeting, on):
        return True
    named = (
        (Case.objects.all(), set(cases_in(row.content))),
        (DelegatedDecision.objects.all(), set(decisions_in(row.content))),
    )
    return all(
        permissions.visible_to(person, rows.filter(pk__in=keys), on).count() == len(keys)
        for rows, keys in named
    )
