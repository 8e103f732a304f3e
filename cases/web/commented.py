"""What reviewers have said, beside the draft that is written because of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from approvals import permissions
from cases.comments import comments_of, placed
from cases.models import Case
from cases.rules.comment_places import Place
from cases.rules.draft import Draft
from organisation.web.clock import today


def comments_beside(request: HttpRequest, case: Case, draft: Draft) -> dict[str, Any]:
    """The comments that are not dealt with, by where they belong in the draft, for the editor's page."""
    left = [c for c in comments_of(case) if c.resolved_on is None] if case.version > 1 else []
    sections = [Place(s.key, s.heading) for s in draft.sections]
    points = [Place(p.key, f"Punkt {p.number}") for p in draft.points]
    may = left and permissions.allows(request.user, "comment", case, today())
    here = placed(left, sections, points)
    return {
        "comments": here,
        "point_comments": sum(len(rows) for at, rows in here.items() if at.startswith("punkt-")),
        "shown_version": case.version,
        "comment_count": len(left),
        "may_answer": bool(may),
        "back": "skriv",
    }
