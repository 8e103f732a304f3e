"""A calendar of its own for the tests: the law's list of days off, and every day of a span one by one.

`RULE_YEARS` sets the span.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import strategies as st

_first_year, _last_year = os.environ.get("RULE_YEARS", "1990-2100").split("-")
FIRST = date(int(_first_year), 1, 1)
LAST = date(int(_last_year), 12, 31)
DAY = timedelta(days=1)

any_day = st.dates(FIRST, LAST)


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`."""
    while first <= last:
        yield first
        first += DAY


def easter(year: int) -> date:
    """Return Easter Sunday by the method of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_day_off(day: date) -> bool:
    """Tell by the words of 1989:253 and 1930:173, one at a time."""
    if day.weekday() >= 5:
        return True
    since_easter = (day - easter(day.year)).days
    moving = {-2: True, 1: True, 39: True, 50: day.year <= 2004}
    fixed = {(1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)}
    national_day = (day.month, day.day) == (6, 6) and day.year >= 2005
    midsummer_eve = day.weekday() == 4 and date(day.year, 6, 19) <= day <= date(day.year, 6, 25)
    return (
        moving.get(since_easter, False)
        or (day.month, day.day) in fixed
        or national_day
        or midsummer_eve
    )
