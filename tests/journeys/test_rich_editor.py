"""Writing in the rich text editor, with the keyboard alone and while the page saves by itself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from history.models import Event
from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

SAVED = re.compile(r"Sparat kl\. \d\d\.\d\d")


def begin(hands: Hands, town: Walk) -> tuple[Case, Locator]:
    """A draft opened by its officer, with the cursor last in the first section's text."""
    case = town.ready()
    hands.step_in(town.people.officer.name)
    hands.open(f"/arenden/{case.pk}/skriv/")
    text = hands.page.get_by_role("textbox", name="Text, avsnitt 1")
    expect(text).to_have_attribute("contenteditable", "true")
    text.click()
    hands.page.keyboard.press("Control+End")
    return case, text


def text_of(case: Case) -> str:
    return read_draft(Case.objects.get(pk=case.pk)).sections[0].text


def test_a_section_is_written_with_the_keyboard_alone(hands: Hands, town: Walk) -> None:
    case, text = begin(hands, town)
    keys = hands.page.keyboard
    before = text_of(case)
    keys.press("Enter")
    keys.press("Control+b")
    keys.type("Syfte:")
    keys.press("Control+b")
    keys.type(" att samverka")
    keys.press("Enter")
    keys.press("Alt+F10")
    _tab_to(hands, "Punktlista")
    keys.press("Enter")
    keys.type("ett")
    keys.press("Enter")
    keys.type("två ")
    keys.press("Escape")
    _tab_to(hands, "Hänvisa till bilaga")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(text.locator("[data-attachment]")).to_have_text("bilaga 1")
    expect(text).to_be_focused()
    expect(hands.page.locator("[data-saved]")).to_have_text(SAVED)
    hands.content()
    assert text_of(case) == f"{before}\n\n**Syfte:** att samverka\n\n- ett\n- två {{bilaga 1}}"
    told = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="draft_edited")
    before_more = told.count()
    keys.type(" med mera")
    expect(hands.page.locator("[data-saved]")).to_have_text(SAVED)
    hands.page.get_by_role("button", name="Spara", exact=True).press("Enter")
    hands.told("Utkastet är sparat.")
    assert text_of(case).endswith("- två {bilaga 1} med mera")
    assert told.count() <= before_more + 1
    hands.content()


def test_leaving_the_page_saves_and_untouched_sections_stay_as_they_were(
    hands: Hands, town: Walk
) -> None:
    case, _ = begin(hands, town)
    others = read_draft(case).sections[1:]
    hands.page.keyboard.type(" Sist skrivet.")
    hands.page.goto(f"/arenden/{case.pk}/")
    for _ in range(50):  # the browser sends it on after the page is gone
        if "Sist skrivet." in text_of(case):
            break
        hands.page.wait_for_timeout(200)
    hands.page.goto(f"/arenden/{case.pk}/skriv/")
    expect(hands.page.get_by_role("textbox", name="Text, avsnitt 1")).to_contain_text(
        "Sist skrivet."
    )
    assert read_draft(Case.objects.get(pk=case.pk)).sections[1:] == others


def test_somebody_else_who_saved_is_told_and_nothing_is_lost(hands: Hands, town: Walk) -> None:
    case, _ = begin(hands, town)
    theirs = replace(read_draft(case), title="Den andras rubrik")
    who = {"actor": town.people.officer, "on": town.on}
    drafting.edit_draft(case_id=case.pk, draft=theirs, seen=case.edit_count, **who)
    hands.page.keyboard.type(" Mitt.")
    with hands.refused(409):
        expect(hands.page.locator("[data-saved]")).to_contain_text("Någon annan har sparat")
        hands.page.get_by_role("button", name="Spara", exact=True).click()
        expect(hands.main).to_contain_text("Den andra har sparat")
    expect(hands.page.get_by_role("textbox", name="Text, avsnitt 1")).to_contain_text("Mitt.")


def test_text_pasted_from_word_becomes_sections_and_lists(hands: Hands, town: Walk) -> None:
    case, text = begin(hands, town)
    text.evaluate("""(text) => {
        const pasted = new DataTransfer();
        pasted.setData("text/html", `<p class=MsoNormal style="color:red">Före<o:p></o:p></p>
            <h2>Ny del</h2><p class=MsoListParagraphCxSpFirst style="margin:0"><span style="mso-list:Ignore">·<span>&nbsp;
            </span></span>ett</p><p class=MsoListParagraphCxSpLast>två</p>`);
        text.dispatchEvent(new ClipboardEvent("paste", {clipboardData: pasted, bubbles: true, cancelable: true}));
    }""")
    expect(hands.page.get_by_role("textbox", name="Rubrik, avsnitt 2")).to_have_value("Ny del")
    sections = read_draft(Case.objects.get(pk=case.pk)).sections
    assert sections[0].text.endswith("Före")
    assert (sections[1].level, sections[1].text) == (2, "- ett\n- två")
    hands.content()


def test_the_editor_fits_a_telephone(hands: Hands, town: Walk) -> None:
    begin(hands, town)
    hands.page.set_viewport_size({"width": 390, "height": 844})
    assert not hands.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert hands.page.evaluate(
        "[...document.querySelectorAll('.av-rich__tools button')].filter(b => b.offsetWidth).every(b => b.offsetHeight >= 44)"
    )


def _tab_to(hands: Hands, name: str) -> None:
    for _ in range(15):
        focused = (
            "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        )
        if hands.page.evaluate(focused) == name:
            return
        hands.page.keyboard.press("Tab")
    pytest.fail(f"{name} is not reached by Tab")
