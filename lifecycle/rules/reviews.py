"""When an annual review opens by itself and when it is due: before the year's reporting is collected."""

from __future__ import annotations

from datetime import date
from typing import Final

OPENS: Final = (
    10,
    1,
)  # collected in the autumn, for the report handed over in the spring (KL 11:20)
DUE: Final = (12, 15)
MONTHS_IN_FORCE: Final = 3


def opens_by_itself(starts_on: date, on: date) -> bool:
    """Tell whether the year's review of an agreement in force since `starts_on` opens by itself by `on`."""
    opening = date(on.year, *OPENS)
    months = (opening.year - starts_on.year) * 12 + opening.month - starts_on.month
    return on >= opening and months >= MONTHS_IN_FORCE


def due_day(year: int, opened: date) -> date:
    """Return the last day to conclude the review of `year`; at least 30 days after it was opened."""
    due = date(year, *DUE)
    return due if (due - opened).days >= 30 else date.fromordinal(opened.toordinal() + 30)
