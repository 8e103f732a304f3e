"""The demonstration's meeting calendar: rounds of KSAU, KS and KF about every four weeks, laid around a day.

An invented municipality's year: the council meets on Mondays, the board twelve days before on a
Wednesday, its working committee twelve days before that on a Friday. No ordinary round touches July.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lifecycle.rules.dates import is_working_day

WEEKS_APART: Final = 4
DAYS_AHEAD: Final = 5  # the next council meeting is at least so many days ahead
BOARD_BEFORE_COUNCIL: Final = 12
COMMITTEE_BEFORE_BOARD: Final = 12
PAPERS_BEFORE: Final = 14  # the stop date, before KSAU and before KS
NEAR: Final = (-1, 0, 1)  # these rounds are held in July too: a demonstration needs meetings


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting to schedule: the body's short name, its day, and the stop date for papers."""

    body: str
    day: date
    stop: date | None


def workday(day: date) -> date:
    """Return `day` itself when it is a working day, else the working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def first_council(today: date) -> date:
    """Return the Monday of the next council meeting, from DAYS_AHEAD days after `today`."""
    day = today + timedelta(days=DAYS_AHEAD)
    while day.weekday() or not is_working_day(day):
        day += timedelta(days=1)
    return day


def rounds(today: date, first: int, last: int) -> Iterator[tuple[Planned, ...]]:
    """Yield the rounds numbered `first` to `last`; round 0 has the next council meeting after `today`."""
    anchor = first_council(today)
    for number in range(first, last + 1):
        council = anchor + timedelta(weeks=WEEKS_APART * number)
        while not is_working_day(council):
            council += timedelta(weeks=1)
        meetings = _round(council)
        if number in NEAR or all(m.day.month != 7 for m in meetings):
            yield meetings


def _round(council: date) -> tuple[Planned, ...]:
    board = workday(council - timedelta(days=BOARD_BEFORE_COUNCIL))
    committee = workday(board - timedelta(days=COMMITTEE_BEFORE_BOARD))
    return (
        Planned("KSAU", committee, workday(committee - timedelta(days=PAPERS_BEFORE))),
        _committee("GAN", council - timedelta(days=20)),
        _committee("SN", council - timedelta(days=19)),
        Planned("KS", board, workday(board - timedelta(days=PAPERS_BEFORE))),
        Planned("KF", council, None),
    )


def _committee(body: str, day: date) -> Planned:
    held = workday(day)
    return Planned(body, held, workday(held - timedelta(days=10)))
