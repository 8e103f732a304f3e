"""What has become of each point: every combination of a KI-shaped case, in every order of recording."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.rules.decisions import Outcome
from approvals.rules.settlement import DECISIONS, Recorded, Settled, settle, settle_conditions
from cases.rules.errors import Invalid
from cases.rules.points import DecisionPoint

KF, KS = 1, 2
DAY = date(2026, 5, 27)
POINTS = (
    DecisionPoint(1, KF, KS, "Avtalet godkänns."),
    DecisionPoint(2, KF, KS, "Styrelsen ansvarar."),
    DecisionPoint(3, KS, None, "Direktören undertecknar.", (1, 2)),
)
DECIDING = (
    Outcome.APPROVED,
    Outcome.CHANGED,
    Outcome.REJECTED,
    Outcome.REFERRED_BACK,
    Outcome.TABLED,
)


def said(point: int, body: int, outcome: Outcome, *, item: int = 0, days: int = 0) -> Recorded:
    """An outcome; the item's key follows the body unless given."""
    text = f"Ändrad {point}." if outcome is Outcome.CHANGED else ""
    return Recorded(point, body, item or body, DAY + timedelta(days=days), outcome, text)


def expected_condition(first: Outcome, second: Outcome) -> str:
    """The rule in its own words: rejected voids, open waits, changed is tried again."""
    both = {first, second}
    if Outcome.REJECTED in both:
        return "void"
    if both & {Outcome.REFERRED_BACK, Outcome.TABLED}:
        return "pending"
    return "reevaluate" if Outcome.CHANGED in both else "fulfilled"


@pytest.mark.parametrize(("first", "second"), list(product(DECIDING, repeat=2)))
@pytest.mark.parametrize("third", DECIDING)
def test_every_combination_in_every_order(first: Outcome, second: Outcome, third: Outcome) -> None:
    rows = [
        said(1, KF, first, days=12),
        said(2, KF, second, days=12),
        said(3, KS, third),
    ]
    answers = [settle(POINTS, order) for order in permutations(rows)]
    assert all(a == answers[0] for a in answers)
    now = answers[0]
    assert now[1].decision == DECISIONS.get(first, "")
    assert now[3].condition == expected_condition(first, second)
    adopted = third in (Outcome.APPROVED, Outcome.CHANGED)
    assert now[3].may_be_executed is (adopted and now[3].condition == "fulfilled")
    assert now[1].may_be_executed is (first in (Outcome.APPROVED, Outcome.CHANGED))


def test_some_points_may_be_executed_while_others_wait() -> None:
    now = settle(POINTS, [said(1, KF, Outcome.APPROVED), said(2, KF, Outcome.TABLED)])
    assert [n for n, point in now.items() if point.may_be_executed] == [1]


def test_the_council_is_proposed_what_the_board_adopted() -> None:
    board = said(1, KS, Outcome.CHANGED)
    council = said(1, KF, Outcome.APPROVED, days=12)
    point = settle(POINTS, [council, board])[1]
    assert point == Settled(1, "adopted", "", "Ändrad 1.", "Ändrad 1.")
    assert not point.is_changed
    changed = settle(POINTS, [said(1, KF, Outcome.CHANGED, days=12)])[1]
    assert (changed.proposed_text, changed.decided_text) == ("Avtalet godkänns.", "Ändrad 1.")
    assert changed.is_changed


def test_the_last_meeting_of_a_body_counts() -> None:
    tabled = said(1, KF, Outcome.TABLED, item=5)
    later = said(1, KF, Outcome.REJECTED, item=4, days=30)
    assert settle(POINTS, [later, tabled])[1].decision == "rejected"


def test_a_body_carries_its_own_condition_along() -> None:
    points = (DecisionPoint(1, KS, None, "A."), DecisionPoint(2, KS, None, "B.", (1,)))
    rows = [said(1, KS, Outcome.CHANGED, item=7), said(2, KS, Outcome.APPROVED, item=7)]
    assert settle(points, rows)[2].condition == "fulfilled"
    rows[0] = said(1, KS, Outcome.CHANGED, item=8, days=14)
    assert settle(points, rows)[2].condition == "reevaluate"


def test_a_noted_condition_is_tried_again_and_a_noted_point_is_not_executed() -> None:
    now = settle(POINTS, [said(1, KF, Outcome.NOTED), said(2, KF, Outcome.APPROVED)])
    assert (now[1].decision, now[1].may_be_executed, now[3].condition) == (
        "noted",
        False,
        "reevaluate",
    )


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(Invalid, match="other_point"):
        settle(POINTS, [said(9, KF, Outcome.APPROVED)])
    with pytest.raises(Invalid, match="no_wording"):
        settle(POINTS, [Recorded(1, KF, 1, DAY, Outcome.CHANGED, " ")])
    with pytest.raises(Invalid, match="circular_condition"):
        settle((DecisionPoint(1, KS, None, "A.", (2,)), DecisionPoint(2, KS, None, "B.", (1,))), [])
    with pytest.raises(Invalid, match="condition_on_nothing"):
        settle((DecisionPoint(1, KS, None, "A.", (4,)),), [])


@given(st.data())
def test_settlement_does_not_depend_on_order(data: st.DataObject) -> None:
    """Random points with random conditions on lower numbers, several meetings per body, shuffled."""
    count = data.draw(st.integers(1, 5))
    points = [
        DecisionPoint(
            n,
            data.draw(st.sampled_from([KF, KS])),
            None,
            f"Punkt {n}.",
            tuple(data.draw(st.sets(st.integers(1, n - 1)))) if n > 1 else (),
        )
        for n in range(1, count + 1)
    ]
    rows = data.draw(
        st.lists(
            st.builds(
                lambda point, body, outcome, days: said(
                    point, body, outcome, item=100 * body + days, days=days
                ),
                st.integers(1, count),
                st.sampled_from([KF, KS]),
                st.sampled_from(list(Outcome)),
                st.integers(0, 3),
            ),
            max_size=8,
            unique_by=lambda r: (r.point, r.item),
        )
    )
    shuffled = data.draw(st.permutations(rows))
    assert settle(points, rows) == settle(points, shuffled)


CONDITIONS = [
    ({1: "adopted", 2: "adopted", 3: "adopted"}, "fulfilled"),
    ({1: "adopted", 2: "changed", 3: "adopted"}, "reevaluate"),
    ({1: "rejected", 2: "changed", 3: "adopted"}, "void"),
    ({1: "", 2: "adopted", 3: "adopted"}, "pending"),
    ({1: "", 2: "rejected", 3: ""}, "void"),
]


@pytest.mark.parametrize(("decisions", "wanted"), CONDITIONS)
def test_a_point_that_hangs_on_two_others(decisions: dict[int, str], wanted: str) -> None:
    for order in permutations(decisions):
        given = {n: decisions[n] for n in order}
        assert settle_conditions(given, {1: [], 2: [], 3: [2, 1]}) == {3: wanted}


def test_a_chain_of_conditions_passes_the_news_on() -> None:
    hangs = {3: [2], 2: [1], 1: []}
    assert settle_conditions({1: "rejected", 2: "adopted", 3: "adopted"}, hangs) == {
        2: "void",
        3: "void",
    }
    assert settle_conditions({1: "", 2: "adopted", 3: "adopted"}, hangs) == {
        2: "pending",
        3: "pending",
    }


def test_circles_and_absent_points_are_refused() -> None:
    with pytest.raises(Invalid, match="circular_condition"):
        settle_conditions({1: "", 2: ""}, {1: [2], 2: [1]})
    with pytest.raises(Invalid, match="condition_on_nothing"):
        settle_conditions({1: ""}, {1: [7]})
