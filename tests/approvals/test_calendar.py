"""The bodies' year: laid whole or not at all, moved with what stands on the agenda, taken out when empty."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem
from approvals.operations.calendar import MeetingToLay
from cases.rules.errors import Invalid, NotNow
from history.models import Event
from history.proof import facts_of
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


def test_all_are_laid_or_none(walk: Walk) -> None:
    p = walk.people
    there = walk.meeting(p.board)
    wanted = [MeetingToLay(3, p.council, there.date), MeetingToLay(7, p.board, there.date)]
    with refused("meeting_exists", Invalid) as found:
        desk.schedule_meetings(meetings=wanted, actor=p.secretary, on=walk.on)
    assert found.value.field == "7-date"


def test_a_moved_meeting_takes_its_agenda_along_and_tells_each_case(walk: Walk) -> None:
    case = walk.approved()
    meeting = walk.ahead(walk.people.board, case)
    day = date(meeting.date.year + 1, 1, 20)
    facts = {
        "date": day,
        "stop_date": day - timedelta(days=14),
        "reason": "Valet drog ut på tiden.",
    }
    desk.move_meeting(meeting_id=meeting.pk, actor=walk.people.secretary, on=walk.on, **facts)
    item = MinuteItem.objects.select_related("meeting").get(case=case)
    assert (item.meeting.date, item.series_year) == (day, day.year)
    told = Event.objects.get(kind="meeting_moved", subject_kind="case", subject_id=case.pk)
    assert facts_of(told)["facts"]["date"] == day.isoformat()


def test_a_held_meeting_is_neither_moved_nor_cancelled(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    who = {"meeting_id": item.meeting_id, "actor": walk.people.secretary, "on": item.meeting.date}
    later = item.meeting.date + timedelta(days=5)
    with refused("held", NotNow):
        desk.move_meeting(date=later, stop_date=None, reason="Sent.", **who)
    with refused("held", NotNow):
        desk.cancel_meeting(reason="Sent.", **who)


def test_a_meeting_with_an_agenda_is_moved_but_not_cancelled(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board, walk.approved())
    with refused("has_agenda", NotNow):
        desk.cancel_meeting(
            meeting_id=meeting.pk, reason="Få.", actor=walk.people.secretary, on=walk.on
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"reason": "x" * 501}, "long_text"),
        ({"days": -400}, "past_day"),
        ({"days": 0}, "same_day"),
        ({"stop": 1}, "dates_contradict"),
    ],
)
def test_a_move_that_cannot_be_is_refused(walk: Walk, change: dict[str, object], code: str) -> None:
    meeting = walk.ahead(walk.people.board)
    day = meeting.date + timedelta(days=int(str(change.get("days", 2))))
    stop = day + timedelta(days=int(str(change["stop"]))) if "stop" in change else meeting.stop_date
    with refused(code, Invalid):
        desk.move_meeting(
            meeting_id=meeting.pk,
            date=day,
            stop_date=stop,
            reason=str(change.get("reason", "Skäl")),
            actor=walk.people.secretary,
            on=walk.on,
        )


# Pages ------------------------------------------------------------------------------------------------


def test_the_year_page_proposes_the_pattern_and_lays_what_is_marked(walk: Walk) -> None:
    year = walk.on.year + 1
    html = see(walk.people.secretary, "meeting_year", year)
    assert "Lägg in de markerade" in html
    url = reverse("meeting_year", args=[year])
    data = {
        "rows": 3,
        "0-add": "on",
        "0-body": walk.people.board.pk,
        "0-date": f"{year}-03-10",
        "0-stop_date": f"{year}-02-24",
        "1-body": walk.people.board.pk,
        "1-date": f"{year}-04-14",
    }
    assert signed_in(walk.people.secretary).post(url, data).status_code == 302
    assert [m.date for m in Meeting.objects.filter(date__year=year)] == [date(year, 3, 10)]
    assert ProcrastinateJob.objects.filter(task_name="new_day").exists()
    page = see(walk.people.officer, "meeting_year", year)
    assert "onsdag" in page or "10" in page
    assert "Lägg in de markerade" not in page


def test_what_is_wrong_on_the_year_page_is_said_at_its_row_and_nothing_is_laid(walk: Walk) -> None:
    year = walk.on.year + 1
    board = walk.people.board.pk
    data = {
        "rows": 4,
        **{f"{i}-add": "on" for i in range(4)},
        "0-body": board,
        "0-date": f"{year}-02-30",
        "1-body": board,
        "2-date": f"{year}-03-03",
        "3-body": board,
        "3-date": f"{year}-03-10",
        "3-stop_date": f"{year}-03-11",
    }
    url = reverse("meeting_year", args=[year])
    response = signed_in(walk.people.secretary).post(url, data)
    html = response.content.decode()
    assert response.status_code == 422
    for sentence in ("Skriv dagen som", "Ange dagen.", "Välj organ."):
        assert sentence in html
    del data["0-add"], data["1-add"], data["2-add"]
    response = signed_in(walk.people.secretary).post(url, data)
    assert response.status_code == 422
    assert "ligger efter sammanträdet" in response.content.decode()
    assert not Meeting.objects.exists()


def test_nothing_marked_is_said(walk: Walk) -> None:
    url = reverse("meeting_year", args=[walk.on.year + 1])
    response = signed_in(walk.people.secretary).post(url, {"rows": 0})
    assert response.status_code == 422
    assert "Välj minst ett sammanträde." in response.content.decode()


def test_a_meeting_is_moved_from_its_page(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board, walk.approved())
    assert "Flytta eller ställ in" in see(walk.people.secretary, "meeting", meeting.pk)
    assert "Flytta eller ställ in" not in see(walk.people.officer, "meeting", meeting.pk)
    assert "1 ärende på dagordningen följer med" in see(
        walk.people.secretary, "meeting_move", meeting.pk
    )
    day = meeting.date + timedelta(days=7)
    url = reverse("meeting_move", args=[meeting.pk])
    said = {"date": day.isoformat(), "stop_date": "", "reason": "Lokalen är upptagen."}
    assert signed_in(walk.people.secretary).post(url, said).status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).date == day


def test_the_command_prints_the_calendar_and_the_pattern_beside_it(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    Meeting.objects.create(body=walk.people.board, date=date(2027, 3, 10))
    call_command("meetings", year=2027, json=True)
    rows = json.loads(capsys.readouterr().out)
    assert {"body", "date", "stop_date", "summons", "announcement", "scheduled"} == set(rows[0])
    assert [r["date"] for r in rows if r["scheduled"]] == ["2027-03-10"]
    council = next(r for r in rows if r["body"] == "KF" and r["date"] == "2027-05-10")
    assert (council["summons"], council["announcement"]) == ("2027-05-03", "2027-05-03")
    call_command("meetings", year=2027)
    assert "enligt mönstret, inte inlagt" in capsys.readouterr().out
