"""Whether what is published of minutes is what the book tells: the bytes, the review behind them, and removals."""

from __future__ import annotations

import hashlib
from typing import Any

from history.models import Event
from history.proof import Report, facts_of
from lifecycle.models import Publication, PublicationRemoval

_SUMS = ("json_sha256", "html_sha256", "review_sha256")


def check_publications(report: Report) -> None:
    """Compare every edition and every removal with the event of it, both ways."""
    told = _told("minutes_published")
    for row in Publication.objects.order_by("pk").iterator(chunk_size=20):
        place = _place(row.meeting_id, row.edition)
        texts = {"json_sha256": row.json, "html_sha256": row.html, "review_sha256": row.review}
        kept = {name: getattr(row, name) for name in _SUMS}
        if kept != {n: hashlib.sha256(t.encode()).hexdigest() for n, t in texts.items()}:
            report.add(place, "innehållet stämmer inte med sin kontrollsumma.")
        facts = told.pop(row.pk, {})
        if {name: facts.get(name) for name in _SUMS} != kept:
            report.add(place, "är inte den som historiken antecknade.")
    for facts in told.values():
        report.add(_place(facts["meeting"], facts["edition"]), "saknas.")
    _check_removals(report)


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
