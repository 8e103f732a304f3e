"""Reads the book back and says where it does not hold: each chain recomputed from its first event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from history import chain
from history.kinds import KINDS
from history.models import Event, Head
from history.walls import FUNCTIONS, WALLS, missing_walls


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
        for sentence in missing_walls(WALLS, FUNCTIONS):
            report.add("databasen", sentence)
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


_NAMES = {"case": "ärende", "agreement": "avtal", "meeting": "sammanträde"}


def place_of(kind: str, subject: int, rest: str = "") -> str:
    """Return "ärende 9", as a finding names its place; the number is the one in the page's address."""
    return f"{_NAMES.get(kind, kind)} {subject} {rest}".strip()


def _place(kind: str, subject: int, sequence: int | None = None) -> str:
    return place_of(kind, subject, "" if sequence is None else f"händelse {sequence}")


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


def facts_of(event: Event) -> dict[str, Any]:
    """Return what an event says: {"actor": …, "facts": …}, or nothing when its body is disposed of."""
    said = getattr(event, "said", None)
    return json.loads(said.body) if said else {"actor": {}, "facts": {}}
