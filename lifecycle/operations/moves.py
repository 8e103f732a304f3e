"""Writes a stage or a state, checked against the tables, and keeps the phase people see beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.models import Agreement, Case
from lifecycle.models import Review
from lifecycle.rules import states


def move_case(case: Case, target: str, verb: str, **changes: Any) -> None:
    """Move the case to `target` if the table lets `verb` do it, with other columns of the same row."""
    states.require_case_move(case.stage, target, verb)
    case.stage = target
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=["stage", *changes])
    if case.agreement.state == "proposed":
        refresh_phase(case.agreement, opening_stage=target)


def finish_case(case: Case, target: str, verb: str, on: date, reason: str = "") -> None:
    """Move the case to one of its final stages, with day and reason; its kept saves have served their end."""
    move_case(case, target, verb, closed_on=on, closing_reason=reason, mark="")
    case.saves.all().delete()


def move_agreement(agreement: Agreement, target: str, verb: str, **changes: Any) -> None:
    """Move the agreement to `target` if the table lets `verb` do it, and keep its phase."""
    states.require_agreement_move(agreement.state, target, verb)
    agreement.state = target
    for name, value in changes.items():
        setattr(agreement, name, value)
    agreement.phase = _phase(agreement, None)
    agreement.save(update_fields=["state", "phase", *changes])


def refresh_phase(agreement: Agreement, opening_stage: str | None = None) -> None:
    """Store the phase again when something beside the state has changed it."""
    phase = _phase(agreement, opening_stage)
    if phase != agreement.phase:
        agreement.phase = phase
        agreement.save(update_fields=["phase"])


def _phase(agreement: Agreement, opening_stage: str | None) -> str:
    if agreement.state == "proposed":
        if opening_stage is None:
            opening = Case.objects.filter(agreement=agreement, kind=Case.Kind.ENTER).last()
            opening_stage = opening.stage if opening else None
        return states.phase(agreement.state, opening_stage, False)
    if agreement.state == "in_force":
        reviewing = Review.objects.filter(agreement=agreement, conclusion="").exists()
        return states.phase(agreement.state, None, reviewing)
    return states.phase(agreement.state, None, False)
