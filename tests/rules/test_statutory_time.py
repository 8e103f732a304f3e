"""Calls, minutes, notice, appeal and legal force: the tables of practice, and every day of a century."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from cases.rules.errors import Invalid
from lifecycle.rules import dates
from lifecycle.rules import statutory_time as law
from tests.rules.days import DAY, FIRST, LAST, any_day, days, is_day_off

TEST_VECTORS = {
    "midsommarafton, then a weekend": (date(2026, 5, 29), date(2026, 6, 22)),
    "julafton, then Christmas and a weekend": (date(2026, 12, 3), date(2026, 12, 28)),
    "nyårsafton, then New Year and a weekend": (date(2026, 12, 10), date(2027, 1, 4)),
    "Kristi himmelsfärdsdag": (date(2026, 4, 23), date(2026, 5, 15)),
    "långfredag to annandag påsk": (date(2026, 3, 13), date(2026, 4, 7)),
    "RÅ 2004 not 40": (date(2003, 12, 15), date(2004, 1, 5)),
    "trettondedag jul": (date(2026, 12, 16), date(2027, 1, 7)),
}

# posted, the law's last day, the day stated (None when none was), taken down, and whether that was too early
REAL_NOTICES = {
    "Huddinge KF 2015": ("2015-05-19", "2015-06-09", "2015-06-08", "2015-06-09", True),
    "Laxå KF 2024": ("2024-06-20", "2024-07-11", "2024-07-11", "2024-07-12", False),
    "Laxå SMB-nämnd 2024": ("2024-06-17", "2024-07-08", "2024-07-09", "2024-07-10", False),
    "Finspång KS 2018": ("2018-06-20", "2018-07-11", None, "2018-07-11", True),
    "Nacka KSAU 2015": ("2015-03-27", "2015-04-17", None, "2015-04-20", False),
    "Höör KS 2018": ("2018-10-19", "2018-11-09", None, "2018-11-11", False),
}


@pytest.mark.parametrize(("posted", "last"), TEST_VECTORS.values(), ids=TEST_VECTORS)
def test_last_appeal_day(posted: date, last: date) -> None:
    answer = law.last_appeal_day(posted)
    assert answer.value == last
    assert law.legal_force_day(posted).value == last + DAY
    assert law.earliest_removal(posted).value == last + DAY
    assert dates.weekday_date(last) in answer.count
    assert "KL 13:5" in answer.count
    assert "1930:173" in answer.count or last == posted + timedelta(days=21)


@pytest.mark.parametrize("row", REAL_NOTICES.values(), ids=REAL_NOTICES)
def test_real_notices(row: tuple[str, str, str | None, str, bool]) -> None:
    posted, last, _stated, removed = (date.fromisoformat(d) if d else None for d in row[:4])
    assert posted is not None and last is not None and removed is not None
    answer = law.legal_force_day(posted, removed)
    assert law.last_appeal_day(posted).value == last
    assert answer.value == last + DAY
    assert bool(answer.warnings) is row[4]
    if row[4]:
        assert dates.long_date(removed) in answer.warnings[0]
        assert dates.long_date(last) in answer.warnings[0]


def test_the_calendar_is_the_laws_on_every_day() -> None:
    wrong = [d for d in days(FIRST, date(2199, 12, 31)) if dates.is_working_day(d) == is_day_off(d)]
    assert wrong == []


def test_appeal_day_on_every_day() -> None:
    for posted in days(FIRST, LAST):
        last = posted + 21 * DAY
        while is_day_off(last):
            last += DAY
        assert law.last_appeal_day(posted).value == last
        assert last - posted >= 21 * DAY


@given(any_day, any_day)
def test_a_later_notice_never_gives_an_earlier_last_day(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert law.last_appeal_day(early).value <= law.last_appeal_day(late).value


@given(any_day)
def test_working_days_around_a_day(day: date) -> None:
    before, after = dates.previous_working_day(day), dates.next_working_day(day)
    assert before <= day <= after
    assert not is_day_off(before) and not is_day_off(after)
    assert all(is_day_off(d) for d in days(before + DAY, after - DAY))


@pytest.mark.parametrize(
    ("meeting", "minutes", "notice", "appeal"),
    [
        ("2026-02-09", "2026-02-23", "2026-02-25", "2026-03-18"),
        ("2026-03-09", "2026-03-23", "2026-03-25", "2026-04-15"),
        ("2026-04-13", "2026-04-27", "2026-04-29", "2026-05-20"),
        ("2026-05-11", "2026-05-25", "2026-05-27", "2026-06-17"),
        ("2026-06-08", "2026-06-22", "2026-06-24", "2026-07-15"),
        ("2026-09-07", "2026-09-21", "2026-09-23", "2026-10-14"),
        ("2026-10-19", "2026-11-02", "2026-11-04", "2026-11-25"),
        ("2026-11-09", "2026-11-23", "2026-11-25", "2026-12-16"),
        ("2026-11-30", "2026-12-14", "2026-12-16", "2027-01-07"),
        ("2026-12-14", "2026-12-28", "2026-12-30", "2027-01-20"),
    ],
)
def test_the_councils_year(meeting: str, minutes: str, notice: str, appeal: str) -> None:
    approved = law.latest_minutes_approval(date.fromisoformat(meeting))
    posted = law.latest_board_notice(approved.value)
    assert approved.value == date.fromisoformat(minutes)
    assert posted.value == date.fromisoformat(notice)
    assert law.last_appeal_day(posted.value).value == date.fromisoformat(appeal)
    assert "KL 5:69" in approved.count
    assert "KL 8:12" in posted.count


def test_limits_that_end_on_a_day_off_move_forward() -> None:
    approved_friday = law.latest_board_notice(date(2026, 5, 22))
    assert approved_friday.value == date(2026, 5, 25)  # the second day is a Sunday
    assert "24\u00a0maj" in approved_friday.count
    assert law.latest_minutes_approval(date(2026, 12, 17)).value == date(2027, 1, 4)  # nyårsafton


def test_omedelbar_justering_gives_each_paragraph_its_own_days() -> None:
    held = date(2026, 6, 8)
    at_once = law.latest_minutes_approval(held, immediate=True)
    assert at_once.value == held
    first, rest, waiting = law.paragraph_days(
        [
            law.Paragraph("KF § 12", at_once.value, date(2026, 6, 9)),
            law.Paragraph("KF § 13", date(2026, 6, 22), date(2026, 6, 24)),
            law.Paragraph("KF § 14", date(2026, 6, 22)),
        ]
    )
    assert first.value == law.ParagraphDays(
        "KF § 12", date(2026, 6, 10), date(2026, 6, 30), date(2026, 7, 1)
    )
    assert rest.value.last_appeal == date(2026, 7, 15)
    assert waiting.value == law.ParagraphDays("KF § 14", date(2026, 6, 24), None, None)
    assert not first.warnings and not rest.warnings


def test_a_paragraph_announced_late_or_taken_down_early_is_warned_about() -> None:
    late = law.Paragraph("KF § 12", date(2026, 6, 8), date(2026, 6, 11), date(2026, 6, 30))
    warnings = law.paragraph_days([late])[0].warnings
    assert "11\u00a0juni 2026, efter sista dagen 10\u00a0juni 2026" in warnings[0]
    assert "Tiden har då inte löpt ut" in warnings[1]


@pytest.mark.parametrize(
    ("meeting", "limit", "act_by"),
    [
        (date(2026, 4, 13), date(2026, 4, 6), date(2026, 4, 2)),  # annandag påsk
        (date(2026, 5, 11), date(2026, 5, 4), date(2026, 5, 4)),
    ],
)
def test_backward_limits_do_not_move(meeting: date, limit: date, act_by: date) -> None:
    call, announced = law.latest_council_call(meeting), law.latest_council_announcement(meeting)
    for answer, source in ((call, "KL 5:15"), (announced, "KL 5:13")):
        assert (answer.value, answer.act_by) == (limit, act_by)
        assert source in answer.count
        assert dates.weekday_date(act_by) in answer.count


def test_an_urgent_matter_is_announced_the_weekday_before() -> None:
    monday = law.latest_council_announcement(date(2026, 5, 11), urgent=True)
    assert (monday.value, monday.act_by) == (date(2026, 5, 9), date(2026, 5, 8))
    tuesday_after_easter = law.latest_council_announcement(date(2026, 4, 7), urgent=True)
    assert tuesday_after_easter.value == date(2026, 4, 4)
    assert tuesday_after_easter.act_by == date(2026, 4, 2)
    assert "KL 5:14" in monday.count
    wednesday = law.latest_council_announcement(date(2026, 5, 13), urgent=True)
    assert wednesday.value == wednesday.act_by == date(2026, 5, 12)
    new_years_day_between = law.latest_council_announcement(date(2026, 1, 2), urgent=True)
    # nyårsafton is a weekday in the sense of that section, but nobody works then
    assert new_years_day_between.value == date(2025, 12, 31)
    assert new_years_day_between.act_by == date(2025, 12, 30)


def test_the_boards_call_is_its_own_rule() -> None:
    answer = law.latest_call(date(2026, 4, 29), 12)
    assert answer.value == date(2026, 4, 17)
    assert answer.assumptions


@given(any_day)
def test_a_backward_limit_can_be_met_on_its_working_day(meeting: date) -> None:
    for answer in (
        law.latest_council_call(meeting),
        law.latest_council_announcement(meeting),
        law.latest_council_announcement(meeting, urgent=True),
    ):
        assert answer.act_by <= answer.value < meeting
        assert not is_day_off(answer.act_by)
        assert all(is_day_off(d) for d in days(answer.act_by + DAY, answer.value))


def test_no_legal_force_while_appealed() -> None:
    answer = law.legal_force_day(date(2026, 6, 24), appealed=date(2026, 7, 10))
    assert "överklagades 10\u00a0juli 2026" in answer.warnings[0]
    assert not answer.assumptions
    settled = law.legal_force_day(
        date(2026, 6, 24), appealed=date(2026, 7, 10), settled=date(2027, 2, 1)
    )
    assert settled.value == date(2027, 2, 1)
    assert not settled.warnings
    early = law.legal_force_day(
        date(2026, 6, 24), appealed=date(2026, 7, 1), settled=date(2026, 7, 2)
    )
    assert early.value == date(2026, 7, 16)  # others may still appeal
    before_the_notice = law.legal_force_day(date(2026, 6, 24), appealed=date(2026, 6, 2))
    assert before_the_notice.warnings


@pytest.mark.parametrize(
    ("given_days", "named"),
    [
        ({"notice_removed": date(2026, 6, 1)}, ("24\u00a0juni 2026", "1\u00a0juni 2026")),
        (
            {"appealed": date(2026, 7, 10), "settled": date(2026, 7, 3)},
            ("10\u00a0juli 2026", "3\u00a0juli 2026"),
        ),
        ({"settled": date(2026, 7, 3)}, ("3\u00a0juli 2026", "ingen dag")),
    ],
)
def test_days_that_contradict_are_both_named(
    given_days: dict[str, date], named: tuple[str, str]
) -> None:
    with pytest.raises(Invalid, match="dates_contradict") as refused:
        law.legal_force_day(date(2026, 6, 24), **given_days)
    assert all(words in refused.value.sentence for words in named)


def test_a_paragraph_is_not_announced_before_it_is_approved() -> None:
    with pytest.raises(Invalid, match="KF § 12"):
        law.paragraph_days([law.Paragraph("KF § 12", date(2026, 6, 8), date(2026, 6, 7))])


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_outside_the_centuries_gets_a_sentence(day: date) -> None:
    for count in (
        law.last_appeal_day,
        law.latest_board_notice,
        law.latest_minutes_approval,
        law.latest_council_call,
        law.latest_council_announcement,
    ):
        with pytest.raises(Invalid, match="Ange en dag"):
            count(day)


@pytest.mark.parametrize(
    ("approved", "posted", "said"),
    [
        (None, None, ()),
        (date(2026, 6, 22), None, ()),
        (date(2026, 6, 22), date(2026, 6, 24), ()),
        (date(2026, 6, 23), None, ("justerades 23",)),
        (date(2026, 6, 22), date(2026, 6, 25), ("sattes upp 25",)),
        (date(2026, 6, 23), date(2026, 6, 26), ("justerades 23", "sattes upp 26")),
        # the second day is midsommarafton: the next working day is in time
        (date(2026, 6, 17), date(2026, 6, 22), ()),
        (date(2026, 6, 17), date(2026, 6, 23), ("sattes upp 23",)),
    ],
)
def test_late_minutes_and_a_late_notice_are_told(
    approved: date | None, posted: date | None, said: tuple[str, ...]
) -> None:
    warnings = law.late_warnings(date(2026, 6, 8), approved, posted)
    assert len(warnings) == len(said)
    assert all(words in warning for words, warning in zip(said, warnings, strict=True))
