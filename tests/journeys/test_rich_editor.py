"""Writing in the rich text editor, with the keyboard alone and while the page saves by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from cases.drafts import read_draft
from cases.models import Case
from cases.rules.kept import from_kept
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
    _walk_to(hands, "Punktlista")
    keys.press("Enter")
    keys.type("ett")
    keys.press("Enter")
    keys.type("två ")
    keys.press("Escape")
    _walk_to(hands, "Hänvisa till bilaga")
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


def test_two_write_at_once_and_the_page_follows(hands: Hands, town: Walk, browser: Browser) -> None:
    """One changes other places, which come into the page; then the same one, and the writer chooses by keyboard."""
    case, _ = begin(hands, town)
    hands.page.keyboard.type(" Mitt.")
    other = Hands(browser.new_context(base_url=hands.page.url.split("/arenden")[0]).new_page())
    other.step_in(town.people.officer.name)
    other.open(f"/arenden/{case.pk}/skriv/")
    theirs = other.page.get_by_role("textbox", name="Text, avsnitt 2")
    theirs.scroll_into_view_if_needed()
    expect(theirs).to_have_attribute("contenteditable", "true")
    theirs.fill("Den andras bakgrund.")
    other.page.get_by_role("textbox", name="Ärendets rubrik").fill("Den andras rubrik")
    expect(other.page.locator("[data-saved]")).to_have_text(SAVED)
    hands.page.keyboard.type(" Mer av mitt.")
    expect(hands.page.locator("[data-said]")).to_contain_text("i ett annat fönster")
    second = hands.page.get_by_role("textbox", name="Text, avsnitt 2")
    expect(second).to_contain_text("Den andras bakgrund.")
    expect(hands.page.get_by_role("textbox", name="Ärendets rubrik")).to_have_value(
        "Den andras rubrik"
    )
    first = other.page.get_by_role("textbox", name="Text, avsnitt 1")
    first.click()
    other.page.keyboard.type("Den andras början. ")
    expect(first.locator("xpath=ancestor::section")).to_contain_text("Vilken text ska gälla?")
    mine = other.page.get_by_role("radio", name="Den sparade")
    mine.focus()
    other.page.keyboard.press("Space")
    expect(first).to_contain_text("Mer av mitt.")
    expect(first).not_to_contain_text("Den andras början.")
    expect(mine).to_have_count(0)
    hands.content()
    other.content()
    other.page.context.close()
    draft = read_draft(Case.objects.get(pk=case.pk))
    assert draft.title == "Den andras rubrik"
    assert [s.text for s in draft.sections] == [
        "Avtalet finns i bilaga 1. Mitt. Mer av mitt.",
        "Den andras bakgrund.",
    ]
    asides = [from_kept(s.content) for s in case.saves.filter(is_aside=True)]
    assert any("Den andras början." in one.sections[0].text for one in asides)


def test_going_back_at_once_meets_no_save_of_ones_own(hands: Hands, town: Walk) -> None:
    case, _ = begin(hands, town)
    hands.page.keyboard.type(" Ett.")
    hands.page.goto(f"/arenden/{case.pk}/")
    hands.page.go_back()
    text = hands.page.get_by_role("textbox", name="Text, avsnitt 2")
    expect(text).to_have_attribute("contenteditable", "true")
    text.click()
    hands.page.keyboard.type("Två. ")
    expect(hands.page.locator("[data-saved]")).to_have_text(SAVED)
    expect(hands.page.locator("[data-theirs]")).to_have_count(0)
    hands.content()
    sections = read_draft(Case.objects.get(pk=case.pk)).sections
    assert sections[0].text.endswith(" Ett.")
    assert "Två." in sections[1].text


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


def test_a_point_is_written_and_cites_with_the_keyboard_alone(hands: Hands, town: Walk) -> None:
    case, _ = begin(hands, town)
    before = read_draft(case).points[0].text
    point = hands.page.get_by_role("textbox", name="Punkt 1", exact=True)
    point.click()
    keys = hands.page.keyboard
    keys.press("Control+End")
    keys.type(" Se ")
    keys.press("Alt+F10")
    _walk_to(hands, "Hänvisa till bilaga")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(point).to_be_focused()
    expect(hands.page.locator("[data-saved]")).to_have_text(SAVED)
    assert read_draft(Case.objects.get(pk=case.pk)).points[0].text == f"{before} Se {{bilaga 1}}"


def _walk_to(hands: Hands, name: str) -> None:
    """With the arrows, inside the tools."""
    for _ in range(15):
        focused = (
            "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        )
        if hands.page.evaluate(focused) == name:
            return
        hands.page.keyboard.press("ArrowRight")
    pytest.fail(f"{name} is not reached by the arrows")


def test_a_check_leads_to_the_words_it_is_about(hands: Hands, town: Walk) -> None:
    """Marked, so that what is typed next replaces them; here a part of them is bold."""
    case, text = begin(hands, town)
    keys = hands.page.keyboard
    keys.type(" Timmarna är [fyll ")
    keys.press("Control+b")
    keys.type("i antal")
    keys.press("Control+b")
    keys.type("] om året.")
    found = hands.page.get_by_role("link", name=re.compile(r"Visa i texten.*\[fyll"))
    expect(found).to_be_visible()
    found.press("Enter")
    expect(text).to_be_focused()
    hands.page.wait_for_timeout(500)
    assert hands.page.evaluate("getSelection().toString()") == "[fyll i antal]"
    keys.type("120")
    expect(found).to_have_count(0, timeout=15_000)
    assert text_of(case).endswith("Timmarna är 120 om året.")
