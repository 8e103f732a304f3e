"""Loads the demonstration into an empty database, in one transaction: all of it is there, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from lifecycle.demo.calendar import calendar_between, lay_patterns
from lifecycle.demo.delegated import delegated_stories
from lifecycle.demo.people import ADMINISTRATOR, make_organisation
from lifecycle.demo.published import published_stories
from lifecycle.demo.stage import Stage
from lifecycle.demo.stories import stories
from organisation.models import Person

YEARS_BACK: Final = 6
SHOWN_BACK: Final = timedelta(weeks=40)  # of the calendar that is there to be looked at
SHOWN_AHEAD: Final = timedelta(weeks=104)  # long enough to live a life with the clock


def is_empty() -> bool:
    """Tell whether nobody but the system itself is registered."""
    return not Person.objects.filter(is_system=False).exists()


@transaction.atomic
def load(*, today: date, password: str, say: Callable[[str], None]) -> None:
    """Make the organisation, the calendar and the eight agreements as they stand on the day `today`."""
    since = date(today.year - YEARS_BACK, 1, 2)
    say("Enheter, organ och personer …")
    there = make_organisation(since=since, today=today, password=password)
    lay_patterns(there.bodies, today=today, actor=there.people[ADMINISTRATOR[0]], on=since)
    calendar = calendar_between(since, today + SHOWN_AHEAD)
    stage = Stage(there, calendar, today, since)
    say("Sammanträden …")
    for planned in calendar:
        if planned.day >= today - SHOWN_BACK:
            stage.meeting(planned)
    say("Åtta avtal, från utkast till upphört …")
    for story in stories(stage):
        stage.begin(story)
    for story in delegated_stories(stage):
        stage.begin(story)
    for story in published_stories(stage):
        stage.begin(story)
    stage.play()
    _forget_rendered()


def _forget_rendered() -> None:
    """Take away the jobs the approvals ordered: the documents are rendered already."""
    ordered = ProcrastinateJob.objects.filter(task_name="render_officer_report", status="todo")
    for key in ordered.values_list("pk", flat=True):
        queue.job_manager.cancel_job_by_id(key, delete_job=True)
