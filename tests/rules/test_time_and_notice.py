"""The simple rules of time: appeal days, laga kraft, the two seed notice rules, reviews and the gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.rules.errors import Invalid
from lifecycle.rules import gate, notice, reviews
from lifecycle.rules.dates import is_working_day, long_date, next_working_day
from lifecycle.rules.statutory_time import (
    last_appeal_day,
    latest_board_notice,
    latest_minutes_approval,
    legal_force_day,
)


@pytest.mark.parametrize(
    ("posted", "last"),
    [
        (date(2026, 5, 29), date(2026, 6, 22)),  # midsommarafton, then a weekend
        (date(2026, 12, 3), date(2026, 12, 28)),  # julafton
        (date(2026, 12, 10), date(2027, 1, 4)),  # nyårsafton
        (date(2026, 4, 23), date(2026, 5, 15)),  # Kristi himmelsfärdsdag
        (date(2026, 3, 13), date(2026, 4, 7)),  # långfredag to annandag påsk
        (date(2003, 12, 15), date(2004, 1, 5)),  # RÅ 2004 not 40
        (date(2015, 5, 19), date(2015, 6, 9)),  # Huddinge KF 2015, which stated one day too few
        (date(2024, 6, 20), date(2024, 7, 11)),  # Laxå KF 2024
        (date(2018, 10, 19), date(2018, 11, 9)),  # Höör KS 2018
    ],
)
def test_last_appeal_day(posted: date, last: date) -> None:
    answer = last_appeal_day(posted)
    assert answer.value == last
    assert legal_force_day(posted).value == last + timedelta(days=1)
    assert long_date(last) in answer.count


def test_an_appeal_day_is_a_working_day_at_least_three_weeks_off() -> None:
    day = date(2020, 1, 1)
    while day < date(2040, 1, 1):
        last = last_appeal_day(day).value
        assert is_working_day(last)
        assert (last - day).days >= 21
        assert next_working_day(day + timedelta(days=21)) == last
        day += timedelta(days=1)


def test_minutes_and_notice() -> None:
    assert latest_minutes_approval(date(2026, 5, 11)).value == date(2026, 5, 25)
    assert latest_board_notice(date(2026, 5, 25)).value == date(2026, 5, 27)


def test_a_notice_taken_down_too_early_is_warned_about() -> None:
    answer = legal_force_day(date(2018, 6, 20), notice_removed=date(2018, 7, 11))
    assert "Tiden" in answer.warnings[0]
    assert legal_force_day(date(2018, 6, 20), notice_removed=date(2018, 7, 12)).warnings == ()


@pytest.mark.parametrize(
    ("rule", "received", "last"),
    [
        ("A", date(2026, 6, 30), date(2026, 12, 31)),
        ("A", date(2026, 7, 2), date(2027, 12, 31)),
        ("A", date(2026, 7, 1), date(2027, 12, 31)),
        ("B1", date(2026, 1, 1), date(2027, 12, 31)),
        ("B1", date(2026, 12, 31), date(2027, 12, 31)),
        ("B1", date(2027, 1, 1), date(2028, 12, 31)),
        ("B2", date(2026, 3, 15), date(2026, 12, 31)),
        ("B2", date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_seed_notice_rules(rule: str, received: date, last: date) -> None:
    answer = notice.last_day_in_force(rule, received)
    assert answer.value == last
    assert long_date(received) in answer.count


def test_the_first_of_july_is_flagged_as_disputed() -> None:
    assert notice.last_day_in_force("A", date(2026, 7, 1)).warnings
    assert not notice.last_day_in_force("A", date(2026, 7, 2)).warnings


def test_the_other_reading_is_shown() -> None:
    other = notice.other_reading("B1", date(2026, 3, 15))
    assert other is not None
    assert other.value == date(2026, 12, 31)
    assert notice.other_reading("A", date(2026, 3, 15)) is None


@pytest.mark.parametrize("rule", ["none", "unknown", "Z"])
def test_without_a_rule_no_day_is_guessed(rule: str) -> None:
    with pytest.raises(Invalid, match="no_notice_rule"):
        notice.last_day_in_force(rule, date(2026, 1, 1))


def test_a_review_opens_in_october_when_in_force_three_months() -> None:
    assert reviews.opens_by_itself(date(2026, 7, 1), date(2026, 10, 1))
    assert not reviews.opens_by_itself(date(2026, 7, 2), date(2026, 9, 30))
    assert not reviews.opens_by_itself(date(2026, 8, 1), date(2026, 12, 1))
    assert reviews.due_day(2026, date(2026, 10, 1)) == date(2026, 12, 15)
    assert reviews.due_day(2026, date(2026, 12, 1)) == date(2026, 12, 31)


ADOPTED = gate.DecidedPoint(1, "adopted", "")
HELD = gate.DecidedItem("KF § 1", date(2026, 5, 18), date(2026, 5, 19))


def _unmet(
    points: list[gate.DecidedPoint], items: list[gate.DecidedItem], on: date
) -> dict[str, str]:
    return {c.code: c.policy for c in gate.conditions(points, items, on) if not c.met}


def test_the_gate_opens_when_decided_minuted_and_final() -> None:
    assert _unmet([ADOPTED], [HELD], date(2026, 6, 10)) == {}


def test_the_gate_warns_until_laga_kraft_and_blocks_without_minutes() -> None:
    assert _unmet([ADOPTED], [HELD], date(2026, 6, 9)) == {"legal_force": "warn"}
    bare = gate.DecidedItem("KF § 1", None, None)
    assert _unmet([ADOPTED], [bare], date(2026, 6, 9)) == {
        "minutes": "block",
        "legal_force": "warn",
    }


@pytest.mark.parametrize(
    ("decision", "condition", "policy"),
    [
        ("", "", {"decided": "block"}),
        ("rejected", "", {"decided": "reason"}),
        ("adopted", "pending", {"conditions": "block"}),
        ("adopted", "void", {"conditions": "block"}),
        ("adopted", "reevaluate", {"conditions": "block"}),
        ("adopted", "fulfilled", {}),
        ("changed", "", {}),
    ],
)
def test_the_gate_by_point(decision: str, condition: str, policy: dict[str, str]) -> None:
    point = gate.DecidedPoint(1, decision, condition)
    assert _unmet([point], [HELD], date(2026, 6, 10)) == policy
