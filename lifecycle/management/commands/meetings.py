"""Prints a year's meetings: those in the calendar, and for bodies that have none the pattern's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals.models import Meeting
from cases.rules.errors import Invalid
from lifecycle.rules.calendars import Papers
from lifecycle.rules.dates import weekday_date
from lifecycle.rules.patterns import DEFAULT_PATTERNS, meetings_in
from organisation.models import Body
from organisation.patterns import by_body, patterns_in_use


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting as it is printed."""

    body: str
    day: date
    stop: date | None
    papers: Papers
    is_scheduled: bool

    def as_dict(self) -> dict[str, Any]:
        """The row with the last working days for call and announcement."""
        announced = self.papers.announcement
        return {
            "body": self.body,
            "date": self.day.isoformat(),
            "stop_date": self.stop.isoformat() if self.stop else None,
            "summons": self.papers.summons.act_by.isoformat(),
            "announcement": announced.act_by.isoformat() if announced else None,
            "scheduled": self.is_scheduled,
        }


class Command(BaseCommand):
    help = "Visar ett års sammanträden: de inlagda, och mönstrets för organ som inte har några det året."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="ÅR")
        parser.add_argument("--json", action="store_true", help="skriv svaret som JSON")

    def handle(self, *args: Any, year: int, **options: Any) -> None:
        try:
            rows = sorted(_rows(year), key=lambda row: (row.day, row.body))
        except Invalid as error:
            raise CommandError(f"--year: {error.sentence}") from error
        if options["json"]:
            text = json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=2)
            self.stdout.write(text)
            return
        for row in rows:
            self.stdout.write(_line(row))


def _rows(year: int) -> Iterator[Row]:
    patterns = patterns_in_use() or DEFAULT_PATTERNS  # before any body has one of its own
    own = by_body(patterns, Body.objects.all())
    held = set()
    for meeting in Meeting.objects.filter(date__year=year).select_related("body"):
        held.add(meeting.body.short_name)
        papers = own[meeting.body_id].papers(meeting.date)
        yield Row(meeting.body.short_name, meeting.date, meeting.stop_date, papers, True)
    by_name = {pattern.body: pattern for pattern in patterns}
    for each in meetings_in(patterns, year):
        if each.body not in held:
            papers = by_name[each.body].papers(each.day)
            yield Row(each.body, each.day, each.stop, papers, False)


def _line(row: Row) -> str:
    papers = row.papers
    parts = [
        f"{weekday_date(row.day)} {row.body}",
        f"stoppdag {weekday_date(row.stop)}" if row.stop else "",
        f"kallelse senast {weekday_date(papers.summons.act_by)}",
        f"tillkännages senast {weekday_date(papers.announcement.act_by)}"
        if papers.announcement
        else "",
        "" if row.is_scheduled else "enligt mönstret, inte inlagt",
    ]
    return ", ".join(part for part in parts if part)
