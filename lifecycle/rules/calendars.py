"""The bodies' meeting days with their stop dates, and the pattern that makes a year of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.rules.errors import Invalid
from lifecycle.rules.dates import (
    EARLIEST,
    LATEST,
    is_working_day,
    long_date,
    previous_working_day,
    require_day,
)
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.statutory_time import (
    latest_call,
    latest_council_announcement,
    latest_council_call,
)

_LAST: Final = -1


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A meeting (sammanträde) of a body, and the last day for papers to it (stoppdag), where there is one."""

    day: date
    body: str
    stop: date | None = None

    def __post_init__(self) -> None:
        require_day(self.day)
        if self.stop is not None and self.stop > self.day:
            raise Invalid(
                "dates_contradict",
                f"Stoppdagen {long_date(self.stop)} ligger efter sammanträdet {long_date(self.day)}.",
                field="stop",
            )


@dataclass(frozen=True, slots=True)
class Papers:
    """The last days before a meeting: the call (kallelse), and a council's public announcement.

    Both are last days as counted, with `act_by`, the last working day that makes it.
    """

    summons: Deadline
    announcement: Deadline | None


CALL_DAYS: Final = 7  # a board's or committee's own rule; the law gives only the council's


def papers_of(day: date, *, is_council: bool, call_days: int = CALL_DAYS) -> Papers:
    """Return when the call to a meeting on `day` is out at the latest, and the council's announcement up.

    Source: KL 5:13 and 5:15 for the council; for the others `call_days` before, by their own rules.
    """
    if is_council:
        return Papers(latest_council_call(day), latest_council_announcement(day))
    return Papers(latest_call(day, call_days), None)


Calendars = Mapping[str, tuple[MeetingDay, ...]]


def by_body(meetings: Iterable[MeetingDay]) -> dict[str, tuple[MeetingDay, ...]]:
    """Return each body's meetings in order of day. Raises Invalid when one has two on a day."""
    found: dict[str, list[MeetingDay]] = {}
    for meeting in sorted(meetings, key=lambda m: m.day):
        own = found.setdefault(meeting.body, [])
        if own and own[-1].day == meeting.day:
            raise Invalid(
                "two_meetings",
                f"{meeting.body} har två sammanträden {long_date(meeting.day)}.",
                field="day",
            )
        own.append(meeting)
    return {body: tuple(own) for body, own in found.items()}


@dataclass(frozen=True, slots=True)
class Leg:
    """A body in a round: so many days before the next body's meeting, its papers so many days before its own."""

    body: str
    days_before_next: int
    stop_days: int | None


@dataclass(frozen=True, slots=True)
class YearPattern:
    """How a municipality lays its year: the last body's days, and the bodies before it.

    `rounds` gives month and week of the last body's meetings: (5, 2) with `weekday` 0 is the second
    Monday of May, (11, -1) the last of November. `legs` go from the last body to the first. A round
    that would touch a month in `closed` is left out. Day off: the last body meets a week later, the
    others and the stop dates move to the working day before.
    """

    weekday: int
    rounds: tuple[tuple[int, int], ...]
    legs: tuple[Leg, ...]
    closed: tuple[int, ...] = (7,)

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 4:
            raise Invalid("weekday", "Ange en veckodag från måndag till fredag.", field="weekday")
        if not self.legs:
            raise Invalid("legs", "Ange minst ett organ.", field="legs")
        for month, week in self.rounds:
            self._check_round(month, week)
        for leg in self.legs:
            if not (0 <= leg.days_before_next <= 180 and 0 <= (leg.stop_days or 0) <= 90):
                raise Invalid("legs", f"Dagarna för {leg.body} är för många.", field="legs")

    def _check_round(self, month: int, week: int) -> None:
        if not (1 <= month <= 12 and week in (1, 2, 3, 4, _LAST)):
            raise Invalid(
                "rounds", "Ange månad 1 till 12 och vecka 1 till 4, eller -1.", field="rounds"
            )
        if month in self.closed:
            raise Invalid("rounds", f"Månad {month} har inga sammanträden.", field="rounds")


# An invented municipality's year (no other is known in full): the council on Mondays, the board
# twelve days before, its working committee twelve days before that, nothing in July.
DEFAULT_PATTERN: Final = YearPattern(
    weekday=0,
    rounds=(
        (2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (9, 1), (10, 3), (11, 2), (11, _LAST), (12, 2),
    ),
    legs=(Leg("KF", 0, None), Leg("KS", 12, 14), Leg("KSAU", 12, 14)),
)  # fmt: skip


def meetings_of_year(pattern: YearPattern, year: int) -> tuple[MeetingDay, ...]:
    """Return the meetings of the rounds whose last body meets in `year`, in order of day."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise Invalid("year", f"Ange ett år från {EARLIEST.year} till {LATEST.year}.", field="year")
    found = {
        (meeting.body, meeting.day): meeting
        for month, week in pattern.rounds
        for meeting in _round(pattern, _last_bodys_day(pattern, year, month, week))
    }
    return tuple(sorted(found.values(), key=lambda meeting: (meeting.day, meeting.body)))


def calendars_of(pattern: YearPattern, first: int, last: int) -> Calendars:
    """Return every body's calendar for the years from `first` to `last`."""
    years = (meetings_of_year(pattern, year) for year in range(first, last + 1))
    return by_body({(m.body, m.day): m for meetings in years for m in meetings}.values())


def _last_bodys_day(pattern: YearPattern, year: int, month: int, week: int) -> date:
    first = date(year, month, 1)
    first += timedelta(days=(pattern.weekday - first.weekday()) % 7)
    days = [first + timedelta(weeks=k) for k in range(5)]
    of_month = [day for day in days if day.month == month]
    day = of_month[-1] if week == _LAST else of_month[week - 1]
    while not is_working_day(day):
        day += timedelta(weeks=1)
    return day


def _round(pattern: YearPattern, day: date) -> Iterator[MeetingDay]:
    meetings: list[MeetingDay] = []
    for leg in pattern.legs:
        day = previous_working_day(day - timedelta(days=leg.days_before_next))
        stop = None
        if leg.stop_days is not None:
            stop = previous_working_day(day - timedelta(days=leg.stop_days))
        meetings.append(MeetingDay(day, leg.body, stop))
    if all(meeting.day.month not in pattern.closed for meeting in meetings):
        yield from meetings
