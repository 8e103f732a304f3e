"""Reads the book back and says where it does not hold: each chain recomputed from its first event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from history import chain
from history.kinds import KINDS
from history.models import Event, Head


@dataclass
class Finding:
    """A place in the book that does not hold, with what is wrong in Swedish."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass
class Report:
    """What a verification read and what it found."""

    events: int = 0
    chains: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        """Note one finding."""
        self.findings.append(Finding(place, sentence))


def verify_chains(subject: tuple[str, int] | None = None) -> Report:
    """Recompute one chain, or every chain, and return what was found."""
    report = Report()
    heads = {(h.subject_kind, h.subject_id): h for h in _heads(subject)}
    current: tuple[str, int] | None = None
    last_sequence, prev = 0, chain.START
    for event, salt, body in _events(subject):
        key = (event.subject_kind, event.subject_id)
        if key != current:
            _close_chain(report, current, last_sequence, prev, heads)
            current, last_sequence, prev = key, 0, chain.START
            report.chains += 1
        report.events += 1
        _check_event(report, event, salt, body, last_sequence, prev)
        last_sequence, prev = event.sequence, bytes(event.hash)
    _close_chain(report, current, last_sequence, prev, heads)
    for key in heads:
        report.add(_place(*key), "hela kedjan saknas.")
    if subject is None:
        _check_walls(report)
        _check_grants(report)
    return report


def _heads(subject: tuple[str, int] | None) -> Iterator[Head]:
    heads = Head.objects.all()
    if subject is not None:
        heads = heads.filter(subject_kind=subject[0], subject_id=subject[1])
    yield from heads.iterator()


def _events(subject: tuple[str, int] | None) -> Iterator[tuple[Event, bytes | None, str | None]]:
    events = Event.objects.select_related("said").order_by("subject_kind", "subject_id", "sequence")
    if subject is not None:
        events = events.filter(subject_kind=subject[0], subject_id=subject[1])
    for event in events.iterator(chunk_size=5000):
        said = getattr(event, "said", None)
        yield event, bytes(said.salt) if said else None, said.body if said else None


def _place(kind: str, subject: int, sequence: int | None = None) -> str:
    return f"{kind} {subject}" + (f" händelse {sequence}" if sequence is not None else "")


def _check_event(
    report: Report, event: Event, salt: bytes | None, body: str | None, last: int, prev: bytes
) -> None:
    place = _place(event.subject_kind, event.subject_id, event.sequence)
    if event.sequence != last + 1:
        report.add(place, f"följer inte på händelse {last}: numreringen har en lucka.")
    if bytes(event.prev) != prev:
        report.add(place, "bygger inte på händelsen före.")
    if bytes(event.hash) != chain.link(bytes(event.prev), event.header, bytes(event.commitment)):
        report.add(place, "kontrollsumman stämmer inte.")
    if event.header != _header_from_columns(event):
        report.add(place, "kolumnerna säger något annat än det som förseglades.")
    if body is None or salt is None:
        report.add(place, "innehållet saknas utan att gallring har antecknats.")
    elif chain.commitment(salt, body) != bytes(event.commitment):
        report.add(place, "innehållet är ändrat.")
    if event.kind not in KINDS:
        report.add(place, f"slaget {event.kind} finns inte.")


def _header_from_columns(event: Event) -> str:
    return chain.header_of(
        (event.subject_kind, event.subject_id),
        event.sequence,
        event.kind,
        event.actor_id,
        event.legal_day,
        event.recorded_at,
    )


def _close_chain(
    report: Report,
    key: tuple[str, int] | None,
    sequence: int,
    prev: bytes,
    heads: dict[tuple[str, int], Head],
) -> None:
    if key is None:
        return
    head = heads.pop(key, None)
    if head is None:
        report.add(_place(*key), "kedjan har inget slut antecknat.")
    elif head.sequence != sequence or bytes(head.hash) != prev:
        report.add(
            _place(*key, head.sequence), f"kedjan slutar vid händelse {sequence}, inte där den ska."
        )


_WALLS = {
    "history_event": {"history_event_append_only", "history_event_no_truncate", "history_event_continues_its_chain"},
    "history_body": {"history_body_append_only", "history_body_no_truncate"},
    "history_head": {"history_head_moves_forward", "history_head_no_truncate"},
}  # fmt: skip


def _check_walls(report: Report) -> None:
    """Find triggers that are gone or switched off: history could then be altered unseen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE c.relname = ANY(%s) AND t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal",
            [list(_WALLS)],
        )
        standing = set(cursor.fetchall())
    for table, triggers in _WALLS.items():
        for trigger in sorted(triggers):
            if (table, trigger) not in standing:
                report.add(table, f"spärren {trigger} saknas eller är avslagen.")


# who may act as the tables' owner, or past every check
_MASTERS = """
    SELECT r.rolname, o.rolname FROM pg_roles r
    JOIN (SELECT DISTINCT relowner FROM pg_class WHERE relname = ANY(%s)) t ON true
    JOIN pg_roles o ON o.oid = t.relowner
    WHERE r.rolname = current_user AND pg_has_role(r.oid, t.relowner, 'MEMBER')
"""
_COLUMN_GRANTS = """
    SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
    FROM pg_class c
    JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
    CROSS JOIN LATERAL aclexplode(t.attacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relname = ANY(%s) AND a.grantee <> c.relowner AND a.privilege_type = 'UPDATE'
"""
_GRANTS = """
    SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
    FROM pg_class c
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relname = ANY(%s) AND a.grantee <> c.relowner
      AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
      AND NOT (c.relname = 'history_head' AND a.privilege_type = 'UPDATE')
"""


def _check_grants(report: Report) -> None:
    """Find roles beside the owner that may do more than read and add."""
    with connection.cursor() as cursor:
        for statement in (_GRANTS, _COLUMN_GRANTS):
            cursor.execute(statement, [list(_WALLS)])
            for table, role, privilege in cursor.fetchall():
                report.add(table, f"rollen {role} har rätten {privilege}, som ingen ska ha.")
        cursor.execute(_MASTERS, [list(_WALLS)])
        for role, owner in cursor.fetchall():
            report.add("databasen", f"rollen {role} kan handla som {owner}, som äger historiken.")


def facts_of(event: Event) -> dict[str, Any]:
    """Return what an event says: {"actor": …, "facts": …}, or nothing when its body is disposed of."""
    said = getattr(event, "said", None)
    return json.loads(said.body) if said else {"actor": {}, "facts": {}}
