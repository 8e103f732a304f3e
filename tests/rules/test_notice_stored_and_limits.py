"""A rule as an agreement stores it, and the next day that matters under it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from cases.rules.errors import Invalid
from lifecycle.rules.notice import last_day_in_force
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_limits import next_limit
from lifecycle.rules.notice_open import CalendarMonths, Months
from lifecycle.rules.notice_other import NoRule, UnknownRule
from lifecycle.rules.notice_period import Period
from lifecycle.rules.notice_stored import stored_rule, to_json
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn
from tests.rules.days import DAY, any_day

TERM = Prolonged(end=date(2027, 8, 31), notice=Period(6, "months"), renew_months=12)
JUMPING = [YearTurn(), YearTurn(notice_months=3), YearAfter(), YearOf(), TERM]
EVEN = [
    Months(notice=Period(6, "months")),
    CalendarMonths(notice_months=3),
    FixedTerm(end=date(2100, 12, 31)),
    NoRule(),
    UnknownRule(),
]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("A", YearTurn),
        ("B1", YearAfter),
        ("B2", YearOf),
        ("none", NoRule),
        ("unknown", UnknownRule),
    ],
)
def test_a_key_alone_is_the_rule_without_parameters(key: str, kind: type[Rule]) -> None:
    assert stored_rule(key, "") == kind()


def test_a_key_nobody_knows_is_an_unknown_rule_and_never_a_guess() -> None:
    assert stored_rule("Z", "") == UnknownRule()


def test_parameters_count_before_the_key() -> None:
    assert stored_rule("A", to_json(TERM)) == TERM
    with pytest.raises(Invalid, match="json"):
        stored_rule("C", "{")
    with pytest.raises(Invalid, match="missing"):
        stored_rule("C", "")


@pytest.mark.parametrize("rule", EVEN, ids=lambda r: r.key)
def test_where_every_day_moves_the_end_there_is_no_limit(rule: Rule) -> None:
    assert next_limit(rule, date(2026, 11, 22)) is None


@pytest.mark.parametrize("rule", JUMPING, ids=str)
@given(any_day)
def test_the_limit_is_the_last_day_that_leads_to_the_same_end(rule: Rule, day: date) -> None:
    limit = next_limit(rule, day)
    assert limit is not None
    assert limit.act_by <= limit.value
    assert limit.value >= day
    end = last_day_in_force(rule, day).value
    assert last_day_in_force(rule, limit.value).value == end
    assert last_day_in_force(rule, limit.value + DAY).value > end
