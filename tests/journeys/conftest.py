"""The journeys' own fixtures: hands on a page, and a municipality with people but no cases."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.journeys.hands import Hands, walk_among_demo_people
from tests.people import Walk


@pytest.fixture
def hands(page: Page) -> Hands:
    """Hands on a fresh page."""
    return Hands(page)


@pytest.fixture(scope="module")
def town(own_database: str) -> Walk:
    """The demonstration's people in this module's database, and a walk that starts today."""
    return walk_among_demo_people(timezone.localdate())
