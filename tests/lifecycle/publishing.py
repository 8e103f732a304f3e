"""Meetings whose minutes are approved, and choices as a reviewer makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from approvals.models import Meeting, MinuteItem
from cases import operations as drafting
from cases.models import Case
from cases.rules.points import DecisionPoint
from lifecycle import operations
from lifecycle.models import Publication
from lifecycle.publications import material_of
from lifecycle.rules.public_minutes import Choice
from tests.people import Walk, a_pdf

PERSONAL = "850101-1234"
SECRET = "Kommunens förhandlingsläge"


def decided_by_council(walk: Walk) -> Meeting:
    """The council's meeting, its minutes approved and the notice up."""
    case = walk.minutes(walk.decided())
    return MinuteItem.objects.get(case=case, meeting__body=walk.people.council).meeting


def with_personal_data(walk: Walk, is_marked: bool = False, **changes: Any) -> Meeting:
    """The board's meeting that has decided about a person, in a case with a secret attachment if asked."""
    p = walk.people
    text = f"Rut Alm ({PERSONAL}, rut.alm@example.se) får ersättning. Maria Lindqvist verkställer."
    draft = replace(walk.draft(), points=(DecisionPoint(1, p.board.pk, None, text),), **changes)
    case = walk.ready(draft=draft)
    if is_marked:
        marked(walk, case)
    case = walk.approved(walk.submitted(case))
    item = walk.on_agenda(case, p.board)
    walk.minutes(walk.record(item, {1: "approved"}))
    return Meeting.objects.select_related("body").get(pk=item.meeting_id)


def marked(walk: Walk, case: Case) -> None:
    """Add an attachment with a secret title and a secrecy marking."""
    facts: dict[str, Any] = {"case_id": case.pk, "on": walk.on, "actor": walk.people.officer}
    drafting.add_attachment(
        title=SECRET, filename="h.pdf", data=a_pdf("hemligt"), number=None, **facts
    )
    number = case.attachments.get(title=SECRET).number
    drafting.mark_secrecy(number=number, provision="OSL 19:3", reason="Förhandling.", **facts)


def published(walk: Walk, meeting: Meeting, choice: Choice | None = None) -> Publication:
    """Published as the review proposes, or with the same choice for every §."""
    material = material_of(meeting)
    choices = material.choices()
    if choice is not None:
        choices = dict.fromkeys(choices, choice)
    who = {"actor": walk.people.secretary, "on": walk.on}
    return operations.publish_minutes(
        meeting_id=meeting.pk, choices=choices, seen=material.seen, **who
    )


def taken_down(walk: Walk, meeting: Meeting) -> Publication:
    """What is published of the meeting is taken down."""
    who = {"actor": walk.people.secretary, "on": walk.on}
    return operations.unpublish_minutes(meeting_id=meeting.pk, reason="Fel uppgift.", **who)
