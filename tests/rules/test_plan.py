"""From ready to in force and back: the invented year, every chain of meetings tried, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.errors import Invalid
from lifecycle.rules import notice
from lifecycle.rules.calendars import MeetingDay, by_body
from lifecycle.rules.dates import long_date
from lifecycle.rules.patterns import (
    DEFAULT_PATTERNS,
    LAST,
    Ahead,
    BodyPattern,
    InMonths,
    InWeeks,
    calendars_of,
    meetings_in,
    meetings_of_year,
)
from lifecycle.rules.plan import earliest_in_force, latest_ready, lead_time, what_ifs
from lifecycle.rules.plan_walk import CalendarEnds, Policy, Setback
from tests.rules.days import DAY, days, is_day_off

ROUTE = ("KSAU", "KS", "KF")
CALENDARS = calendars_of(DEFAULT_PATTERNS, 2026, 2027)
NOT_WAITING = Policy(wait_for_legal_force=False)


def d(text: str) -> date:
    return date.fromisoformat(text)


# KSAU, KS, KF, last justering, latest notice, last appeal day if so
INVENTED_YEAR_2026 = [
    ("2026-01-16", "2026-01-28", "2026-02-09", "2026-02-23", "2026-02-25", "2026-03-18"),
    ("2026-02-13", "2026-02-25", "2026-03-09", "2026-03-23", "2026-03-25", "2026-04-15"),
    ("2026-03-20", "2026-04-01", "2026-04-13", "2026-04-27", "2026-04-29", "2026-05-20"),
    ("2026-04-17", "2026-04-29", "2026-05-11", "2026-05-25", "2026-05-27", "2026-06-17"),
    ("2026-05-15", "2026-05-27", "2026-06-08", "2026-06-22", "2026-06-24", "2026-07-15"),
    ("2026-08-14", "2026-08-26", "2026-09-07", "2026-09-21", "2026-09-23", "2026-10-14"),
    ("2026-09-25", "2026-10-07", "2026-10-19", "2026-11-02", "2026-11-04", "2026-11-25"),
    ("2026-10-16", "2026-10-28", "2026-11-09", "2026-11-23", "2026-11-25", "2026-12-16"),
    ("2026-11-06", "2026-11-18", "2026-11-30", "2026-12-14", "2026-12-16", "2027-01-07"),
    ("2026-11-20", "2026-12-02", "2026-12-14", "2026-12-28", "2026-12-30", "2027-01-20"),
]


@pytest.mark.parametrize("row", INVENTED_YEAR_2026, ids=lambda row: f"KF {row[2]}")
def test_each_round_of_the_invented_year(row: tuple[str, ...]) -> None:
    committee, board, council, minutes, posted, appeal = (d(day) for day in row)
    stop = next(m.stop for m in CALENDARS["KSAU"] if m.day == committee)
    assert stop is not None
    answer = earliest_in_force(stop, ROUTE, CALENDARS)
    plan = answer.value
    assert [plan.day_of("meeting", body) for body in ROUTE] == [committee, board, council]
    found = [plan.day_of(code) for code in ("minutes", "notice", "appeal", "legal_force")]
    assert found == [minutes, posted, appeal, appeal + DAY]
    assert plan.in_force == plan.day_of("in_force") == plan.day_of("signing")
    assert not is_day_off(plan.in_force)
    for body in ("KS", "KF"):
        assert long_date(plan.day_of("meeting", body) or date.min) in answer.count


def test_the_pattern_makes_the_invented_year() -> None:
    made = {m.day.isoformat() for m in meetings_of_year(DEFAULT_PATTERNS, 2026)}
    assert made == {day for row in INVENTED_YEAR_2026 for day in row[:3]}


def test_a_calendar_has_the_years_asked_for() -> None:
    years = {m.day.year for m in calendars_of(DEFAULT_PATTERNS, 2030, 2032)["KF"]}
    assert years == {2030, 2031, 2032}
    assert meetings_of_year(DEFAULT_PATTERNS, 1900) and meetings_of_year(DEFAULT_PATTERNS, 2199)
    for wrong in (1899, 2200, -5, 99999):
        with pytest.raises(Invalid, match="Ange ett år från 1900 till 2199") as refused:
            meetings_of_year(DEFAULT_PATTERNS, wrong)
        assert refused.value.field == "year"


def test_a_plan_knows_the_day_of_each_step() -> None:
    plan = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS).value
    assert plan.day_of("meeting") == plan.day_of("meeting", "KF") == d("2026-05-11")
    assert plan.day_of("call", "KSAU") is None
    assert plan.day_of("lost") is None


def test_stop_dates_on_a_day_off_move_to_the_working_day_before() -> None:
    made = calendars_of(DEFAULT_PATTERNS, 2026, 2026)
    assert made["KS"][0].stop == d("2026-01-14")
    assert made["KF"][0].stop is None
    stops = {m.day: m.stop for m in made["KSAU"]}
    assert stops[d("2026-04-17")] == d("2026-04-02")  # långfredag
    assert stops[d("2026-05-15")] == d("2026-04-30")  # första maj
    plan = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS).value
    assert plan.day_of("call", "KF") == d("2026-05-04")
    easter = earliest_in_force(d("2026-03-01"), ROUTE, CALENDARS).value
    assert easter.day_of("call", "KF") == d("2026-04-02")  # annandag påsk


def test_rule_a_decides_when_the_proposal_must_be_ready() -> None:
    limit = notice.latest_notice("A", d("2026-12-31"))
    waiting = lead_time(limit.act_by, ROUTE, CALENDARS)
    assert waiting.value.ready == d("2026-04-02")
    assert waiting.value.plan.day_of("meeting", "KF") == d("2026-05-11")
    assert waiting.value.days == 89
    assert "89 dagar" in waiting.steps[-1]
    at_once = lead_time(limit.act_by, ROUTE, CALENDARS, NOT_WAITING)
    assert at_once.value.ready == d("2026-04-30")
    assert at_once.value.plan.day_of("meeting", "KF") == d("2026-06-08")
    assert "Uppsägningen skickas" in at_once.count


def test_eleven_weeks_from_ready_to_legal_force() -> None:
    plan = earliest_in_force(d("2026-04-02"), ROUTE, CALENDARS).value
    assert plan.in_force - plan.ready == 11 * timedelta(weeks=1)


def test_what_binds_is_where_the_case_waits_longest() -> None:
    early = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS)
    assert (early.value.binding.code, early.value.binding.body) == ("stop", "KSAU")
    assert early.value.binding.waited == 13
    assert (
        "stoppdag för KSAU 2\u00a0april 2026. Där väntar ärendet längst, 13 dagar." in early.count
    )
    on_time = earliest_in_force(d("2026-04-02"), ROUTE, CALENDARS).value
    assert (on_time.binding.code, on_time.binding.body) == ("call", "KS")
    board = by_body([MeetingDay(d("2026-04-29"), "KS", d("2026-04-15"))])
    nothing = earliest_in_force(d("2026-04-15"), ("KS",), board)
    assert nothing.value.binding.code == "appeal"
    assert "lagens tider" in nothing.count
    assert (
        earliest_in_force(d("2026-04-15"), ("KS",), board, NOT_WAITING).value.binding.code
        == "minutes"
    )


def test_the_boards_call_is_a_policy_and_the_councils_is_law() -> None:
    early = Policy(call_days=13)
    plan = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS, early).value
    assert plan.day_of("meeting", "KS") == d("2026-05-27")  # twelve days after KSAU are too few
    assert plan.day_of("call", "KS") == d("2026-05-13")  # 14 May is a day off
    assert plan.day_of("call", "KF") == d("2026-06-01")
    renamed = Policy(call_days=13, council="KS")
    assert earliest_in_force(d("2026-03-20"), ROUTE[:2], CALENDARS, renamed).value.day_of(
        "call", "KS"
    ) == d("2026-04-22")


def test_one_day_of_waiting() -> None:
    board = by_body([MeetingDay(d("2026-04-29"), "KS", d("2026-04-15"))])
    assert "längst, en dag." in earliest_in_force(d("2026-04-14"), ("KS",), board).count


def test_days_outside_the_centuries_name_their_field() -> None:
    for ask, field in ((earliest_in_force, "ready"), (latest_ready, "wanted")):
        with pytest.raises(Invalid, match="Ange en dag") as refused:
            ask(date.max, ROUTE, CALENDARS)
        assert refused.value.field == field


def test_without_waiting_for_legal_force() -> None:
    waiting = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS)
    at_once = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS, NOT_WAITING)
    assert at_once.value.in_force == at_once.value.day_of("minutes") == d("2026-05-25")
    assert waiting.value.in_force == d("2026-06-18")
    assert "KL 13:14" in at_once.count and "Laga kraft inväntas." in waiting.count
    assert [s.day for s in at_once.value.steps] == sorted(s.day for s in at_once.value.steps)


def test_a_quicker_municipality() -> None:
    quick = Policy(minutes_days=0, notice_days=1, settling_days=3)
    plan = earliest_in_force(d("2026-03-20"), ROUTE, CALENDARS, quick)
    assert plan.value.day_of("minutes") == d("2026-05-11")
    assert plan.value.day_of("notice") == d("2026-05-12")
    assert plan.value.day_of("legal_force") == d("2026-06-03")
    assert plan.value.day_of("signing") == d("2026-06-03")
    assert plan.value.in_force == d("2026-06-06")
    assert "omedelbart" in plan.count


def test_signing_is_done_on_a_working_day() -> None:
    friday_notice = by_body([MeetingDay(d("2026-05-06"), "KS")])
    plan = earliest_in_force(d("2026-04-20"), ("KS",), friday_notice).value
    assert plan.day_of("notice") == d("2026-05-22")
    assert plan.day_of("legal_force") == d("2026-06-13")  # a Saturday
    assert plan.in_force == d("2026-06-15")


def test_what_if() -> None:
    found = {w.name: w.days_later for w in what_ifs(d("2026-03-20"), ROUTE, CALENDARS)}
    assert found == {
        "Stoppdagen missas (KSAU)": 28,
        "Ärendet bordläggs (KSAU)": 28,
        "Ärendet återremitteras (KSAU)": 119,
        "Ärendet bordläggs (KS)": 28,
        "Ärendet återremitteras (KS)": 119,
        "Ärendet bordläggs (KF)": 28,
        "Ärendet återremitteras (KF)": 119,
        "Laga kraft inväntas inte": -24,
    }
    other_way = what_ifs(d("2026-03-20"), ROUTE, CALENDARS, NOT_WAITING)[-1]
    assert (other_way.name, other_way.days_later) == ("Laga kraft inväntas", 24)
    assert other_way.sentence == "Laga kraft inväntas: 18\u00a0juni 2026, 24 dagar senare."


def test_referred_back_goes_the_whole_way_again() -> None:
    answer = earliest_in_force(
        d("2026-03-20"), ROUTE, CALENDARS, setbacks=[Setback("referred_back", "KF")]
    )
    plan = answer.value
    meetings = [(s.body, s.day.isoformat()) for s in plan.steps if s.code == "meeting"]
    assert meetings == [
        ("KSAU", "2026-04-17"),
        ("KS", "2026-04-29"),
        ("KF", "2026-05-11"),
        ("KSAU", "2026-08-14"),
        ("KS", "2026-08-26"),
        ("KF", "2026-09-07"),
    ]
    again = [s.day for s in plan.steps if s.code == "ready"]
    assert again == [d("2026-03-20"), d("2026-05-25")]
    assert "återremissen" in answer.count
    assert answer.assumptions[-1] == "Ärendet återremitteras en gång (KF)."


def test_tabled_comes_back_at_the_next_meeting() -> None:
    answer = earliest_in_force(
        d("2026-03-20"), ROUTE, CALENDARS, setbacks=[Setback("tabled", "KS")]
    )
    days_of_board = [s.day for s in answer.value.steps if s.body == "KS" and s.code == "meeting"]
    assert days_of_board == [d("2026-04-29"), d("2026-05-27")]
    assert "Bordlagt ärende tas upp igen." in answer.count


def test_the_sentence_of_a_course_the_calendar_does_not_reach() -> None:
    short = {body: meetings[:5] for body, meetings in CALENDARS.items()}
    missed = what_ifs(d("2026-04-30"), ROUTE, short)[0]
    assert missed.answer is None and missed.days_later is None
    assert missed.name == "Stoppdagen missas (KSAU)"
    assert all(
        w.answer or w.days_later is None for w in what_ifs(d("2026-03-20"), ROUTE, CALENDARS)
    )
    assert "Kalendern för KSAU slutar 15\u00a0maj 2026" in missed.sentence


def test_a_case_over_an_election_says_so() -> None:
    autumn = earliest_in_force(d("2026-09-10"), ROUTE, CALENDARS)
    assert autumn.value.day_of("meeting", "KF") == d("2026-10-19")
    assert autumn.warnings == (
        "Nya fullmäktige tillträder under tiden, 15\u00a0oktober 2026 (KL 5:9).",
    )
    winter = earliest_in_force(
        d("2026-11-01"), ROUTE, CALENDARS, setbacks=[Setback("tabled", "KF")]
    )
    assert winter.warnings == (
        "En ny styrelse tillträder under tiden, 1\u00a0januari 2027 (KL 6:18).",
    )
    assert earliest_in_force(d("2027-09-01"), ROUTE, CALENDARS).warnings == ()


def test_an_election_on_the_very_day() -> None:
    first, last = d("2026-10-15"), d("2026-11-30")
    new_already = by_body([MeetingDay(first, "KS"), MeetingDay(last, "KF")])
    assert earliest_in_force(d("2026-10-01"), ("KS", "KF"), new_already).warnings == ()
    new_by_then = by_body([MeetingDay(d("2026-09-30"), "KS"), MeetingDay(first, "KF")])
    assert len(earliest_in_force(d("2026-09-01"), ("KS", "KF"), new_by_then).warnings) == 1
    turn = d("2027-01-01")
    new_board = by_body([MeetingDay(d("2026-12-01"), "KS"), MeetingDay(turn, "KF")])
    assert len(earliest_in_force(d("2026-11-01"), ("KS", "KF"), new_board).warnings) == 1
    after = by_body([MeetingDay(turn, "KS"), MeetingDay(d("2027-02-01"), "KF")])
    assert earliest_in_force(d("2026-11-01"), ("KS", "KF"), after).warnings == ()


def test_backward_says_what_comes_too_late() -> None:
    answer = latest_ready(d("2026-07-15"), ROUTE, CALENDARS)
    assert answer.value.ready == d("2026-04-02")
    assert "30\u00a0april 2026. Då blir det 16\u00a0juli 2026, för sent." in answer.steps[-1]
    exact = latest_ready(d("2026-07-16"), ROUTE, CALENDARS)
    assert exact.value.ready == d("2026-04-30")


def test_what_cannot_be_made_names_both_days() -> None:
    with pytest.raises(Invalid, match="wanted_too_early") as refused:
        latest_ready(d("2026-03-18"), ROUTE, CALENDARS)
    assert refused.value.field == "wanted"
    for day in ("18\u00a0mars 2026", "2\u00a0januari 2026", "19\u00a0mars 2026"):
        assert day in refused.value.sentence
    alone = by_body([MeetingDay(d("2030-01-08"), "KSAU"), MeetingDay(d("2029-01-08"), "KS")])
    with pytest.raises(Invalid, match="kalendern för KSAU har inget sammanträde som leder dit"):
        latest_ready(d("2029-12-31"), ("KSAU", "KS"), alone)


def test_the_calendar_ends() -> None:
    with pytest.raises(CalendarEnds, match="Kalendern för KSAU slutar") as refused:
        earliest_in_force(d("2027-12-20"), ROUTE, CALENDARS)
    assert refused.value.field == "ready"
    short = {**CALENDARS, "KF": CALENDARS["KF"][:3]}
    with pytest.raises(CalendarEnds, match="Kalendern för KF slutar 13\u00a0april 2026"):
        earliest_in_force(d("2026-03-20"), ROUTE, short)


@pytest.mark.parametrize(
    ("route", "setbacks", "words"),
    [
        ((), (), "minst ett organ"),
        (("KS", "KS"), (), "en gång"),
        (("KS", "GAN"), (), "inga sammanträden för GAN"),
        (ROUTE, (Setback("tabled", "GAN"),), "GAN finns inte på vägen"),
        (ROUTE, (Setback("lost", "KS"),), "finns inte"),  # type: ignore[arg-type]
    ],
)
def test_a_way_that_is_none(
    route: tuple[str, ...], setbacks: tuple[Setback, ...], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        earliest_in_force(d("2026-03-20"), route, CALENDARS, setbacks=setbacks)


POLICY_LABELS = {
    "minutes_days": "Justering: ",
    "notice_days": "Anslag: ",
    "call_days": "Kallelse: ",
    "rework_days": "Omarbetning: ",
    "settling_days": "Tid efter undertecknandet: ",
}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("minutes_days", 15),
        ("minutes_days", -1),
        ("notice_days", 3),
        ("call_days", 61),
        ("rework_days", 366),
        ("settling_days", 366),
    ],
)
def test_a_policy_stays_within_the_law(name: str, number: int) -> None:
    with pytest.raises(Invalid) as refused:
        Policy(**{name: number})  # type: ignore[arg-type]
    assert refused.value.field == name
    assert refused.value.sentence.startswith(POLICY_LABELS[name])


def test_what_cannot_be_a_calendar() -> None:
    with pytest.raises(Invalid, match="2\u00a0maj 2026 ligger efter sammanträdet 1\u00a0maj 2026"):
        MeetingDay(d("2026-05-01"), "KS", d("2026-05-02"))
    with pytest.raises(Invalid, match="två sammanträden 1\u00a0maj 2026"):
        by_body([MeetingDay(d("2026-05-01"), "KS"), MeetingDay(d("2026-05-01"), "KS")])


def test_the_ends_of_what_a_pattern_may_be() -> None:
    fridays = BodyPattern("KF", InMonths(4, ((1, 1), (12, LAST))))
    ahead = BodyPattern("KS", Ahead("KF", 180), stop_days=90)
    made = calendars_of((fridays, ahead), 2026, 2026)
    assert [m.day for m in made["KF"]] == [d("2026-01-02"), d("2027-01-08")]  # Christmas, New Year
    assert all(m.stop and (m.day - m.stop).days >= 90 for m in made["KS"])


@given(st.integers(1990, 2100))
def test_a_pattern_keeps_july_free_and_meets_on_working_days(year: int) -> None:
    meetings = meetings_of_year(DEFAULT_PATTERNS, year)
    assert all(m.day.month != 7 and not is_day_off(m.day) for m in meetings)
    assert all(m.stop is None or not is_day_off(m.stop) for m in meetings)
    assert sorted(m.day for m in meetings) == [m.day for m in meetings]
    calendars = by_body(meetings)
    assert {body: len(own) for body, own in calendars.items()} == {"KSAU": 10, "KS": 10, "KF": 10}


def test_a_council_day_off_moves_a_week() -> None:
    easter_monday = calendars_of(DEFAULT_PATTERNS, 2028, 2028)["KF"]  # 17 April
    assert d("2023-04-17") in {m.day for m in calendars_of(DEFAULT_PATTERNS, 2023, 2023)["KF"]}
    assert d("2028-04-10") in {m.day for m in easter_monday}


def test_a_body_that_would_meet_in_a_month_left_out_does_not_nor_those_ahead_of_it() -> None:
    council = BodyPattern("KF", InMonths(0, ((8, 1), (9, 1))), announcement_days=7)
    board = BodyPattern("KS", Ahead("KF", 12), closed=(7,))
    committee = BodyPattern("KSAU", Ahead("KS", 12))
    made = meetings_of_year((committee, board, council), 2026)
    assert [(m.body, m.day.month) for m in made] == [("KF", 8), ("KSAU", 8), ("KS", 8), ("KF", 9)]


def test_weeks_of_the_year_are_those_of_the_calendar() -> None:
    board = BodyPattern("KS", InWeeks(2, (1, 6, 23, 53)), stop_days=14)
    assert [m.day for m in meetings_of_year((board,), 2026)] == [
        d("2026-01-07"),  # ISO week 1 of 2026 starts in December
        d("2026-02-04"),
        d("2026-06-03"),
        d("2026-12-30"),
    ]
    assert len(meetings_of_year((board,), 2027)) == 3  # a year of 52 weeks
    national_day = BodyPattern("KS", InWeeks(5 - 1, (23,)))
    assert meetings_of_year((national_day,), 2031)[0].day == d("2031-06-13")


def test_a_year_holds_what_is_ahead_of_the_next_years_first_meeting() -> None:
    council = BodyPattern("KF", InMonths(0, ((1, 2),)), announcement_days=7)
    board = BodyPattern("KS", Ahead("KF", 28))
    assert [m.body for m in meetings_in((council, board), 2026)] == ["KF", "KS"]
    assert meetings_in((council, board), 2199)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: InMonths(5, ((1, 1),)), "weekday"),
        (lambda: InMonths(0, ()), "rounds"),
        (lambda: InMonths(0, ((13, 1),)), "rounds"),
        (lambda: InWeeks(0, ()), "weeks"),
        (lambda: InWeeks(0, (54,)), "weeks"),
        (lambda: Ahead("KF", 0), "days_ahead"),
        (lambda: Ahead("KF", 181), "days_ahead"),
        (lambda: BodyPattern("KS", Ahead("KF", 1), stop_days=91), "stop_days"),
        (lambda: BodyPattern("KS", Ahead("KF", 1), closed=(13,)), "closed"),
        (
            lambda: BodyPattern("KF", InWeeks(0, (6,)), call_days=6, announcement_days=7),
            "call_days",
        ),
        (lambda: BodyPattern("KF", InWeeks(0, (6,)), announcement_days=6), "announcement_days"),
    ],
)
def test_a_pattern_that_cannot_be_followed_is_refused(
    make: Callable[[], object], field: str
) -> None:
    with pytest.raises(Invalid) as refused_with:
        make()
    assert refused_with.value.field == field and refused_with.value.sentence.endswith(".")


def test_a_pattern_is_told_in_words() -> None:
    council = DEFAULT_PATTERNS[0]
    assert list(council.in_words()) == [
        "första måndagen i september, andra måndagen i februari, mars, april, maj, juni, november"
        " och december, tredje måndagen i oktober, sista måndagen i november",
        "inte i juli",
        "kallelse 7 dagar före",
        "tillkännages 7 dagar före",
    ]
    assert next(BodyPattern("KS", Ahead("KF", 1)).in_words()) == "1 dag före KF"
    assert (
        next(BodyPattern("SN", InWeeks(1, (6, 10, 14))).in_words()) == "tisdag vecka 6, 10 och 14"
    )


def test_the_councils_own_longer_time_is_counted_and_said() -> None:
    council = BodyPattern("KF", InMonths(0, ((5, 2),)), call_days=10, announcement_days=14)
    papers = council.papers(d("2026-05-11"))
    assert papers.summons.value == d("2026-05-01")
    assert papers.announcement and papers.announcement.value == d("2026-04-27")
    assert "efter kommunens egen ordning 14 dagar före" in papers.announcement.steps[0]


START = d("2027-03-01")
offsets = st.lists(st.integers(0, 150), min_size=1, max_size=5, unique=True)
stops = st.none() | st.integers(0, 20)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, tuple[MeetingDay, ...]]:
    found = []
    for body in ROUTE:
        before = draw(stops)
        for offset in draw(offsets):
            day = START + offset * DAY
            stop = day - before * DAY if before is not None else None
            found.append(MeetingDay(day, body, stop))
    return by_body(found)


def arrives_by(meeting: MeetingDay, first: bool) -> date:
    if first and meeting.stop:
        return meeting.stop
    day = meeting.day - 7 * DAY
    while is_day_off(day):
        day -= DAY
    return day


def after_the_council(held: date, waiting: bool) -> date:
    for wait in (14, 2, 21) if waiting else (14,):
        held += wait * DAY
        while is_day_off(held):
            held += DAY
    if waiting:
        held += DAY
        while is_day_off(held):
            held += DAY
    return held


@settings(max_examples=60)
@given(calendars(), st.integers(-30, 120), st.booleans())
def test_no_chain_of_meetings_is_earlier(
    found: dict[str, tuple[MeetingDay, ...]], offset: int, waiting: bool
) -> None:
    ready = START + offset * DAY
    policy = Policy(wait_for_legal_force=waiting)
    possible = [
        after_the_council(council.day, waiting)
        for committee, board, council in product(*(found[body] for body in ROUTE))
        if ready <= arrives_by(committee, True)
        and committee.day <= arrives_by(board, False)
        and board.day <= arrives_by(council, False)
    ]
    if not possible:
        with pytest.raises(CalendarEnds):
            earliest_in_force(ready, ROUTE, found, policy)
        return
    plan = earliest_in_force(ready, ROUTE, found, policy).value
    assert plan.in_force == min(possible)
    gates = [s for s in plan.steps if s.code in ("stop", "call")]
    assert all(s.waited >= 0 for s in gates)
    assert plan.binding.waited == max(s.waited for s in gates)


@settings(max_examples=40)
@given(calendars(), st.integers(0, 220), st.booleans())
def test_no_later_day_is_early_enough(
    found: dict[str, tuple[MeetingDay, ...]], offset: int, waiting: bool
) -> None:
    wanted = START + offset * DAY
    policy = Policy(wait_for_legal_force=waiting)
    best = None
    for ready in days(START - 60 * DAY, wanted):
        try:
            reached = earliest_in_force(ready, ROUTE, found, policy).value.in_force
        except CalendarEnds:
            break
        if reached <= wanted:
            best = ready
    if best is None:
        with pytest.raises(Invalid, match="wanted_too_early"):
            latest_ready(wanted, ROUTE, found, policy)
    else:
        assert latest_ready(wanted, ROUTE, found, policy).value.ready == best
