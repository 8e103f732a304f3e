"""Whether every appeal, what became of it, and every day that was set say what the book says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from approvals.models import Appeal, AppealStep, SetDay
from history.chain import canonical
from history.models import Event
from history.proof import Report

_KINDS = {
    "appeal_registered": "överklagandet",
    "appeal_followed": "det som hände med överklagandet",
    "delegated_appeal_registered": "överklagandet av delegationsbeslutet",
    "delegated_appeal_followed": "det som hände med överklagandet av delegationsbeslutet",
    "day_set": "den ändrade dagen",
}
# Who said it, of what and when: what the rows hold of an event's facts.
_HELD = ("appeal", "received_on", "appellant", "court_number", "outcome", "day", "points", "note")
_HELD_OF_DAYS = ("day_set", "meeting", "what", "day", "reason")
_TWICE = {"day_set", "delegated_appeal_registered", "delegated_appeal_followed"}
Row = tuple[str, str]


def check_appeals(report: Report) -> None:
    """Compare the rows with the book both ways."""
    told, kept = sorted(_told()), sorted(_kept())
    for row in kept:
        if row not in told:
            report.add(_KINDS[row[0]], f"{_KINDS[row[0]]} är inte det som historiken antecknade.")
    for row in told:
        if row not in kept:
            report.add(
                _KINDS[row[0]], f"{_KINDS[row[0]]} som historiken antecknade är borta eller ändrat."
            )


def _told() -> Iterator[Row]:
    events = Event.objects.filter(kind__in=_KINDS, said__isnull=False).select_related("said")
    for event in events.iterator():
        if event.kind in _TWICE and event.subject_kind != "organisation":
            continue  # told in the cases as well
        try:
            facts = json.loads(event.said.body)["facts"]
        except ValueError:  # altered: the chain's own check has said so
            continue
        held = _HELD_OF_DAYS if event.kind == "day_set" else _HELD
        yield event.kind, _said({name: facts[name] for name in held if name in facts})


def _kept() -> Iterator[Row]:
    for row in Appeal.objects.all():
        said = {
            "appeal": row.pk,
            "received_on": row.received_on.isoformat(),
            "appellant": row.appellant,
            "court_number": row.court_number,
        }
        yield _of(row, "appeal_registered"), _said(said)
    for step in AppealStep.objects.select_related("appeal"):
        said = {"appeal": step.appeal_id, "outcome": step.outcome, "day": step.day.isoformat()}
        kind = _of(step.appeal, "appeal_followed")
        yield kind, _said({**said, "points": step.points, "note": step.note})
    for day in SetDay.objects.all():
        said = {"day_set": day.pk, "meeting": day.meeting_id, "what": day.what}
        yield "day_set", _said({**said, "day": day.day.isoformat(), "reason": day.reason})


def _of(appeal: Appeal, kind: str) -> str:
    return kind if appeal.decision_id is None else f"delegated_{kind}"


def _said(facts: dict[str, Any]) -> str:
    return canonical(facts)
