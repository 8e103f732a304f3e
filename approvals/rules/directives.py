"""Which decided points give somebody a task to carry out, and when its report is due.

Auditors ask for a list of what bodies have ordered until there is evidence that it was done (domain.md §4).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

# "får i uppdrag att", "ges i uppdrag", "uppdrar åt", "uppdras åt", "lämna i uppdrag": Swedish minutes' own words
_GIVES: Final = re.compile(
    r"\b(?:i\s+uppdrag|uppdra(?:r|s|ger|ges|gs)?\s+(?:åt|till)|ges\s+uppdraget|får\s+uppdraget)\b",
    re.IGNORECASE,
)


def gives_a_task(text: str) -> bool:
    """Tell whether a decided wording orders somebody to do something."""
    return _GIVES.search(text) is not None


def report_due(given_on: date, last_report: date | None) -> date:
    """Return the day the next report is due: a year after the last one, else after the decision."""
    return (last_report or given_on) + relativedelta(years=1)
