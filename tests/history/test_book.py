"""The book: it only grows, by one writer, in the same transaction, and tampering is found."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from history import chain, journal
from history.actor import By
from history.models import Event, EventBody, Head
from history.proof import verify_chains
from tests.people import Walk

BY = By(7, "Jonas Ekdahl", "utredare", "")
DAY = date(2026, 5, 4)


def _tell(subject: tuple[str, int] = ("case", 900), **facts: object) -> None:
    journal.record(subject=subject, kind="case_closed", by=BY, on=DAY, facts=facts)


@pytest.mark.django_db
def test_events_are_chained_numbered_and_say_who_and_when() -> None:
    _tell(a="å")
    _tell(("agreement", 900))
    _tell(b=2)
    first, second = Event.objects.filter(subject_kind="case", subject_id=900)
    assert (first.sequence, second.sequence) == (1, 2)
    assert bytes(first.prev) == chain.START
    assert bytes(second.prev) == bytes(first.hash)
    body = json.loads(first.said.body)
    assert body["actor"] == {
        "id": 7,
        "name": "Jonas Ekdahl",
        "title": "utredare",
        "on_behalf_of": "",
    }
    assert body["facts"] == {"a": "å"}
    assert "Jonas" not in first.header
    assert verify_chains().findings == []


@pytest.mark.django_db
def test_unknown_kinds_and_subjects_are_refused() -> None:
    with pytest.raises(RuntimeError):
        journal.record(subject=("case", 1), kind="gossip", by=BY, on=DAY)
    with pytest.raises(RuntimeError):
        journal.record(subject=("person", 1), kind="case_closed", by=BY, on=DAY)
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history_event SET kind = 'x'",
        "DELETE FROM history_event",
        "TRUNCATE history_event CASCADE",
        "UPDATE history_body SET body = '{}'",
        "DELETE FROM history_body",
        "TRUNCATE history_body",
        "DELETE FROM history_head",
        "UPDATE history_head SET sequence = 1",
        "ALTER TABLE history_event DISABLE TRIGGER ALL",
        "DROP TABLE history_body",
        "DROP TRIGGER history_event_append_only ON history_event",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_may_only_add(sql: str) -> None:
    _tell()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify_chains().findings == []


@pytest.mark.django_db
def test_the_database_refuses_a_gap_a_fork_and_a_false_hash() -> None:
    _tell()
    event = Event.objects.get()
    for changes in ({"sequence": 3}, {"sequence": 1}, {"sequence": 2, "hash": b"x" * 32}):
        row = {f.attname: getattr(event, f.attname) for f in Event._meta.fields if f.name != "id"}
        row |= {"prev": bytes(event.hash), **changes}
        with pytest.raises(Error), transaction.atomic():
            Event(**row).save(force_insert=True)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_command_says_that_all_holds(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    walk.submitted()
    call_command("verify")
    assert "Allt stämmer" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_row_that_disagrees_with_the_book_is_found(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    case = walk.submitted()
    type(case).objects.filter(pk=case.pk).update(stage="council")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify")
    assert stopped.value.code == 1
    assert f"ärende {case.pk}" in capsys.readouterr().err


@pytest.mark.django_db
def test_every_event_has_a_body_and_every_chain_a_head(walk: Walk) -> None:
    walk.approved()
    assert Event.objects.count() == EventBody.objects.count()
    for head in Head.objects.all():
        events = Event.objects.filter(subject_kind=head.subject_kind, subject_id=head.subject_id)
        assert list(events.values_list("sequence", flat=True)) == list(range(1, head.sequence + 1))
