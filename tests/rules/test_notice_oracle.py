"""Every notice formula against somebody who only walks one day at a time through 1990 to 2100."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.rules import notice
from lifecycle.rules.notice_base import Noticed, Party, Rule
from lifecycle.rules.notice_open import AtLongest, CalendarMonths, Months, NotBefore
from lifecycle.rules.notice_other import (
    Breach,
    Conditional,
    MutualEnd,
    NoRule,
    Replaced,
    UnknownRule,
    WithOther,
)
from lifecycle.rules.notice_period import LONGEST, Period, Unit
from lifecycle.rules.notice_stored import RULE_TYPES, from_json, to_json
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn
from tests.rules.days import DAY, FIRST, LAST, any_day, days

EVERY_DAY = tuple(days(FIRST, LAST))
months = st.integers(1, 24)
periods = st.one_of(
    st.builds(Period, months, st.sampled_from(["months", "calendar_months"])),
    st.builds(Period, st.integers(1, 60), st.just("weeks")),
    st.builds(Period, st.integers(1, 400), st.just("days")),
)
plain_periods = periods.filter(lambda period: period.unit != "calendar_months")


def is_last_of_month(day: date) -> bool:
    return (day + DAY).day == 1


def month_later(day: date, number: int) -> date:
    """Walk until the number of month ends has passed and the day of the month is back, or the month is out."""
    walked, passed = day, 0
    while passed < number:
        passed += is_last_of_month(walked)
        walked += DAY
    while walked.day != day.day and not is_last_of_month(walked):
        walked += DAY
    return walked


def whole_months_later(day: date, number: int) -> date:
    """Walk to the end of this month, and then past so many whole months."""
    passed = 0
    while True:
        if is_last_of_month(day):
            passed += 1
            if passed == number + 1:
                return day
        day += DAY


def later(period: Period, day: date) -> date:
    match period.unit:
        case "months":
            return month_later(day, period.number)
        case "calendar_months":
            return whole_months_later(day, period.number)
        case "weeks":
            return day + 7 * period.number * DAY
    return day + period.number * DAY


def test_a_on_every_day() -> None:
    for day in EVERY_DAY:
        end = date(day.year if day.month <= 6 else day.year + 1, 12, 31)
        assert notice.last_day_in_force("A", day).value == end


@given(months.filter(lambda n: n <= 12), st.sampled_from(["december", "january"]), any_day)
def test_a_with_any_number_of_months(number: int, turn: str, day: date) -> None:
    rule = YearTurn(notice_months=number, counted_from=turn)  # type: ignore[arg-type]
    ends = (date(year, 12, 31) for year in range(day.year, day.year + 3))
    # what is told on a day is told this long before the turn when walking so far forward stays before it
    by_january = turn == "january"
    walked = (month_later if by_january else whole_months_later)(day, number)
    right = next(end for end in ends if walked <= end + by_january * DAY)
    assert notice.last_day_in_force(rule, day).value == right


def test_b1_and_b2_on_every_day() -> None:
    for day in EVERY_DAY:
        turn = day
        while (turn.month, turn.day) != (12, 31):
            turn = (
                turn.replace(day=28) + 4 * DAY if turn.day < 28 and turn.month < 12 else turn + DAY
            )
        assert notice.last_day_in_force("B2", day).value == turn
        assert notice.last_day_in_force("B1", day).value == turn.replace(year=turn.year + 1)


@given(periods, any_day)
def test_a_period_forward(period: Period, day: date) -> None:
    assert period.after(day) == later(period, day)


@given(periods, any_day)
def test_a_period_backward_never_reaches_past(period: Period, day: date) -> None:
    assert period.after(period.before(day)) <= day
    assert period.before(day) <= period.latest(day) < day
    assert period.after(period.latest(day)) <= day < period.after(period.latest(day) + DAY)


@given(plain_periods, any_day)
def test_d(period: Period, day: date) -> None:
    assert notice.last_day_in_force(Months(notice=period), day).value == later(period, day)


def test_d_on_every_day_with_six_months() -> None:
    rule = Months(notice=Period(6, "months"))
    for day in EVERY_DAY:
        end = notice.last_day_in_force(rule, day).value
        assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == 6
        assert end.day == day.day or (is_last_of_month(end) and end.day < day.day)


@given(months, any_day)
def test_e(number: int, day: date) -> None:
    end = notice.last_day_in_force(CalendarMonths(notice_months=number), day).value
    assert end == whole_months_later(day, number)


@given(periods, any_day, st.integers(0, 2000))
def test_f(period: Period, day: date, room: int) -> None:
    until = day + room * DAY
    end = notice.last_day_in_force(AtLongest(notice=period, until=until), day).value
    assert end == min(later(period, day), until)


@given(periods, any_day, any_day, st.none() | st.integers(0, 2000))
def test_h(period: Period, day: date, first: date, room: int | None) -> None:
    until = max(day, first) + room * DAY if room is not None else None
    rule = NotBefore(notice=period, not_before=first, until=until)
    end = later(period, max(day, first))
    right = min(end, until) if until else end
    assert notice.last_day_in_force(rule, day).value == right


def month_end_of(anchor: date, number: int) -> date:
    """The anchor's day so many months on, found by walking from the first of its month."""
    first = anchor.replace(day=1)
    walked = month_later(first, number) if number else first
    while walked.day != anchor.day and not is_last_of_month(walked):
        walked += DAY
    return walked


@given(any_day, periods, st.integers(1, 36), st.integers(-500, 2500))
def test_c(end: date, period: Period, renew: int, away: int) -> None:
    """Walk day by day: each time a day passes the limit of its term, the term is prolonged."""
    received = end + away * DAY
    rule = Prolonged(end=end, notice=period, renew_months=renew)
    renewals, term = 0, end
    day = min(received, end - 800 * DAY)  # before any limit of the first term
    while day < received:
        day += DAY
        while day > period.before(term):
            renewals += 1
            term = month_end_of(end, renewals * renew)
    answer = notice.last_day_in_force(rule, received)
    assert answer.value == term
    assert rule.term_end(renewals) == term
    assert notice.latest_notice(rule, term).value >= received


@given(any_day, st.integers(1, 36), st.integers(0, 40))
def test_prolongations_keep_the_first_day_of_the_month(end: date, renew: int, times: int) -> None:
    rule = Prolonged(end=end, notice=Period(1, "months"), renew_months=renew)
    term = rule.term_end(times)
    assert (term.year * 12 + term.month) - (end.year * 12 + end.month) == renew * times
    assert term.day == end.day or (is_last_of_month(term) and term.day < end.day)


noticed_rules = st.one_of(
    st.builds(
        YearTurn,
        notice_months=st.integers(1, 12),
        counted_from=st.sampled_from(["december", "january"]),
    ),
    st.builds(YearAfter),
    st.builds(YearOf),
    st.builds(
        Prolonged,
        end=any_day,
        notice=periods,
        renew_months=st.integers(1, 60),
        counterparty_notice=st.none() | periods,
    ),
    st.builds(Months, notice=plain_periods, counterparty_notice=st.none() | plain_periods),
    st.builds(CalendarMonths, notice_months=months, counterparty_notice_months=st.none() | months),
    st.builds(NotBefore, notice=periods, not_before=any_day),
)
parties = st.sampled_from(["us", "counterparty"])
PLANNED_BY: tuple[tuple[Party, Callable[[tuple[date, date]], date]], ...] = (
    ("us", max),
    ("counterparty", min),
)


@given(noticed_rules, any_day, parties)
def test_latest_notice_is_the_last_day_that_still_makes_it(
    rule: Noticed, day: date, by: str
) -> None:
    end = notice.last_day_in_force(rule, day, by=by).value  # type: ignore[arg-type]
    answer = notice.latest_notice(rule, end, by=by)  # type: ignore[arg-type]
    last = answer.value
    assert day <= last or isinstance(rule, NotBefore)
    assert answer.act_by <= last
    assert notice.last_day_in_force(rule, last, by=by).value <= end  # type: ignore[arg-type]
    assert notice.last_day_in_force(rule, last + DAY, by=by).value > end  # type: ignore[arg-type]


@given(noticed_rules, any_day, any_day, parties)
def test_later_notice_never_ends_it_earlier(rule: Noticed, one: date, two: date, by: str) -> None:
    early, late = sorted((one, two))
    ends = [notice.last_day_in_force(rule, day, by=by).value for day in (early, late)]  # type: ignore[arg-type]
    assert ends[0] <= ends[1]
    assert ends[0] >= early


@given(noticed_rules, any_day)
def test_the_careful_reading_is_one_of_the_two(rule: Noticed, day: date) -> None:
    for by, wanted in PLANNED_BY:
        chosen = notice.last_day_in_force(rule, day, by=by).value
        other = notice.other_reading(rule, day, by=by)
        both = (chosen, other.value if other else chosen)
        assert notice.careful_reading(rule, day, by=by).value == wanted(both)
        assert (other is None) == (both[0] == both[1])


texts = st.text(min_size=1, max_size=250).filter(lambda text: text == text.strip())
all_rules: st.SearchStrategy[Rule] = noticed_rules | st.one_of(
    st.builds(AtLongest, notice=periods, until=any_day, counterparty_notice=st.none() | periods),
    st.builds(FixedTerm, end=any_day, watch_months=st.integers(1, 60)),
    st.builds(WithOther, other=texts, other_end=st.none() | any_day),
    st.builds(Replaced, new_start=any_day),
    st.builds(Breach, cure_days=st.integers(0, 365)),
    st.builds(Conditional, lapses=any_day),
    st.builds(MutualEnd, end=any_day),
    st.builds(NoRule),
    st.builds(UnknownRule),
)


@given(all_rules)
def test_a_rule_survives_being_stored(rule: Rule) -> None:
    assert from_json(to_json(rule)) == rule
    assert RULE_TYPES[rule.key] is type(rule)
    assert rule.sentence().endswith(".")


@given(st.sampled_from(list(LONGEST)), any_day)
def test_the_longest_period_can_still_be_counted(unit: Unit, day: date) -> None:
    period = Period(LONGEST[unit], unit)
    assert period.after(day) > day > period.before(day)


def test_the_days_walked_are_every_day() -> None:
    assert len(EVERY_DAY) == (LAST - FIRST).days + 1
    assert all(b - a == DAY for a, b in pairwise(EVERY_DAY))
