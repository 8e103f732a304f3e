"""The agreement's pages on a narrow screen: with the longest names and words, nothing is cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from lifecycle import flows, operations
from lifecycle.operations.opening import AgreementFacts
from tests.journeys.hands import Hands
from tests.pages.answers import the_clock_follows
from tests.people import Walk

LONG = "Ettväldigtlångtnamnutanmellanslag" * 4
_CUT = """
    [...document.querySelectorAll('html, .av-scroll, .av-tabs')]
        .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.className || 'html')
"""


@pytest.fixture(scope="module")
def addresses(town: Walk) -> list[str]:
    """The pages of an agreement with long words that waits for its counterparty, and of one given notice."""
    p = town.people
    facts = AgreementFacts(LONG, "other", LONG, purpose=f"https://www.example.se/{LONG}")
    case = town.minutes(
        town.decided(town.proposed(town.approved(town.submitted(town.ready(agreement=facts)))))
    )
    party = case.agreement.parties.get(is_ours=False)
    other = town.in_force()
    who = {"actor": p.registrar, "on": town.on, "reference": LONG}
    flows.run(operations.receive_notice, agreement_id=other.pk, received_on=town.on, **who)
    the_clock_follows(town)
    return [
        reverse("agreement_register"),
        reverse("case_countersign", args=[case.pk, party.pk]),
        *(
            reverse(name, args=[pk])
            for name in ("agreement", "agreement_history", "agreement_edit")
            for pk in (case.agreement_id, other.pk)
        ),
    ]


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_cut_off(hands: Hands, page: Page, addresses: list[str], width: int) -> None:
    hands.step_in("Jonas Ekdahl")
    page.set_viewport_size({"width": width, "height": 900})
    for address in addresses:
        hands.open(address)
        assert page.evaluate(_CUT) == [], address
