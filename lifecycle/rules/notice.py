"""When an agreement ends once notice is received, and when notice must be given: the door to rules A to M.

A rule is one of the typed rules in `notice_stored.RULE_TYPES`, or the key of one that needs no
parameters, as agreements store it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.notice_base import Noticed, Party, Rule, Unnoticed, dates_contradict
from lifecycle.rules.notice_other import NoRule, UnknownRule
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A way to read a notice clause; `other_reading` names the rule the same words may also mean."""

    key: str
    name: str
    sentence: str
    source: str
    other_reading: str = ""


_STORED: Final[dict[str, Rule]] = {
    rule.key: rule for rule in (YearTurn(), YearAfter(), YearOf(), NoRule(), UnknownRule())
}
RULES: Final[dict[str, NoticeRule]] = {
    "A": NoticeRule(
        "A",
        "Närmaste kalenderårsskifte, sex månader före",
        "Avtalet upphör vid närmaste årsskifte om uppsägningen har kommit fram senast 30 juni, annars vid nästa.",
        YearTurn.source,
    ),
    "B1": NoticeRule("B1", YearAfter.name, YearAfter().sentence(), YearAfter.source, "B2"),
    "B2": NoticeRule("B2", YearOf.name, YearOf().sentence(), YearOf.source, "B1"),
}
RULE_CHOICES: Final = (
    *((rule.key, rule.name) for rule in RULES.values()),
    (NoRule.key, NoRule.name),
    (UnknownRule.key, UnknownRule.name),
)


def last_day_in_force(
    rule: Rule | str, received: date | None = None, *, by: Party = "us"
) -> Explained[date]:
    """Return the last day the agreement is in force when notice from `by` is received on `received`.

    A rule without notice ends on its own day. Raises Invalid when the day cannot be known (no rule,
    unknown rule): it must then be agreed and entered by a person, never guessed; and when notice came
    after the agreement had ended.
    """
    found = _rule(rule)
    if isinstance(found, Noticed):
        if received is None:
            raise Invalid("no_day", "Ange dagen då uppsägningen kom fram.", field="received_on")
        return found.last_day(require_day(received, "received_on"), by)
    ended = _unnoticed(found).end_day()
    if received is not None and received > ended.value:
        raise dates_contradict(
            f"Uppsägningen kan inte ha kommit fram {long_date(received)}: avtalet upphörde {long_date(ended.value)}.",
            "received_on",
        )
    return ended


def latest_notice(rule: Rule | str, end: date, *, by: Party = "us") -> Deadline:
    """Return the last day notice from `by` may be received for the agreement to end on `end`.

    `act_by` is the last working day that makes it: a Sunday moves no contractual limit. Warns with the
    day of the other reading where the clause has two. Raises Invalid when the agreement cannot end
    that day by notice.
    """
    found = _rule(rule)
    if not isinstance(found, Noticed):
        ended = _unnoticed(found).end_day()
        raise Invalid(
            "no_notice_needed",
            f"Avtalet upphör {long_date(ended.value)} utan uppsägning.",
            field="end",
        )
    answer = found.latest(require_day(end, "end"), by)
    received = "Uppsägningen ska ha kommit fram, inte bara skickats."
    return replace(
        answer,
        warnings=(*answer.warnings, *_other_limit(found, end, by, answer.value)),
        assumptions=(*answer.assumptions, received),
    )


def _other_limit(rule: Noticed, end: date, by: Party, limit: date) -> tuple[str, ...]:
    other = rule.other()
    if other is None:
        return ()
    day = other.latest(end, by).value
    hurry = "Räkna inte med den" if day > limit else "Håll hellre den"
    return (f"Läst på det andra sättet är gränsen {long_date(day)}. {hurry}.",)


def next_notice(rule: Rule | str, on: date, *, by: Party = "us") -> Deadline:
    """Return the next limit that notice from `by` can still make on the day `on`."""
    return latest_notice(rule, last_day_in_force(rule, on, by=by).value, by=by)


def other_reading(rule: Rule | str, received: date, *, by: Party = "us") -> Explained[date] | None:
    """Return the count by the other reading of the same clause, or None where both give the same day."""
    found = _rule(rule)
    if isinstance(rule, str) and not (rule in RULES and RULES[rule].other_reading):
        return None  # a key has no name to show for the other reading of rule A
    other = found.other() if isinstance(found, Noticed) else None
    if other is None or not isinstance(found, Noticed):
        return None
    counted = other.last_day(require_day(received, "received_on"), by)
    return None if counted.value == found.last_day(received, by).value else counted


def careful_reading(rule: Rule | str, received: date, *, by: Party) -> Explained[date]:
    """Return the count to plan by: of two readings the later end of our own notice, the earlier of theirs."""
    chosen = last_day_in_force(rule, received, by=by)
    other = other_reading(rule, received, by=by)
    if other is None:
        return chosen
    wanted = max if by == "us" else min
    return wanted((chosen, other), key=lambda answer: answer.value)


def _rule(rule: Rule | str) -> Rule:
    if isinstance(rule, Rule):
        return rule
    return _STORED.get(rule, _STORED["unknown"])


def _unnoticed(rule: Rule) -> Unnoticed:
    assert isinstance(rule, Unnoticed)  # noqa: S101 - a rule is one or the other
    return rule
