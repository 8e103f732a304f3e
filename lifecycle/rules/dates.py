"""Swedish days: written out in full, and which of them are not working days under SFS 1930:173."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

_MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_WEEKDAYS: Final = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def long_date(day: date) -> str:
    """Return "4 maj 2022" with a hard space between day and month."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: date) -> str:
    """Return "onsdag 4 maj 2022"."""
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day)}"


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, include_sundays=False))


def is_working_day(day: date) -> bool:
    """Tell whether a statutory limit may end on `day` (SFS 1930:173 2 §).

    Not on a Saturday, Sunday, public holiday, midsommarafton, julafton or nyårsafton.
    """
    if day.weekday() >= 5 or day in _public_holidays(day.year):
        return False
    is_midsummer_eve = day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25
    return not (is_midsummer_eve or (day.month == 12 and day.day in (24, 31)))


def next_working_day(day: date) -> date:
    """Return `day` itself when it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
