"""Whether the rows people read say what the book says: answers, outcomes, signatures and notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from approvals.models import Approval, PointOutcome
from history.models import Event
from history.proof import Report, place_of
from lifecycle.models import Notice, Signature

_ANSWERS = {"version_approved": "approved", "version_returned": "returned"}
_SIGNED = ("agreement_signed", "countersignature_registered")
_NOTICED = ("notice_given", "notice_received")


def check_rows(report: Report) -> None:
    """Compare every such row with its event, both ways: what differs, lacks its event or is gone."""
    for what, rows, told in (
        ("godkännandet", _approvals(), _approvals_told()),
        ("utfallet", _outcomes(), _outcomes_told()),
        ("underskriften", _signatures(), _signatures_told()),
        ("uppsägningen", _notices(), _notices_told()),
    ):
        for place in sorted(rows - told):
            report.add(_named(place), f"{what} är inte det som historiken antecknade.")
        for place in sorted(told - rows):
            report.add(_named(place), f"{what} som historiken antecknade är borta eller ändrat.")


Row = tuple[str, int, str]


def _named(row: Row) -> str:
    kind, key, said = row
    return place_of(kind, key, f"({said})")


def _events(*kinds: str) -> Iterator[tuple[Event, dict[str, Any], dict[str, Any]]]:
    events = Event.objects.filter(kind__in=kinds, said__isnull=False).select_related("said")
    for event in events.order_by("pk").iterator():
        try:
            body = json.loads(event.said.body)
        except ValueError:  # altered: the chain's own check has said so
            continue
        yield event, body.get("actor", {}), body.get("facts", {})


def _approvals() -> set[Row]:
    rows = Approval.objects.values_list(
        "step__case", "step__version", "step__position", "outcome", "name"
    )
    return {("case", case, _answer(*rest)) for case, *rest in rows}


def _approvals_told() -> set[Row]:
    return {
        (
            "case",
            event.subject_id,
            _answer(
                facts.get("version"), facts.get("step"), _ANSWERS[event.kind], actor.get("name")
            ),
        )
        for event, actor, facts in _events(*_ANSWERS)
    }


def _answer(version: Any, step: Any, outcome: str, name: Any) -> str:
    return f"version {version} steg {step}: {outcome}, {name}"


def _outcomes() -> set[Row]:
    rows = PointOutcome.objects.values_list(
        "item__case", "item__meeting", "point__number", "outcome"
    )
    return {("case", case, f"sammanträde {m} punkt {n}: {outcome}") for case, m, n, outcome in rows}


def _outcomes_told() -> set[Row]:
    """What was recorded last and not taken back, by case and meeting."""
    stands: dict[tuple[int, Any], dict[str, str]] = {}
    for event, _, facts in _events("item_recorded", "item_reopened"):
        said = facts.get("points", {}) if event.kind == "item_recorded" else {}
        stands[event.subject_id, facts.get("meeting")] = said
    return {
        ("case", case, f"sammanträde {meeting} punkt {number}: {outcome}")
        for (case, meeting), said in stands.items()
        for number, outcome in said.items()
    }


def _signatures() -> set[Row]:
    rows = Signature.objects.values_list("agreement", "party__name", "signed_on")
    return {("agreement", key, f"{party}, {day.isoformat()}") for key, party, day in rows}


def _signatures_told() -> set[Row]:
    return {
        ("agreement", event.subject_id, f"{facts.get('party')}, {facts.get('signed_on')}")
        for event, _, facts in _events(*_SIGNED)
    }


def _notices() -> set[Row]:
    rows = Notice.objects.values_list("agreement", "received_on", "last_day")
    return {
        ("agreement", key, f"{came.isoformat()}, {last.isoformat()}") for key, came, last in rows
    }


def _notices_told() -> set[Row]:
    return {
        ("agreement", event.subject_id, f"{facts.get('received_on')}, {facts.get('last_day')}")
        for event, _, facts in _events(*_NOTICED)
    }
