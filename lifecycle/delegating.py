"""Runs what is done to a delegated decision, and lets the question to its body's secretary follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from approvals.delegation import last_held
from approvals.delegation_models import DelegatedDecision
from approvals.operations.meetings import lock_meeting
from cases.locking import lock_case
from lifecycle import flows
from organisation.models import Person


def delegate(
    operation: Callable[..., DelegatedDecision], *, actor: Person, on: date, **facts: Any
) -> DelegatedDecision:
    """Run the operation; the body's latest meeting then asks what its rows ask.

    The case and the meeting are locked first, in the order every other operation takes them.
    """
    with transaction.atomic():
        case, body = _about(facts)
        if case is not None:
            lock_case(case)
        meeting = last_held(body, on)
        if meeting is not None:
            lock_meeting(meeting.pk)
        row = operation(actor=actor, on=on, **facts)
        if meeting is not None:
            flows.renew(on, meeting_id=meeting.pk)
    return row


def _about(facts: dict[str, Any]) -> tuple[int | None, int]:
    """The keys of the case, if any, and the body. Raises DelegatedDecision.DoesNotExist."""
    if "decision_id" not in facts:
        return facts["case_id"], facts["body"].pk
    rows = DelegatedDecision.objects.values_list("case_id", "body_id")
    return rows.get(pk=facts["decision_id"])
