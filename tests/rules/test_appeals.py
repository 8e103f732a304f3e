"""An appeal's way through the courts, and what it does to the days of the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from cases.rules.errors import Invalid
from lifecycle.rules.appeals import (
    INTERIM,
    Course,
    Step,
    course_of,
    names_of,
    possible,
    require_step,
    step_words,
)
from lifecycle.rules.legal_days import (
    Announced,
    SetDay,
    annulled_points,
    is_wholly_annulled,
    late_sentence,
    stays,
)

POSTED = date(2026, 6, 10)  # last day 1 July, legal force 2 July
IN = date(2026, 6, 25)
DECIDED = (1, 2)


def after(*outcomes: str, points: tuple[int, ...] = (1,)) -> Course:
    """The course after these outcomes, ten days between."""
    steps = [
        Step(o, IN + timedelta(days=10 * n), points if o == "annulled_partly" else ())
        for n, o in enumerate(outcomes, 1)
    ]
    return course_of(IN, DECIDED, steps)


@pytest.mark.parametrize(
    ("outcomes", "annulled", "court", "is_open"),
    [
        ((), set(), 0, True),
        (("dismissed",), set(), 1, True),
        (("rejected",), set(), 1, True),
        (("struck_out", "final"), set(), 1, False),
        (("dismissed", "final"), set(), 1, False),
        (("annulled",), {1, 2}, 1, True),
        (("annulled", "final"), {1, 2}, 1, False),
        (("annulled_partly", "final"), {1}, 1, False),
        (("annulled", "leave_refused"), {1, 2}, 2, True),
        (("annulled", "leave_refused", "final"), {1, 2}, 2, False),
        (("annulled", "dismissed"), {1, 2}, 2, True),
        (("annulled", "restored"), set(), 2, True),
        (("annulled", "restored", "final"), set(), 2, False),
        (("annulled", "restored", "annulled"), {1, 2}, None, True),
        (("dismissed", "annulled"), {1, 2}, 2, True),
        (("annulled", "remitted"), set(), 0, True),
        (("annulled", "remitted", "dismissed"), set(), 1, True),
        (("dismissed", "dismissed", "remitted"), set(), 1, True),
        (("stayed",), set(), 0, True),
        (("stayed", "stay_lifted"), set(), 0, True),
        (("dismissed", "undo"), set(), 0, True),
        (("annulled", "final", "undo"), {1, 2}, 1, True),
        (("undo",), set(), 0, False),
    ],
)
def test_how_far_an_appeal_has_come(
    outcomes: tuple[str, ...], annulled: set[int], court: int | None, is_open: bool
) -> None:
    course = after(*outcomes)
    assert (set(course.annulled), course.court, course.is_open) == (annulled, court, is_open)


def test_every_way_of_four_steps_is_told_and_ends_somewhere() -> None:
    """Whatever happens, in every order that is possible, the sentences can be said and the rules agree."""
    seen = 0
    ways: list[tuple[Step, ...]] = [()]
    for _ in range(4):
        longer = []
        for way in ways:
            course = course_of(IN, DECIDED, way)
            for outcome in possible(course):
                points = (2,) if outcome == "annulled_partly" else ()
                step = Step(outcome, IN + timedelta(days=len(way) + 1), points)
                require_step(course, step, date(2030, 1, 1))
                longer.append((*way, step))
        ways = longer
        for way in ways:
            course = course_of(IN, DECIDED, way)
            announced = Announced(POSTED, courses=(course,))
            assert course.says.endswith(".")
            if course.is_open:
                assert announced.force.warnings
            elif course.annulled == {1, 2}:
                assert is_wholly_annulled([course])
                assert announced.force.warnings
            else:
                assert not announced.force.warnings
            assert set(annulled_points([course])) == (set() if course.is_void else course.annulled)
            assert not course.is_stayed or stays([course])
            seen += 1
    assert seen > 2_000


@pytest.mark.parametrize(
    ("outcomes", "step", "code"),
    [
        ((), Step("final", IN), "outcome"),
        ((), Step("leave_refused", IN), "outcome"),
        ((), Step("restored", IN), "outcome"),
        ((), Step("handled", IN), "outcome"),
        ((), Step("stay_lifted", IN), "outcome"),
        ((), Step("nonsense", IN), "outcome"),
        (("undo",), Step("dismissed", IN), "outcome"),
        (("dismissed", "final"), Step("annulled", date(2026, 12, 1)), "outcome"),
        ((), Step("dismissed", IN - timedelta(days=1)), "dates_contradict"),
        (("dismissed",), Step("final", IN), "dates_contradict"),
        ((), Step("dismissed", date(2027, 1, 2)), "future_day"),
        ((), Step("annulled_partly", IN), "points"),
        ((), Step("annulled_partly", IN, (3,)), "points"),
        ((), Step("annulled_partly", IN, (1, 2)), "points"),
        ((), Step("dismissed", IN, (1,)), "points"),
    ],
)
def test_what_cannot_follow_is_refused(outcomes: tuple[str, ...], step: Step, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        require_step(after(*outcomes), step, date(2027, 1, 1))


def test_a_decision_of_one_point_is_not_annulled_in_part() -> None:
    course = course_of(IN, (4,), [])
    assert "annulled_partly" not in possible(course)
    assert "annulled_partly" in possible(after())


@pytest.mark.parametrize(
    ("course", "said"),
    [
        (after(), "Väntar på förvaltningsrätten."),
        (
            after("dismissed"),
            "Förvaltningsrätten avslår överklagandet 5\u00a0juli\u00a02026. Avgörandet har inte fått laga kraft.",
        ),
        (
            after("annulled", "leave_refused", "final"),
            "Kammarrätten ger inte prövningstillstånd 15\u00a0juli\u00a02026. "
            "Avgörandet fick laga kraft 25\u00a0juli\u00a02026.",
        ),
        (
            after("annulled", "remitted"),
            "Kammarrätten återförvisar målet till den lägre domstolen 15\u00a0juli\u00a02026. "
            "Väntar på förvaltningsrätten.",
        ),
        (after("undo"), "Antecknades av misstag."),
    ],
)
def test_where_it_stands_is_one_sentence_or_two(course: Course, said: str) -> None:
    assert course.says.replace("\u00a0", " ") == said.replace("\u00a0", " ")


def test_words() -> None:
    assert step_words("final", None) == "Avgörandet har fått laga kraft"
    assert step_words("leave_refused", 1) == "Kammarrätten ger inte prövningstillstånd"
    assert names_of([2]) == "Punkt 2"
    assert names_of({3, 1, 2}) == "Punkterna 1, 2 och 3"
    assert {"stayed", "stay_lifted", "handled"} == INTERIM


# The days ------------------------------------------------------------------------------------------------


def test_the_days_without_anything_that_bears_on_them() -> None:
    days = Announced(POSTED)
    assert (days.last.value, days.force.value) == (date(2026, 7, 1), date(2026, 7, 2))
    assert days.force.assumptions == ("Ingen har överklagat.",)
    assert not days.force.warnings


def test_an_open_appeal_takes_the_day_away_and_a_final_ruling_gives_another() -> None:
    days = Announced(POSTED, courses=(after(),))
    assert "överklagades 25\u00a0juni 2026" in days.force.warnings[0]
    settled = Announced(POSTED, courses=(after("dismissed", "final"),))
    assert settled.force.value == IN + timedelta(days=20)
    assert not settled.force.warnings


def test_the_last_of_several_appeals_decides_the_day() -> None:
    first, second = after("dismissed", "final"), after("dismissed", "dismissed", "final")
    assert Announced(POSTED, courses=(first, second)).force.value == IN + timedelta(days=30)
    assert Announced(POSTED, courses=(first, after())).force.warnings
    mistake = Announced(POSTED, courses=(after("undo"),))
    assert mistake.force.value == date(2026, 7, 2)
    assert not mistake.force.warnings


def test_a_late_appeal_is_told_and_hinders_nothing_until_a_court_says_so() -> None:
    late = course_of(date(2026, 7, 2), DECIDED, [])
    days = Announced(POSTED, courses=(late,))
    assert not days.force.warnings
    assert late_sentence(date(2026, 7, 2), date(2026, 7, 1)) in days.force.assumptions
    on_the_day = course_of(date(2026, 7, 1), DECIDED, [])
    assert Announced(POSTED, courses=(on_the_day,)).force.warnings
    # with the notice down too early the time had not run out
    assert Announced(POSTED, date(2026, 6, 30), courses=(late,)).force.warnings
    stayed = course_of(date(2026, 7, 2), DECIDED, [Step("stayed", date(2026, 7, 3))])
    assert Announced(POSTED, courses=(stayed,)).force.warnings


def test_a_decision_annulled_in_part_has_force_in_the_rest() -> None:
    course = after("annulled_partly", "final")
    days = Announced(POSTED, courses=(course,))
    assert not days.force.warnings
    assert annulled_points([course]) == {1: "Punkt 1 är upphävd av förvaltningsrätten."}
    other = course_of(IN, DECIDED, [Step("annulled_partly", IN, (2,))])
    assert is_wholly_annulled([course, other])
    assert Announced(POSTED, courses=(course, other)).force.warnings


def test_a_day_that_is_set_stands_with_its_count_and_its_reason() -> None:
    later = SetDay(date(2026, 7, 3), "Anslaget angav en dag för mycket.", "Lena Wikström")
    days = Announced(POSTED, last_set=later)
    assert (days.last.value, days.force.value) == (date(2026, 7, 3), date(2026, 7, 4))
    assert "1\u00a0juli 2026" in days.last.steps[0]
    assert days.last.steps[-1].endswith("av Lena Wikström: Anslaget angav en dag för mycket.")
    force = SetDay(date(2026, 9, 1), "Nytt anslag sattes upp.", "Lena Wikström")
    early = Announced(POSTED, date(2026, 6, 20))
    assert early.force.warnings
    mended = Announced(POSTED, date(2026, 6, 20), force_set=force)
    assert mended.force.value == date(2026, 9, 1)
    assert not mended.force.warnings
    assert "2\u00a0juli 2026" in Announced(POSTED, force_set=force).force_said
    assert days.last_said == (
        "Räknad till 1\u00a0juli 2026. Ändrad av Lena Wikström: Anslaget angav en dag för mycket."
    )
    assert (days.force_said, mended.last_said) == ("", "")
    # a longer time to appeal, set afterwards, takes the day of legal force with it
    longer = SetDay(date(2026, 9, 1), "Nytt anslag.", "Lena Wikström")
    longest = Announced(POSTED, date(2026, 6, 20), longer, force)
    assert longest.force.warnings and longest.force.value == date(2026, 9, 2)
    assert longest.force_said == (
        "Ändringen till 1\u00a0september 2026 gäller inte: tiden att överklaga är längre."
    )
    # what a court has is not settled by setting a day
    assert Announced(POSTED, force_set=force, courses=(after(),)).force.warnings


@pytest.mark.parametrize(
    ("removed", "received"), list(product((None, date(2026, 7, 1)), (IN, POSTED)))
)
def test_an_open_appeal_always_warns(removed: date | None, received: date) -> None:
    course = course_of(received, DECIDED, [])
    assert Announced(POSTED, removed, courses=(course,)).force.warnings


FORCE = SetDay(date(2026, 7, 5), "Två helgdagar.", "Lena Wikström", date(2026, 6, 20))


def test_a_day_of_legal_force_that_was_set_does_not_outlive_what_happens_after() -> None:
    assert Announced(POSTED, force_set=FORCE).force.value == date(2026, 7, 5)
    ruled = after("dismissed", "final")
    assert ruled.settled is not None
    tried = Announced(POSTED, force_set=FORCE, courses=(ruled,))
    assert tried.force.value == ruled.settled
    assert tried.force_said.endswith("en domstol har avgjort ett överklagande efter det.")
    known = replace(FORCE, on=ruled.settled)
    assert Announced(POSTED, force_set=known, courses=(ruled,)).force.value == known.day
    down = Announced(POSTED, date(2026, 6, 25), force_set=FORCE)
    assert down.force.warnings
    assert down.force_said.endswith("anslaget togs ned för tidigt efter det.")
    assert not Announced(POSTED, date(2026, 6, 15), force_set=FORCE).force.warnings


def test_one_settled_appeal_does_not_make_up_for_a_notice_that_came_down_early() -> None:
    settled = after("struck_out", "final")
    assert not Announced(POSTED, courses=(settled,)).force.warnings
    assert Announced(POSTED, date(2026, 6, 20), courses=(settled,)).force.warnings


@pytest.mark.parametrize(
    ("outcomes", "delays"),
    [
        ((), False),
        (("rejected",), False),
        (("dismissed",), True),
        (("annulled", "remitted"), True),
        (("annulled", "restored"), True),
        (("dismissed", "final"), False),
    ],
)
def test_a_late_appeal_that_a_court_has_tried_delays(
    outcomes: tuple[str, ...], delays: bool
) -> None:
    late = date(2026, 7, 10)
    steps = [Step(o, late + timedelta(days=n)) for n, o in enumerate(outcomes, 1)]
    days = Announced(POSTED, courses=(course_of(late, DECIDED, steps),))
    assert bool(days.force.warnings) == delays


def test_what_the_municipality_has_answered_does_not_bind_what_a_court_did_before() -> None:
    steps = [Step("annulled", date(2026, 8, 1)), Step("handled", date(2026, 9, 1))]
    course = course_of(IN, DECIDED, steps)
    require_step(course, Step("final", date(2026, 8, 25)), date(2026, 9, 2))
    assert course_of(IN, DECIDED, [*steps, Step("final", date(2026, 8, 25))]).is_handled
