"""Taking an outcome back while somebody else does the same, approves the minutes or issues the next summons."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event as Signal
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from approvals import operations as desk
from approvals.models import MinuteItem
from cases.rules.errors import NotNow
from history.models import Event
from lifecycle import flows, operations
from lifecycle.proof import verify_everything
from tests.approvals.summonses import summons_made
from tests.concurrency.test_race import RACERS, race
from tests.people import People, Walk

ROUNDS = 4


@pytest.fixture(scope="module")
def walk(own_database: str) -> Walk:
    """A walk with real commits."""
    return Walk(People())


def recorded(walk: Walk) -> MinuteItem:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    walk.record(item, dict.fromkeys((1, 2, 3), "approved"))
    return MinuteItem.objects.get(pk=item.pk)


def taking_back(walk: Walk, item: MinuteItem) -> Callable[[], Any]:
    facts = {"case_id": item.case_id, "meeting_id": item.meeting_id, "item_id": item.pk}
    who = {"actor": walk.people.secretary, "on": walk.on}
    return partial(flows.run, operations.reopen_item, reason="Fel knapp.", **facts, **who)


def test_an_outcome_is_taken_back_once(walk: Walk) -> None:
    for _ in range(ROUNDS):
        item = recorded(walk)
        answers = race(*[taking_back(walk, item)] * RACERS)
        assert sorted(answers) == ["done"] + ["not_recorded"] * (RACERS - 1)
        told = Event.objects.filter(subject_kind="case", subject_id=item.case_id)
        assert told.filter(kind="item_reopened").count() == 1
    assert verify_everything().findings == []


def test_minutes_are_approved_with_an_outcome_or_not_at_all(walk: Walk) -> None:
    for _ in range(ROUNDS):
        item = recorded(walk)
        facts = {"meeting_id": item.meeting_id, "approved_on": walk.on, "on": walk.on}
        approve = partial(flows.keep_minutes, desk.approve_minutes, **facts)
        race(taking_back(walk, item), partial(approve, actor=walk.people.secretary))
        item = MinuteItem.objects.select_related("meeting").get(pk=item.pk)
        assert bool(item.result) == bool(item.meeting.minutes_approved_on)
    assert verify_everything().findings == []


def test_a_summons_that_is_being_issued_keeps_its_case(walk: Walk) -> None:
    item = recorded(walk)
    ahead = walk.ahead(walk.people.council, walk.again(item.case))
    facts = {"meeting_id": ahead.pk, "seen": summons_made(walk, ahead), "on": walk.on}
    issued = Signal()

    def issue() -> None:
        with transaction.atomic():
            desk.issue_summons(actor=walk.people.secretary, **facts)
            issued.set()
            sleep(0.5)  # the other has come to its locks
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(issue)
        assert issued.wait(10)
        with pytest.raises(NotNow, match="kallelsen"):
            taking_back(walk, item)()
        done.result()
    assert ahead.items.get().summons_id is not None
