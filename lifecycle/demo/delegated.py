"""The demonstration's decisions by delegation: one reported, one that waits, one announced and one withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.db.models import Max

from approvals import operations as desk
from approvals.delegation import paragraphs_reported
from approvals.delegation_models import DelegatedDecision
from approvals.models import Meeting, MinuteItem
from lifecycle import flows
from lifecycle.delegating import delegate
from lifecycle.demo.stage import SECRETARY, Stage, Story
from lifecycle.rules.dates import next_working_day, previous_working_day

DEPUTY: Final = "Henrik Dahl"
HEAD: Final = "Karin Sandell"
SCHOOL_HEAD: Final = "Birgitta Falk"


def delegated_stories(stage: Stage) -> Iterator[Story]:
    """All of them; each is cut off where today comes."""
    yield _reported(
        stage, 63, 300_000, "Tilläggsavtal om fyra doktorandplatser i Flemingsberg ingås."
    )
    yield _reported(stage, 4, 240_000, "Avtal om utvärdering av samverkan med högskolorna ingås.")
    yield _announced(stage)
    yield _withdrawn(stage)


def _decided(
    stage: Stage, name: str, body: str, unit: str, value: int, text: str, kind: str = "other"
) -> DelegatedDecision:
    there: dict[str, Any] = {"body": stage.there.bodies[body], "unit": stage.there.units[unit]}
    said = {"kind": kind, "value": value, "text": text, "case_id": None}
    by = {"decided_by": stage.person(name), "decided_on": stage.on}
    return delegate(desk.record_delegated_decision, **there, **said, **by, **stage.who(name))


def _reported(stage: Stage, days_ago: int, value: int, text: str) -> Story:
    """Decided, and reported to the board at its next meeting."""
    yield previous_working_day(stage.today - timedelta(days=days_ago))
    row = _decided(stage, DEPUTY, "KS", "SOA", value, text)
    planned = stage.following("KS", stage.on)
    yield planned.day
    meeting = stage.held(planned)
    flows.keep_minutes(
        desk.report_delegated_decisions,
        meeting_id=meeting.pk,
        paragraph=_next_paragraph(meeting),
        decision_ids=[row.pk],
        **stage.who(SECRETARY),
    )


def _next_paragraph(meeting: Meeting) -> int:
    series, year = meeting.body.series, meeting.date.year
    items = MinuteItem.objects.filter(series_body=series, series_year=year)
    last = items.aggregate(last=Max("number"))["last"] or 0
    reported = paragraphs_reported(series, year).aggregate(last=Max("paragraph"))["last"] or 0
    return max(last, reported) + 1


def _announced(stage: Stage) -> Story:
    """Decided for the school committee, and announced the next working day."""
    yield previous_working_day(stage.today - timedelta(days=12))
    text = "Avtal om lokal för gymnasiets föreläsningsserie ingås."
    row = _decided(stage, SCHOOL_HEAD, "GAN", "GAF", 60_000, text)
    yield next_working_day(stage.on + timedelta(days=1))
    facts = {"decision_id": row.pk, "posted_on": stage.on, **stage.who(SECRETARY)}
    delegate(desk.announce_delegated_decision, **facts)


def _withdrawn(stage: Stage) -> Story:
    """Decided with the wrong party, and withdrawn the same day."""
    yield previous_working_day(stage.today - timedelta(days=20))
    text = "Tilläggsavtal om konferenslokal ingås."
    row = _decided(stage, HEAD, "KS", "SOA", 45_000, text, "amendment_agreement")
    reason = "Fel motpart angavs. Beslutet fattas på nytt."
    delegate(desk.withdraw_delegated_decision, decision_id=row.pk, reason=reason, **stage.who(HEAD))
