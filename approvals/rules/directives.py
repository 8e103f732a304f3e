"""Which decided points give somebody a task to carry out, and when its report is due.

Auditors ask for a list of what bodies have ordered until there is evidence that it was done (domain.md §4).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

# "får i uppdrag att", "ges i uppdrag", "uppdrar åt", "uppdras åt", "lämna i uppdrag": Swedish minutes' own words
_GIVES: Final = re.compile(
    r"\b(?:i\s+uppdrag|uppdra(?:r|s|ger|ges|gs)?\s+(?:åt|till)|ges\s+uppdraget|får\s+uppdraget)\b",
    re.IGNORECASE,
)


ASKED_AHEAD: Final = timedelta(days=30)


def gives_a_task(text: str) -> bool:
    """Tell whether a decided wording orders somebody to do something."""
    return _GIVES.search(text) is not None


def report_due(given_on: date, last_report: date | None) -> date:
    """Return the day the next report is due: a year after the last one, else after the decision."""
    return (last_report or given_on) + relativedelta(years=1)


def wanted_by(given_on: date, due_on: date | None, last_report: date | None) -> date:
    """Return the day the owner is asked to report by: the task's last day, or the yearly report when that is first.

    The last day is asked for once: a report from thirty days before it or later answers it.
    """
    yearly = report_due(given_on, last_report)
    if due_on is None or (last_report is not None and last_report >= due_on - ASKED_AHEAD):
        return yearly
    return min(due_on, yearly)
