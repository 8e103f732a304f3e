"""Two secretaries record the same item from a browser each, at once: one outcome, and the other is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from approvals import operations as desk
from approvals.models import PointOutcome
from lifecycle.proof import verify_everything
from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

SEND = "document.querySelector('#anteckna').click()"


def test_the_same_item_twice_at_once(
    browser: Browser, page: Page, live_server_url: str, town: Walk
) -> None:
    who = {"actor": town.people.secretary, "on": town.on}
    held = desk.schedule_meeting(body=town.people.board, date=town.on, stop_date=None, **who)
    desk.record_attendance(meeting_id=held.pk, present_count=13, **who)
    item = desk.place_on_agenda(case_id=town.approved().pk, meeting_id=held.pk, **who)
    other = browser.new_context(base_url=live_server_url).new_page()
    for each, label in ((page, "Bifall"), (other, "Avslag")):
        hands = Hands(each, expected={409})
        hands.step_in(town.people.secretary.name)
        hands.open(f"/sammantraden/{held.pk}/?arende={item.pk}")
        for radio in hands.main.get_by_role("radio", name=label).all():
            radio.check(force=True)
    for each in (page, other):
        each.evaluate(f"setTimeout(() => {SEND}, 50)")
    told = [_answer(each) for each in (page, other)]
    other.context.close()
    assert sorted(told) == ["antecknat", "redan"]
    outcomes = PointOutcome.objects.filter(item=item)
    assert outcomes.count() == 3 and len(set(outcomes.values_list("outcome", flat=True))) == 1
    assert verify_everything().findings == []


def _answer(page: Page) -> str:
    """Which of the two answers this browser got."""
    recorded = page.get_by_role("status").filter(has_text="Utfallet är antecknat som §")
    refused = page.get_by_role("alert")
    expect(recorded.or_(refused).first).to_be_visible()
    return "antecknat" if recorded.count() else "redan"
