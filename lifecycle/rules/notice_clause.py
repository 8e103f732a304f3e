"""The words of an agreement's notice clause, made from the rule its days are counted by: they cannot differ."""

from __future__ import annotations

from typing import Final

from cases.rules.errors import Invalid
from lifecycle.rules.notice_base import Noticed, Rule

# What an agreement that is being written can say; the other rules are events, or nobody's choice.
AGREED: Final = ("A", "B1", "B2", "C", "D", "E", "F", "G", "H", "I")
_HOW: Final = "Uppsägningen ska vara skriftlig. Den räknas från den dag då den har kommit fram till den andra parten."


def clause_words(rule: Rule) -> str:
    """Return the clause; raises Invalid for a rule that no new agreement can be written with."""
    if rule.key not in AGREED:
        raise Invalid("rule", "Välj hur avtalet sägs upp.", field="rule")
    return f"{rule.sentence()}\n\n{_HOW}" if isinstance(rule, Noticed) else rule.sentence()
