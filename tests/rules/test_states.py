"""The two tables of moves: what may follow what, and that nothing leads nowhere."""

from __future__ import annotations

import pytest

from cases.rules.errors import NotNow
from lifecycle.rules import states
from lifecycle.rules.states import AGREEMENT_MOVES, AGREEMENT_STATES, CASE_MOVES, CASE_STAGES, Move


@pytest.mark.parametrize("move", [*CASE_MOVES, *AGREEMENT_MOVES], ids=str)
def test_moves_name_known_places(move: Move) -> None:
    names = CASE_STAGES if move in CASE_MOVES else AGREEMENT_STATES
    assert move.source in names
    assert move.target in names
    assert move.when


def _reached(moves: tuple[Move, ...], start: str) -> set[str]:
    found, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        new = {m.target for m in moves if m.source == here} - found
        found |= new
        ahead.extend(new)
    return found


def test_every_stage_and_state_can_be_reached_and_left() -> None:
    assert _reached(CASE_MOVES, "draft") == set(CASE_STAGES)
    assert _reached(AGREEMENT_MOVES, "proposed") == set(AGREEMENT_STATES)
    left = {m.source for m in CASE_MOVES if m.verb != "reopen_item"}
    assert set(CASE_STAGES) - left == set(states.FINISHED_STAGES)
    taken_back = {m.source for m in CASE_MOVES if m.verb == "reopen_item"}
    assert taken_back & set(states.FINISHED_STAGES) == {
        "rejected"
    }  # until the minutes are approved
    ending = {m.source for m in AGREEMENT_MOVES if m.verb != "reopen_item"}
    assert set(AGREEMENT_STATES) - ending == {"ended", "abandoned"}


def test_a_move_outside_the_table_is_refused_with_the_present_stage() -> None:
    with pytest.raises(NotNow) as refusal:
        states.require_case_move("closed", "draft", "submit")
    assert refusal.value.sentence == "Det går inte nu: ärendet är i läget Avslutat."
    with pytest.raises(NotNow):
        states.require_case_move("draft", "approval", "approve")
    states.require_case_move("draft", "approval", "submit")


@pytest.mark.parametrize(
    ("state", "stage", "reviewing", "shown"),
    [
        ("proposed", "council", False, "council"),
        ("proposed", "rejected", False, "draft"),
        ("proposed", None, False, "draft"),
        ("in_force", "closed", True, "annual_review"),
        ("in_force", "closed", False, "in_force"),
        ("notice_given", None, True, "notice_given"),
        ("ended", None, False, "ended"),
    ],
)
def test_the_phase_people_see(state: str, stage: str | None, reviewing: bool, shown: str) -> None:
    assert states.phase(state, stage, reviewing) == shown
    assert shown in states.PHASES
