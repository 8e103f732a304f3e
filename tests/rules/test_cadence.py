"""Promised meetings: how many a year asks for, which count, and when the next must be."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.errors import Invalid
from lifecycle.rules.cadence import Cadence, PeriodCount, standing
from tests.rules.days import DAY, days


def d(text: str) -> date:
    return date.fromisoformat(text)


ONCE = Cadence(times=1, starts=d("2021-09-01"))  # ledningsgrupp, once a year
TWICE = Cadence(times=2, starts=d("2021-09-01"))  # strategisk arbetsgrupp, spring and autumn


def test_a_groups_year() -> None:
    nothing = standing(TWICE, [], d("2026-03-01")).value
    assert nothing.current.due == (d("2026-06-30"), d("2026-12-31"))
    assert (nothing.next_by, nothing.late) == (d("2026-06-30"), False)
    after_june = standing(TWICE, [], d("2026-07-01"))
    assert after_june.value.late
    assert after_june.warnings[-1] == "Mötet skulle ha hållits senast 30\u00a0juni 2026."
    spring = standing(TWICE, [d("2026-04-10")], d("2026-07-01")).value
    assert (spring.next_by, spring.late) == (d("2026-12-31"), False)
    both = standing(TWICE, [d("2026-04-10"), d("2026-10-01")], d("2026-11-01")).value
    assert (both.next_by, both.late) == (d("2027-06-30"), False)
    assert standing(ONCE, [], d("2026-03-01")).value.next_by == d("2026-12-31")


@pytest.mark.parametrize(
    ("times", "starts", "due"),
    [
        (1, "2026-01-01", ["2026-12-31"]),
        (1, "2026-01-02", []),
        (1, "2026-07-01", []),
        (2, "2026-07-01", ["2026-12-31"]),
        (2, "2026-07-02", []),
        (3, "2026-01-01", ["2026-04-30", "2026-08-31", "2026-12-31"]),
        (3, "2026-05-01", ["2026-08-31", "2026-12-31"]),
        (4, "2026-10-01", ["2026-12-31"]),
        (5, "2026-01-01", ["2026-03-14", "2026-05-26", "2026-08-07", "2026-10-19", "2026-12-31"]),
    ],
)
def test_the_first_year_asks_for_its_share(times: int, starts: str, due: list[str]) -> None:
    found = standing(Cadence(times=times, starts=d(starts)), [], d(starts)).value
    assert [day.isoformat() for day in found.current.due] == due
    assert found.current.first == d(starts)


def test_the_last_year_asks_for_its_share_and_then_for_none() -> None:
    ending = Cadence(times=2, starts=d("2024-01-01"), ends=d("2026-06-30"))
    found = standing(ending, [], d("2026-02-01")).value
    assert found.current == PeriodCount(d("2026-01-01"), d("2026-06-30"), (d("2026-06-30"),), ())
    assert [p.missing for p in found.past] == [2, 2]
    assert found.missed == 4
    held = standing(ending, [d("2026-02-01")], d("2026-02-01"))
    assert held.value.next_by is None and not held.value.late
    assert "Inga fler möten" in held.count
    long_after = standing(ending, [], d("2030-01-01")).value
    assert long_after.current.last == d("2026-06-30")
    assert (long_after.next_by, long_after.late) == (d("2026-06-30"), True)


def test_a_meeting_counts_once_and_only_where_it_lies() -> None:
    twice_noted = [d("2026-04-10"), d("2026-04-10")]
    assert len(standing(TWICE, twice_noted, d("2026-05-01")).value.current.held) == 1
    eager = [d("2025-02-01"), d("2025-05-01"), d("2025-11-01")]
    found = standing(TWICE, eager, d("2026-01-15")).value
    assert len(found.past[-1].held) == 3
    assert found.past[-1].missing == 0
    assert found.current.missing == 2
    planned = standing(TWICE, [d("2026-06-01")], d("2026-05-01")).value
    assert planned.current.held == ()
    before = standing(Cadence(1, d("2026-01-01")), [d("2025-12-01")], d("2026-05-01")).value
    assert before.current.held == ()


def test_a_missed_year_is_told_of() -> None:
    found = standing(ONCE, [d("2022-05-01"), d("2024-05-01")], d("2025-03-01"))
    assert found.value.missed == 1
    assert found.warnings == ("Från 1\u00a0januari 2023 till 31\u00a0december 2023 hölls 0 av 1.",)
    assert [p.missing for p in found.value.past] == [0, 0, 1, 0]


def test_other_periods_than_a_year() -> None:
    every_other = Cadence(times=1, starts=d("2025-01-01"), months=24)
    assert standing(every_other, [], d("2026-03-01")).value.next_by == d("2026-12-31")
    assert standing(every_other, [d("2025-03-01")], d("2026-03-01")).value.next_by == d(
        "2028-12-31"
    )
    own_year = Cadence(times=1, starts=d("2024-02-29"), counted_from="start")
    found = standing(own_year, [], d("2027-03-01")).value
    assert [p.last for p in found.past] == [d("2025-02-27"), d("2026-02-27"), d("2027-02-27")]
    assert found.current.last == d("2028-02-28")  # counted from 29 February, not from the 28th


def test_months_before_the_agreement_are_no_periods() -> None:
    monthly = Cadence(times=1, starts=d("2026-03-02"), months=1)
    found = standing(monthly, [], d("2026-05-15")).value
    assert [p.first for p in found.past] == [d("2026-03-02"), d("2026-04-01")]
    assert [p.missing for p in found.past] == [0, 1]
    quarterly = Cadence(times=1, starts=d("2026-03-31"), months=3)
    assert standing(quarterly, [], d("2026-03-31")).value.next_by == d("2026-06-30")


def test_the_ends_of_what_a_cadence_may_be() -> None:
    one_day = Cadence(times=52, starts=d("2026-01-01"), ends=d("2026-01-01"), months=120)
    assert standing(one_day, [], d("2027-01-01")).value.current.due == ()
    on_the_first = standing(TWICE, [d("2021-09-01")], d("2021-10-01")).value
    assert on_the_first.current.held == (d("2021-09-01"),)
    into_a_day = Cadence(times=1, starts=d("2024-01-01"), ends=d("2026-01-01"))
    found = standing(into_a_day, [], d("2026-01-01")).value
    assert (found.current.first, found.current.last) == (d("2026-01-01"), d("2026-01-01"))
    assert (len(found.past), found.next_by) == (2, None)


def test_parts_of_a_period_that_months_do_not_divide() -> None:
    daily = Cadence(times=4, starts=d("2026-02-01"), months=1)
    due = standing(daily, [], d("2026-02-01")).value.current.due
    assert due == (d("2026-02-07"), d("2026-02-14"), d("2026-02-21"), d("2026-02-28"))
    uneven = Cadence(times=12, starts=d("2000-01-02"), months=3)  # a day short: eight, by days
    due = standing(uneven, [], d("2000-01-02")).value.current.due
    assert [day.isoformat()[5:] for day in due[:4]] == ["01-12", "01-23", "02-03", "02-15"]
    twenty_three = Cadence(times=23, starts=d("2026-01-01"))
    steps = [
        day.timetuple().tm_yday
        for day in standing(twenty_three, [], d("2026-01-01")).value.current.due
    ]
    assert steps == [365 * part // 23 for part in range(1, 24)]


def test_before_the_first_day() -> None:
    found = standing(Cadence(times=1, starts=d("2027-01-01")), [], d("2026-03-01")).value
    assert (found.past, found.next_by, found.late) == ((), d("2027-12-31"), False)


@pytest.mark.parametrize(
    ("times", "months", "sentence"),
    [
        (1, 12, "en gång per år"),
        (2, 12, "två gånger per år"),
        (3, 6, "tre gånger per halvår"),
        (1, 3, "en gång per kvartal"),
        (1, 1, "en gång per månad"),
        (1, 24, "en gång vartannat år"),
        (1, 36, "en gång per period om 36 månader"),
    ],
)
def test_a_cadence_reads_as_words(times: int, months: int, sentence: str) -> None:
    cadence = Cadence(times=times, starts=d("2026-01-01"), months=months)
    assert cadence.sentence() == sentence
    assert sentence in standing(cadence, [], d("2026-01-01")).count


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"times": 0}, "times"),
        ({"times": 53}, "times"),
        ({"months": 0}, "months"),
        ({"months": 121}, "months"),
        ({"counted_from": "may"}, "counted_from"),
        ({"ends": date(2025, 12, 31)}, "ends"),
        ({"starts": date(1800, 1, 1)}, "starts"),
        ({"ends": date(2300, 1, 1)}, "ends"),
    ],
)
def test_what_cannot_be_a_cadence(values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Cadence(**{"times": 1, "starts": d("2026-01-01"), **values})  # type: ignore[arg-type]
    assert refused.value.field == field
    if values.get("ends") == date(2025, 12, 31):
        assert "1\u00a0januari 2026" in refused.value.sentence
        assert "31\u00a0december 2025" in refused.value.sentence


cadences = st.builds(
    Cadence,
    times=st.integers(1, 12),
    starts=st.dates(d("1990-01-01"), d("2090-01-01")),
    months=st.sampled_from([1, 3, 6, 12, 24, 36]),
    counted_from=st.sampled_from(["january", "start"]),
)


@settings(max_examples=50)
@given(cadences, st.integers(0, 1500))
def test_periods_follow_each_other_without_gap(cadence: Cadence, away: int) -> None:
    on = cadence.starts + away * DAY
    found = standing(cadence, [], on).value
    periods = [*found.past, found.current]
    assert periods[0].first == cadence.starts
    assert found.current.first <= on <= found.current.last
    for before, after in pairwise(periods):
        assert after.first == before.last + DAY
        assert len(after.due) == cadence.times
    for period in periods:
        assert list(period.due) == sorted(period.due)
        assert all(period.first <= day <= period.last for day in period.due)
        assert period.due == () or period.due[-1] == period.last


@settings(max_examples=15)
@given(cadences, st.integers(0, 1200))
def test_who_meets_on_the_last_day_each_time_is_never_late(cadence: Cadence, length: int) -> None:
    """Walk day by day, meeting only when the rule says that today is the last day."""
    held: list[date] = []
    for on in days(cadence.starts, cadence.starts + min(length, 400) * DAY):
        found = standing(cadence, held, on).value
        assert not found.late
        while found.next_by == on:
            held.append(on)
            after = standing(cadence, held, on).value
            if after.current.held == found.current.held:
                break  # several due on one day cannot be told apart: a day is one meeting
            found = after
    last = standing(cadence, held, cadence.starts + min(length, 400) * DAY).value
    assert all(p.missing == 0 or len(set(p.due)) < len(p.due) for p in last.past)
