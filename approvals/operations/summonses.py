"""Issuing a summons: what is sent to the members is the file that was seen, kept with its SHA-256."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import transaction

from approvals.agenda_models import Summons, SummonsDraft
from approvals.models import Meeting
from approvals.operations.agendas import require_nothing_recorded
from approvals.operations.meetings import ORGANISATION, lock_meeting
from approvals.permissions import require
from approvals.rules.summonses import next_name
from approvals.summonses import content_of_summons, issued_of, require_callable, when_of
from cases.files import store
from cases.rules.errors import NotNow
from history import journal
from history.actor import By
from organisation.models import Person

PDF = "application/pdf"


@transaction.atomic
def issue_summons(*, meeting_id: int, seen: str, actor: Person, on: date) -> Summons:
    """Issue the summons that was made and seen (`seen`: the SHA-256 of its PDF), as the agenda is now.

    After the first the agenda's order stands fast, and what is issued later is a supplement (Tilläggslista).
    """
    meeting = lock_meeting(meeting_id)
    by = require(actor, "issue_summons", meeting, on)
    require_nothing_recorded(meeting)
    require_callable(meeting, on)
    draft = _draft_as_seen(meeting, seen, on)
    row = Summons.objects.create(
        meeting=meeting,
        number=meeting.summonses.count() + 1,
        name=next_name(issued_of(meeting), when_of(meeting)),
        content=draft.content,
        file=store(bytes(draft.pdf), PDF),
        bundle=store(bytes(draft.bundle), PDF),
        issued_by=actor,
        issued_on=on,
    )
    named = meeting.items.filter(summons__isnull=True, result="")
    cases = list(named.order_by("case").values_list("case", flat=True))
    named.update(summons=row)
    draft.delete()
    _tell(row, cases, by, on)
    return row


def _draft_as_seen(meeting: Meeting, seen: str, on: date) -> SummonsDraft:
    draft = SummonsDraft.objects.filter(meeting=meeting).first()
    is_same = draft is not None and hashlib.sha256(bytes(draft.pdf)).hexdigest() == seen
    if draft is None or not is_same or draft.content != content_of_summons(meeting, on):
        raise NotNow(
            "summons_changed",
            "Något har ändrats sedan kallelsen togs fram, eller så är den daterad en annan dag. "
            "Ta fram den igen och läs den.",
        )
    return draft


def _tell(row: Summons, cases: list[int], by: By, on: date) -> None:
    facts: dict[str, Any] = {
        "meeting": row.meeting_id,
        "body": row.meeting.body.name,
        "date": row.meeting.date.isoformat(),
        "number": row.number,
        "name": row.name,
        "sha256": row.file.sha256,
        "bundle_sha256": row.bundle.sha256,
    }
    for subject in (*(("case", key) for key in cases), ORGANISATION):
        journal.record(subject=subject, kind="summons_issued", by=by, on=on, facts=facts)
