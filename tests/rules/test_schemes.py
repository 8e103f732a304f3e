"""The delegation scheme: one rule for every matter, found or refused with its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from cases.rules.errors import Invalid

KINDS = (
    "strategic_partnership",
    "cooperation_agreement",
    "letter_of_intent",
    "accord",
    "iop",
    "amendment_agreement",
    "other",
)
HEAD = (Approvals(("department_head",), "Avdelningschefen bereder."),)


def rule(number: str, decider: str = "executive_board", **facts: object) -> SchemeRule:
    """A rule for everything, but for the facts given."""
    return SchemeRule(number, f"regel {number}", decider, HEAD, "test", **facts)  # type: ignore[arg-type]


def test_the_default_scheme_is_whole_and_possible() -> None:
    require_scheme(DEFAULT_SCHEME)
    assert gaps_and_overlaps(DEFAULT_SCHEME, KINDS) == ()


@pytest.mark.parametrize(
    ("matter", "number", "decider"),
    [
        (Matter("strategic_partnership"), "1", "council"),
        (Matter("cooperation_agreement", is_principal=True), "1", "council"),
        (Matter("letter_of_intent"), "3", "executive_board"),
        (Matter("accord", is_principal=True), "2", "council"),
        (Matter("iop"), "4", "committee"),
        (Matter("other", 100_000), "5.3", "delegate"),
        (Matter("other", 100_001), "5.1", "delegate"),
        (Matter("other", 1_000_000), "5.1", "delegate"),
        (Matter("other", 1_000_001), "5.2", "executive_board"),
        (Matter("other", None), "5.2", "executive_board"),
    ],
)
def test_which_rule(matter: Matter, number: str, decider: str) -> None:
    answer = rule_for(DEFAULT_SCHEME, matter)
    assert (answer.value.number, answer.value.decider) == (number, decider)
    assert f"nummer {number}" in answer.steps[0]


def test_what_is_not_known_counts_as_the_largest_and_says_so() -> None:
    answer = rule_for(DEFAULT_SCHEME, Matter("other"))
    assert answer.warnings == ("Värdet är inte angivet och räknas som det största.",)
    assert rule_for(DEFAULT_SCHEME, Matter("other", 5)).warnings == ()
    by_term = (rule("1", up_to_term=48), rule("2", over_term=48))
    answer = rule_for(by_term, Matter("other", 5))
    assert answer.value.number == "2"
    assert "tills vidare" in answer.warnings[0]


def test_a_rule_that_holds_whatever_the_weight() -> None:
    certain = certain_rule(DEFAULT_SCHEME, "cooperation_agreement")
    assert certain is not None
    assert (certain.number, certain.decider) == ("1", "council")
    assert certain_rule(DEFAULT_SCHEME, "accord") is None


def test_no_rule_and_two_rules_are_refused_by_number() -> None:
    with pytest.raises(Invalid, match="no_rule"):
        rule_for((rule("1", kinds=frozenset({"iop"})),), Matter("other"))
    with pytest.raises(Invalid, match="nummer 1 och 2 gäller båda"):
        rule_for((rule("1"), rule("2")), Matter("other"))


def test_a_gap_and_an_overlap_are_found_with_an_example() -> None:
    scheme = (rule("1", up_to_value=500), rule("2", over_value=400, up_to_value=900))
    holes = gaps_and_overlaps(scheme, ["other"])
    sentences = [h.sentence for h in holes if not h.matter.is_principal]
    assert sentences == [
        "Både nummer 1 och 2 gäller för other, värde 500 kronor.",
        "Ingen regel gäller för other, värde 901 kronor.",
        "Ingen regel gäller för other.",
    ]


def test_a_unit_and_the_one_above_it_overlap() -> None:
    scheme = (rule("1", units=frozenset({7})), rule("2", units=frozenset({1})))
    holes = gaps_and_overlaps(scheme, ["other"], [(7, 1), (8, 1), (9, 2)])
    assert {h.matter.units: h.numbers for h in holes} == {(7, 1): ("1", "2"), (9, 2): ()}


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ((rule("1"), rule("1")), "number_twice"),
        ((rule("1", over_value=10, up_to_value=10),), "empty_range"),
        ((rule("1", over_term=12, up_to_term=6),), "empty_range"),
        ((rule("1", "delegate", is_principal=False),), "delegate"),
        ((rule("1", delegate="director"),), "delegate"),
        ((rule("1", "delegate", delegate="director"),), "not_delegable"),
        ((rule("1", "delegate", delegate="director", is_reported=False),), "never_announced"),
    ],
)
def test_an_impossible_scheme_is_refused(scheme: tuple[SchemeRule, ...], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        require_scheme(scheme)
    assert refusal.value.code == code
    assert "1" in refusal.value.sentence


def test_what_may_not_be_delegated() -> None:
    assert not_delegable(Matter("other"), goes_to_council=False) == ()
    reasons = not_delegable(
        replace(Matter("other"), is_principal=True), goes_to_council=True, from_citizens=True
    )
    assert [r.split("punkt ")[1][0] for r in reasons] == ["1", "2", "4"]


limits = st.none() | st.integers(0, 30)
rules = st.builds(
    lambda kinds, over, up_to, principal, unit: rule(
        "n",
        kinds=frozenset(kinds),
        over_value=over,
        up_to_value=up_to,
        is_principal=principal,
        units=frozenset(unit),
    ),
    st.sets(st.sampled_from(["a", "b"])),
    limits,
    limits,
    st.sampled_from([None, True, False]),
    st.sets(st.sampled_from([1, 2])),
)
PATHS = [(1,), (2, 1), (3,)]


@given(st.lists(rules, max_size=5))
def test_every_hole_is_found(scheme: list[SchemeRule]) -> None:
    """Against trying every single matter: the same answers exist among the examples."""
    numbered = [replace(r, number=str(i)) for i, r in enumerate(scheme)]
    found = {
        (h.matter.kind, h.matter.is_principal, h.matter.units, h.numbers)
        for h in gaps_and_overlaps(numbered, ["a", "b"], PATHS)
    }
    tried = set()
    for kind in ("a", "b"):
        for principal in (False, True):
            for path in PATHS:
                for value in (None, *range(33)):
                    matter = Matter(kind, value, None, principal, path)
                    fitting = tuple(r.number for r in numbered if r.fits(matter))
                    if len(fitting) != 1:
                        tried.add((kind, principal, path, fitting))
    assert found == tried
