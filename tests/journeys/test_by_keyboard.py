"""A version is approved and a meeting lived through with the keyboard alone; the focus is seen at every stop."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from approvals import operations as desk
from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

SKIP = "Hoppa till innehållet"  # stands on the page only while it has the focus


def test_a_version_is_approved_with_the_keyboard_alone(hands: Hands, town: Walk) -> None:
    case = town.submitted()
    hands.step_in("Karin Sandell")
    hands.open("/")
    keys = hands.page.keyboard
    keys.press("Tab")
    assert _focused(hands) == SKIP
    keys.press("Enter")
    _tab_to(hands, "Granska: Granska tjänsteutlåtandet")
    keys.press("Enter")
    hands.headed("Granska tjänsteutlåtandet om Karolinska Institutet")
    _tab_to(hands, "Godkänn", "radio")
    keys.press("ArrowDown")
    expect(hands.main.get_by_role("radio", name="Återlämna med kommentar")).to_be_checked()
    keys.press("ArrowUp")
    expect(hands.main.get_by_role("radio", name="Godkänn")).to_be_checked()
    _tab_to(hands, "Kommentar")
    keys.type("Bra underlag.")
    _tab_to(hands, "Godkänn version 1")
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
    _press(hands, "Sätt upp på dagordningen")
    hands.told("Ärendet står på dagordningen som nummer 1.")
    _tab_to(hands, "Hur många var närvarande?")
    keys.type("13")
    _press(hands, "Anteckna närvaron")
    hands.told("Antalet närvarande är antecknat.")
    with hands.refused(422):
        _press(hands, "Anteckna utfallet")
        expect(hands.page.locator(".ds-error-summary")).to_be_focused()
        _press(hands, "Utfall för punkt 1")
        keys.press("Space")
    for outcome, point in (("Bifall", 2), ("Ändring", 3)):
        _tab_to(hands, "Bifall", "radio")
        keys.press("Space")
        for _ in range(2 if outcome == "Ändring" else 0):
            keys.press("ArrowRight")
        group = hands.main.get_by_role("group", name=f"Utfall för punkt {point}")
        expect(group.get_by_role("radio", name=outcome)).to_be_checked()
    _press(hands, "Skriv lydelsen, om den ändrades")
    _tab_to(hands, "Beslutad lydelse av punkt 3")
    keys.press("End")
    keys.type(" Det redovisas varje år.")
    _press(hands, "Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 1.")
    _press(hands, "Anteckna justeringen")
    hands.told("Justeringen är antecknad.")
    _press(hands, "Anteckna anslaget")
    hands.told("Anslaget är antecknat.")
    assert not hands.page.evaluate("document.documentElement.scrollWidth > innerWidth")


def _press(hands: Hands, name: str) -> None:
    """Reach a button, a link or a summary by Tab, and press it."""
    _tab_to(hands, name)
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_load_state()


def _tab_to(hands: Hands, name: str, kind: str = "", most: int = 60) -> None:
    """Press Tab until what is called so has the focus; at every stop the focus can be seen."""
    for _ in range(most):
        hands.page.keyboard.press("Tab")
        if _focused(hands, kind).startswith(name):
            return
        assert _focused(hands) == SKIP or _focus_is_visible(hands), _focused(hands)
    pytest.fail(f"{name} is not reached by Tab")


def _focused(hands: Hands, kind: str = "") -> str:
    """What has the focus is called; nothing when it is of another kind than asked for."""
    return hands.page.evaluate(
        """kind => {
            const it = document.activeElement;
            if (kind && it.type !== kind) return "";
            const label = it.labels && it.labels.length ? it.labels[0].innerText : it.innerText;
            return (it.getAttribute("aria-label") || label || "").trim();
        }""",
        kind,
    )


def _focus_is_visible(hands: Hands) -> bool:
    """The focused element, or its label, is on the screen and has an outline or a ring around it."""
    return hands.page.evaluate(
        """() => {
            const it = document.activeElement;
            if (it === document.body) return true;
            // the calendar's button inside a field for a day: it has a ring of its own, the field has not
            if (it.type === "date" && !it.matches(":focus-visible")) return true;
            const ringed = one => {
                const style = getComputedStyle(one);
                const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
                return outlined || style.boxShadow !== "none";
            };
            const box = it.getBoundingClientRect();
            const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
            return inside && it.matches(":focus-visible") && [it, ...(it.labels || [])].some(ringed);
        }"""
    )
