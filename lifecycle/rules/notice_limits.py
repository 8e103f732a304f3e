"""The next day that matters: by when notice must be received, where the clause has such a day at all."""

from __future__ import annotations

from datetime import date
from typing import Final

from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.notice import next_notice
from lifecycle.rules.notice_base import Noticed, Party, Rule
from lifecycle.rules.notice_term import Prolonged
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn

# Rules whose end jumps: a day too late costs a year or a term. Under the others each day moves the end a day.
_JUMPS: Final = (YearTurn, YearAfter, YearOf, Prolonged)


def next_limit(rule: Rule, on: date, *, by: Party = "us") -> Deadline | None:
    """Return the last day notice can be received for the end it leads to today, or None where every day counts."""
    if not isinstance(rule, Noticed) or not isinstance(rule, _JUMPS):
        return None
    return next_notice(rule, on, by=by)
