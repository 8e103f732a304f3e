"""The demonstration's meeting calendar: rounds of KSAU, committees, KS and KF, laid around a day.

An invented municipality's year: the council meets on Mondays about every four weeks, the board on a
Wednesday nineteen days before, its working committee two weeks before that. Nobody meets in July, from
20 December to 8 January, on a weekend or on a public holiday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count
from typing import Final

from lifecycle.rules.dates import is_working_day

WEEK: Final = timedelta(weeks=1)
WEEKS_APART: Final = (4, 3, 2)  # in the order they are tried
DAYS_AHEAD: Final = 5  # the next council meeting is at least so many days ahead
BOARD_BEFORE_COUNCIL: Final = 19
WORKING_COMMITTEE_BEFORE_BOARD: Final = 14
COMMITTEES_BEFORE_COUNCIL: Final = (("GAN", 27), ("SN", 26))
PAPERS_BEFORE: Final = 14  # the stop date, before KSAU and before KS
PAPERS_BEFORE_COMMITTEE: Final = 10


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting to schedule: the body's short name, its day, and the stop date for papers."""

    body: str
    day: date
    stop: date | None


Round = tuple[Planned, ...]


def workday(day: date) -> date:
    """Return `day` itself when it is a working day, else the working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def rounds(today: date, since: date, until: date) -> Iterator[Round]:
    """Yield the rounds whose council meets from `since` to `until`, in no particular order.

    They are laid so that the council's next meeting comes soon after `today`.
    """
    nearest = today + timedelta(days=DAYS_AHEAD)
    monday = nearest + timedelta(days=-nearest.weekday() % 7)
    first = next(day for day in _every_week(monday, WEEK) if _can_be_held(day))
    day = first
    while day <= until:
        yield _round(day)
        day = _next(day, WEEK)
    day = _next(first, -WEEK)
    while day >= since:
        yield _round(day)
        day = _next(day, -WEEK)


def _next(council: date, week: timedelta) -> date:
    """Return the council's meeting after (or, with weeks counted backwards, before) this one.

    Four weeks on, or the one before a gap in the year that is left out else, or the first beyond it.
    """
    beyond = _every_week(council + 5 * week, week)
    tried = chain((council + weeks * week for weeks in WEEKS_APART), beyond)
    return next(day for day in tried if _can_be_held(day))


def _every_week(day: date, week: timedelta) -> Iterator[date]:
    return (day + weeks * week for weeks in count())


def _can_be_held(council: date) -> bool:
    return is_working_day(council) and all(_in_session(m.day) for m in _round(council))


def _in_session(day: date) -> bool:
    """Tell whether bodies meet at that time of the year."""
    return day.month != 7 and (1, 8) < (day.month, day.day) < (12, 20)


def _round(council: date) -> Round:
    board = workday(council - timedelta(days=BOARD_BEFORE_COUNCIL))
    working_committee = workday(board - timedelta(days=WORKING_COMMITTEE_BEFORE_BOARD))
    committees = (
        _planned(body, workday(council - timedelta(days=before)), PAPERS_BEFORE_COMMITTEE)
        for body, before in COMMITTEES_BEFORE_COUNCIL
    )
    return (
        _planned("KSAU", working_committee, PAPERS_BEFORE),
        *committees,
        _planned("KS", board, PAPERS_BEFORE),
        Planned("KF", council, None),
    )


def _planned(body: str, day: date, papers_before: int) -> Planned:
    return Planned(body, day, workday(day - timedelta(days=papers_before)))
