"""Bodies: added, named, their years laid by a pattern of their own, closed when nothing is on its way there."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import MinuteItem
from approvals.rules.terms import term_on
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history.models import Event
from history.proof import facts_of
from lifecycle import operations as verbs
from lifecycle.rules.patterns import DEFAULT_PATTERNS, meetings_in
from lifecycle.web.telling import told
from organisation import operations
from organisation.models import Appointment, Body, MeetingPattern, Person, Role
from organisation.operations.bodies import PatternFacts
from organisation.patterns import patterns_in_use
from organisation.web.clock import today
from tests.pages.answers import see, signed_in
from tests.people import People, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read."""
    settings.DEMO = True
    return Walk(people, on=today())


def lay(walk: Walk, body: Body, kind: str, by: Person | None = None, **facts: Any) -> Body:
    """Lay the body's pattern, as its secretary."""
    return operations.lay_pattern(
        body_id=body.pk,
        pattern=PatternFacts(kind, **facts),
        actor=by or walk.people.secretary,
        on=walk.on,
    )


def the_usual(walk: Walk) -> None:
    """The council's months, and the board ahead of it."""
    lay(walk, walk.people.council, "months", weekday=0, rounds=((5, 2), (6, 2)))
    ahead = {"ahead_of": walk.people.council, "days_ahead": 12, "stop_days": 14}
    lay(walk, walk.people.board, "ahead", **ahead)


# The pattern ---------------------------------------------------------------------------------------------


def test_patterns_make_the_year_the_page_and_the_command_show(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    the_usual(walk)
    lay(walk, walk.people.committee, "weeks", weekday=1, weeks=(6, 10), closed_months=(3,))
    made = [(m.body, m.day.isoformat()) for m in meetings_in(patterns_in_use(), 2027)]
    assert made == [
        ("SN", "2027-02-09"),
        ("KS", "2027-04-28"),
        ("KF", "2027-05-10"),
        ("KS", "2027-06-02"),
        ("KF", "2027-06-14"),
    ]
    page = see(walk.people.secretary, "meeting_year", 2027)
    assert all(day in page for _, day in made)
    call_command("meetings", year=2027, json=True)
    said = capsys.readouterr().out
    assert all(day in said for _, day in made) and '"announcement": "2027-05-03"' in said


def test_a_pattern_is_laid_anew_and_told(walk: Walk) -> None:
    the_usual(walk)
    lay(walk, walk.people.council, "weeks", weekday=2, weeks=(14, 6), call_days=10)
    row = MeetingPattern.objects.get(body=walk.people.council)
    assert (row.kind, row.weeks, row.rounds, row.announcement_days) == ("weeks", [6, 14], [], 7)
    event = Event.objects.filter(kind="pattern_laid").latest("pk")
    assert "onsdag vecka 6 och 14" in " ".join(told("pattern_laid", facts_of(event)["facts"]))
    lay(walk, walk.people.council, "")
    assert not MeetingPattern.objects.filter(body=walk.people.council).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "moon"}, "kind"),
        ({"kind": "months"}, "weekday"),
        ({"kind": "months", "weekday": 0}, "rounds"),
        ({"kind": "weeks", "weekday": 0}, "weeks"),
        ({"kind": "weeks", "weekday": 6, "weeks": (6,)}, "weekday"),
        ({"kind": "ahead"}, "ahead_of"),
        ({"kind": "weeks", "weekday": 0, "weeks": (6,), "call_days": 6}, "call_days"),
        (
            {"kind": "weeks", "weekday": 0, "weeks": (6,), "announcement_days": 6},
            "announcement_days",
        ),
        ({"kind": "weeks", "weekday": 0, "weeks": (6,), "stop_days": 91}, "stop_days"),
    ],
)
def test_a_councils_pattern_that_cannot_be_is_refused(
    walk: Walk, facts: dict[str, Any], field: str
) -> None:
    before = list(MeetingPattern.objects.values())
    with pytest.raises(Invalid) as found:
        lay(walk, walk.people.council, **facts)
    assert found.value.field == field and found.value.sentence.endswith(".")
    assert list(MeetingPattern.objects.values()) == before
    assert not Event.objects.filter(kind="pattern_laid").exists()


def test_bodies_do_not_meet_ahead_of_each_other_in_a_ring(walk: Walk) -> None:
    the_usual(walk)
    with refused("ring", Invalid):
        lay(walk, walk.people.council, "ahead", ahead_of=walk.people.board, days_ahead=3)
    with refused("ahead_of", Invalid):
        lay(walk, walk.people.council, "ahead", ahead_of=walk.people.council, days_ahead=3)


def test_a_pattern_is_laid_by_the_bodys_secretary_or_an_administrator(walk: Walk) -> None:
    facts = {"weekday": 0, "weeks": (6,)}
    lay(walk, walk.people.board, "weeks", by=walk.people.administrator, **facts)
    Appointment.objects.filter(person=walk.people.secretary).update(body=walk.people.committee)
    for person in (walk.people.secretary, walk.people.officer, walk.people.auditor):
        with refused("not_allowed", NotAllowed):
            lay(walk, walk.people.board, "weeks", by=person, **facts)


def test_bodies_in_place_keep_the_year_of_before(walk: Walk) -> None:
    kind = Body.Kind.WORKING_COMMITTEE
    Body.objects.create(name="Kommunstyrelsens arbetsutskott", short_name="KSAU", kind=kind)
    name = "organisation.migrations.0005_bodies_in_place_keep_the_pattern_of_before"
    import_module(name).lay(apps, None)
    assert {p.body: p for p in patterns_in_use()} == {p.body: p for p in DEFAULT_PATTERNS}


def test_the_database_keeps_a_pattern_whole(walk: Walk) -> None:
    with pytest.raises(IntegrityError, match="a_pattern_has_days"), transaction.atomic():
        MeetingPattern.objects.create(body=walk.people.board, kind="ahead", call_days=7)
    with pytest.raises(IntegrityError, match="do_not_close"), transaction.atomic():
        Body.objects.filter(pk=walk.people.council.pk).update(closed_on=walk.on)


# Names ---------------------------------------------------------------------------------------------------


def add(walk: Walk, **facts: Any) -> Body:
    """Add a committee, as the administrator."""
    said = {"name": "Tekniska nämnden", "short_name": "TN", "kind": "committee", **facts}
    return operations.add_body(**said, actor=walk.people.administrator, on=walk.on)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"name": "x" * 121}, "long_name"),
        ({"name": "kommunstyrelsen"}, "name_taken"),
        ({"short_name": "T N"}, "short_name"),
        ({"short_name": "ks"}, "short_name_taken"),
        ({"kind": "council"}, "one_of_its_kind"),
        ({"kind": "club"}, "kind"),
    ],
)
def test_a_body_that_cannot_be_added_is_refused(
    walk: Walk, facts: dict[str, str], code: str
) -> None:
    with refused(code, Invalid):
        add(walk, **facts)
    with refused("not_allowed", NotAllowed):
        operations.add_body(
            name="A", short_name="A", kind="committee", actor=walk.people.secretary, on=walk.on
        )


def change(walk: Walk, body: Body, by: Person | None = None, **facts: Any) -> Body:
    """Change what a body is called, as the administrator."""
    said = {
        "name": body.name,
        "short_name": body.short_name,
        "definite_form": body.definite_form,
        "numbered_with": body.numbered_with,
        **facts,
    }
    who = {"actor": by or walk.people.administrator, "on": walk.on}
    return operations.change_body(body_id=body.pk, **said, **who)


def test_a_body_has_a_name_inside_a_sentence_and_another_bodys_series(walk: Walk) -> None:
    unit = add(walk, name="Utskottet", short_name="KSAU", kind="working_committee")
    assert unit.definite == "utskottet" and unit.series == unit.pk
    body = change(walk, unit, definite_form="styrelsens utskott", numbered_with=walk.people.board)
    assert (body.definite, body.series) == ("styrelsens utskott", walk.people.board.pk)
    case = walk.approved()
    item = walk.on_agenda(case, walk.people.board)
    walk.record(item, dict.fromkeys((1, 2, 3), "approved"))
    event = Event.objects.get(kind="body_changed")
    assert "Namn inne i en mening: ”utskottet” blev ”styrelsens utskott”" in " ".join(
        told("body_changed", facts_of(event)["facts"])
    )
    meeting = walk.meeting(body)
    row = MinuteItem(meeting=meeting, series_body_id=meeting.body.series)
    assert row.series_body_id == walk.people.board.pk


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "nothing_changed"),
        ({"name": "Socialnämnden"}, "name_taken"),
        ({"definite_form": "x" * 121}, "long_name"),
        ({"numbered_with": "itself"}, "series"),
        ({"numbered_with": "one without a series"}, "series"),
    ],
)
def test_a_change_that_cannot_be_is_refused(walk: Walk, facts: dict[str, Any], code: str) -> None:
    p = walk.people
    if "numbered_with" in facts:
        change(walk, p.committee, numbered_with=p.council)
        other = (
            p.board
            if facts["numbered_with"] == "itself"
            else Body.objects.get(name="Socialnämnden")
        )
        facts = {"numbered_with": other}
    with refused(code, Invalid):
        change(walk, p.board, **facts)
    with refused("not_allowed", NotAllowed):
        change(walk, p.board, by=p.secretary, name="Styrelsen")


def test_a_series_that_others_use_stays_its_own(walk: Walk) -> None:
    change(walk, walk.people.committee, numbered_with=walk.people.board)
    with refused("series_shared", Invalid):
        change(walk, walk.people.board, numbered_with=walk.people.council)


# The end -------------------------------------------------------------------------------------------------


def close(walk: Walk, body: Body) -> Body:
    """Close the body, as the administrator."""
    return operations.close_body(body_id=body.pk, actor=walk.people.administrator, on=walk.on)


def test_no_body_closes_that_a_case_is_on_its_way_to(walk: Walk) -> None:
    committee = walk.people.committee
    case = walk.submitted(walk.ready(recipient=committee))
    with refused("cases_wait", NotNow) as found:
        close(walk, committee)
    assert case.registry_number in found.value.sentence
    draft = walk.opened(recipient=committee)
    with refused("cases_wait", NotNow) as found:
        close(walk, committee)
    assert draft.title in found.value.sentence or str(draft.pk) in found.value.sentence


def test_a_closed_body_is_chosen_no_more_but_its_past_stays(walk: Walk) -> None:
    committee = walk.people.committee
    meeting = walk.meeting(committee)
    lay(walk, committee, "weeks", weekday=1, weeks=(6,))
    body = close(walk, committee)
    assert body.closed_on == walk.on and not MeetingPattern.objects.filter(body=body).exists()
    assert committee.meetings.get() == meeting
    with refused("body_closed", Invalid):
        desk.schedule_meeting(
            body=body, date=walk.on, stop_date=None, actor=walk.people.secretary, on=walk.on
        )
    with refused("body_closed", NotNow):
        close(walk, body)
    with refused("body_closed", NotNow):
        lay(walk, body, "")
    case = walk.ready(recipient=body)
    with refused("body_closed", Invalid):
        walk.answer(case, "write", verbs.submit, walk.people.officer)


def test_what_is_left_is_said_before_a_body_closes(walk: Walk) -> None:
    p = walk.people
    with refused("always_there", NotNow):
        close(walk, p.council)
    walk.ahead(p.committee)
    with refused("meetings_ahead", NotNow):
        close(walk, p.committee)
    other = add(walk)
    lay(walk, p.board, "ahead", ahead_of=other, days_ahead=7)
    with refused("others_follow", NotNow):
        close(walk, other)
    with refused("not_allowed", NotAllowed):
        operations.close_body(body_id=other.pk, actor=p.secretary, on=walk.on)


# Pages ---------------------------------------------------------------------------------------------------


def test_the_pages_show_and_change_a_body(walk: Walk) -> None:
    p = walk.people
    the_usual(walk)
    page = see(p.officer, "body_list")
    assert "12 dagar före KF" in page and "Lägg till ett organ" not in page
    page = see(p.secretary, "body", p.board.pk)
    assert "Ändra mönstret" in page and "Ändra namn och serie" not in page
    assert "Mandatperiod" in page and "Lena Wikström" in page
    client = signed_in(p.administrator)
    said = {"name": "Tekniska nämnden", "short_name": "TN", "kind": "committee"}
    assert client.post(reverse("body_new"), said).status_code == 302
    body = Body.objects.get(short_name="TN")
    url = reverse("body_pattern", args=[body.pk])
    wrong = {"kind": "weeks", "weekday": "1", "weeks": "sex", "call_days": "7"}
    answer = client.post(url, wrong)
    assert answer.status_code == 422 and "till exempel 6, 10, 14" in answer.content.decode()
    assert client.post(url, {**wrong, "weeks": "6, 10 och 14"}).status_code == 302
    assert body.pattern.weeks == [6, 10, 14]
    said = {
        "name": "Samhällsnämnden",
        "short_name": "SBN",
        "definite_form": "",
        "numbered_with": "",
    }
    assert client.post(reverse("body_edit", args=[body.pk]), said).status_code == 302
    assert client.post(reverse("body_close", args=[body.pk])).status_code == 302
    assert "Upphörde" in see(p.administrator, "body", body.pk)


def test_the_councils_week_is_said_at_the_field(walk: Walk) -> None:
    url = reverse("body_pattern", args=[walk.people.council.pk])
    said = {"kind": "months", "weekday": "0", "rounds": ["5-2", "11--1"], "announcement_days": "7"}
    answer = signed_in(walk.people.secretary).post(url, {**said, "call_days": "5"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "minst en vecka före (KL 5:15)" in html
    assert 'value="11--1"' in html and html.count("checked") >= 3  # what was typed is kept
    assert signed_in(walk.people.secretary).post(url, {**said, "call_days": "8"}).status_code == 302
    assert MeetingPattern.objects.get().rounds == [[5, 2], [11, -1]]


def test_the_pages_take_as_many_queries_for_many_bodies(
    walk: Walk, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        body = add(walk, name=f"Nämnd {number}", short_name=f"N{number}")
        lay(walk, body, "weeks", weekday=1, weeks=(6,))
    client = signed_in(walk.people.secretary)
    for url in (reverse("body_list"), reverse("body", args=[walk.people.board.pk])):
        with django_assert_max_num_queries(14):
            assert client.get(url).status_code == 200


# Terms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_council", "first", "last"),
    [
        ("2026-10-14", True, "2022-10-15", "2026-10-14"),
        ("2026-10-15", True, "2026-10-15", "2030-10-14"),
        ("2026-12-31", False, "2023-01-01", "2026-12-31"),
        ("2027-01-01", False, "2027-01-01", "2030-12-31"),
        ("2022-10-14", True, "2018-10-15", "2022-10-14"),
        ("2000-02-29", False, "1999-01-01", "2002-12-31"),
    ],
)
def test_the_term_of_office(day: str, is_council: bool, first: str, last: str) -> None:
    term = term_on(date.fromisoformat(day), is_council=is_council)
    assert (term.first.isoformat(), term.last.isoformat()) == (first, last)


def test_secretaries_of_all_bodies_and_of_this_one_are_named(walk: Walk) -> None:
    other = Person.objects.create(name="Olle Ny", email="olle.ny@example.se")
    facts = {"role": Role.COMMITTEE_SECRETARY, "title": "nämndsekreterare", "starts": walk.on}
    Appointment.objects.create(person=other, body=walk.people.committee, **facts)
    assert "Olle Ny" in see(walk.people.officer, "body", walk.people.committee.pk)
    assert "Olle Ny" not in see(walk.people.officer, "body", walk.people.board.pk)
