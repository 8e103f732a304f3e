"""A version is approved and a meeting lived through with the keyboard alone; the focus is seen at every stop."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from approvals import operations as desk
from tests.journeys.hands import Hands
from tests.journeys.keyboard import SKIP, focused, press, tab_to
from tests.people import Walk

pytestmark = pytest.mark.browser


def test_a_version_is_approved_with_the_keyboard_alone(hands: Hands, town: Walk) -> None:
    case = town.submitted()
    hands.step_in("Karin Sandell")
    hands.open("/")
    keys = hands.page.keyboard
    keys.press("Tab")
    assert focused(hands) == SKIP
    keys.press("Enter")
    tab_to(hands, "Granska: Granska tjänsteutlåtandet")
    keys.press("Enter")
    hands.headed("Granska tjänsteutlåtandet om Karolinska Institutet")
    tab_to(hands, "Godkänn", "radio")
    keys.press("ArrowDown")
    expect(hands.main.get_by_role("radio", name="Återlämna med kommentar")).to_be_checked()
    keys.press("ArrowUp")
    expect(hands.main.get_by_role("radio", name="Godkänn")).to_be_checked()
    tab_to(hands, "Kommentar")
    keys.type("Bra underlag.")
    tab_to(hands, "Godkänn version 1")
    keys.press("Enter")
    hands.told("Du har godkänt version 1.")
    hands.content()
    hands.open(f"/arenden/{case.pk}/")
    hands.sees("Nästa steg: Maria Lindqvist granskar version 1", "Bra underlag.")


def test_a_meeting_is_lived_through_with_the_keyboard_alone_on_a_telephone(
    hands: Hands, town: Walk
) -> None:
    town.approved()
    who = {"actor": town.people.secretary, "on": town.on}
    held = desk.schedule_meeting(body=town.people.board, date=town.on, stop_date=None, **who)
    keys = hands.page.keyboard
    hands.step_in("Lena Wikström")
    hands.page.set_viewport_size({"width": 390, "height": 844})
    hands.open(f"/sammantraden/{held.pk}/")
    press(hands, "Sätt upp på dagordningen")
    hands.told("Ärendet står på dagordningen som nummer 1.")
    tab_to(hands, "Hur många var närvarande?")
    keys.type("13")
    press(hands, "Anteckna närvaron")
    hands.told("Antalet närvarande är antecknat.")
    with hands.refused(422):
        press(hands, "Anteckna utfallet")
        expect(hands.page.locator(".ds-error-summary")).to_be_focused()
        press(hands, "Utfall för punkt 1")
        keys.press("Space")
    for outcome, point in (("Bifall", 2), ("Ändring", 3)):
        tab_to(hands, "Bifall", "radio")
        keys.press("Space")
        for _ in range(2 if outcome == "Ändring" else 0):
            keys.press("ArrowRight")
        group = hands.main.get_by_role("group", name=f"Utfall för punkt {point}")
        expect(group.get_by_role("radio", name=outcome)).to_be_checked()
    press(hands, "Skriv lydelsen, om den ändrades")
    tab_to(hands, "Beslutad lydelse av punkt 3")
    keys.press("End")
    keys.type(" Det redovisas varje år.")
    press(hands, "Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 1.")
    press(hands, "Anteckna justeringen")
    hands.told("Justeringen är antecknad.")
    press(hands, "Anteckna anslaget")
    hands.told("Anslaget är antecknat.")
    assert not hands.page.evaluate("document.documentElement.scrollWidth > innerWidth")
