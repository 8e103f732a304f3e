"""What one governed transition costs, as a ratio to five plain statements in one transaction.

All in one run, interleaved, medians, with real commits. Timings are printed and never fail; the number of
statements may. BENCH_ROUNDS sizes it (default 40).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from lifecycle import flows, operations
from lifecycle.models import Question
from tests.people import People, Walk

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
STATEMENTS = 14  # promised at most, without viewflow's rows


@pytest.fixture(scope="module")
def walk(own_database: str) -> Walk:
    """A walk with real commits, and a plain history table for the hand-written transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE plain_history (case_id bigint, kind text, at timestamptz)"
        )
    return Walk(People())


def by_hand(case: Case, walk: Walk, step: int) -> None:
    """The same transition in five plain statements: no rules, no chain, no task."""
    head = walk.people.head.pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT stage, step FROM cases_case WHERE id = %s FOR UPDATE", [case.pk])
        cursor.execute(
            "SELECT title FROM organisation_appointment WHERE person_id = %s AND role = 'department_head'"
            " AND starts <= %s AND (ends IS NULL OR ends >= %s)",
            [head, walk.on, walk.on],
        )
        cursor.execute(
            "INSERT INTO approvals_approval (step_id, person_id, outcome, comment, name, title,"
            " on_behalf_of, decided_on, decided_at)"
            " VALUES (%s, %s, 'approved', '', 'a', 'b', '', %s, clock_timestamp())",
            [step, head, walk.on],
        )
        cursor.execute("UPDATE cases_case SET step = 2 WHERE id = %s", [case.pk])
        cursor.execute(
            "INSERT INTO plain_history VALUES (%s, 'approved', clock_timestamp())", [case.pk]
        )


def the_operation(case: Case, walk: Walk, step: int) -> None:
    """Permission, rules, answer and history row with its hash; no viewflow."""
    operations.approve(case_id=case.pk, step=1, actor=walk.people.head, on=walk.on)


def the_flow(case: Case, walk: Walk, step: int) -> None:
    """The operation with its task done and the next question asked."""
    task = Question.objects.filter(case=case).values_list("task", flat=True)[0]
    facts = {"case_id": case.pk, "step": 1, "actor": walk.people.head, "on": walk.on}
    flows.perform(task, operations.approve, **facts)


WAYS: tuple[Callable[[Case, Walk, int], None], ...] = (by_hand, the_operation, the_flow)


def _prepared(walk: Walk) -> tuple[Case, Walk, int]:
    case = walk.submitted()
    return case, walk, case.route.values_list("pk", flat=True)[0]


def _statements(call: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        call()
    return [q["sql"] for q in queries]


def test_statements(walk: Walk) -> None:
    """Print every statement of the operation by kind, and hold the promise."""
    print()
    for way in WAYS:
        given = _prepared(walk)
        made = _statements(lambda: way(*given))  # noqa: B023
        print(f"{way.__name__:14} {len(made):3} statements")
        if way is the_operation:
            assert len(made) <= STATEMENTS, made


def test_cost(walk: Walk) -> None:
    """Print medians and their ratios to the hand-written transaction."""
    times: dict[str, list[float]] = {way.__name__: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            given = _prepared(walk)
            started = time.perf_counter()
            way(*given)
            times[way.__name__].append(time.perf_counter() - started)
    plain = median(times["by_hand"])
    print()
    for name, taken in times.items():
        ratio = median(taken) / plain
        print(f"{name:14} {median(taken) * 1000:6.2f} ms  {ratio:5.1f} x")
    assert plain > 0
