"""Summonses in tests: made as the worker does, and issued as they were seen."""

from __future__ import annotations

import hashlib
from datetime import time

from approvals import operations as desk
from approvals.agenda_models import Summons
from approvals.models import Meeting
from lifecycle import jobs
from tests.people import Walk


def described(walk: Walk, meeting: Meeting) -> Meeting:
    """The meeting with an hour and a place."""
    said = {"starts_at": time(13), "place": "A-salen"}
    who = {"actor": walk.people.secretary, "on": walk.on}
    return desk.set_time_and_place(meeting_id=meeting.pk, **said, **who)


def summons_made(walk: Walk, meeting: Meeting) -> str:
    """Do what the worker does; return the SHA-256 of the PDF that is then seen."""
    if not meeting.place:
        described(walk, meeting)
    jobs.make_summons(meeting.pk, walk.on.isoformat())
    row = Meeting.objects.get(pk=meeting.pk).summons_draft
    return hashlib.sha256(bytes(row.pdf)).hexdigest()


def summons_issued(walk: Walk, meeting: Meeting) -> Summons:
    """The summons made and issued by the secretary."""
    seen = summons_made(walk, meeting)
    who = {"actor": walk.people.secretary, "on": walk.on}
    return desk.issue_summons(meeting_id=meeting.pk, seen=seen, **who)
