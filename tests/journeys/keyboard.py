"""Going through pages with the keyboard alone; the focus is seen at every stop."""

from __future__ import annotations

import pytest

from tests.journeys.hands import Hands

SKIP = "Hoppa till innehållet"  # stands on the page only while it has the focus


def press(hands: Hands, name: str) -> None:
    """Reach a button, a link or a summary by Tab, and press it."""
    tab_to(hands, name)
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_load_state()


def tab_to(hands: Hands, name: str, kind: str = "", most: int = 60) -> None:
    """Press Tab until what is called so has the focus; at every stop the focus can be seen."""
    for _ in range(most):
        hands.page.keyboard.press("Tab")
        if focused(hands, kind).startswith(name):
            return
        assert focused(hands) == SKIP or focus_is_visible(hands), focused(hands)
    pytest.fail(f"{name} is not reached by Tab")


def focused(hands: Hands, kind: str = "") -> str:
    """What has the focus is called; nothing when it is of another kind than asked for."""
    return hands.page.evaluate(
        r"""kind => {
            const it = document.activeElement;
            if (kind && it.type !== kind) return "";
            const label = it.labels && it.labels.length ? it.labels[0].innerText : it.innerText;
            return (it.getAttribute("aria-label") || label || "").replace(/\s+/g, " ").trim();
        }""",
        kind,
    )


def focus_is_visible(hands: Hands) -> bool:
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
