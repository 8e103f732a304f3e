"""The journeys' watch is awake: what the browser complains about is heard."""

from __future__ import annotations

import pytest

from tests.journeys.hands import Hands
from tests.people import Walk

pytestmark = pytest.mark.browser

BREAK_THE_POLICY = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"
THROW_LATER = "setTimeout(() => { throw new Error('broken') })"


@pytest.mark.parametrize(
    ("doing", "heard"),
    [(BREAK_THE_POLICY, "Content Security Policy"), (THROW_LATER, "broken")],
)
def test_breaches_of_the_policy_and_errors_are_heard(
    hands: Hands, town: Walk, doing: str, heard: str
) -> None:
    hands.step_in(town.people.officer.name)
    hands.page.evaluate(doing)
    hands.page.wait_for_timeout(200)
    assert any(heard in said for said in hands.complaints), hands.complaints
    with pytest.raises(AssertionError):
        hands.content()


def test_a_page_that_fails_is_heard(hands: Hands, town: Walk) -> None:
    hands.step_in(town.people.officer.name)
    with pytest.raises(AssertionError):
        hands.open("/arenden/999999/")
    assert hands.complaints[0].endswith("/arenden/999999/: 404")
