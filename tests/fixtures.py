"""Fixtures of people and walks, for every test that needs a case somewhere in its life."""

from __future__ import annotations

import pytest

from tests.people import People, Walk


@pytest.fixture
def people(db: None) -> People:
    """The same few people, in a rolled-back transaction."""
    return People()


@pytest.fixture
def walk(people: People) -> Walk:
    """Takes a case anywhere in its life, through the operations."""
    return Walk(people)
