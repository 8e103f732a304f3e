"""What the rules about deciding say, word for word, and the sizes at which their answers turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from approvals.rules.decisions import (
    Outcome,
    minority_may,
    outcomes_of,
    require_outcome,
    settle_item,
)
from approvals.rules.routes import BodyRef, Step, plan_route
from approvals.rules.schemes import (
    DEFAULT_SCHEME,
    Approvals,
    Matter,
    SchemeRule,
    certain_rule,
    gaps_and_overlaps,
    not_delegable,
    require_scheme,
    rule_for,
)
from approvals.rules.settlement import Recorded, Settled, settle, settle_conditions
from cases.rules.errors import Invalid
from cases.rules.points import DecisionPoint, require_conditions

KF = BodyRef(1, "council", "kommunfullmäktige")
KS = BodyRef(2, "executive_board", "kommunstyrelsen")
SN = BodyRef(3, "committee", "socialnämnden")
ALL = SchemeRule("1", "allt", "executive_board", (), "test")
POINT = DecisionPoint(1, KF.key, None, "Avtalet godkänns.")
DAY = date(2026, 5, 27)


def votes(votes: int, present: int) -> object:
    return minority_may(votes, present, body_kind="council", used_before=False)


REFUSALS: list[tuple[Callable[[], object], tuple[str, str, str | None]]] = [
    (
        lambda: require_outcome("council", Outcome.PASSED_ON),
        ("other_body_outcome", "Överlämnas utan eget ställningstagande kan bara ett utskott välja. Den som beslutar tar själv ställning.", None),
    ),
    (lambda: votes(5, 4), ("votes", "5 röster av 4 närvarande går inte ihop.", "votes")),
    (lambda: votes(0, 0), ("votes", "0 röster av 0 närvarande går inte ihop.", "votes")),
    (lambda: votes(-1, 4), ("votes", "-1 röster av 4 närvarande går inte ihop.", "votes")),
    (
        lambda: settle_item([], adopted_before=True),
        ("no_outcome", "Ange ett utfall för varje punkt.", None),
    ),
    (
        lambda: settle_item([Outcome.OFF_AGENDA, Outcome.TABLED], adopted_before=True),
        ("mixed_off_agenda", "Utgår gäller hela ärendet: välj det för alla punkter.", None),
    ),
    (
        lambda: plan_route(KS, [], KS, ALL),
        ("no_points", "Lägg till minst en beslutspunkt.", None),
    ),
    (
        lambda: plan_route(KS, [SN], KS, ALL),
        ("recipient_not_first", "Ärendet går till kommunstyrelsen, men en punkt ska beslutas av socialnämnden före.", None),
    ),
    (
        lambda: require_scheme([ALL, replace(ALL, number="2"), ALL]),
        ("number_twice", "Nummer 1 finns två gånger.", None),
    ),
    (
        lambda: require_scheme([replace(ALL, over_value=10, up_to_value=10)]),
        ("empty_range", "Nummer 1: över 10 kronor och högst 10 kronor går inte ihop.", None),
    ),
    (
        lambda: require_scheme([replace(ALL, over_term=12, up_to_term=6)]),
        ("empty_range", "Nummer 1: över 12 månader och högst 6 månader går inte ihop.", None),
    ),
    (
        lambda: require_scheme([replace(ALL, delegate="director")]),
        ("delegate", "Nummer 1: ange vem som är delegat, men bara på delegation.", None),
    ),
    (
        lambda: require_scheme([replace(ALL, decider="delegate", delegate="director")]),
        ("not_delegable", "Nummer 1: ett ärende av principiell beskaffenhet kan inte delegeras (KL 6:38).", None),
    ),
    (
        lambda: rule_for([], Matter("other")),
        ("no_rule", "Delegationsordningen säger inget om ett sådant ärende.", None),
    ),
    (
        lambda: rule_for([ALL, replace(ALL, number="2")], Matter("other")),
        ("several_rules", "Delegationsordningens nummer 1 och 2 gäller båda ärendet.", None),
    ),
    (
        lambda: settle([POINT], [Recorded(9, KF.key, 1, DAY, Outcome.APPROVED)]),
        ("other_point", "Punkt 9 finns inte i ärendet.", None),
    ),
    (
        lambda: settle([POINT], [Recorded(1, KF.key, 1, DAY, Outcome.CHANGED, " ")]),
        ("no_wording", "Skriv den beslutade lydelsen av punkt 1.", None),
    ),
    (
        lambda: require_conditions({2: [7]}, [1, 2]),
        ("condition_on_nothing", "Punkt 2 är villkorad av punkt 7, som inte finns.", "point-1-depends_on"),
    ),
    (
        lambda: require_conditions({1: [], 2: [3], 3: [2]}, [1, 2, 3]),
        ("circular_condition", "Punkt 2 är villkorad av sig själv.", "point-1-depends_on"),
    ),
    (
        lambda: require_conditions({1: [2], 2: [3, 4], 3: [], 4: [1]}, [4, 3, 2, 1]),
        ("circular_condition", "Punkt 4 är villkorad av sig själv.", "point-0-depends_on"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "wanted"), REFUSALS, ids=[r[1][0] for r in REFUSALS])
def test_each_refusal_word_for_word(
    ask: Callable[[], object], wanted: tuple[str, str, str | None]
) -> None:
    with pytest.raises(Invalid) as refused:
        ask()
    assert (refused.value.code, refused.value.sentence, refused.value.field) == wanted


def test_a_committee_of_any_kind_may_choose_all_but_passing_on() -> None:
    assert outcomes_of("council") == tuple(Outcome)[:-1]
    assert outcomes_of("working_committee") == tuple(Outcome)
    assert tuple(Outcome)[-1] is Outcome.PASSED_ON
    require_outcome("working_committee", Outcome.PASSED_ON)


@pytest.mark.parametrize(
    ("votes", "present", "kind", "used", "may", "step"),
    [
        (13, 39, "council", False, True, "En tredjedel av 39 närvarande krävs (KL 5:50): 3 × 13 = 39 är minst 39."),
        (0, 1, "council", False, False, "En tredjedel av 1 närvarande krävs (KL 5:50): 3 × 0 = 0 är mindre än 1."),
        (39, 39, "executive_board", True, False, "Bara i fullmäktige kan en minoritet få ett ärende återremitterat eller bordlagt (KL 5:50)."),
        (39, 39, "council", True, False, "Ärendet har redan återremitterats eller bordlagts av en minoritet; nu krävs majoritet (KL 5:50)."),
    ],
)  # fmt: skip
def test_a_minority_is_told_why(
    votes: int, present: int, kind: str, used: bool, may: bool, step: str
) -> None:
    answer = minority_may(votes, present, body_kind=kind, used_before=used)
    assert (answer.value, answer.steps) == (may, (step,))


def test_every_step_of_a_route_word_for_word() -> None:
    rule = replace(ALL, number="7", approvals=(Approvals(("director",), "Direktören ansvarar."),))
    assert plan_route(SN, [KF], KS, rule) == (
        Step("approval", "director", None, True, 1, "Direktören ansvarar. Delegationsordningen nummer 7."),
        Step("body", "", SN.key, False, 0, "Socialnämnden bereder ärendet och lämnar förslag."),
        Step("body", "", KS.key, False, 0, "Kommunstyrelsen bereder ärendet och lämnar förslag."),
        Step("body", "", KF.key, False, 0, "Kommunfullmäktige beslutar minst en punkt."),
    )  # fmt: skip


def test_the_board_is_heard_only_before_the_council_and_where_there_is_one() -> None:
    def bodies(board: BodyRef | None, *deciding: BodyRef) -> list[int | None]:
        return [step.body for step in plan_route(SN, deciding, board, ALL)]

    assert bodies(KS, SN) == [SN.key]
    assert bodies(None, KF) == [SN.key, KF.key]


@pytest.mark.parametrize(
    ("decider", "by"),
    [
        ("delegate", "på delegation"),
        ("committee", "av nämnden"),
        ("executive_board", "av kommunstyrelsen"),
        ("council", "av kommunfullmäktige"),
    ],
)
def test_the_rule_says_who_decides_and_what_it_rests_on(decider: str, by: str) -> None:
    rule = replace(ALL, decider=decider)  # type: ignore[arg-type]
    assert rule_for([rule], Matter("other")).steps == (
        f"Delegationsordningen nummer 1, allt: beslutas {by} (test).",
    )


def test_what_is_not_known_is_said_only_where_some_rule_asks() -> None:
    value, term = (
        "Värdet är inte angivet och räknas som det största.",
        "Avtalstiden är inte angiven eller tills vidare och räknas som den längsta.",
    )
    above = replace(ALL, number="2", over_value=5, over_term=12)
    scheme = (replace(ALL, up_to_value=5, up_to_term=12), above)
    assert rule_for([ALL], Matter("other")).warnings == ()
    assert rule_for(scheme, Matter("other")).warnings == (value, term)
    assert rule_for(scheme, Matter("other", 6)).warnings == (term,)
    assert rule_for(scheme, Matter("other", None, 13)).warnings == (value,)
    assert rule_for(scheme, Matter("other", 6, 13)).warnings == ()


@pytest.mark.parametrize(
    ("facts", "matter", "fits"),
    [
        ({"over_value": 10}, Matter("x", 10), False),
        ({"over_value": 10}, Matter("x", 11), True),
        ({"over_value": 10}, Matter("x"), True),
        ({"up_to_value": 10}, Matter("x", 10), True),
        ({"up_to_value": 10}, Matter("x", 11), False),
        ({"up_to_value": 10}, Matter("x"), False),
        ({"over_term": 12}, Matter("x", 0, 12), False),
        ({"over_term": 12}, Matter("x", 0, 13), True),
        ({"up_to_term": 12}, Matter("x", 0, 12), True),
        ({"up_to_term": 12}, Matter("x", 0), False),
        ({"is_principal": True}, Matter("x"), False),
        ({"is_principal": False}, Matter("x", is_principal=True), False),
        ({"units": frozenset({7})}, Matter("x", units=(8, 7)), True),
        ({"units": frozenset({7})}, Matter("x"), False),
        ({"kinds": frozenset({"y"})}, Matter("x"), False),
    ],
)
def test_where_a_rule_begins_and_ends(facts: dict[str, object], matter: Matter, fits: bool) -> None:
    assert replace(ALL, **facts).fits(matter) is fits  # type: ignore[arg-type]


def test_a_scheme_may_touch_its_own_limits_and_delegate_what_is_not_of_principle() -> None:
    require_scheme(
        [
            replace(ALL, over_value=9, up_to_value=10, over_term=11, up_to_term=12),
            replace(
                ALL, number="2", decider="delegate", delegate="director", is_principal=False
            ),
        ]
    )  # fmt: skip


def test_a_rule_is_certain_only_for_what_is_not_known_to_be_small() -> None:
    assert certain_rule([replace(ALL, up_to_value=5)], "other") is None
    assert certain_rule([replace(ALL, up_to_term=5)], "other") is None
    assert certain_rule([ALL], "other") == ALL
    assert certain_rule([ALL, replace(ALL, number="2")], "other") is None
    assert certain_rule([ALL, replace(ALL, number="2", is_principal=True)], "other") is None
    assert certain_rule(DEFAULT_SCHEME, "iop") is None


def test_why_a_committee_may_not_delegate_word_for_word() -> None:
    assert not_delegable(Matter("x", is_principal=True), goes_to_council=False) == (
        "Ärendet rör verksamhetens mål, inriktning, omfattning eller kvalitet (KL 6:38 punkt 1).",
    )
    assert not_delegable(Matter("x"), goes_to_council=True) == (
        "Ärendet är en framställning till fullmäktige (KL 6:38 punkt 2).",
    )
    assert not_delegable(Matter("x"), goes_to_council=False, from_citizens=True) == (
        "Ärendet har väckts genom medborgarförslag eller e-förslag (KL 6:38 punkt 4).",
    )


def test_a_hole_is_told_with_all_that_tells_it_apart() -> None:
    scheme = (replace(ALL, over_value=10, up_to_value=20, over_term=12, is_principal=True),)
    holes = gaps_and_overlaps(scheme, ["iop"], [(7, 1)])
    assert [(h.matter.value, h.matter.term, h.matter.is_principal) for h in holes] == [
        (value, term, principal)
        for value in (10, 20, 21, None)
        for term in (12, 13, None)
        for principal in (False, True)
        if not (value == 20 and term != 12 and principal)
    ]
    assert holes[1].sentence == (
        "Ingen regel gäller för iop, värde 10 kronor, avtalstid 12 månader, "
        "av principiell beskaffenhet, enhet 7."
    )
    assert {hole.numbers for hole in holes} == {()}
    assert gaps_and_overlaps([ALL], ["iop"]) == ()


def recorded(outcome: Outcome, text: str = "", *, body: BodyRef = KF, item: int = 1) -> Recorded:
    return Recorded(1, body.key, item, DAY, outcome, text)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], ("", "", "Avtalet godkänns.", "")),
        ([recorded(Outcome.NOTED)], ("noted", "", "Avtalet godkänns.", "Avtalet godkänns.")),
        ([recorded(Outcome.REJECTED)], ("rejected", "", "Avtalet godkänns.", "")),
        ([recorded(Outcome.TABLED)], ("", "", "Avtalet godkänns.", "")),
        (  # the same day: the later item is the later meeting
            [recorded(Outcome.APPROVED, item=2), recorded(Outcome.REJECTED, item=1)],
            ("adopted", "", "Avtalet godkänns.", "Avtalet godkänns."),
        ),
        (  # a decision that a later meeting put off is open again
            [recorded(Outcome.APPROVED), recorded(Outcome.TABLED, item=2)],
            ("", "", "Avtalet godkänns.", ""),
        ),
        (
            [recorded(Outcome.CHANGED, "B.", body=KS), recorded(Outcome.REJECTED, body=KS, item=2)],
            ("", "", "B.", ""),
        ),
        (  # what another body does after the decision is no proposal to it
            [recorded(Outcome.APPROVED), recorded(Outcome.CHANGED, "B.", body=KS, item=2)],
            ("adopted", "", "Avtalet godkänns.", "Avtalet godkänns."),
        ),
        (
            [recorded(Outcome.CHANGED, "B.", body=KS), recorded(Outcome.CHANGED, "C.", item=2)],
            ("changed", "", "B.", "C."),
        ),
    ],
)
def test_what_becomes_of_one_point(rows: list[Recorded], wanted: tuple[str, ...]) -> None:
    assert settle([POINT], rows)[1] == Settled(1, *wanted)


def test_what_may_be_executed_and_what_is_changed() -> None:
    def may(decision: str, condition: str) -> bool:
        return Settled(1, decision, condition, "A.", "A.").may_be_executed

    assert [may("adopted", c) for c in ("", "fulfilled", "pending", "void", "reevaluate")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [may(d, "") for d in ("changed", "rejected", "noted", "")] == [True, False, False, False]
    assert Settled(1, "changed", "", "A.", "B.").is_changed
    assert not Settled(1, "changed", "", "A.", "A.").is_changed
    assert not Settled(1, "rejected", "", "A.", "").is_changed


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("adopted", "fulfilled"),
        ("changed", "reevaluate"),
        ("noted", "reevaluate"),
        ("rejected", "void"),
        ("", "pending"),
    ],
)
def test_news_travels_along_a_chain(first: str, wanted: str) -> None:
    decisions = {1: first, 2: "adopted", 3: "adopted"}
    settled = settle_conditions(decisions, {3: [2], 2: [1]})
    assert settled == {3: wanted, 2: wanted}


def test_the_same_item_carries_only_its_own_change_along() -> None:
    """Decided together, a changed condition is fulfilled; a noted one, or one of another item, is not."""
    hangs = {2: [1]}
    for first, items, wanted in (
        ("changed", {1: 7, 2: 7}, "fulfilled"),
        ("changed", {1: 7, 2: 8}, "reevaluate"),
        ("changed", {1: 7}, "reevaluate"),
        ("changed", {2: 7}, "reevaluate"),
        ("noted", {1: 7, 2: 7}, "reevaluate"),
        ("rejected", {1: 7, 2: 7}, "void"),
    ):
        assert settle_conditions({1: first, 2: "adopted"}, hangs, items) == {2: wanted}
    assert settle_conditions({1: "changed", 2: "adopted"}, hangs) == {2: "reevaluate"}
