"""The demonstration's patterns: an invented municipality's year, laid so that the council soon meets.

The council meets on Mondays every four weeks, the board on a Wednesday nineteen days before, its working
committee two weeks before that. Nobody meets from midsummer to August, or from Lucia until after Epiphany.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from lifecycle.rules.calendars import MeetingDay
from lifecycle.rules.patterns import meetings_of_year
from organisation import operations
from organisation.models import Body, Person
from organisation.operations.bodies import PatternFacts
from organisation.patterns import patterns_in_use

DAYS_AHEAD: Final = 5  # the next council meeting is at least so many days ahead
WEEKS_APART: Final = 4
SPRING: Final = range(
    8, 26
)  # the weeks the council may meet, so that all before it meet in session too
AUTUMN: Final = range(37, 51)
_USUAL_FIRST: Final = {SPRING: 9, AUTUMN: 37}
# body, whom it meets ahead of, days ahead, days before its own meeting that papers are due
_AHEAD: Final = (
    ("KS", "KF", 19, 10),  # after its working committee has met
    ("KSAU", "KS", 14, 14),
    ("GAN", "KF", 27, 10),
    ("SN", "KF", 26, 10),
)


def council_weeks(today: date) -> tuple[int, ...]:
    """Return the weeks of the year the council meets; the one after `today` comes as soon as it can."""
    nearest = (today + timedelta(days=DAYS_AHEAD + 6)).isocalendar().week
    weeks: list[int] = []
    for session, first in _USUAL_FIRST.items():
        if nearest in session:
            first = session.start + (nearest - session.start) % WEEKS_APART
        weeks += range(first, session.stop, WEEKS_APART)
    return tuple(weeks)


def lay_patterns(bodies: Mapping[str, Body], *, today: date, actor: Person, on: date) -> None:
    """Give every body its pattern."""
    who = {"actor": actor, "on": on}
    council = PatternFacts("weeks", weekday=0, weeks=council_weeks(today))
    operations.lay_pattern(body_id=bodies["KF"].pk, pattern=council, **who)
    for name, of, days, stop in _AHEAD:
        ahead = PatternFacts("ahead", ahead_of=bodies[of], days_ahead=days, stop_days=stop)
        operations.lay_pattern(body_id=bodies[name].pk, pattern=ahead, **who)


def calendar_between(since: date, until: date) -> list[MeetingDay]:
    """Return what the patterns give between two days (inclusive), in order of day."""
    patterns = patterns_in_use()
    years = range(since.year, until.year + 2)
    found = {m for year in years for m in meetings_of_year(patterns, year)}
    return sorted((m for m in found if since <= m.day <= until), key=lambda m: (m.day, m.body))
