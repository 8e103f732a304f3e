"""A decision by delegation: what it is called, under which number it falls, and when it is reported to its body.

Sources: KL (2017:725) 6:37–40 and 7:5–8 (who may be given it, what is reported).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from approvals.rules.schemes import Matter, SchemeRule, rule_for
from cases.rules.errors import Invalid
from cases.rules.templates import long_date

STANDING_ITEM: Final = "Anmälan av delegationsbeslut"
MAY_DELEGATE: Final = ("executive_board", "committee")
MOST_TEXT: Final = 1_000
MOST_VALUE: Final = 1_000_000_000_000


def reference(body: str, year: int, number: int) -> str:
    """Return what a decision is called: "KS D 2026:12"."""
    return f"{body} D {year}:{number}"


def delegated_rule(rules: Sequence[SchemeRule], kind: str, value: int) -> SchemeRule:
    """Return the number of the scheme that lets a delegate decide. Raises Invalid when none does."""
    found = rule_for(rules, Matter(kind, value))
    if found.value.decider != "delegate":
        raise Invalid(
            "not_delegated",
            f"{found.steps[0]} Det kan inte beslutas på delegation.",
            field="kind",
        )
    return found.value


def is_standing_item(line: str) -> bool:
    """Tell whether a line of an agenda is where delegated decisions are reported."""
    return line.strip().casefold().startswith(STANDING_ITEM.casefold())


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of the body: its day, and whether its minutes can hold nothing more."""

    day: date
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where a decision that nobody has reported stands; `tone` as pages colour it."""

    sentence: str
    tone: str = ""

    @property
    def is_late(self) -> bool:
        """True when the first meeting after the decision has passed without it."""
        return self.tone == "danger"


def reporting(decided_on: date, meetings: Sequence[Held], on: date) -> Reporting:
    """Say when a decision is to be reported: at the body's next meeting after it (`meetings` in order of day)."""
    after = [m for m in meetings if m.day > decided_on]
    if not after:
        return Reporting("Ska anmälas. Nästa sammanträde är inte bestämt", "warning")
    first = after[0]
    if first.day > on:
        return Reporting(f"Anmäls {long_date(first.day)}")
    if not first.is_closed:
        return Reporting(f"Anmälan {long_date(first.day)} är inte antecknad", "warning")
    coming = next((m for m in after if not m.is_closed and m.day >= on), None)
    then = f", anmäls {long_date(coming.day)}" if coming else ""
    return Reporting(f"Skulle ha anmälts {long_date(first.day)}{then}", "danger")
