"""A meeting's agenda read from its rows: every item in order with its number, and which cases go on to the council."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from approvals.models import Meeting, MinuteItem, RouteStep
from approvals.rules.agendas import Line, Placed, agenda, numbers, why_late
from organisation.models import Body


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A line of the agenda with its case, when it has one."""

    line: Line
    item: MinuteItem | None


def with_onward(items: QuerySet[MinuteItem]) -> QuerySet[MinuteItem]:
    """Annotate whether each case goes on to the council after this meeting (KF), by its frozen route."""
    council = RouteStep.objects.filter(
        case=OuterRef("case"),
        version=OuterRef("version"),
        position__gt=OuterRef("step__position"),
        body__kind=Body.Kind.COUNCIL,
    )
    return items.annotate(goes_to_council=Exists(council), called=F("summons__number"))


def lines_of(meeting: Meeting, items: Sequence[MinuteItem]) -> tuple[Line, ...]:
    """Return the agenda's lines; the items are all of the meeting's, in order, from `with_onward`."""
    placed = [Placed(i.pk, i.result == MinuteItem.Result.OFF_AGENDA, i.called or 0) for i in items]
    return agenda(meeting.opening, placed, meeting.closing)


def rows_of_agenda(meeting: Meeting) -> list[AgendaRow]:
    """Return the whole agenda (one query)."""
    items = list(with_onward(meeting.items.all()).select_related("case", "step"))
    by_key = {item.pk: item for item in items}
    return [
        AgendaRow(line, by_key[line.key] if line.key is not None else None)
        for line in lines_of(meeting, items)
    ]


def number_of(item: MinuteItem) -> int | None:
    """Return the item's number on its agenda."""
    items = list(with_onward(item.meeting.items.all()))
    return numbers(lines_of(item.meeting, items))[item.pk]


def lateness(meeting: Meeting, on: date) -> str:
    """Return why a case that is placed on the day is an extra ärende, or "" when it is none."""
    called_on = meeting.summonses.values_list("issued_on", flat=True).first()
    return why_late(meeting.stop_date, called_on, on)
