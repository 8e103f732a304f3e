"""When a delegated decision is to be reported, what it is called, and which number lets somebody take it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.rules.delegation import (
    Held,
    delegated_rule,
    is_standing_item,
    reference,
    reporting,
)
from approvals.rules.schemes import DEFAULT_SCHEME
from cases.rules.errors import Invalid

MONDAY = date(2026, 5, 4)
FIRST, SECOND = MONDAY + timedelta(days=7), MONDAY + timedelta(days=35)


def test_what_a_decision_is_called() -> None:
    assert reference("KS", 2026, 12) == "KS D 2026:12"


@pytest.mark.parametrize(
    ("value", "number", "delegate"),
    [
        (0, "5.3", "department_head"),
        (100_000, "5.3", "department_head"),
        (100_001, "5.1", "director"),
        (1_000_000, "5.1", "director"),
    ],
)
def test_the_sum_gives_the_number_and_the_post(value: int, number: str, delegate: str) -> None:
    rule = delegated_rule(DEFAULT_SCHEME, "other", value)
    assert (rule.number, rule.delegate) == (number, delegate)
    assert rule.is_reported != rule.is_announced


def test_what_a_body_decides_itself_is_no_delegates() -> None:
    with pytest.raises(Invalid) as refusal:
        delegated_rule(DEFAULT_SCHEME, "other", 1_000_001)
    assert (refusal.value.code, refusal.value.field) == ("not_delegated", "kind")
    assert "nummer 5.2" in refusal.value.sentence and "kommunstyrelsen" in refusal.value.sentence


@pytest.mark.parametrize(
    ("line", "is_it"),
    [
        ("Anmälan av delegationsbeslut", True),
        (" anmälan av delegationsbeslut, lista ", True),
        ("Anmälningar", False),
        ("", False),
    ],
)
def test_the_line_of_an_agenda(line: str, is_it: bool) -> None:
    assert is_standing_item(line) is is_it


@pytest.mark.parametrize(
    ("meetings", "on", "sentence", "tone"),
    [
        ([], MONDAY, "Ska anmälas. Nästa sammanträde är inte bestämt", "warning"),
        ([Held(MONDAY, True)], MONDAY, "Ska anmälas. Nästa sammanträde är inte bestämt", "warning"),
        ([Held(FIRST, False)], MONDAY, "Anmäls 11 maj 2026", ""),
        ([Held(FIRST, False)], FIRST, "Anmälan 11 maj 2026 är inte antecknad", "warning"),
        ([Held(FIRST, True)], FIRST, "Skulle ha anmälts 11 maj 2026", "danger"),
        (
            [Held(FIRST, True), Held(SECOND, False)],
            FIRST + timedelta(days=1),
            "Skulle ha anmälts 11 maj 2026, anmäls 8 juni 2026",
            "danger",
        ),
    ],
)
def test_when_it_is_reported(meetings: list[Held], on: date, sentence: str, tone: str) -> None:
    said = reporting(MONDAY, meetings, on)
    assert (said.sentence.replace("\xa0", " "), said.tone) == (sentence, tone)
    assert said.is_late == (tone == "danger")


@given(
    st.lists(st.tuples(st.integers(-30, 60), st.booleans()), max_size=6),
    st.integers(0, 60),
)
def test_it_is_late_only_when_the_first_meeting_after_it_takes_no_more(
    days: list[tuple[int, bool]], passed: int
) -> None:
    on = MONDAY + timedelta(days=passed)
    meetings = sorted(
        (Held(MONDAY + timedelta(days=d), closed and d <= passed) for d, closed in days),
        key=lambda m: m.day,
    )
    after = [m for m in meetings if m.day > MONDAY]
    assert reporting(MONDAY, meetings, on).is_late == (bool(after) and after[0].is_closed)
