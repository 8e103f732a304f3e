"""When an agreement ends once notice is received: the clauses as rules with their readings, as data.

The simple rules are those of the two agreements the product started from (rules A, B1 and B2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A way to read a notice clause; `other_reading` names the rule the same words may also mean."""

    key: str
    name: str
    sentence: str
    source: str
    other_reading: str = ""


RULES: Final[dict[str, NoticeRule]] = {
    rule.key: rule
    for rule in (
        NoticeRule(
            "A",
            "Närmaste kalenderårsskifte, sex månader före",
            "Avtalet upphör vid närmaste årsskifte om uppsägningen har kommit fram senast 30 juni, annars vid nästa.",
            "Avtal om strategiskt partnerskap, 2021",
        ),
        NoticeRule(
            "B1",
            "Årsskiftet i slutet av året efter uppsägningen",
            "Avtalet upphör 31 december året efter det år då uppsägningen kom fram.",
            "Samverkansavtal, 2022, den längre läsningen",
            "B2",
        ),
        NoticeRule(
            "B2",
            "Årsskiftet i början av året efter uppsägningen",
            "Avtalet upphör 31 december det år då uppsägningen kom fram.",
            "Samverkansavtal, 2022, den kortare läsningen",
            "B1",
        ),
    )
}
RULE_CHOICES: Final = (
    *((rule.key, rule.name) for rule in RULES.values()),
    ("none", "Ingen uppsägningsregel i avtalet"),
    ("unknown", "Okänt"),
)


def _rule_a(received: date) -> Explained[date]:
    limit = date(received.year, 6, 30)
    in_time = received <= limit
    end = date(received.year if in_time else received.year + 1, 12, 31)
    verdict = "i tid till årets" if in_time else "efter 30 juni, alltså för nästa års"
    warnings: tuple[str, ...] = ()
    if (received.month, received.day) == (7, 1):
        warnings = ("1 juli är omtvistat: räknat från 1 januari är det precis sex månader före.",)
    steps = (
        f"Uppsägningen kom fram {long_date(received)}, {verdict} årsskifte.",
        f"Sista dag är {long_date(end)}.",
    )
    return Explained(end, steps, warnings)


def _year_turn(received: date, years_later: int) -> Explained[date]:
    end = date(received.year + years_later, 12, 31)
    reading = "slutet av året efter" if years_later else "början av året efter"
    steps = (
        f"Uppsägningen kom fram {long_date(received)}, alltså under {received.year}.",
        f"Årsskiftet läses som det i {reading}. Sista dag är {long_date(end)}.",
    )
    return Explained(end, steps)


_COUNT: Final[dict[str, Callable[[date], Explained[date]]]] = {
    "A": _rule_a,
    "B1": lambda received: _year_turn(received, 1),
    "B2": lambda received: _year_turn(received, 0),
}


def last_day_in_force(rule: str, received: date) -> Explained[date]:
    """Return the last day the agreement is in force when notice is received on `received`.

    Raises Invalid when the rule is unknown or there is none: the day must then be agreed and entered
    by a person, never guessed.
    """
    if rule not in _COUNT:
        raise Invalid(
            "no_notice_rule",
            "Avtalet har ingen känd uppsägningsregel. Ange regeln på avtalet innan uppsägningen registreras.",
            field="received_on",
        )
    return _COUNT[rule](received)


def other_reading(rule: str, received: date) -> Explained[date] | None:
    """Return the count by the other reading of the same clause, or None where it has only one."""
    other = RULES[rule].other_reading if rule in RULES else ""
    return _COUNT[other](received) if other else None
