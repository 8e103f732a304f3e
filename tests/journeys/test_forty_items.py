"""A meeting with many items is recorded by keyboard alone: a few keys for each that is approved as proposed.

LONG_MEETING says how many items (six unless told; forty takes a minute).
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from approvals import operations as desk
from approvals.models import MinuteItem
from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

ITEMS = int(os.environ.get("LONG_MEETING", "6"))


def test_a_long_meeting_is_recorded_without_a_mouse(hands: Hands, town: Walk) -> None:
    who = {"actor": town.people.secretary, "on": town.on}
    board = town.people.board
    held = desk.schedule_meeting(body=board, date=town.on, stop_date=None, **who)
    desk.record_attendance(meeting_id=held.pk, present_count=13, **who)
    for _ in range(ITEMS):
        desk.place_on_agenda(case_id=town.approved().pk, meeting_id=held.pk, **who)
    hands.step_in(town.people.secretary.name)
    hands.open(f"/sammantraden/{held.pk}/#utfall")
    keys = hands.page.keyboard
    for number in range(1, ITEMS + 1):
        keys.press("Tab")
        _has_the_focus(hands, "Bifall på alla 3 punkter")
        keys.press("Enter")
        _has_the_focus(hands, "Anteckna utfallet")
        expect(hands.main.get_by_role("radio", name="Bifall", checked=True)).to_have_count(3)
        assert MinuteItem.objects.filter(meeting=held).exclude(result="").count() == number - 1
        keys.press("Enter")
        hands.told(f"Utfallet är antecknat som § {number}.")
        if number < ITEMS:
            _has_the_focus(hands, f"Nästa utan utfall: {number + 1}.")
            keys.press("Enter")
            expect(hands.page.get_by_role("heading", level=2).nth(1)).to_contain_text(
                f"{number + 1}. "
            )
    assert MinuteItem.objects.filter(meeting=held, result="onward").count() == ITEMS


def _has_the_focus(hands: Hands, name: str) -> None:
    expect(hands.page.locator(":focus")).to_contain_text(name)
