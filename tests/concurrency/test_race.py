"""Several people answer the same question at once: one answer counts, the others are told, none is lost.

Sized by PROOF_ROUNDS (default 8).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from approvals import operations as desk
from approvals.models import Approval, DelegatedDecision, MinuteItem, PointOutcome
from cases.drafts import read_draft
from cases.models import Case
from cases.operations import edit_draft
from cases.operations.drafting import Saved
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import NotNow
from history.models import Event
from lifecycle import flows, operations
from lifecycle.delegating import delegate
from lifecycle.models import Publication, Question
from lifecycle.proof import verify_everything
from lifecycle.publications import material_of
from tests.lifecycle import publishing
from tests.lifecycle.acts import directs
from tests.people import People, Walk

ROUNDS = int(os.environ.get("PROOF_ROUNDS", "8"))
RACERS = 4


@pytest.fixture(scope="module")
def walk(own_database: str) -> Walk:
    """A walk with real commits."""
    return Walk(People())


def race(*calls: Callable[[], Any]) -> list[str]:
    """Run the calls at the same moment; "done" or the code of the refusal for each."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            start.wait(10)
            call()
        except NotNow as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_one_task_one_decision(walk: Walk) -> None:
    for _ in range(ROUNDS):
        case = walk.submitted()
        task = Question.objects.get(case=case).task
        facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on, "step": 1}
        answers = race(*[lambda: flows.perform(task, operations.approve, **facts)] * RACERS)  # noqa: B023
        assert sorted(answers) == ["answered"] * (RACERS - 1) + ["done"]
        assert Approval.objects.filter(step__case=case).count() == 1
        assert Question.objects.filter(case=case).count() == 1
    assert verify_everything().findings == []


def test_approve_and_return_at_once(walk: Walk) -> None:
    for _ in range(ROUNDS):
        case = walk.submitted()
        task = Question.objects.get(case=case).task
        facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on, "step": 1}
        answers = race(
            lambda: flows.perform(task, operations.approve, **facts),  # noqa: B023
            lambda: flows.perform(task, operations.return_to_author, comment="Nej.", **facts),  # noqa: B023
        )
        assert sorted(answers) == ["answered", "done"]
        assert Approval.objects.filter(step__case=case).count() == 1


def test_without_the_flow_the_operation_holds_alone(walk: Walk) -> None:
    case = walk.submitted()
    facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on, "step": 1}
    answers = race(*[lambda: operations.approve(**facts)] * RACERS)
    assert answers.count("done") == 1
    assert Approval.objects.filter(step__case=case).count() == 1


def test_two_secretaries_record_the_same_item(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    answers = {1: "approved", 2: "approved", 3: "approved"}
    results = race(*[lambda: walk.record(item, answers)] * 2)
    assert results.count("done") == 1
    assert PointOutcome.objects.filter(item=item).count() == 3
    assert MinuteItem.objects.get(pk=item.pk).number is not None


def test_an_outcome_is_taken_back_once_whoever_presses(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    walk.record(item, dict.fromkeys((1, 2, 3), "rejected"))
    facts = {"case_id": item.case_id, "meeting_id": item.meeting_id, "item_id": item.pk}
    who = {"actor": walk.people.secretary, "on": walk.on}
    call = partial(flows.run, operations.reopen_item, reason="Fel knapp.", **facts, **who)
    assert sorted(race(*[call] * RACERS)) == ["done"] + ["not_recorded"] * (RACERS - 1)
    assert Question.objects.filter(case=item.case, kind="decide").count() == 1
    assert verify_everything().findings == []


def test_editors_save_at_once_and_each_keeps_what_they_wrote(walk: Walk) -> None:
    """Each writes in a section of their own, and all in the title: nothing of the sections is lost."""
    for _ in range(ROUNDS):
        sections = tuple(DraftSection(1, f"Avsnitt {n}", "Från början.") for n in range(RACERS))
        case = walk.opened(draft=Draft("Rubrik", sections))
        began = read_draft(case)
        saved: list[Saved] = []

        def write(n: int) -> None:
            rows = list(began.sections)  # noqa: B023
            rows[n] = replace(rows[n], text=f"Skrivet av {n}.")
            draft = replace(began, title=f"Rubrik {n}", sections=tuple(rows))  # noqa: B023
            facts = {"case_id": case.pk, "seen": 0, "actor": walk.people.officer, "on": walk.on}  # noqa: B023
            saved.append(edit_draft(draft=draft, page=f"sida-{n}", **facts))  # noqa: B023

        assert race(*[partial(write, n) for n in range(RACERS)]) == ["done"] * RACERS
        now = Case.objects.get(pk=case.pk)
        assert [s.text for s in read_draft(now).sections] == [
            f"Skrivet av {n}." for n in range(RACERS)
        ]
        asked = [one for one in saved if one.merged.conflicts]
        assert len(asked) == RACERS - 1
        assert {place for one in asked for place in one.merged.conflicts} == {("title", "", "")}
        assert now.saves.filter(is_aside=True).count() == RACERS - 1
        assert now.edit_count == RACERS


def test_events_of_many_cases_at_once_leave_no_gap(walk: Walk) -> None:
    race(*[walk.ready] * RACERS)
    assert verify_everything().findings == []
    assert Event.objects.filter(subject_kind="organisation").exists()


def test_delegated_decisions_recorded_at_once_leave_no_gap_and_are_reported_once(
    walk: Walk,
) -> None:
    p = walk.people
    facts = {"person": p.head, "role": "director", "title": "direktör", "unit": p.office}
    directs(walk, **facts)
    said = {"kind": "other", "value": 500_000, "text": "Avtal.", "case_id": None, "unit": p.office}
    by = {"body": p.board, "decided_by": p.head, "decided_on": walk.on, "actor": p.head}
    meeting = walk.meeting(p.board)
    record = partial(delegate, desk.record_delegated_decision, on=walk.on, **said, **by)
    assert race(*[record] * RACERS) == ["done"] * RACERS
    rows = DelegatedDecision.objects.order_by("number")
    assert list(rows.values_list("number", flat=True)) == list(range(1, RACERS + 1))
    one = {"decision_ids": [rows[0].pk], "paragraph": 900, "meeting_id": meeting.pk}
    who = {"actor": p.secretary, "on": walk.on}
    report = partial(flows.keep_minutes, desk.report_delegated_decisions, **one, **who)
    assert sorted(race(*[report] * RACERS)) == ["done", *["not_waiting"] * (RACERS - 1)]
    again = partial(record, decided_on=walk.on)
    other = partial(
        flows.keep_minutes,
        desk.report_delegated_decisions,
        **{**one, "decision_ids": [rows[1].pk]},
        **who,
    )
    assert race(again, other, again) == ["done"] * 3  # neither waits for what the other holds
    assert verify_everything().findings == []


def test_several_who_publish_at_once_make_one_edition(walk: Walk) -> None:
    for _ in range(ROUNDS):
        walk.on += timedelta(days=1)
        meeting = publishing.decided_by_council(walk)
        material = material_of(meeting)
        publish = partial(
            operations.publish_minutes,
            meeting_id=meeting.pk,
            choices=material.choices(),
            seen=material.seen,
            actor=walk.people.secretary,
            on=walk.on,
        )
        assert sorted(race(*[publish] * RACERS)) == ["done", *["published"] * (RACERS - 1)]
        assert Publication.objects.filter(meeting=meeting).count() == 1
    assert verify_everything().findings == []
