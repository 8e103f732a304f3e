"""Whether what is published of minutes is what the book tells: the bytes, the review behind them, and removals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from history.models import Event
from history.proof import Report, facts_of
from lifecycle.models import Publication, PublicationRemoval


def check_publications(report: Report) -> None:
    """Compare every edition and every removal with the event of it, both ways."""
    told = _told("minutes_published")
    for row in Publication.objects.order_by("pk").iterator(chunk_size=20):
        for finding in _findings(row, told.pop(row.pk, {})):
            report.add(_place(row.meeting_id, row.edition), finding)
    for facts in told.values():
        report.add(_place(facts["meeting"], facts["edition"]), "saknas.")
    _check_removals(report)


def publication_of(sha256: str) -> Publication | None:
    """Return the edition whose page or data has the checksum."""
    rows = Publication.objects.select_related("meeting__body", "removal")
    return rows.filter(Q(html_sha256=sha256) | Q(json_sha256=sha256)).first()


def findings_of_publication(row: Publication) -> list[str]:
    """Return what the rows and the book say against an edition; nothing when all hold."""
    said = _findings(row, _told("minutes_published").get(row.pk, {}))
    return [f"Utgåvan: {finding}" for finding in said]


def _findings(row: Publication, told: Mapping[str, Any]) -> Iterator[str]:
    texts = {"json_sha256": row.json, "html_sha256": row.html, "review_sha256": row.review}
    kept = {name: getattr(row, name) for name in texts}
    if kept != {n: hashlib.sha256(t.encode()).hexdigest() for n, t in texts.items()}:
        yield "innehållet stämmer inte med sin kontrollsumma."
    if {name: told.get(name) for name in texts} != kept:
        yield "är inte den som historiken antecknade."


def _check_removals(report: Report) -> None:
    told = _told("minutes_unpublished")
    rows = PublicationRemoval.objects.values_list(
        "publication", "publication__meeting", "publication__edition", "reason"
    )
    for key, meeting, edition, reason in rows.iterator():
        if told.pop(key, {}).get("reason") != reason:
            report.add(
                _place(meeting, edition), "borttagningen är inte den som historiken antecknade."
            )
    for facts in told.values():
        report.add(_place(facts["meeting"], facts["edition"]), "borttagningen saknas.")


def _place(meeting: int, edition: int) -> str:
    return f"sammanträde {meeting} publicerad utgåva {edition}"


def _told(kind: str) -> dict[int, dict[str, Any]]:
    """What the organisation's chain tells of each edition, by its key."""
    events = Event.objects.filter(kind=kind, subject_kind="organisation", said__isnull=False)
    found = (facts_of(event)["facts"] for event in events.select_related("said").iterator())
    return {facts["publication"]: facts for facts in found}
