"""How many queries the inbox and the register take for 1, 3 and 300 rows.

Query counts may fail; timings are printed only.
"""

from __future__ import annotations

import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Agreement, Party
from lifecycle.models import Question
from organisation.models import Person
from tests.people import People, Walk

SIZES = (1, 3, 300)


@pytest.fixture(scope="module")
def walk(own_database: str) -> Walk:
    """A walk with real commits."""
    return Walk(People())


def _signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def _measured(client: Client, address: str) -> tuple[int, float]:
    """Queries of one visit, and the median time of five in milliseconds, once everything is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    count = len(queries)  # read before the next request empties the log
    assert count > 0
    times = []
    for _ in range(5):
        started = time.perf_counter()
        client.get(address)
        times.append(time.perf_counter() - started)
    return count, median(times) * 1000


def _printed(name: str, found: dict[int, tuple[int, float]]) -> None:
    print()
    for size, (queries, ms) in found.items():
        print(f"{name:10} {size:4} rows  {queries:3} queries  {ms:7.1f} ms")
    assert len({queries for queries, _ in found.values()}) == 1, "the number of queries grows"


def test_inbox(walk: Walk) -> None:
    """The case officer's inbox with so many questions."""
    case = walk.opened()
    client = _signed_in(walk.people.officer)
    found = {}
    for size in SIZES:
        missing = size - Question.objects.filter(person=walk.people.officer).count()
        for n in range(missing):
            Question.objects.create(
                agreement=case.agreement,
                case=case,
                kind="write",
                key=f"b{size}-{n}",
                person=walk.people.officer,
                asked_on=walk.on,
                task=1_000_000 + size * 1000 + n,
            )
        found[size] = _measured(client, "/")
    _printed("inbox", found)
    Question.objects.filter(key__startswith="b").delete()


def test_register(walk: Walk) -> None:
    """The coordinator's register with so many agreements."""
    Agreement.objects.exclude(cases__isnull=False).delete()
    client = _signed_in(walk.people.coordinator)
    found = {}
    for size in SIZES:
        for n in range(size - Agreement.objects.count()):
            row = Agreement.objects.create(
                title=f"Avtal {n}",
                kind="other",
                owner_unit=walk.people.department,
                responsible=walk.people.officer,
                registered_on=walk.on,
            )
            Party.objects.create(agreement=row, name="Huddinge kommun", is_ours=True)
            Party.objects.create(agreement=row, name=f"Högskola {n}", position=2)
        found[size] = _measured(client, "/avtal/")
    _printed("register", found)
