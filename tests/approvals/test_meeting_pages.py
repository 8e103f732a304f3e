"""The meetings' pages: what is offered when, what a form may carry, and who is told what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem, PointOutcome
from history.models import Event
from lifecycle import flows
from lifecycle.models import Question
from organisation.models import Body
from tests.pages.answers import signed_in, the_clock_follows
from tests.people import Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db
ADOPT = {1: "approved", 2: "approved", 3: "approved"}
PLACE = "/sammantraden/satt-upp/"


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start today; the pages' clock follows them."""
    walk.on = timezone.localdate()
    settings.DEMO = True


def secretary(walk: Walk) -> Client:
    """The secretary's browser, on the walk's day."""
    the_clock_follows(walk)
    return signed_in(walk.people.secretary)


def at_board(walk: Walk) -> MinuteItem:
    """A case on the agenda of the board's meeting, held today."""
    return walk.on_agenda(walk.approved(), walk.people.board)


def scheduled(walk: Walk, body: Body, days: int, stop: int | None = None) -> Meeting:
    """A meeting so many days from today."""
    day = walk.on + timedelta(days=days)
    stop_date = None if stop is None else walk.on + timedelta(days=stop)
    who = {"actor": walk.people.secretary, "on": walk.on}
    return desk.schedule_meeting(body=body, date=day, stop_date=stop_date, **who)


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


# What is offered when ------------------------------------------------------------------------------------


def test_each_day_of_the_minutes_is_offered_in_its_turn(walk: Walk) -> None:
    item = at_board(walk)
    meeting, client = item.meeting, secretary(walk)
    url = f"/sammantraden/{meeting.pk}/"
    offered = {
        "Anteckna justeringen": "Ett ärende på dagordningen har inget utfall.",
        "Anteckna anslaget": "Protokollet är inte justerat. Anteckna justeringen först.",
    }

    def seen() -> set[str]:
        text = text_of(client, url)
        return {button for button in (*offered, "Anteckna nedtagningen") if button in text}

    assert seen() == set()
    assert offered["Anteckna justeringen"] in text_of(client, url)
    walk.record(item, ADOPT)
    assert seen() == {"Anteckna justeringen"}
    assert offered["Anteckna anslaget"] in text_of(client, url)
    facts = {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on}
    flows.keep_minutes(desk.approve_minutes, approved_on=walk.on, **facts)
    assert seen() == {"Anteckna anslaget"}
    flows.keep_minutes(desk.post_notice, posted_on=walk.on, **facts)
    assert seen() == {"Anteckna nedtagningen"}


def test_without_attendance_or_items_the_page_says_what_is_missing(walk: Walk) -> None:
    empty = scheduled(walk, walk.people.board, days=-1)
    client = secretary(walk)
    assert "finns inget att justera" in text_of(client, f"/sammantraden/{empty.pk}/")
    row = walk.approved()
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.place_on_agenda(case_id=row.pk, meeting_id=empty.pk, **who)
    text = text_of(client, f"/sammantraden/{empty.pk}/")
    assert "Anteckna antalet närvarande först." in text
    assert "Anteckna justeringen" not in text


def test_the_next_meeting_in_time_is_proposed_and_held_ones_come_last(walk: Walk) -> None:
    walk.approved()
    held = scheduled(walk, walk.people.board, days=-3)
    later = scheduled(walk, walk.people.board, days=40)
    following = scheduled(walk, walk.people.board, days=12, stop=-2)
    text = text_of(secretary(walk), "/sammantraden/")
    keys = [f'<option value="{m.pk}"' for m in (following, later, held)]
    assert [text.index(k) for k in keys] == sorted(text.index(k) for k in keys)
    assert f"{keys[1]} selected" in text  # the papers can no longer reach the first
    assert "(stoppdagen har passerat)" in text
    assert "(hållet)" in text


def test_a_held_meeting_is_never_chosen_for_one(walk: Walk) -> None:
    row = walk.approved()
    held = scheduled(walk, walk.people.board, days=-3)
    client = secretary(walk)
    text = text_of(client, "/sammantraden/")
    assert '<option value="">Välj sammanträde</option>' in text
    assert "Inget kommande sammanträde är inlagt för kommunstyrelsen." in text
    assert "/sammantraden/nytt/?organ=KS" in text
    page = client.post(PLACE, {"case": row.pk, "meeting": ""})
    assert page.status_code == 422
    assert f'aria-describedby="fel-{row.pk}"' in page.content.decode()
    assert not MinuteItem.objects.exists()
    assert client.post(PLACE, {"case": row.pk, "meeting": held.pk}).status_code == 302


def test_a_body_without_a_coming_meeting_says_so(walk: Walk) -> None:
    said = "Inget kommande sammanträde är inlagt för kommunfullmäktige"
    item = at_board(walk)
    walk.record(item, ADOPT)
    client = secretary(walk)
    text = text_of(client, f"/sammantraden/{item.meeting_id}/")
    assert said in text
    assert "/sammantraden/nytt/?organ=KF" in text
    assert said in text_of(client, "/sammantraden/?organ=KF")
    form = client.get("/sammantraden/nytt/?organ=KF").context["form"]
    assert form["body"].value() == walk.people.council.pk
    reader = signed_in(walk.people.auditor)
    assert "organ=KF" not in text_of(reader, f"/sammantraden/{item.meeting_id}/")


# What a form may carry -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["0", "-1", "x", "", None, "9" * 30])
def test_a_case_that_cannot_be_read_is_refused_in_our_words(walk: Walk, case: str | None) -> None:
    walk.approved()
    meeting = scheduled(walk, walk.people.board, days=12)
    client = secretary(walk)
    before = everything()
    said = {"meeting": meeting.pk} if case is None else {"meeting": meeting.pk, "case": case}
    page = client.post(PLACE, said)
    assert page.status_code == 422
    assert "vilket ärende som ska sättas upp" in page.content.decode()
    assert everything() == before


@pytest.mark.parametrize("char", ["\x07", "\u202e", "\u2067", "\u4e2d"])
@pytest.mark.parametrize("field", ["motivation", "text-2"])
def test_what_no_document_can_print_is_refused_at_its_field(
    walk: Walk, field: str, char: str
) -> None:
    item = at_board(walk)
    task = Question.objects.get(case=item.case, kind="decide").task
    chosen = {"point-1": "referred_back", "point-2": "changed", "point-3": "approved"}
    said = {"task": task, "paragraph": 3, "motivation": "Skäl.", "text-2": "En annan."}
    said[field] = f"Ett{char}ord"
    client = secretary(walk)
    before = everything()
    page = client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", {**said, **chosen})
    assert page.status_code == 422
    assert list(page.context["record"].errors) == [field]
    assert f"U+{ord(char):04X}" in page.context["record"].errors[field][0]
    assert everything() == before


def test_several_lines_may_be_written(walk: Walk) -> None:
    item = at_board(walk)
    task = Question.objects.get(case=item.case, kind="decide").task
    chosen = {"point-1": "approved", "point-2": "changed", "point-3": "approved"}
    said = {"task": task, "paragraph": 3, "text-2": "En rad.\r\nOch en till."}
    client = secretary(walk)
    client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", {**said, **chosen})
    assert "Och en till." in PointOutcome.objects.get(point__number=2).decided_text


# Who is told what ----------------------------------------------------------------------------------------

Address = Callable[[MinuteItem], str]
POSTS: list[Address] = [
    lambda i: f"/sammantraden/{i.meeting_id}/narvaro/",
    lambda i: f"/sammantraden/{i.meeting_id}/justering/",
    lambda i: f"/sammantraden/{i.meeting_id}/anslag/",
    lambda i: f"/sammantraden/{i.meeting_id}/anslag-ned/",
    lambda i: f"/sammantraden/{i.meeting_id}/utfall/{i.pk}/",
    lambda i: f"/sammantraden/{i.meeting_id}/omedelbar/{i.pk}/",
    lambda i: f"/sammantraden/{i.meeting_id}/utgar/{i.pk}/",
    lambda i: PLACE,
    lambda i: "/sammantraden/nytt/",
]  # fmt: skip


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("said", [{}, {"approved_on": "x", "case": "x", "meeting": "x"}])
def test_whoever_may_not_is_told_so_before_the_form_is_read(
    walk: Walk, address: Address, said: dict[str, Any]
) -> None:
    item = at_board(walk)
    the_clock_follows(walk)
    client = signed_in(walk.people.officer)
    told = Event.objects.filter(kind="refused").count()
    domain = {k: v for k, v in everything().items() if not k.startswith("history")}
    assert client.post(address(item), said).status_code == 403
    assert {k: v for k, v in everything().items() if not k.startswith("history")} == domain
    refusals = Event.objects.filter(kind="refused")
    assert refusals.count() == told + 1


@pytest.mark.parametrize("address", POSTS)
def test_head_is_answered_like_get(walk: Walk, address: Address) -> None:
    item = at_board(walk)
    client = secretary(walk)
    for url in (address(item), "/sammantraden/", f"/sammantraden/{item.meeting_id}/"):
        assert client.head(url).status_code == client.get(url).status_code
