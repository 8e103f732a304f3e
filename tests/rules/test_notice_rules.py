"""Notice rules A to M: every worked example by name, what is refused with which sentence, and how a rule is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cases.rules.errors import Invalid
from lifecycle.rules import notice
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_base import Rule, form_fields
from lifecycle.rules.notice_other import Breach, Conditional, Entry, breach_end, entry
from lifecycle.rules.notice_period import Period
from lifecycle.rules.notice_stored import (
    RULE_TYPES,
    field_names,
    from_json,
    from_values,
    rule_type,
    to_json,
    to_values,
)
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn


def d(text: str) -> date:
    return date.fromisoformat(text)


def rule(key: str, **values: Any) -> Rule:
    return from_values({"rule": key, **values})


ONE_YEAR_SIX_WEEKS = {"end": "2020-03-31", "notice_weeks": 6, "renew_months": 12}
SIX_MONTHS = {"end": "2027-08-31", "notice_months": 6, "renew_months": 12}
CALENDAR = {"end": "2024-03-31", "notice_calendar_months": 3, "renew_months": 12}

# the rule, its parameters, the day notice is received, the last day in force
WORKED_EXAMPLES = {
    "A: on 30 June": ("A", {}, "2026-06-30", "2026-12-31"),
    "A: after 1 July": ("A", {}, "2026-07-02", "2027-12-31"),
    "A: on the disputed 1 July": ("A", {}, "2026-07-01", "2027-12-31"),
    "A: 1 July, the other reading": ("A", {"counted_from": "january"}, "2026-07-01", "2026-12-31"),
    "A: three months": ("A", {"notice_months": 3}, "2026-09-30", "2026-12-31"),
    "A: twelve months": ("A", {"notice_months": 12}, "2026-01-01", "2027-12-31"),
    "B1: first day of the year": ("B1", {}, "2026-01-01", "2027-12-31"),
    "B1: last day of the year": ("B1", {}, "2026-12-31", "2027-12-31"),
    "B1: the next year": ("B1", {}, "2027-01-01", "2028-12-31"),
    "B2: in the spring": ("B2", {}, "2026-03-15", "2026-12-31"),
    "B2: the same day": ("B2", {}, "2026-12-31", "2026-12-31"),
    "C: six weeks, in time": ("C", ONE_YEAR_SIX_WEEKS, "2020-02-18", "2020-03-31"),
    "C: six weeks, a day late": ("C", ONE_YEAR_SIX_WEEKS, "2020-02-19", "2021-03-31"),
    "C: six weeks, next year in time": ("C", ONE_YEAR_SIX_WEEKS, "2021-02-17", "2021-03-31"),
    "C: six weeks, next year late": ("C", ONE_YEAR_SIX_WEEKS, "2021-02-18", "2022-03-31"),
    "C: six months, in time": ("C", SIX_MONTHS, "2027-02-28", "2027-08-31"),
    "C: six months, late": ("C", SIX_MONTHS, "2027-03-01", "2028-08-31"),
    "C: six months, leap day": ("C", SIX_MONTHS, "2028-02-29", "2028-08-31"),
    "C: six months, after leap day": ("C", SIX_MONTHS, "2028-03-01", "2029-08-31"),
    "C: calendar months, in time": ("C", CALENDAR, "2023-12-31", "2024-03-31"),
    "C: calendar months, late": ("C", CALENDAR, "2024-01-01", "2025-03-31"),
    "D: to the shorter month": ("D", {"notice_months": 6}, "2026-08-31", "2027-02-28"),
    "D: to the leap day": ("D", {"notice_months": 6}, "2027-08-31", "2028-02-29"),
    "D: day by day": ("D", {"notice_months": 6}, "2026-04-15", "2026-10-15"),
    "D: thirty days": ("D", {"notice_days": 30}, "2026-12-15", "2027-01-14"),
    "E: mid-month": ("E", {"notice_months": 3}, "2026-04-15", "2026-07-31"),
    "E: first of the month": ("E", {"notice_months": 3}, "2026-05-01", "2026-08-31"),
    "F: before the longest day": (
        "F",
        {"notice_months": 6, "until": "2027-12-31"},
        "2026-04-15",
        "2026-10-15",
    ),
    "F: the longest day first": (
        "F",
        {"notice_months": 6, "until": "2027-12-31"},
        "2027-09-01",
        "2027-12-31",
    ),
    "G: fixed": ("G", {"end": "2027-06-30"}, "2026-01-01", "2027-06-30"),
    "H: too early counts from the first day": (
        "H",
        {"notice_months": 6, "not_before": "2027-01-01"},
        "2026-03-01",
        "2027-07-01",
    ),
    "H: afterwards": (
        "H",
        {"notice_months": 6, "not_before": "2027-01-01"},
        "2027-03-01",
        "2027-09-01",
    ),
    "H: with a longest day": (
        "H",
        {"notice_months": 6, "not_before": "2027-01-01", "until": "2027-06-30"},
        "2026-03-01",
        "2027-06-30",
    ),
    "I: with the other": (
        "I",
        {"other": "KS-2021/45", "other_end": "2026-12-31"},
        None,
        "2026-12-31",
    ),
    "J: the day before the new": ("J", {"new_start": "2027-01-01"}, None, "2026-12-31"),
    "K: cured within thirty days": ("K", {"cure_days": 30}, "2026-05-04", "2026-06-03"),
    "K: at once": ("K", {"cure_days": 0}, "2026-05-04", "2026-05-04"),
    "M: as agreed": ("M", {"end": "2023-06-30", "agreed": "2023-01-10"}, None, "2023-06-30"),
}


@pytest.mark.parametrize("row", WORKED_EXAMPLES.values(), ids=WORKED_EXAMPLES)
def test_last_day_in_force(row: tuple[str, dict[str, Any], str | None, str]) -> None:
    key, values, received, last = row
    given = rule(key, **values)
    answer = notice.last_day_in_force(given, d(received) if received else None)
    assert answer.value == d(last)
    assert f"ista dag är {long_date(d(last))}." in answer.steps[-1]
    if isinstance(given, notice.Noticed):
        assert long_date(d(received or "")) in answer.count


# the rule, the wanted end, the last day to be received, the last working day that makes it
DEADLINES = {
    "A: 30 June 2026": ("A", {}, "2026-12-31", "2026-06-30", "2026-06-30"),
    "A: 30 June 2029 is a Saturday": ("A", {}, "2029-12-31", "2029-06-30", "2029-06-29"),
    "A: 30 June 2030 is a Sunday": ("A", {}, "2030-12-31", "2030-06-30", "2030-06-28"),
    "B1": ("B1", {}, "2027-12-31", "2026-12-31", "2026-12-30"),
    "B2": ("B2", {}, "2026-12-31", "2026-12-31", "2026-12-30"),
    "C: six weeks 2020": ("C", ONE_YEAR_SIX_WEEKS, "2020-03-31", "2020-02-18", "2020-02-18"),
    "C: six weeks 2021": ("C", ONE_YEAR_SIX_WEEKS, "2021-03-31", "2021-02-17", "2021-02-17"),
    "C: six months 2027": ("C", SIX_MONTHS, "2027-08-31", "2027-02-28", "2027-02-26"),
    "C: six months 2028": ("C", SIX_MONTHS, "2028-08-31", "2028-02-29", "2028-02-29"),
    "C: three calendar months": ("C", CALENDAR, "2024-03-31", "2023-12-31", "2023-12-29"),
    "D: six months": ("D", {"notice_months": 6}, "2026-12-31", "2026-06-30", "2026-06-30"),
    "E: three calendar months": (
        "E",
        {"notice_months": 3},
        "2026-07-31",
        "2026-04-30",
        "2026-04-30",
    ),
    "E: mid-month": ("E", {"notice_months": 3}, "2026-08-15", "2026-04-30", "2026-04-30"),
}


@pytest.mark.parametrize("row", DEADLINES.values(), ids=DEADLINES)
def test_latest_notice(row: tuple[str, dict[str, Any], str, str, str]) -> None:
    key, values, end, last, act_by = row
    answer = notice.latest_notice(rule(key, **values), d(end))
    assert (answer.value, answer.act_by) == (d(last), d(act_by))
    assert long_date(d(last)) in answer.count
    assert (long_date(d(act_by)) in answer.count) or last == act_by
    assert "inte bara skickats" in answer.assumptions[0]


def test_prolongation_is_counted_from_the_first_end_and_never_chained() -> None:
    half_years = Prolonged(end=d("2027-08-31"), notice=Period(1, "months"), renew_months=6)
    ends = [half_years.term_end(k) for k in range(4)]
    assert ends == [d("2027-08-31"), d("2028-02-29"), d("2028-08-31"), d("2029-02-28")]
    from_leap_day = Prolonged(end=d("2028-02-29"), notice=Period(1, "months"), renew_months=12)
    assert from_leap_day.term_end(1) == d("2029-02-28")
    assert from_leap_day.term_end(4) == d("2032-02-29")
    monthly = Prolonged(end=d("2027-01-31"), notice=Period(1, "weeks"), renew_months=1)
    assert [monthly.term_end(k).day for k in range(4)] == [31, 28, 31, 30]


def test_the_other_reading_of_the_turn_of_the_year() -> None:
    other = notice.other_reading(YearTurn(), d("2026-07-01"))
    assert other is not None and other.value == d("2026-12-31")
    assert notice.other_reading(YearTurn(), d("2026-07-02")) is None
    assert notice.other_reading(YearTurn(), d("2026-06-30")) is None
    assert notice.last_day_in_force("A", d("2026-07-01")).warnings
    assert not notice.last_day_in_force("A", d("2026-07-02")).warnings
    assert not notice.last_day_in_force("A", d("2026-06-30")).warnings
    limit = notice.latest_notice(YearTurn(), d("2026-12-31"))
    assert "1\u00a0juli 2026. Räkna inte med den." in limit.warnings[0]
    january = notice.latest_notice(YearTurn(counted_from="january"), d("2026-12-31"))
    assert january.value == d("2026-07-01")
    assert "30\u00a0juni 2026. Håll hellre den." in january.warnings[0]


def test_both_readings_of_the_year_after() -> None:
    day = d("2026-03-15")
    longer, shorter = d("2027-12-31"), d("2026-12-31")
    for chosen, first, second in ((YearAfter(), longer, shorter), (YearOf(), shorter, longer)):
        assert notice.last_day_in_force(chosen, day).value == first
        other = notice.other_reading(chosen, day)
        assert other is not None and other.value == second
        assert notice.careful_reading(chosen, day, by="us").value == longer
        assert notice.careful_reading(chosen, day, by="counterparty").value == shorter
    assert notice.careful_reading(YearTurn(), day, by="us").value == shorter
    assert notice.other_reading(FixedTerm(end=day), day) is None
    assert notice.other_reading(rule("D", notice_months=1), day) is None
    keys = [notice.other_reading(key, day) for key in ("B1", "B2", "A", "none", "Z")]
    assert [k.value if k else None for k in keys] == [shorter, longer, None, None, None]


def test_the_stored_keys_are_the_typed_rules() -> None:
    assert [key for key, _ in notice.RULE_CHOICES] == ["A", "B1", "B2", "none", "unknown"]
    for key in notice.RULES:
        typed = from_values({"rule": key})
        assert notice.last_day_in_force(key, d("2026-07-01")) == notice.last_day_in_force(
            typed, d("2026-07-01")
        )
    assert notice.RULES["B1"].other_reading == "B2"


def test_the_next_notice_from_a_day() -> None:
    assert notice.next_notice("A", d("2026-06-30")).value == d("2026-06-30")
    assert notice.next_notice("A", d("2026-07-01")).value == d("2027-06-30")
    prolonged = rule("C", **SIX_MONTHS, counterparty_notice_months=3)
    assert notice.next_notice(prolonged, d("2027-03-01")).value == d("2028-02-29")
    theirs = notice.next_notice(prolonged, d("2027-03-01"), by="counterparty")
    assert theirs.value == d("2027-05-31")


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("D", {"notice_months": 6, "counterparty_notice_months": 12}),
        ("E", {"notice_months": 6, "counterparty_notice_months": 12}),
        ("C", {**SIX_MONTHS, "counterparty_notice_months": 12}),
        ("F", {"notice_months": 6, "counterparty_notice_months": 12, "until": "2040-01-01"}),
        ("H", {"notice_months": 6, "counterparty_notice_months": 12, "not_before": "2020-01-01"}),
    ],
)
def test_a_party_may_have_a_time_of_its_own(key: str, values: dict[str, Any]) -> None:
    given = rule(key, **values)
    day = d("2027-01-15")
    ours = notice.last_day_in_force(given, day)
    theirs = notice.last_day_in_force(given, day, by="counterparty")
    assert ours.value < theirs.value
    assert "tolv" in theirs.count and "tolv" not in ours.count
    assert "tolv" in given.sentence() and "sex" in given.sentence()
    end = theirs.value
    assert (
        notice.latest_notice(given, end, by="counterparty").value
        < notice.latest_notice(given, end).value
    )


def test_a_shorter_month_makes_a_late_notice_disputed() -> None:
    given = rule("C", end="2027-02-28", notice_months=6, renew_months=12)
    late = notice.last_day_in_force(given, d("2026-08-29"))
    assert late.value == d("2028-02-28")
    assert "omtvistat" in late.warnings[0]
    assert not notice.last_day_in_force(given, d("2026-08-28")).warnings
    assert not notice.last_day_in_force(given, d("2026-09-01")).warnings


def test_the_last_disputed_day_is_disputed_too() -> None:
    given = rule("C", end="2027-02-28", notice_months=6, renew_months=12)
    assert notice.last_day_in_force(given, d("2026-08-31")).warnings


def test_days_that_meet_do_not_contradict() -> None:
    assert rule("C", **SIX_MONTHS, start="2027-08-31").key == "C"
    assert rule("G", end="2027-06-30", start="2027-06-30").key == "G"
    met = rule("H", notice_months=6, not_before="2027-06-30", until="2027-06-30")
    assert notice.last_day_in_force(met, d("2027-06-30")).value == d("2027-06-30")
    assert rule("M", end="2026-02-01", agreed="2026-02-01").key == "M"
    with pytest.raises(Invalid, match="dates_contradict"):
        notice.latest_notice(rule("F", notice_months=6, until="2027-06-30"), d("2027-06-30"))
    until = rule("F", notice_months=6, until="2026-10-15")
    assert len(notice.last_day_in_force(until, d("2026-04-15")).steps) == 3


def test_one_is_said_in_the_singular() -> None:
    month = rule("A", notice_months=1)
    assert "senast en månad före, 30 november" in month.sentence()
    assert "en månad före" in notice.latest_notice(month, d("2026-12-31")).count
    assert "en månad före" in notice.last_day_in_force(month, d("2026-12-01")).warnings[0]
    assert (
        "med en månad i taget"
        in rule("C", end="2027-08-31", notice_days=1, renew_months=1).sentence()
    )
    assert "en månad före" in FixedTerm(end=d("2027-06-30"), watch_months=1).watch_day().count
    assert "inom en dag:" in breach_end(Breach(cure_days=1), d("2026-05-04")).count
    assert "inom en dag från" in Breach(cure_days=1).sentence()


def test_empty_text_is_not_given() -> None:
    assert rule("G", end="2027-06-30", start="", watch_months="") == FixedTerm(end=d("2027-06-30"))
    assert rule("I", other="Högskolan") == from_json(to_json(rule("I", other="Högskolan")))
    assert "Högskolan" in to_json(rule("I", other="Högskolan"))


def test_a_breach_is_counted_within_the_centuries() -> None:
    with pytest.raises(Invalid, match="Ange en dag") as refused:
        breach_end(Breach(cure_days=1), date.max)
    assert refused.value.field == "received_on"
    with pytest.raises(Invalid, match="Ange en dag") as refused:
        notice.other_reading("B1", date.max)
    assert refused.value.field == "received_on"


def test_notice_before_the_first_day_is_warned_about() -> None:
    given = rule("H", notice_months=6, not_before="2027-01-01")
    assert "1\u00a0mars 2026" in notice.last_day_in_force(given, d("2026-03-01")).warnings[0]
    assert not notice.last_day_in_force(given, d("2027-01-01")).warnings


def test_a_fixed_term_is_watched_before_its_end() -> None:
    fixed = FixedTerm(end=d("2028-02-29"))
    assert fixed.watch_day().value == d("2027-02-28")
    assert FixedTerm(end=d("2027-06-30"), watch_months=6).watch_day().value == d("2026-12-30")
    with pytest.raises(Invalid, match="29\u00a0februari 2028 utan uppsägning"):
        notice.latest_notice(fixed, d("2028-02-29"))


def test_a_breach_has_two_days() -> None:
    thirty = Breach(cure_days=30)
    first = breach_end(thirty, d("2026-05-04"))
    assert first.value == d("2026-06-03")
    assert "4\u00a0juni 2026" in first.assumptions[1]
    assert breach_end(thirty, d("2026-05-04"), d("2026-06-10")).value == d("2026-06-10")
    assert breach_end(Breach(cure_days=0), d("2026-05-04"), d("2026-05-04")).value == d(
        "2026-05-04"
    )
    for terminated, other in (
        ("2026-05-01", "4\u00a0maj 2026"),
        ("2026-06-03", "3\u00a0juni 2026"),
    ):
        with pytest.raises(Invalid, match="dates_contradict") as refused:
            breach_end(thirty, d("2026-05-04"), d(terminated))
        assert long_date(d(terminated)) in refused.value.sentence
        assert other in refused.value.sentence
    with pytest.raises(Invalid, match="no_notice_day"):
        notice.latest_notice(thirty, d("2026-06-03"))


def test_a_condition_waits_is_fulfilled_or_lapses() -> None:
    given = Conditional(lapses=d("2026-09-30"))
    both = {"Huddinge": d("2026-06-18"), "Högskolan": d("2026-09-30")}
    assert entry(given, both).value == Entry("in_force", d("2026-09-30"))
    assert entry(given, {**both, "Högskolan": None}).value == Entry("waiting", d("2026-09-30"))
    late = {**both, "Regionen": None, "Högskolan": d("2026-10-01")}
    assert entry(given, late).value == Entry("lapsed", d("2026-09-30"))
    assert "Högskolan: 1\u00a0oktober 2026." in entry(given, late).steps
    with pytest.raises(Invalid, match="no_parties"):
        entry(given, {})
    with pytest.raises(Invalid, match="no_end_day"):
        notice.last_day_in_force(given)


@pytest.mark.parametrize("key", ["none", "unknown", "Z", ""])
def test_without_a_rule_no_day_is_guessed(key: str) -> None:
    for count in (notice.last_day_in_force, notice.latest_notice):
        with pytest.raises(Invalid) as refused:
            count(key, d("2026-01-01"))
        assert (refused.value.code, refused.value.field) == ("no_notice_rule", "received_on")
        assert "Ange regeln på avtalet" in refused.value.sentence


def test_the_other_agreements_end_must_be_known() -> None:
    with pytest.raises(Invalid, match="other_end_unknown"):
        notice.last_day_in_force(rule("I", other="KS-2021/45"))


def test_a_rule_with_notice_needs_its_day() -> None:
    with pytest.raises(Invalid, match="Ange dagen") as refused:
        notice.last_day_in_force("A")
    assert refused.value.field == "received_on"


# a rule and what is asked of it, the field the sentence belongs to, and the days it names
CONTRADICTIONS = {
    "C starts after its end": (
        lambda: rule("C", **SIX_MONTHS, start="2027-09-01"),
        "end",
        ("2027-09-01", "2027-08-31"),
    ),
    "G starts after its end": (
        lambda: rule("G", end="2027-06-30", start="2028-01-01"),
        "end",
        ("2027-06-30", "2028-01-01"),
    ),
    "H may be ended first after its longest day": (
        lambda: rule("H", notice_months=6, not_before="2028-01-01", until="2027-12-31"),
        "until",
        ("2028-01-01", "2027-12-31"),
    ),
    "J replaced before it starts": (
        lambda: rule("J", new_start="2026-01-01", start="2026-01-01"),
        "new_start",
        ("2026-01-01",),
    ),
    "M agreed after the day": (
        lambda: rule("M", end="2026-01-01", agreed="2026-02-01"),
        "end",
        ("2026-01-01", "2026-02-01"),
    ),
    "G notice after the end": (
        lambda: notice.last_day_in_force(rule("G", end="2027-06-30"), d("2027-07-01")),
        "received_on",
        ("2027-06-30", "2027-07-01"),
    ),
    "F notice after the longest day": (
        lambda: notice.last_day_in_force(
            rule("F", notice_months=6, until="2027-06-30"), d("2027-07-01")
        ),
        "received_on",
        ("2027-06-30", "2027-07-01"),
    ),
    "F wanted end after the longest day": (
        lambda: notice.latest_notice(
            rule("F", notice_months=6, until="2027-06-30"), d("2027-08-01")
        ),
        "end",
        ("2027-06-30", "2027-08-01"),
    ),
    "H wanted end before it can be": (
        lambda: notice.latest_notice(
            rule("H", notice_months=6, not_before="2027-01-01"), d("2027-06-30")
        ),
        "end",
        ("2027-06-30", "2027-01-01", "2027-07-01"),
    ),
    "A wanted end in the middle of the year": (
        lambda: notice.latest_notice("A", d("2026-11-30")),
        "end",
        ("2026-11-30", "2025-12-31", "2026-12-31"),
    ),
    "B1 wanted end in the middle of the year": (
        lambda: notice.latest_notice("B1", d("2026-11-30")),
        "end",
        ("2026-11-30", "2026-12-31"),
    ),
    "C wanted end between two terms": (
        lambda: notice.latest_notice(rule("C", **SIX_MONTHS), d("2028-01-01")),
        "end",
        ("2028-01-01", "2027-08-31", "2028-08-31"),
    ),
    "C wanted end before the first": (
        lambda: notice.latest_notice(rule("C", **SIX_MONTHS), d("2027-01-01")),
        "end",
        ("2027-01-01", "2027-08-31"),
    ),
}


@pytest.mark.parametrize("row", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_days_that_contradict_are_all_named(row: tuple[Any, str, tuple[str, ...]]) -> None:
    ask, field, named = row
    with pytest.raises(Invalid, match="dates_contradict") as refused:
        ask()
    assert refused.value.field == field
    assert all(long_date(d(day)) in refused.value.sentence for day in named)


WRONG_VALUES: list[tuple[dict[str, object], str, str]] = [
    ({"rule": "Q"}, "rule", "Regeln Q finns inte"),
    ({}, "rule", "Välj en regel: A, B1"),
    ({"rule": "A", "notice_months": "0"}, "notice_months", "från 1 till 12"),
    ({"rule": "A", "notice_months": "sex"}, "notice_months", "helt tal"),
    ({"rule": "A", "notice_months": 1.5}, "notice_months", "helt tal"),
    ({"rule": "A", "notice_months": True}, "notice_months", "helt tal"),
    ({"rule": "A", "notice_months": "٦"}, "notice_months", "helt tal"),
    ({"rule": "A", "counted_from": "maj"}, "counted_from", "31 december"),
    ({"rule": "A", "end": "2026-01-01"}, "end", "Fälten är: notice_months, counted_from"),
    ({"rule": "B1", "end": "2026-01-01"}, "end", "inga"),
    ({"rule": "C"}, "end", "fyll i fältet"),
    ({"rule": "C", "end": "20270831"}, "end", "åååå-mm-dd"),
    ({"rule": "C", "end": "2027-02-30"}, "end", "åååå-mm-dd"),
    ({"rule": "C", **SIX_MONTHS, "end": 5}, "end", "åååå-mm-dd"),
    ({"rule": "C", **SIX_MONTHS, "end": "1789-07-14"}, "end", "14\u00a0juli 1789"),
    ({"rule": "C", "end": "2027-08-31"}, "notice", "fyll i fältet"),
    ({"rule": "D", "notice_months": "0"}, "notice", "ange från 1 till 120 månader"),
    ({"rule": "D", "notice_months": "121"}, "notice", "ange från 1 till 120 månader"),
    ({"rule": "D", "notice_weeks": "521"}, "notice", "från 1 till 520 veckor"),
    ({"rule": "D", "notice_months": "x"}, "notice", "helt tal"),
    ({"rule": "D", "notice": "6"}, "notice", "en enhet"),
    ({"rule": "D", "notice_months": "1", "notice_weeks": "4"}, "notice", "en enhet"),
    ({"rule": "D", "notice_calendar_months": "3"}, "notice", "dagar, veckor eller månader"),
    ({"rule": "I"}, "other", "fyll i fältet"),
    ({"rule": "I", "other": "x" * 251}, "other", "250 tecken"),
    ({"rule": "I", "other": 7}, "other", "250 tecken"),
    ({"rule": "K", "cure_days": "366"}, "cure_days", "från 0 till 365"),
]


@pytest.mark.parametrize(("values", "field", "words"), WRONG_VALUES)
def test_what_cannot_be_a_rule_gets_a_sentence_at_its_field(
    values: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        from_values(values)
    assert refused.value.field == field
    assert words in refused.value.sentence


def test_a_period_knows_its_units() -> None:
    with pytest.raises(Invalid, match="dagar, veckor"):
        Period(1, "years")  # type: ignore[arg-type]
    assert [str(Period(n, "months")) for n in (1, 2, 12, 13)] == [
        "en månad",
        "två månader",
        "tolv månader",
        "13 månader",
    ]


def test_a_rule_is_stored_as_flat_values() -> None:
    given = rule("C", **{key: str(value) for key, value in SIX_MONTHS.items()})
    assert to_values(given) == {"rule": "C", **SIX_MONTHS}
    assert (
        to_json(given)
        == '{"end": "2027-08-31", "notice_months": 6, "renew_months": 12, "rule": "C"}'
    )
    assert from_json(to_json(given)) == given
    assert rule("D", notice=Period(6, "weeks")) == rule("D", notice_weeks=6)


@pytest.mark.parametrize("text", ["", "x", "[]", "null", '"A"'])
def test_what_is_stored_must_be_a_rule(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_json(text)
    assert refused.value.code == "json"
    assert refused.value.sentence == "Regeln går inte att läsa: den är inte lagrad som den ska."


def test_a_form_can_be_made_for_every_rule() -> None:
    assert list(RULE_TYPES) == [
        "A",
        "B1",
        "B2",
        "C",
        "D",
        "E",
        "F",
        "G",
        "H",
        "I",
        "J",
        "K",
        "L",
        "M",
        "none",
        "unknown",
    ]
    for key, found in RULE_TYPES.items():
        assert found.key == key and found.name and found.source
        for form in form_fields(found):
            assert form.name and form.label[0].isupper()
            assert (form.minimum is not None) == (form.kind == "number")
            assert bool(form.choices) == (form.kind in ("choice", "period"))
    first = form_fields(rule_type("A"))[0]
    assert (first.name, first.kind, first.minimum, first.maximum) == (
        "notice_months",
        "number",
        1,
        12,
    )
    assert (first.required, first.initial) == (True, 6)
    assert [f.required for f in form_fields(Prolonged)] == [True, True, True, False, False]
    assert "notice_weeks" in field_names(Prolonged)
    assert "end" in field_names(Prolonged)


SENTENCES = {
    "A": "Avtalet upphör vid närmaste årsskifte om uppsägningen har kommit fram senast sex månader före, 30\u00a0juni, annars vid nästa.",
    "B1": "Avtalet upphör 31 december året efter det år då uppsägningen kom fram.",
    "B2": "Avtalet upphör 31 december det år då uppsägningen kom fram.",
}


@pytest.mark.parametrize("key", SENTENCES)
def test_a_rule_reads_as_a_sentence(key: str) -> None:
    assert rule(key).sentence() == SENTENCES[key]


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        (
            "C",
            SIX_MONTHS,
            "Avtalet gäller till och med 31 augusti 2027 och förlängs med tolv månader i taget, "
            "om uppsägningen inte har kommit fram senast sex månader före avtalstidens slut.",
        ),
        (
            "D",
            {"notice_months": 1},
            "Avtalet gäller tills vidare med en uppsägningstid på en månad.",
        ),
        (
            "E",
            {"notice_months": 3},
            "Avtalet gäller tills vidare med en uppsägningstid på tre kalendermånader, räknat i hela månader.",
        ),
        (
            "F",
            {"notice_weeks": 2, "until": "2027-12-31"},
            "Avtalet gäller tills vidare med en uppsägningstid på två veckor, men längst till och med 31 december 2027.",
        ),
        (
            "H",
            {"notice_days": 30, "not_before": "2027-01-01"},
            "Avtalet gäller tills vidare med en uppsägningstid på 30 dagar. Det får sägas upp tidigast 1 januari 2027.",
        ),
        (
            "G",
            {"end": "2027-06-30"},
            "Avtalet gäller till och med 30 juni 2027 och upphör då utan uppsägning.",
        ),
        ("I", {"other": "KS-2021/45"}, "Avtalet upphör samtidigt som KS-2021/45."),
        (
            "I",
            {"other": "KS-2021/45", "other_end": "2026-12-31"},
            "Avtalet upphör samtidigt som KS-2021/45, 31 december 2026.",
        ),
        (
            "J",
            {"new_start": "2027-01-01"},
            "Avtalet ersätts av ett nytt som börjar gälla 1 januari 2027.",
        ),
        (
            "K",
            {"cure_days": 30},
            "Avtalet får hävas vid ett väsentligt avtalsbrott som inte har rättats inom 30 dagar från skriftlig anmodan.",
        ),
        ("K", {"cure_days": 0}, "Avtalet får hävas genast vid ett väsentligt avtalsbrott."),
        (
            "L",
            {"lapses": "2026-09-30"},
            "Avtalet gäller bara om alla parters beslut har fått laga kraft senast 30 september 2026; annars förfaller det.",
        ),
        (
            "M",
            {"end": "2023-06-30"},
            "Parterna har kommit överens om att avtalet upphör 30 juni 2023.",
        ),
        (
            "none",
            {},
            "Avtalet säger inget om uppsägning. Gäller det tills vidare upphör det efter skälig tid, som parterna "
            "får komma överens om. Är det tidsbestämt kan det inte sägas upp i förtid.",
        ),
        ("unknown", {}, "Det är okänt vad avtalet säger om uppsägning."),
    ],
)
def test_every_rule_has_its_sentence(key: str, values: dict[str, Any], sentence: str) -> None:
    assert rule(key, **values).sentence().replace("\u00a0", " ") == sentence


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
def test_a_day_outside_the_centuries_gets_a_sentence(day: date) -> None:
    with pytest.raises(Invalid, match="Ange en dag"):
        notice.last_day_in_force("A", day)
    with pytest.raises(Invalid, match="Ange en dag"):
        notice.latest_notice("A", day)
