"""Which steps a case takes, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from approvals.rules.routes import BodyRef, plan_route
from approvals.rules.schemes import DEFAULT_SCHEME, Approvals
from cases.rules.errors import Invalid

KF = BodyRef(1, "council", "kommunfullmäktige")
KS = BodyRef(2, "executive_board", "kommunstyrelsen")
SN = BodyRef(3, "committee", "socialnämnden")
RULE = DEFAULT_SCHEME[0]
AU = BodyRef(4, "working_committee", "kommunstyrelsens arbetsutskott")


def _bodies(recipient: BodyRef, *deciding: BodyRef) -> list[int | None]:
    return [s.body for s in plan_route(recipient, deciding, KS, RULE) if s.kind == "body"]


def test_two_approvals_first_in_rising_rank() -> None:
    steps = plan_route(KS, [KF], KS, RULE)
    assert [(s.role, s.rank) for s in steps[:2]] == [
        ("department_head", 1),
        ("municipal_director", 2),
    ]
    assert all(s.reason for s in steps)


def test_bodies_in_order_and_the_board_before_the_council() -> None:
    assert _bodies(KS, KF, KS) == [2, 1]
    assert _bodies(KS, KS) == [2]
    assert _bodies(SN, SN, KF) == [3, 2, 1]
    assert _bodies(AU, KS) == [4, 2]


def test_a_body_that_only_prepares_says_so() -> None:
    step = next(s for s in plan_route(KS, [KF], KS, RULE) if s.body == 2)
    assert "förslag" in step.reason


def test_nothing_to_decide_and_wrong_order_are_refused() -> None:
    with pytest.raises(Invalid, match="no_points"):
        plan_route(KS, [], KS, RULE)
    with pytest.raises(Invalid, match="recipient_not_first"):
        plan_route(KS, [SN], KS, RULE)


def test_people_asked_together_share_a_rank_and_every_step_names_the_scheme() -> None:
    together = Approvals(("director", "municipal_director"), "Båda ansvarar.")
    rule = replace(RULE, number="7", approvals=(*RULE.approvals[:1], together))
    steps = [s for s in plan_route(KS, [KF], KS, rule) if s.kind == "approval"]
    assert [(s.role, s.rank, s.of_unit) for s in steps] == [
        ("department_head", 1, True),
        ("director", 2, True),
        ("municipal_director", 2, False),
    ]
    assert all("Delegationsordningen nummer 7." in s.reason for s in steps)
