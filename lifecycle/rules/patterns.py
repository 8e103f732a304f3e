"""The pattern a body lays its year by: the days it meets, and the days that hang on each meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.rules.errors import Invalid
from lifecycle.rules.calendars import CALL_DAYS, Calendars, MeetingDay, Papers, by_body, papers_of
from lifecycle.rules.dates import (
    EARLIEST,
    LATEST,
    MONTHS,
    WEEKDAYS,
    is_working_day,
    previous_working_day,
)
from lifecycle.rules.statutory_time import COUNCIL_CALL_DAYS

LAST: Final = -1
ORDINALS: Final = {1: "första", 2: "andra", 3: "tredje", 4: "fjärde", LAST: "sista"}
MOST_DAYS_AHEAD: Final = 180
MOST_DAYS_BEFORE: Final = 90


@dataclass(frozen=True, slots=True)
class InMonths:
    """A weekday (0 is Monday) of chosen weeks in the month: (5, 2) the second of May, (11, -1) the last of November."""

    weekday: int
    rounds: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        _require_weekday(self.weekday)
        if not self.rounds:
            raise Invalid("rounds", "Markera minst en vecka i någon månad.", field="rounds")
        if not all(1 <= m <= 12 and w in (1, 2, 3, 4, LAST) for m, w in self.rounds):
            raise Invalid(
                "rounds", "Ange månad 1 till 12 och vecka 1 till 4, eller -1.", field="rounds"
            )

    def of_year(self, year: int) -> Iterator[date]:
        """Yield the days, working days or not."""
        for month, week in self.rounds:
            first = date(year, month, 1)
            first += timedelta(days=(self.weekday - first.weekday()) % 7)
            days = [first + timedelta(weeks=k) for k in range(5)]
            of_month = [day for day in days if day.month == month]
            yield of_month[-1] if week == LAST else of_month[week - 1]

    def in_words(self) -> str:
        """Return "andra måndagen i februari och mars, sista måndagen i november"."""
        months: dict[int, list[str]] = {}
        for month, week in self.rounds:
            months.setdefault(week, []).append(MONTHS[month - 1])
        day = WEEKDAYS[self.weekday]
        weeks = sorted(months, key=lambda week: week % 6)  # the last after the fourth
        return ", ".join(f"{ORDINALS[w]} {day}en i {_listed(months[w])}" for w in weeks)


@dataclass(frozen=True, slots=True)
class InWeeks:
    """A weekday (0 is Monday) of chosen weeks of the year, numbered as the calendar numbers them (ISO 8601)."""

    weekday: int
    weeks: tuple[int, ...]

    def __post_init__(self) -> None:
        _require_weekday(self.weekday)
        if not self.weeks or not all(1 <= week <= 53 for week in self.weeks):
            raise Invalid(
                "weeks", "Ange veckor från 1 till 53, till exempel 6, 10, 14.", field="weeks"
            )

    def of_year(self, year: int) -> Iterator[date]:
        """Yield the days, working days or not; a year without week 53 has no day then."""
        for week in self.weeks:
            if week < 53 or date(year, 12, 28).isocalendar().week == 53:
                yield date.fromisocalendar(year, week, self.weekday + 1)

    def in_words(self) -> str:
        """Return "måndag vecka 6, 10 och 14"."""
        return f"{WEEKDAYS[self.weekday]} vecka {_listed(list(map(str, self.weeks)))}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many days ahead of each meeting of another body, which it prepares for."""

    of: str
    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS_AHEAD:
            raise Invalid("days_ahead", f"Ange 1 till {MOST_DAYS_AHEAD} dagar.", field="days_ahead")

    def in_words(self) -> str:
        """Return "12 dagar före KF"."""
        return f"{_days(self.days)} före {self.of}"


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """A body's pattern. `announcement_days` is the council's alone: its meetings are announced.

    Day off: a body with days of its own meets a week later; one that meets ahead of another, and every
    stop date, moves to the working day before. In a month in `closed` neither it nor those ahead of it meet.
    """

    body: str
    days: InMonths | InWeeks | Ahead
    stop_days: int | None = None
    call_days: int = CALL_DAYS
    announcement_days: int | None = None
    closed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in ("stop_days", "call_days", "announcement_days"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MOST_DAYS_BEFORE:
                raise Invalid(name, f"Ange 0 till {MOST_DAYS_BEFORE} dagar.", field=name)
        if not all(1 <= month <= 12 for month in self.closed):
            raise Invalid("closed", "Ange månad 1 till 12.", field="closed")
        if self.announcement_days is not None:
            self._require_a_week()

    def _require_a_week(self) -> None:
        for name, value, what, source in (
            ("call_days", self.call_days, "Kallelsen till fullmäktige ska vara framme", "KL 5:15"),
            ("announcement_days", self.announcement_days, "Fullmäktiges sammanträde ska tillkännages", "KL 5:13"),
        ):  # fmt: skip
            if value is not None and value < COUNCIL_CALL_DAYS:
                raise Invalid(
                    "under_a_week",
                    f"{what} minst en vecka före ({source}). Ange {COUNCIL_CALL_DAYS} dagar eller fler.",
                    field=name,
                )

    def in_words(self) -> Iterator[str]:
        """Yield the pattern as phrases: the days, the months left out, the days before a meeting."""
        yield self.days.in_words()
        if self.closed:
            yield f"inte i {_listed([MONTHS[m - 1] for m in self.closed])}"
        if self.stop_days is not None:
            yield f"handlingar {_days(self.stop_days)} före"
        yield f"kallelse {_days(self.call_days)} före"
        if self.announcement_days is not None:
            yield f"tillkännages {_days(self.announcement_days)} före"

    def papers(self, day: date) -> Papers:
        """Return the days that hang on a meeting of the body on `day`."""
        is_council = self.announcement_days is not None
        return papers_of(
            day,
            is_council=is_council,
            call_days=self.call_days,
            announcement_days=self.announcement_days or COUNCIL_CALL_DAYS,
        )

    def meeting(self, day: date) -> MeetingDay:
        """Return the meeting on `day` with its stop date."""
        stop = None
        if self.stop_days is not None:
            stop = previous_working_day(day - timedelta(days=self.stop_days))
        return MeetingDay(day, self.body, stop)


def _days(number: int) -> str:
    return f"{number} {'dag' if number == 1 else 'dagar'}"


def _listed(names: Sequence[str]) -> str:
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _require_weekday(weekday: int) -> None:
    if not 0 <= weekday <= 4:
        raise Invalid("weekday", "Ange en veckodag från måndag till fredag.", field="weekday")


# An invented municipality's year (no other is known in full): the council on Mondays, the board
# twelve days before, its working committee twelve days before that, nothing in July.
DEFAULT_PATTERNS: Final = (
    BodyPattern(
        "KF",
        InMonths(
            0,
            (
                (2, 2), (3, 2), (4, 2), (5, 2), (6, 2), (9, 1), (10, 3), (11, 2), (11, LAST), (12, 2),
            ),
        ),
        announcement_days=7,
        closed=(7,),
    ),
    BodyPattern("KS", Ahead("KF", 12), stop_days=14, closed=(7,)),
    BodyPattern("KSAU", Ahead("KS", 12), stop_days=14, closed=(7,)),
)  # fmt: skip


def meetings_of_year(patterns: Sequence[BodyPattern], year: int) -> tuple[MeetingDay, ...]:
    """Return the meetings of bodies with days in `year`, and of those ahead of them, in order of day."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise Invalid("year", f"Ange ett år från {EARLIEST.year} till {LATEST.year}.", field="year")
    ahead: dict[str, list[tuple[BodyPattern, int]]] = {}
    for each in patterns:
        if isinstance(each.days, Ahead):
            ahead.setdefault(each.days.of, []).append((each, each.days.days))
    found = {
        (meeting.body, meeting.day): meeting
        for each in patterns
        if not isinstance(each.days, Ahead)
        for day in each.days.of_year(year)
        for meeting in _round(each, _held(day), ahead)
    }
    return tuple(sorted(found.values(), key=lambda meeting: (meeting.day, meeting.body)))


def meetings_in(patterns: Sequence[BodyPattern], year: int) -> tuple[MeetingDay, ...]:
    """Return every meeting held in `year`, also those ahead of another body's meeting in the next."""
    years = (year, year + 1) if year < LATEST.year else (year,)
    found = {m for each in years for m in meetings_of_year(patterns, each) if m.day.year == year}
    return tuple(sorted(found, key=lambda meeting: (meeting.day, meeting.body)))


def calendars_of(patterns: Sequence[BodyPattern], first: int, last: int) -> Calendars:
    """Return every body's calendar for the years from `first` to `last`."""
    years = (meetings_of_year(patterns, year) for year in range(first, last + 1))
    return by_body({(m.body, m.day): m for meetings in years for m in meetings}.values())


def _held(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(weeks=1)
    return day


def _round(
    pattern: BodyPattern, day: date, ahead: Mapping[str, Iterable[tuple[BodyPattern, int]]]
) -> Iterator[MeetingDay]:
    if day.month in pattern.closed:
        return
    yield pattern.meeting(day)
    for each, days in ahead.get(pattern.body, ()):
        yield from _round(each, previous_working_day(day - timedelta(days=days)), ahead)
