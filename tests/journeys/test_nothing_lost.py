"""Words that are written but not sent yet are kept whichever button is pressed next."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, expect

from cases.drafts import read_draft
from cases.models import Case, SectionComment
from tests.journeys.hands import Hands
from tests.lifecycle.papers import agreement_text, write
from tests.people import Walk

pytestmark = pytest.mark.browser


def test_a_comment_that_is_written_goes_with_the_decision(hands: Hands, town: Walk) -> None:
    case = town.submitted()
    hands.step_in(town.people.head.name)
    hands.open(reverse("case_review", args=[case.pk]))
    for number, text in ((1, "Vilket avtal?"), (2, "Vem ansvarar?")):
        hands.main.locator("summary", has_text=f"Kommentera punkt {number}").click()
        hands.write(f"Kommentar om punkt {number}", text)
    hands.main.get_by_label("Återlämna med kommentar").check()
    hands.write("Vad behöver ändras?", "Se mina kommentarer.")
    hands.press("Återlämna version 1")
    hands.told("Version 1 är återlämnad")
    assert list(SectionComment.objects.order_by("pk").values_list("text", flat=True)) == [
        "Vilket avtal?",
        "Vem ansvarar?",
    ]


def test_what_is_written_is_saved_before_a_comment_is_answered(hands: Hands, town: Walk) -> None:
    case = Case.objects.latest("pk")
    hands.step_in(town.people.officer.name)
    hands.open(reverse("case_edit", args=[case.pk]))
    text = hands.page.get_by_role("textbox", name="Text, avsnitt 1")
    expect(text).to_have_attribute("contenteditable", "true")
    text.click()
    hands.page.keyboard.press("Control+End")
    hands.page.keyboard.type(" Sist skrivet.")
    hands.main.get_by_role("button", name="Åtgärdad").first.click()
    hands.told("Kommentaren är åtgärdad.")
    expect(text).to_contain_text("Sist skrivet.")
    assert read_draft(Case.objects.get(pk=case.pk)).sections[0].text.endswith("Sist skrivet.")
    hands.content()


def test_an_agreement_draft_asks_before_it_is_left_unsaved(hands: Hands, town: Walk) -> None:
    case = town.ready()
    paper = write(town, case, agreement_text(case))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    hands.step_in(town.people.officer.name)
    hands.page.on("dialog", stay)
    hands.open(reverse("paper_edit", args=[case.pk, paper.pk]))
    title = hands.main.locator("#rubrik input, #rubrik textarea").first
    title.press("End")
    title.press_sequentially(" mer")
    hands.main.get_by_role("link", name="Handlingar").click(no_wait_after=True)
    hands.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    hands.main.get_by_role("button", name="Spara", exact=True).first.click()
    hands.told("Avtalsutkastet är sparat.")
    assert asked == ["beforeunload"]
