"""What a version freezes: everything the document says, as plain values for canonical JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cases.document_templates import template_in_use
from cases.models import Attachment, Case
from cases.rules.draft import Draft
from organisation.models import Appointment, Body


def content_of(case: Case, draft: Draft) -> dict[str, Any]:
    """Return the content of the case's current draft in schema 2, which cases/rules/assembly.py reads."""
    bodies = {b.pk: b.name for b in Body.objects.all()}
    return {
        "schema": 2,
        "kind": "officer_report",
        "registry_number": case.registry_number or "",
        "title": draft.title,
        "version": case.version,
        "municipality": dict(settings.MUNICIPALITY),
        "recipient": bodies[case.recipient_body_id],
        "case_officer": officer_of(case),
        "points": _points(draft, bodies, case.recipient_body_id),
        "sections": [
            {"level": s.level, "heading": s.heading, "text": s.text} for s in draft.sections
        ],
        "attachments": _attachments(case),
        "recipients": list(draft.recipients),
        "template": template_in_use().as_dict(),
    }


def officer_of(case: Case) -> dict[str, str]:
    """Return how the case's officer stands in the head of a document."""
    officer = case.case_officer
    held = (
        Appointment.objects.filter(person=officer, role="case_officer").order_by("-starts").first()
    )
    return {
        "name": officer.name,
        "title": held.title if held else "",
        "phone": officer.phone,
        "email": officer.email,
    }


def _points(draft: Draft, bodies: dict[int, str], recipient: int) -> list[dict[str, Any]]:
    return [
        {
            "number": p.number,
            "body": bodies[p.body],
            "kind": "proposal" if p.proposing_body else "own_decision",
            "proposing_body": bodies[p.proposing_body or recipient],
            "text": p.text,
            "depends_on": list(p.depends_on),
        }
        for p in draft.points
    ]


def _secrecy(attachment: Attachment) -> dict[str, Any]:
    """The marking as it applied; an attachment without one says nothing about it."""
    day = attachment.secrecy_marked_on
    if day is None:
        return {}
    return {
        "secrecy": {
            "provision": attachment.secrecy_provision,
            "reason": attachment.secrecy_reason,
            "marked_on": day.isoformat(),
        }
    }


def _attachments(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "number": a.number,
            "title": a.title,
            "filename": a.filename,
            "sha256": a.file.sha256 if a.file else "",
            "pages": (a.file.pages or 0) if a.file else 0,
            **_secrecy(a),
        }
        for a in case.attachments.select_related("file").defer("file__data")
    ]
