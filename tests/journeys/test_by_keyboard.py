"""A version is approved with the keyboard alone, and the focus is seen at every stop."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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
