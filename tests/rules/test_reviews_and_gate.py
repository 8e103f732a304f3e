"""When a yearly review opens, and what the gate for signing asks."""

from __future__ import annotations

from datetime import date

import pytest

from lifecycle.rules import gate, reviews
from lifecycle.rules.legal_days import Announced


def test_a_review_opens_in_october_when_in_force_three_months() -> None:
    assert reviews.opens_by_itself(date(2026, 7, 1), date(2026, 10, 1))
    assert not reviews.opens_by_itself(date(2026, 7, 2), date(2026, 9, 30))
    assert not reviews.opens_by_itself(date(2026, 8, 1), date(2026, 12, 1))
    assert reviews.due_day(2026, date(2026, 10, 1)) == date(2026, 12, 15)
    assert reviews.due_day(2026, date(2026, 12, 1)) == date(2026, 12, 31)


ADOPTED = gate.DecidedPoint(1, "adopted", "")
HELD = gate.DecidedItem("KF § 1", date(2026, 5, 18), Announced(date(2026, 5, 19)))


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
