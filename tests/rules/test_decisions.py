"""Mixed outcomes, what each body may choose, and a minority's right in the council."""

from __future__ import annotations

from itertools import product

import pytest

from approvals.rules.decisions import (
    ADOPTED,
    Outcome,
    Result,
    minority_may,
    outcomes_of,
    require_outcome,
    settle_item,
)
from cases.rules.errors import Invalid

SINGLE = [o for o in Outcome if o is not Outcome.OFF_AGENDA]
GOES_ON = ADOPTED | {Outcome.NOTED, Outcome.PASSED_ON}


def _expected(outcomes: tuple[Outcome, ...], adopted_before: bool) -> Result:
    if Outcome.REFERRED_BACK in outcomes:
        return Result.REFERRED_BACK
    if Outcome.TABLED in outcomes:
        return Result.TABLED
    return Result.ONWARD if adopted_before or set(outcomes) & GOES_ON else Result.REJECTED


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


def test_noted_and_passed_on_let_the_case_go_on() -> None:
    assert settle_item([Outcome.NOTED], adopted_before=False) is Result.ONWARD
    assert settle_item([Outcome.PASSED_ON, Outcome.REJECTED], adopted_before=False) is Result.ONWARD


def test_only_a_working_committee_passes_a_matter_on() -> None:
    assert Outcome.PASSED_ON in outcomes_of("working_committee")
    for kind in ("committee", "executive_board", "council"):
        assert set(outcomes_of(kind)) == set(Outcome) - {Outcome.PASSED_ON}
        with pytest.raises(Invalid, match="other_body_outcome"):
            require_outcome(kind, Outcome.PASSED_ON)
        require_outcome(kind, Outcome.REFERRED_BACK)


@pytest.mark.parametrize(
    ("votes", "present", "may"),
    [
        (15, 39, True),
        (13, 39, True),
        (12, 39, False),
        (21, 61, True),
        (20, 61, False),
        (1, 1, True),
    ],
)
def test_a_third_of_those_present_in_the_council(votes: int, present: int, may: bool) -> None:
    answer = minority_may(votes, present, body_kind="council", used_before=False)
    assert answer.value is may
    assert f"3 × {votes} = {3 * votes}" in answer.steps[0]


def test_a_minority_only_in_the_council_and_once() -> None:
    board = minority_may(30, 39, body_kind="executive_board", used_before=False)
    assert (board.value, "Bara i fullmäktige" in board.steps[0]) == (False, True)
    again = minority_may(15, 39, body_kind="council", used_before=True)
    assert (again.value, "majoritet" in again.steps[0]) == (False, True)


@pytest.mark.parametrize(("votes", "present"), [(5, 4), (-1, 4), (0, 0)])
def test_votes_that_cannot_be_are_refused(votes: int, present: int) -> None:
    with pytest.raises(Invalid, match="votes"):
        minority_may(votes, present, body_kind="council", used_before=False)
