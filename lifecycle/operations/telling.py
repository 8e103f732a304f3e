"""Tells the book about a case or an agreement, always with where it stands now, so that the book can be replayed."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.models import Agreement, Case
from history import journal
from history.actor import By


def tell_case(case: Case, kind: str, by: By, on: date, facts: dict[str, Any] | None = None) -> None:
    """Add an event to the case's chain; `now` is the stage it is in after the change."""
    facts = {**(facts or {}), "now": case.stage}
    journal.record(subject=("case", case.pk), kind=kind, by=by, on=on, facts=facts)


def tell_agreement(
    agreement: Agreement, kind: str, by: By, on: date, facts: dict[str, Any] | None = None
) -> None:
    """Add an event to the agreement's chain; `now` is the state it is in after the change."""
    facts = {**(facts or {}), "now": agreement.state}
    journal.record(subject=("agreement", agreement.pk), kind=kind, by=by, on=on, facts=facts)
