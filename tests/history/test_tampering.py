"""Thirteen ways a superuser may alter the book, and that each is found; every attack in a database of its own.

A tail rewritten together with its head is not among them: that takes a checkpoint outside the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import transaction

from history import journal
from history.actor import By
from history.models import Event
from lifecycle.proof import verify_everything

BY = By(7, "Jonas Ekdahl", "utredare", "")


def _tell(**facts: object) -> None:
    journal.record(
        subject=("case", 900), kind="case_closed", by=BY, on=date(2026, 5, 4), facts=facts
    )


ATTACKS: dict[str, str] = {
    "kind edited": "UPDATE history_event SET kind = 'case_opened' WHERE sequence = 2",
    "day edited": "UPDATE history_event SET legal_day = '2020-01-01' WHERE sequence = 1",
    "actor edited": "UPDATE history_event SET actor_id = 99 WHERE sequence = 1",
    "header edited": "UPDATE history_event SET header = replace(header, '\"actor\":7', '\"actor\":8') WHERE sequence = 1",
    "words edited": "UPDATE history_body SET body = replace(body, 'Jonas', 'Johan')",
    "event deleted": "DELETE FROM history_event WHERE sequence = 2",
    "tail cut": "DELETE FROM history_event WHERE sequence = 3",
    "body deleted": "DELETE FROM history_body",
    "chain deleted": "DELETE FROM history_event",
    "right given": "GRANT UPDATE ON history_event TO avtalsgang_app",
    "right to a column given": "GRANT UPDATE (body) ON history_body TO avtalsgang_app",
    "walls for replicas only": "ALTER TABLE history_event ENABLE REPLICA TRIGGER history_event_append_only",
    "wall emptied": "CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "wall with a gate": "DROP TRIGGER history_body_append_only ON history_body; "
    "CREATE TRIGGER history_body_append_only BEFORE UPDATE OR DELETE ON history_body "
    "FOR EACH ROW WHEN (OLD.event_id > 5) EXECUTE FUNCTION history_refuse()",
    "rule beside the wall": "CREATE RULE quiet AS ON INSERT TO history_event DO INSTEAD NOTHING",
    "rows hidden": "ALTER TABLE history_event ENABLE ROW LEVEL SECURITY",
    "frozen text thawed": "DROP TRIGGER cases_caseversion_frozen ON cases_caseversion",
    "stranger's trigger": "CREATE TRIGGER quiet BEFORE INSERT ON history_body FOR EACH ROW EXECUTE FUNCTION history_refuse()",
    "walls down": "DROP TRIGGER history_event_append_only ON history_event",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_superusers_hand_is_found(attack: str, tampered: Callable[[str], list[str]]) -> None:
    findings = tampered(ATTACKS[attack])
    assert findings, f"{attack} was not found"


def test_an_untouched_book_holds(tampered: Callable[[str], list[str]]) -> None:
    assert tampered("SELECT 1") == []


@pytest.fixture
def tampered(own_database_each: str) -> Callable[[str], list[str]]:
    """Writes three events, lets a superuser run SQL past every wall, and verifies."""

    def attack(sql: str) -> list[str]:
        with transaction.atomic():
            for n in range(3):
                _tell(n=n)
        known = {str(f) for f in verify_everything().findings}  # there is no such case
        address = own_database_each.replace("avtalsgang_app@", "postgres@")
        with psycopg.connect(address) as superuser:
            superuser.execute("SET session_replication_role = replica")
            changed = superuser.execute(sql).rowcount
        assert changed != 0, "the attack changed nothing"
        return [f for f in map(str, verify_everything().findings) if f not in known]

    return attack


def test_outside_a_transaction_nothing_is_told(own_database_each: str) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        _tell()
    assert not Event.objects.exists()
