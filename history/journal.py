"""The only writer of history: one event, in the transaction of the change it tells about, or not at all."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from history import chain
from history.actor import By
from history.kinds import KINDS, SUBJECTS

_HEAD: Final = """
    SELECT sequence, hash, clock_timestamp() FROM history_head
    WHERE subject_kind = %s AND subject_id = %s FOR UPDATE
"""
_FIRST: Final = """
    INSERT INTO history_head (subject_kind, subject_id, sequence, hash)
    VALUES (%s, %s, 0, %s) ON CONFLICT DO NOTHING
"""
_WRITE: Final = """
    WITH event AS (
        INSERT INTO history_event (subject_kind, subject_id, sequence, kind, actor_id, legal_day,
                                   recorded_at, header, commitment, prev, hash)
        VALUES (%(subject_kind)s, %(subject_id)s, %(sequence)s, %(kind)s, %(actor)s, %(legal_day)s,
                %(recorded_at)s, %(header)s, %(commitment)s, %(prev)s, %(hash)s)
        RETURNING id
    ), said AS (
        INSERT INTO history_body (event_id, salt, body) SELECT id, %(salt)s, %(body)s FROM event
    )
    UPDATE history_head SET sequence = %(sequence)s, hash = %(hash)s FROM event
    WHERE subject_kind = %(subject_kind)s AND subject_id = %(subject_id)s
"""


def record(
    *, subject: tuple[str, int], kind: str, by: By, on: date, facts: dict[str, Any] | None = None
) -> None:
    """Add an event to the subject's chain.

    `subject` is ("case" | "agreement" | "organisation", id); `kind` one of history.kinds; `on` the
    legal day; `facts` what the event says, JSON values only. The recording time is the database's
    clock. Raises RuntimeError outside a transaction, for an unknown kind or an unknown subject.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("history is written in the transaction of the change it tells about")
    if kind not in KINDS or subject[0] not in SUBJECTS:
        raise RuntimeError(f"the book has no {kind} about {subject[0]}")
    with connection.cursor() as cursor:
        last, prev, recorded_at = _lock_head(cursor, subject)
        cursor.execute(
            _WRITE, _event(subject, last + 1, prev, recorded_at, kind, by, on, facts or {})
        )


def _lock_head(cursor: Any, subject: tuple[str, int]) -> tuple[int, bytes, datetime]:
    cursor.execute(_HEAD, subject)
    row = cursor.fetchone()
    if row is None:
        cursor.execute(_FIRST, [*subject, chain.START])
        cursor.execute(_HEAD, subject)
        row = cursor.fetchone()
    return row[0], bytes(row[1]), row[2]


def _event(
    subject: tuple[str, int],
    sequence: int,
    prev: bytes,
    recorded_at: datetime,
    kind: str,
    by: By,
    on: date,
    facts: dict[str, Any],
) -> dict[str, Any]:
    """Build one event's columns, so that what is stored is exactly what was hashed."""
    actor = {"id": by.person, "name": by.name, "title": by.title, "on_behalf_of": by.on_behalf_of}
    body = chain.canonical({"actor": actor, "facts": facts})
    salt = secrets.token_bytes(16)
    committed = chain.commitment(salt, body)
    header = chain.header_of(subject, sequence, kind, by.person, on, recorded_at)
    return {
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "sequence": sequence,
        "kind": kind,
        "actor": by.person,
        "legal_day": on,
        "recorded_at": recorded_at,
        "header": header,
        "commitment": committed,
        "prev": prev,
        "hash": chain.link(prev, header, committed),
        "salt": salt,
        "body": body,
    }
