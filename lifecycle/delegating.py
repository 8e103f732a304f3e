"""Runs what is done to a delegated decision, and lets the question to its body's secretary follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from approvals.delegation import last_held
from approvals.delegation_models import DelegatedDecision
from lifecycle import flows
from organisation.models import Person


def delegate(
    operation: Callable[..., DelegatedDecision], *, actor: Person, on: date, **facts: Any
) -> DelegatedDecision:
    """Run the operation; the body's latest meeting then asks what its rows ask."""
    with transaction.atomic():
        row = operation(actor=actor, on=on, **facts)
        meeting = last_held(row.body_id, on)
        if meeting is not None:
            flows.renew(on, meeting_id=meeting.pk)
    return row
