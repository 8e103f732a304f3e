"""A third of the council sends a matter back: 39 present, 24 for deciding today and 15 against. It comes again, and the majority decides."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from approvals.models import MinuteItem, PointOutcome
from cases.models import Case
from lifecycle.proof import verify_everything
from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

WHY = "Kostnaderna för samarbetet ska redovisas."
OPTIONS = "Återremiss eller bordläggning på begäran av en minoritet"


def test_a_third_sends_it_back_once_and_then_the_majority_decides(hands: Hands, town: Walk) -> None:
    case = town.proposed()
    item = _comes_to_the_council(hands, town, case)
    _too_few_ask(hands, case, item)
    _a_third_sends_it_back(hands, case, item)
    case = _the_officer_mends_and_everybody_says_yes_again(hands, town, case)
    item = _comes_to_the_council(hands, town, case)
    _a_minority_may_not_again(hands, item)
    _the_majority_decides(hands, case, item)
    assert verify_everything().findings == []


def _comes_to_the_council(hands: Hands, town: Walk, case: Case) -> MinuteItem:
    item = town.on_agenda(case, town.people.council)
    hands.step_in(town.people.secretary.name)
    hands.move_clock(town.on)
    hands.open(f"/sammantraden/{item.meeting_id}/?arende={item.pk}")
    return item


def _too_few_ask(hands: Hands, case: Case, item: MinuteItem) -> None:
    _choose(hands, "Återremiss")
    _open(hands, "Motivering, om något återremitteras")
    hands.write("Motivering till återremiss", WHY)
    _open(hands, OPTIONS)
    hands.write("Hur många av de 39 närvarande begärde det?", "12")
    with hands.refused(422):
        hands.press("Anteckna utfallet")
    hands.sees("3 × 12 = 36 är mindre än 39.")
    expect(hands.main.get_by_label("Motivering till återremiss")).to_have_value(WHY)
    assert not PointOutcome.objects.filter(item=item).exists()
    assert Case.objects.get(pk=case.pk).version == 1


def _a_third_sends_it_back(hands: Hands, case: Case, item: MinuteItem) -> None:
    hands.write("Hur många av de 39 närvarande begärde det?", "15")
    _vote(hands, "Ärendet avgörs i dag", 24, "Ärendet återremitteras", 15)
    hands.press("Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 1.")
    hands.sees("24 Ja", "15 Nej", "begärdes av en minoritet, 15 röster", WHY)
    assert set(PointOutcome.objects.filter(item=item).values_list("outcome", flat=True)) == {
        "referred_back"
    }
    hands.sees("Ärendet är tillbaka hos förvaltningen.")
    assert Case.objects.get(pk=case.pk).version == 2


def _the_officer_mends_and_everybody_says_yes_again(hands: Hands, town: Walk, case: Case) -> Case:
    hands.step_in(town.people.officer.name)
    hands.take("Skriv", case.registry_number)
    hands.headed("Tjänsteutlåtande, version 2")
    hands.sees("Återremitterat av kommunfullmäktige", WHY)
    text = hands.main.get_by_role("textbox", name="Text, avsnitt 1")
    text.press("Control+End")
    text.press_sequentially(" Kostnaden ryms inom ramen.")
    hands.press("Skicka på granskning")
    hands.press("Skicka på granskning")
    hands.told("Utkastet är skickat på granskning.")
    return town.proposed(town.approved(town.again(case)))


def _a_minority_may_not_again(hands: Hands, item: MinuteItem) -> None:
    _choose(hands, "Återremiss")
    _open(hands, "Motivering, om något återremitteras")
    hands.write("Motivering till återremiss", WHY)
    _open(hands, OPTIONS)
    hands.write("Hur många av de 39 närvarande begärde det?", "15")
    with hands.refused(422):
        hands.press("Anteckna utfallet")
    hands.sees(
        "Ärendet har redan återremitterats eller bordlagts av en minoritet; nu krävs majoritet"
    )
    assert not PointOutcome.objects.filter(item=item).exists()


def _the_majority_decides(hands: Hands, case: Case, item: MinuteItem) -> None:
    _choose(hands, "Bifall")
    hands.write("Hur många av de 39 närvarande begärde det?", "")
    hands.write("Motivering till återremiss", "")
    _vote(hands, "Bifall till styrelsens förslag", 26, "Avslag", 13)
    hands.press("Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 2.")
    hands.sees("26 Ja", "13 Nej")
    hands.open(f"/arenden/{case.pk}/")
    assert Case.objects.get(pk=case.pk).stage == "execution"


def _choose(hands: Hands, outcome: str) -> None:
    for point in (1, 2):
        group = hands.main.get_by_role("group", name=f"Utfall för punkt {point}")
        group.get_by_text(outcome, exact=True).click()


def _open(hands: Hands, summary: str) -> None:
    hands.main.get_by_text(summary, exact=True).click()


def _vote(hands: Hands, yes_means: str, yes: int, no_means: str, no: int) -> None:
    hands.press("Lägg till votering")
    hands.write("Ja betyder", yes_means)
    hands.write("Nej betyder", no_means)
    hands.write("Antal Ja", str(yes))
    hands.write("Antal Nej", str(no))
