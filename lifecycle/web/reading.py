"""How a notice clause is read, for the pages that show it: the rule, its count, the other reading, the limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.models import Agreement
from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.queries import rule_of
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.notice import last_day_in_force, other_reading
from lifecycle.rules.notice_base import Noticed, Party, Rule
from lifecycle.rules.notice_limits import next_limit


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule counted for notice from `by` received on a day; `refusal` says why it cannot be counted."""

    rule: Rule
    received: date
    counted: Explained[date] | None
    refusal: str = ""
    other: Rule | None = None
    other_counted: Explained[date] | None = None
    limit: Deadline | None = None
    theirs: Explained[date] | None = None

    @property
    def is_known(self) -> bool:
        """False while nobody has said what the clause means."""
        return self.rule.key != "unknown"

    @property
    def needs_notice(self) -> bool:
        """True when somebody's notice decides the day; else it comes by itself or by agreement."""
        return isinstance(self.rule, Noticed)


def reading_of(agreement: Agreement, received: date, by: Party = "us") -> Reading:
    """Return how the agreement's clause is read, counted for notice received on the day."""
    return count(rule_of(agreement), received, by)


def count(rule: Rule, received: date, by: Party = "us") -> Reading:
    """Count a rule for notice received on a day; a refusal of the rule becomes its sentence."""
    try:
        counted = last_day_in_force(rule, received, by=by)
    except Invalid as refusal:
        return Reading(rule, received, None, refusal.sentence)
    other = rule.other() if isinstance(rule, Noticed) else None
    theirs = last_day_in_force(rule, received, by="counterparty")
    return Reading(
        rule,
        received,
        counted,
        other=other,
        other_counted=other_reading(rule, received, by=by),
        limit=next_limit(rule, received, by=by),
        theirs=theirs if theirs.value != counted.value else None,
    )
