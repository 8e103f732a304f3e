"""Whether every delegated decision, and what became of it, says what the book says; and that no number is missing."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from approvals.delegation_models import (
    DelegatedDecision,
    DelegationNotice,
    DelegationReport,
    DelegationWithdrawal,
)
from approvals.operations.delegation import facts_of
from history.chain import canonical
from history.models import Event
from history.proof import Report

_KINDS = {
    "delegated_decision_recorded": "beslutet",
    "delegated_decision_withdrawn": "återkallandet",
    "delegated_decision_reported": "anmälan",
    "delegated_decision_announced": "anslaget",
    "delegation_notice_removed": "nedtagningen",
}
_KNOWN = {"decision", "reference", "body", "date", "early"}
Told = dict[tuple[str, int], str]


def check_delegated(report: Report) -> None:
    """Compare the rows with the book both ways, and each body's series with one that has no gap."""
    told, kept = _told(), _kept()
    for kind, key in sorted(kept.keys() | told.keys()):
        place = f"delegationsbeslut {key}"
        if (kind, key) not in kept:
            report.add(place, f"{_KINDS[kind]} som historiken antecknade är borta.")
        elif told.get((kind, key)) != kept[kind, key]:
            report.add(place, f"{_KINDS[kind]} är inte det som historiken antecknade.")
    _check_numbers(report)


def _told() -> Told:
    events = Event.objects.filter(
        kind__in=_KINDS, subject_kind="organisation", said__isnull=False
    ).select_related("said")
    found = {}
    for event in events.iterator():
        try:
            facts = json.loads(event.said.body)["facts"]
        except ValueError:  # altered: the chain's own check has said so
            continue
        found[event.kind, facts["decision"]] = _said(facts)
    return found


def _said(facts: dict[str, Any]) -> str:
    return canonical({name: value for name, value in facts.items() if name not in _KNOWN})


def _kept() -> Told:
    found = {
        ("delegated_decision_recorded", row.pk): _said(facts_of(row))
        for row in DelegatedDecision.objects.select_related("body").iterator()
    }
    for key, reason in DelegationWithdrawal.objects.values_list("decision", "reason"):
        found["delegated_decision_withdrawn", key] = _said({"reason": reason})
    reports = DelegationReport.objects.values_list("decision", "meeting", "paragraph")
    for key, meeting, paragraph in reports:
        facts = {"meeting": meeting, "paragraph": paragraph}
        found["delegated_decision_reported", key] = _said(facts)
    notices = DelegationNotice.objects.values_list("decision", "posted_on", "removed_on")
    for key, posted, removed in notices:
        found["delegated_decision_announced", key] = _day("posted_on", posted)
        if removed is not None:
            found["delegation_notice_removed", key] = _day("removed_on", removed)
    return found


def _day(name: str, day: date) -> str:
    return _said({name: day.isoformat()})


def _check_numbers(report: Report) -> None:
    series: dict[tuple[str, int], list[int]] = defaultdict(list)
    rows = DelegatedDecision.objects.values_list("body__short_name", "year", "number")
    for body, year, number in rows.order_by("number"):
        series[body, year].append(number)
    for (body, year), numbers in series.items():
        if numbers != list(range(1, len(numbers) + 1)):
            report.add(f"delegationsbeslut {body} {year}", "ett nummer saknas i följden.")
