"""The demonstration's public page: what the council and the board decided last is reviewed and published."""

from __future__ import annotations

from approvals.models import Meeting
from lifecycle import operations
from lifecycle.demo.stage import SECRETARY, Stage, Story
from lifecycle.publications import material_of


def published_stories(stage: Stage) -> list[Story]:
    """One for each body, when everything else has happened."""
    return [_published(stage, body) for body in ("KF", "KS")]


def _published(stage: Stage, body: str) -> Story:
    """The latest meeting with announced minutes, published as the review proposes."""
    yield stage.today
    rows = Meeting.objects.filter(
        body=stage.there.bodies[body], notice_posted_on__isnull=False, items__number__isnull=False
    )
    meeting = rows.order_by("date").last()
    if meeting is None:
        return
    material = material_of(meeting)
    operations.publish_minutes(
        meeting_id=meeting.pk,
        choices=material.choices(),
        seen=material.seen,
        **stage.who(SECRETARY),
    )
