"""A refusal is history too: recorded by itself, after the refused change was rolled back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import standing
from cases.rules.errors import Refusal
from history import journal
from organisation.models import Person


@transaction.atomic
def record_refusal(
    *, subject: tuple[str, int], verb: str, refusal: Refusal, actor: Person, on: date
) -> None:
    """Tell the subject's chain that `actor` was refused `verb`, with the code; writes nothing else."""
    by = standing(actor, on).by()
    facts = {"verb": verb, "code": refusal.code}
    journal.record(subject=subject, kind="refused", by=by, on=on, facts=facts)
