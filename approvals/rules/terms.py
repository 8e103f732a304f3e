"""How long those who sit in a body were elected for: the council's term, and that of boards and committees.

Source: KL 5:9 (the council: four years from 15 October of the election year) and 6:18 (the executive
board: four years from 1 January of the year after). Committees follow the board.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_AN_ELECTION_YEAR: Final = 2022
_YEARS: Final = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office (mandatperiod): its first and last day."""

    first: date
    last: date


def term_on(day: date, *, is_council: bool) -> Term:
    """Return the term that `day` lies in."""
    month, day_of_month, later = (10, 15, 0) if is_council else (1, 1, 1)
    begins = _AN_ELECTION_YEAR + later
    year = begins + (day.year - begins) // _YEARS * _YEARS
    if date(year, month, day_of_month) > day:
        year -= _YEARS
    following = date(year + _YEARS, month, day_of_month)
    return Term(date(year, month, day_of_month), following - timedelta(days=1))
