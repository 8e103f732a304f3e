"""Mixed outcomes and conditions: every combination, in every order."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from approvals.rules.decisions import ADOPTED, Outcome, Result, settle_conditions, settle_item
from cases.rules.errors import Invalid

SINGLE = [o for o in Outcome if o is not Outcome.OFF_AGENDA]


def _expected(outcomes: tuple[Outcome, ...], adopted_before: bool) -> Result:
    if Outcome.REFERRED_BACK in outcomes:
        return Result.REFERRED_BACK
    if Outcome.TABLED in outcomes:
        return Result.TABLED
    return Result.ONWARD if adopted_before or set(outcomes) & ADOPTED else Result.REJECTED


@pytest.mark.parametrize("outcomes", list(product(SINGLE, repeat=2)))
@pytest.mark.parametrize("before", [True, False])
def test_two_points(outcomes: tuple[Outcome, ...], before: bool) -> None:
    wanted = _expected(outcomes, before)
    assert settle_item(outcomes, adopted_before=before) is wanted
    assert settle_item(outcomes[::-1], adopted_before=before) is wanted


def test_named_examples() -> None:
    assert settle_item([Outcome.APPROVED, Outcome.REJECTED], adopted_before=False) is Result.ONWARD
    assert settle_item([Outcome.REJECTED], adopted_before=False) is Result.REJECTED
    assert settle_item([Outcome.TABLED, Outcome.APPROVED], adopted_before=False) is Result.TABLED


def test_off_the_agenda_is_for_the_whole_item() -> None:
    assert settle_item([Outcome.OFF_AGENDA] * 2, adopted_before=True) is Result.OFF_AGENDA
    with pytest.raises(Invalid, match="mixed_off_agenda"):
        settle_item([Outcome.OFF_AGENDA, Outcome.APPROVED], adopted_before=False)


def test_no_outcome_is_refused() -> None:
    with pytest.raises(Invalid, match="no_outcome"):
        settle_item([], adopted_before=True)


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
