"""What the book tells of an item's corrections: outcomes that were taken back, and slips of the pen noted later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from approvals.models import MinuteItem
from history.models import Event
from history.proof import facts_of


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction; `points` (number and outcome) and `paragraph` are what no longer stands, if it was taken back.

    `was` is everything that was recorded then, as the book has it.
    """

    is_reopening: bool
    day: date
    name: str
    title: str
    text: str
    paragraph: int | None = None
    points: tuple[tuple[str, str], ...] = ()
    was: Mapping[str, Any] = field(default_factory=dict)


def corrections_of(item: MinuteItem) -> list[Correction]:
    """Return the item's corrections, the oldest first (one query)."""
    kinds = ("item_reopened", "item_rectified")
    events = Event.objects.filter(subject_kind="case", subject_id=item.case_id, kind__in=kinds)
    found = [(event, facts_of(event)) for event in events.select_related("said").order_by("pk")]
    return [
        _correction(event, said["actor"], said["facts"])
        for event, said in found
        if said["facts"].get("item") == item.pk
    ]


def point_returned_since(item: MinuteItem) -> int | None:
    """Return a point that went back to its body because of its condition, after the item was recorded."""
    kinds = ("item_recorded", "condition_settled")
    events = Event.objects.filter(subject_kind="case", subject_id=item.case_id, kind__in=kinds)
    returned = None
    for event in events.select_related("said").order_by("pk"):
        facts = facts_of(event)["facts"]
        if event.kind == "item_recorded" and facts.get("meeting") == item.meeting_id:
            returned = None
        elif event.kind == "condition_settled" and not facts["holds"]:
            returned = facts["point"]
    return returned


def _correction(event: Event, actor: dict[str, str], facts: dict[str, Any]) -> Correction:
    is_reopening = event.kind == "item_reopened"
    points = facts.get("points") if is_reopening else None
    number = facts.get("paragraph")
    return Correction(
        is_reopening=is_reopening,
        day=event.legal_day,
        name=actor.get("name", ""),
        title=actor.get("title", ""),
        text=str(facts.get("reason" if is_reopening else "text", "")),
        paragraph=number if isinstance(number, int) else None,
        points=tuple(sorted(points.items())) if isinstance(points, dict) else (),
        was=facts if is_reopening else {},
    )
