"""Which cases wait for a body, and what stands on its agendas: the queries behind the meetings' pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from approvals import permissions
from approvals.agenda import AgendaRow, lines_of, with_onward
from approvals.delegation_models import DelegationReport
from approvals.legal_days import appealed_items, is_appealed
from approvals.models import Meeting, MinuteItem, RouteStep
from approvals.web.standing import Stand, stand_of
from cases.models import Case
from organisation.models import Body, Person


def waiting_cases(person: Person, on: date) -> QuerySet[Case]:
    """The cases the person may read that wait for a body and stand on no agenda; `body_now` is the body's key."""
    step = RouteStep.objects.filter(
        case=OuterRef("pk"), version=OuterRef("version"), position=OuterRef("step")
    )
    unhandled = MinuteItem.objects.filter(case=OuterRef("pk"), result="")
    return (
        permissions.visible_to(person, Case.objects.all(), on)
        .filter(stage__in=("board", "council"))
        .annotate(body_now=Subquery(step.values("body")[:1]))
        .exclude(Exists(unhandled))
        .order_by("pk")
    )


def items_of(meeting: Meeting, person: Person, on: date) -> list[MinuteItem]:
    """The cases of `agenda_of`."""
    return [row.item for row in agenda_of(meeting, person, on) if row.item]


def agenda_of(meeting: Meeting, person: Person, on: date) -> list[AgendaRow]:
    """The meeting's agenda; each case has its number in `place` and is marked with whether it may be read.

    Whoever keeps the minutes sees all of them, also one whose case has gone back to be written anew;
    others see the items whose cases they may read.
    """
    cases = permissions.visible_to(person, Case.objects.all(), on)
    related = ("case__agreement", "case__case_officer", "case__recipient_body", "step")
    items = list(with_onward(meeting.items.all()).select_related(*related))
    readable = set(cases.filter(pk__in=[i.case_id for i in items]).values_list("pk", flat=True))
    keeps = permissions.allows(person, "record_minutes", meeting, on)
    by_key = {}
    for item in items:
        item.is_readable = item.case_id in readable
        if keeps or item.is_readable:
            by_key[item.pk] = item
    rows = [AgendaRow(line, by_key.get(line.key or 0)) for line in lines_of(meeting, items)]
    for row in rows:
        if row.item:
            row.item.place = row.line.number
    return [row for row in rows if row.item or row.line.text]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the list, with the number of items and where it stands."""

    meeting: Meeting
    items: int
    stand: Stand


def with_counts(meetings: QuerySet[Meeting], person: Person, on: date) -> QuerySet[Meeting]:
    """Annotate the number of items the person may read, of those without an outcome, and whether something was reported.

    What of it is appealed is fetched as `appealed`.
    """
    cases = permissions.visible_to(person, Case.objects.all(), on).values("pk")
    readable = Q(items__case__in=cases)
    appealed = Prefetch("items", appealed_items().filter(case__in=cases), to_attr="appealed")
    rows = meetings.select_related("body").prefetch_related("set_days", appealed)
    return rows.annotate(
        item_count=Count("items", filter=readable & ~Q(items__result="off_agenda"), distinct=True),
        unrecorded=Count("items", filter=readable & Q(items__result=""), distinct=True),
        reported=Exists(DelegationReport.objects.filter(meeting=OuterRef("pk"))),
    )


def rows_of(meetings: list[Any], on: date) -> list[MeetingRow]:
    """The annotated meetings as rows of a list."""
    return [MeetingRow(m, m.item_count, stand_of(m, on, *_numbers(m))) for m in meetings]


def _numbers(meeting: Any) -> tuple[int, int, int]:
    """How much there is to minute, how much has no outcome, and how much is appealed."""
    minuted = meeting.item_count + meeting.reported
    return minuted, meeting.unrecorded, sum(map(is_appealed, meeting.appealed))


def bodies_of(who: permissions.Standing, person: Person, on: date) -> list[Body]:
    """The bodies whose meetings this person keeps (read once, asked of permissions one by one)."""
    return [
        body
        for body in Body.objects.filter(closed_on__isnull=True).order_by("name")
        if permissions.allows(person, "schedule_meeting", body, on, who=who)
    ]
