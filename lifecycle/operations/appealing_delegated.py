"""Appeals of decisions by delegation: the same course through the courts as those of a § (see appealing.py).

KL (2017:725) 13:2: what was decided on a board's or committee's behalf is appealed as if it had decided itself.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.appeal_models import Appeal, AppealStep
from approvals.legal_days import WHOLE, course
from approvals.operations.delegation import lock_decision, tell_decision
from approvals.operations.minutes import require_between
from approvals.permissions import require
from lifecycle.operations.appealing import (
    MOST_NOTE,
    described,
    require_seen,
    step_facts,
    stored_step,
    words,
)
from lifecycle.rules.appeals import LATER, Step, require_step, step_words
from organisation.models import Person


@transaction.atomic
def register_delegated_appeal(
    *,
    decision_id: int,
    received_on: date,
    appellant: str,
    court_number: str,
    actor: Person,
    on: date,
) -> Appeal:
    """Register that a decision by delegation was appealed. Raises DelegatedDecision.DoesNotExist."""
    row = lock_decision(decision_id)
    by = require(actor, "record_appeal", row.body, on)
    require_between(received_on, row.decided_on, on, "Överklagandet", "beslutet", "received_on")
    said = described(received_on, appellant, court_number)
    made = Appeal.objects.create(decision=row, recorded_on=on, **said)
    facts = {**said, "appeal": made.pk, "received_on": received_on.isoformat()}
    tell_decision("delegated_appeal_registered", row, by, on, facts)
    return made


@transaction.atomic
def record_delegated_appeal_step(
    *,
    decision_id: int,
    appeal_id: int,
    outcome: str,
    day: date,
    note: str,
    seen: int,
    actor: Person,
    on: date,
    points: tuple[int, ...] = (),
) -> AppealStep:
    """Record what has happened with such an appeal; `seen` as in `record_appeal_step`.

    Raises Appeal.DoesNotExist for another decision's.
    """
    row = lock_decision(decision_id)
    by = require(actor, "record_appeal", row.body, on)
    appeal = Appeal.objects.get(pk=appeal_id, decision=row)
    require_seen(appeal, seen)
    step = Step(outcome, on if outcome == "undo" else day, points)
    run = course(appeal, WHOLE)
    require_step(run, step, on)
    said = words(note, "note", MOST_NOTE, "Skriv vad som var fel." if outcome == "undo" else "")
    made = stored_step(appeal, step, said, by, on)
    here = None if outcome in LATER else run.court
    facts = {"appeal": appeal.pk, "what": step_words(outcome, here), **step_facts(step, said)}
    tell_decision("delegated_appeal_followed", row, by, on, facts)
    return made
