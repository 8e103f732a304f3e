"""The editor of a template in a browser: the sample follows what is typed, and nothing is saved by looking."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from cases.models import TemplateVersion
from lifecycle.demo.people import ADMINISTRATOR
from tests.journeys.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("town")]


def test_the_sample_follows_what_is_typed(hands: Hands, page: Page) -> None:
    hands.step_in(ADMINISTRATOR[0])
    hands.open("/mallar/huddinge/")
    paper = page.locator("#prov")
    expect(paper).to_contain_text("Förslag till beslut")
    page.get_by_label("Rubrik över förslaget").fill("Beslutsförslag")
    expect(paper.get_by_role("heading", name="Beslutsförslag")).to_be_visible()
    page.get_by_label("Att-satser utan nummer").check()
    expect(paper).to_contain_text("Kommunfullmäktige föreslås besluta")
    with hands.refused(422):
        page.get_by_label("Mallens namn").fill("")
        expect(paper).to_contain_text("Rätta det som är fel")
    assert not TemplateVersion.objects.exists()
    page.get_by_label("Mallens namn").fill("Huddinge")
    page.get_by_role("button", name="Spara mallen").click()
    expect(page.get_by_text("Mallen Huddinge är sparad.")).to_be_visible()
    expect(paper).to_contain_text("Kommunfullmäktige föreslås besluta")
