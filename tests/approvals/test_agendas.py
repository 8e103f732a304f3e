"""The agenda: its order and numbers, standing items, and late items with who let them in."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.agenda import number_of, rows_of_agenda
from approvals.models import Meeting, MinuteItem
from approvals.rules.agendas import Line, Placed, agenda, why_late
from cases.rules.errors import Invalid, NotNow
from history.models import Event
from lifecycle import flows
from lifecycle.web.telling import told
from tests.pages.answers import signed_in, the_clock_follows
from tests.people import DAY, Walk
from tests.snapshot import refused

OPENING, CLOSING = "Upprop\n  Val av  justerare \n\n", "Delgivningar"


def who(walk: Walk) -> dict[str, Any]:
    """The secretary, on the walk's day."""
    return {"actor": walk.people.secretary, "on": walk.on}


def of_three(walk: Walk) -> tuple[Meeting, list[MinuteItem]]:
    """A coming meeting of the board with three cases on its agenda."""
    meeting = walk.ahead(walk.people.board)
    cases = [walk.approved() for _ in range(3)]
    return meeting, [
        desk.place_on_agenda(case_id=case.pk, meeting_id=meeting.pk, **who(walk)) for case in cases
    ]


def said_of(event: Event) -> list[str]:
    """What the history page says of the event."""
    return told(event.kind, json.loads(event.said.body)["facts"])


def order(meeting: Meeting) -> list[int]:
    """The items as they stand, without those taken off."""
    rows = rows_of_agenda(meeting)
    return [r.item.pk for r in rows if r.item and r.line.number is not None]


# The numbers ---------------------------------------------------------------------------------------------


def numbered(*cases: Placed) -> list[tuple[int | None, str | int]]:
    """The agenda as pairs of number and text or key."""
    lines = agenda(OPENING, cases, CLOSING)
    return [(line.number, line.text or line.key or 0) for line in lines]


def test_cases_stand_between_the_standing_items() -> None:
    assert numbered(Placed(7), Placed(5)) == [
        (1, "Upprop"), (2, "Val av justerare"), (3, 7), (4, 5), (5, "Delgivningar"),
    ]  # fmt: skip


def test_a_case_taken_off_before_the_summons_leaves_no_gap() -> None:
    assert numbered(Placed(7, is_off=True), Placed(5))[2:] == [
        (3, 5), (4, "Delgivningar"), (None, 7),
    ]  # fmt: skip


def test_after_the_summons_no_number_changes_and_late_ones_come_last() -> None:
    called = [Placed(7, is_off=True, called=1), Placed(5, called=1)]
    assert numbered(*called, Placed(9), Placed(8, called=2), Placed(6, is_off=True))[2:] == [
        (3, 7), (4, 5), (5, "Delgivningar"), (6, 8), (7, 9), (None, 6),
    ]  # fmt: skip


def test_an_empty_agenda_has_no_lines() -> None:
    assert agenda(" \n", [], "") == ()
    assert agenda("", [Placed(3)], "") == (Line(1, key=3),)


def test_late_is_after_the_stop_date_or_after_the_summons() -> None:
    assert why_late(None, None, DAY) == ""
    assert why_late(DAY, None, DAY) == ""
    assert "Stoppdagen för handlingar var 3\xa0maj\xa02026." in why_late(
        DAY - timedelta(1), None, DAY
    )
    assert "Kallelsen utfärdades 4\xa0maj\xa02026." in why_late(DAY, DAY, DAY)


# The order -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_case_is_moved_a_step_and_the_book_tells_where_it_stands(walk: Walk) -> None:
    meeting, (a, b, c) = of_three(walk)
    desk.move_item(meeting_id=meeting.pk, item_id=c.pk, direction="up", **who(walk))
    assert order(meeting) == [a.pk, c.pk, b.pk]
    desk.move_item(meeting_id=meeting.pk, item_id=a.pk, direction="down", **who(walk))
    assert order(meeting) == [c.pk, a.pk, b.pk]
    event = Event.objects.filter(kind="agenda_ordered").latest("pk")
    assert f"”{a.case.title}” står som ärende 2" in said_of(event)


@pytest.mark.django_db
def test_a_case_taken_off_is_stepped_over(walk: Walk) -> None:
    meeting, (a, b, c) = of_three(walk)
    flows.run(desk.remove_from_agenda, case_id=b.case_id, item_id=b.pk, **who(walk))
    assert number_of(c) == 2
    desk.move_item(meeting_id=meeting.pk, item_id=c.pk, direction="up", **who(walk))
    assert order(meeting) == [c.pk, a.pk]
    with refused("off_agenda", NotNow):
        desk.move_item(meeting_id=meeting.pk, item_id=b.pk, direction="up", **who(walk))


@pytest.mark.django_db
def test_what_cannot_be_moved_is_refused(walk: Walk) -> None:
    meeting, (a, _, c) = of_three(walk)
    for item, direction, code in ((a, "up", "at_the_end"), (c, "down", "at_the_end")):
        with refused(code, NotNow):
            desk.move_item(meeting_id=meeting.pk, item_id=item.pk, direction=direction, **who(walk))
    with refused("direction", Invalid):
        desk.move_item(meeting_id=meeting.pk, item_id=a.pk, direction="bort", **who(walk))
    other = walk.ahead(walk.people.council)
    with pytest.raises(MinuteItem.DoesNotExist):
        desk.move_item(meeting_id=other.pk, item_id=a.pk, direction="down", **who(walk))


@pytest.mark.django_db
def test_the_order_stands_fast_when_an_outcome_is_recorded(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    waiting = desk.place_on_agenda(
        case_id=walk.approved().pk, meeting_id=item.meeting_id, **who(walk)
    )
    walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    facts = {"meeting_id": item.meeting_id, **who(walk)}
    with refused("recorded", NotNow):
        desk.move_item(item_id=waiting.pk, direction="up", **facts)
    with refused("recorded", NotNow):
        desk.set_standing_items(opening="Upprop", closing="", as_default=False, **facts)
    with refused("held", NotNow):
        desk.set_time_and_place(starts_at=None, place="A-salen", **facts)


@pytest.mark.django_db
def test_only_a_case_with_the_council_ahead_is_marked(walk: Walk) -> None:
    meeting, (item, *_) = of_three(walk)
    assert all(row.item.goes_to_council for row in rows_of_agenda(meeting) if row.item)
    flows.run(desk.remove_from_agenda, case_id=item.case_id, item_id=item.pk, **who(walk))
    case = walk.proposed(walk.again(item.case))
    there = walk.on_agenda(case, walk.people.council)
    assert [r.item.goes_to_council for r in rows_of_agenda(there.meeting) if r.item] == [False]


# Standing items, time and place --------------------------------------------------------------------------


@pytest.mark.django_db
def test_standing_items_can_become_the_bodys_own(walk: Walk) -> None:
    meeting, items = of_three(walk)
    later = desk.schedule_meeting(
        body=walk.people.board, date=meeting.date + timedelta(30), stop_date=None, **who(walk)
    )
    written = {"opening": OPENING, "closing": CLOSING, "meeting_id": meeting.pk}
    desk.set_standing_items(**written, as_default=True, **who(walk))
    later.refresh_from_db()
    new = desk.schedule_meeting(
        body=walk.people.board, date=meeting.date + timedelta(60), stop_date=None, **who(walk)
    )
    elsewhere = walk.ahead(walk.people.council)
    assert later.opening == new.opening == "Upprop\nVal av justerare"
    assert elsewhere.opening == ""
    assert number_of(MinuteItem.objects.get(pk=items[0].pk)) == 3
    event = Event.objects.filter(kind="standing_items_written").get()
    assert "Före ärendena: Upprop och Val av justerare" in said_of(event)
    again = {**written, "opening": "Upprop", "meeting_id": later.pk}
    desk.set_standing_items(**again, as_default=False, **who(walk))
    new.refresh_from_db()
    assert new.opening == "Upprop\nVal av justerare"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("many_lines", {"opening": "a\n" * 21}),
        ("long_line", {"closing": "a" * 151}),
        ("no_glyph", {"opening": "Upprop 😀"}),
    ],
)
def test_standing_items_that_cannot_be_printed_are_refused(
    code: str, changed: dict[str, str], walk: Walk
) -> None:
    meeting = walk.ahead(walk.people.board)
    said = {"opening": "", "closing": "", **changed}
    with refused(code, Invalid) as refusal:
        desk.set_standing_items(meeting_id=meeting.pk, as_default=True, **said, **who(walk))
    assert refusal.value.field in changed


@pytest.mark.django_db
def test_time_and_place_are_said(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board)
    facts = {"meeting_id": meeting.pk, "starts_at": time(13), **who(walk)}
    row = desk.set_time_and_place(place=" A-salen,  kommunalhuset", **facts)
    assert (row.starts_at, row.place) == (time(13), "A-salen, kommunalhuset")
    event = Event.objects.filter(kind="meeting_described").get()
    assert said_of(event)[1:] == ["Klockan 13.00", "A-salen, kommunalhuset"]
    for place in ("x" * 121, "😀"):
        with refused("long_text" if len(place) > 1 else "no_glyph", Invalid):
            desk.set_time_and_place(place=place, **facts)


# Late items ----------------------------------------------------------------------------------------------


def past_its_stop_date(walk: Walk) -> Meeting:
    """A coming meeting whose stop date was yesterday."""
    stop, day = walk.on - timedelta(1), walk.on + timedelta(9)
    return desk.schedule_meeting(body=walk.people.board, date=day, stop_date=stop, **who(walk))


@pytest.mark.django_db
def test_after_the_stop_date_it_is_an_extra_item_that_says_why(walk: Walk) -> None:
    case, meeting = walk.approved(), past_its_stop_date(walk)
    facts = {"case_id": case.pk, "meeting_id": meeting.pk, **who(walk)}
    said = {"let_in_by": "Anders Hallberg, ordförande", "late_reason": "Avtalet löper ut."}
    for field in said:
        with refused("late_item", Invalid) as refusal:
            desk.place_on_agenda(**facts, **{**said, field: " "})
        assert refusal.value.field == field
        with refused("long_text", Invalid):
            desk.place_on_agenda(**facts, **{**said, field: "a" * 501})
    item = flows.run(desk.place_on_agenda, **facts, **said)
    assert item.is_late
    event = Event.objects.filter(kind="placed_on_agenda").get()
    sentence = "Extra ärende, insläppt av Anders Hallberg, ordförande: Avtalet löper ut."
    assert sentence in said_of(event)


@pytest.mark.django_db
def test_in_time_no_reason_is_kept(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board)
    case = walk.approved()
    item = desk.place_on_agenda(
        case_id=case.pk, meeting_id=meeting.pk, late_reason="Brått.", let_in_by="X", **who(walk)
    )
    assert not item.is_late


# The pages -----------------------------------------------------------------------------------------------


def secretary(walk: Walk) -> Client:
    """The secretary's browser, on the walk's day."""
    the_clock_follows(walk)
    return signed_in(walk.people.secretary)


@pytest.mark.django_db
def test_a_late_case_is_asked_why_and_what_was_typed_is_kept(
    walk: Walk, settings: Settings
) -> None:
    settings.DEMO, walk.on = True, timezone.localdate()
    case, meeting = walk.approved(), past_its_stop_date(walk)
    client = secretary(walk)
    assert (
        "Vem har släppt in ärendet?" in client.get(f"/sammantraden/{meeting.pk}/").content.decode()
    )
    said = {"case": case.pk, "meeting": meeting.pk, "late_reason": "Avtalet löper ut."}
    answer = client.post("/sammantraden/satt-upp/", said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv vem som har släppt in ärendet." in text
    assert 'value="Avtalet löper ut."' in text
    assert f'<option value="{meeting.pk}" selected>' in text
    assert not MinuteItem.objects.exists()
    answer = client.post(
        "/sammantraden/satt-upp/", {**said, "let_in_by": "Ordföranden"}, follow=True
    )
    assert "Extra ärende, insläppt av Ordföranden: Avtalet löper ut." in answer.content.decode()


@pytest.mark.django_db
def test_the_order_is_changed_and_refused_words_are_kept_on_the_page(
    walk: Walk, settings: Settings
) -> None:
    settings.DEMO, walk.on = True, timezone.localdate()
    meeting, (a, b, c) = of_three(walk)
    client = secretary(walk)
    url = f"/sammantraden/{meeting.pk}/dagordning/"
    text = client.get(url).content.decode()
    assert (text.count('value="up"'), text.count('value="down"')) == (2, 2)
    answer = client.post(f"{url}{c.pk}/", {"direction": "up"})
    assert answer["Location"] == f"{url}#arende-{c.pk}"
    assert order(meeting) == [a.pk, c.pk, b.pk]
    answer = client.post(f"{url}punkter/", {"opening": "Upprop 😀", "closing": "Delgivningar"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "finns inte i dokumentets typsnitt" in text
    assert "Upprop 😀" in text
    answer = client.post(f"{url}tid/", {"starts_at": "klockan ett", "place": "A-salen"})
    assert answer.status_code == 422
    assert "Skriv klockslaget som tt.mm, till exempel 13.00." in answer.content.decode()
    assert client.post(f"{url}tid/", {"starts_at": "13.00", "place": "A"}).status_code == 302
