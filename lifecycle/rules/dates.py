"""Swedish days: written out in full, months added, and which days are working days under SFS 1930:173."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays
from dateutil.relativedelta import relativedelta

from cases.rules.errors import Invalid

# The centuries an archive deals with. A count may end after them, never start outside them.
EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)

MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAYS: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def long_date(day: date) -> str:
    """Return "4 maj 2022" with a hard space between day and month."""
    return f"{day.day}\u00a0{MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: date) -> str:
    """Return "onsdag 4 maj 2022"."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def require_day(day: date, field: str | None = None) -> date:
    """Return `day`, or raise Invalid when it lies outside the centuries that are counted in."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid(
            "day_out_of_range",
            f"Dagen {long_date(day)} kan inte räknas. Ange en dag från {long_date(EARLIEST)} till {long_date(LATEST)}.",
            field=field,
        )
    return day


@lru_cache(maxsize=512)
def _holidays(year: int, *categories: str) -> frozenset[date]:
    calendar = holidays.country_holidays("SE", categories=categories)
    # The package knows 1953 to 2100 and would call every later day a working day. The law as it
    # stands is the best that can be said of the years outside.
    calendar.start_year, calendar.end_year = min(1953, year), max(2100, year)
    calendar.get(date(year, 1, 1))  # asking for a day makes it fill the year
    return frozenset(calendar)


def is_public_holiday(day: date) -> bool:
    """Tell whether `day` is a public holiday other than an ordinary Sunday (SFS 1989:253)."""
    return day in _holidays(day.year, "public")


def is_working_day(day: date) -> bool:
    """Tell whether a statutory limit may end on `day` (SFS 1930:173 2 §).

    Not on a Saturday, Sunday, public holiday, midsommarafton, julafton or nyårsafton.
    """
    return day.weekday() < 5 and day not in _holidays(day.year, "public", "de_facto")


def next_working_day(day: date) -> date:
    """Return `day` itself when it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date) -> date:
    """Return `day` itself when it is a working day, else the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of that month where it lacks the day (1930:173 1 §)."""
    return day + relativedelta(months=months)


def end_of_month(day: date) -> date:
    """Return the last day of the month that `day` lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])
