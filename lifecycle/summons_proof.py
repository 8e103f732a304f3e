"""Every summons is the files that the book tells were issued, and none is missing."""

from __future__ import annotations

import json

from approvals.agenda_models import Summons
from history.models import Event
from history.proof import Report


def check_summonses(report: Report) -> None:
    """Compare the kept files' hashes with what history wrote when each was issued."""
    events = Event.objects.filter(
        kind="summons_issued", subject_kind="organisation", said__isnull=False
    )
    told = {}
    for event in events.select_related("said").iterator():
        facts = json.loads(event.said.body)["facts"]
        told[facts["meeting"], facts["number"]] = (facts["sha256"], facts["bundle_sha256"])
    rows = Summons.objects.values_list("meeting", "number", "file__sha256", "bundle__sha256")
    for meeting, number, *kept in rows.iterator():
        if told.pop((meeting, number), None) != tuple(kept):
            place = f"sammanträde {meeting} kallelse {number}"
            report.add(place, "filerna är inte dem som historiken antecknade.")
    for meeting, number in told:
        report.add(f"sammanträde {meeting} kallelse {number}", "saknas.")
