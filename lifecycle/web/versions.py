"""A case's versions: who sent each and what became of it, and any two of them compared word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.models import Approval, MinuteItem
from cases.models import Case, CaseVersion
from cases.rules.comparison import compare_line
from cases.web.scope import case_in_scope
from lifecycle.rules.dates import long_date
from lifecycle.web.review_changes import changes_between
from lifecycle.web.review_text import (
    read_attachments,
    read_content,
    read_points,
    read_recipients,
    read_sections,
)
from lifecycle.web.wording import capitalised, counted
from organisation.web.clock import today


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list, with what became of it in sentences."""

    version: CaseVersion
    happened: list[str]


@login_required
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions, and when two are chosen what differs between them."""
    case = case_in_scope(request, pk, today())
    rows = list(case.versions.defer("content").select_related("submitted_by").order_by("-number"))
    numbers = {row.number for row in rows}
    after = _chosen(request, "till", numbers) or max(numbers, default=0)
    before = _chosen(request, "fran", numbers) or max((n for n in numbers if n < after), default=0)
    context = {
        "case": case,
        "rows": _told(case, rows),
        "fran": before,
        "till": after,
        **(_difference(case, before, after) if before and before != after else {}),
    }
    return render(request, "case/versions.html", context)


def _chosen(request: HttpRequest, name: str, numbers: set[int]) -> int | None:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
    return number if number in numbers else None


def _told(case: Case, rows: Sequence[CaseVersion]) -> list[Row]:
    happened: dict[int, list[tuple[date, str]]] = {}
    for said in case.comments.values("version").annotate(n=Count("pk"), last=Max("made_on")):
        sentence = capitalised(counted(said["n"], "en kommentar", "kommentarer"))
        happened.setdefault(said["version"], []).append((said["last"], sentence))
    approvals = Approval.objects.filter(step__case=case).select_related("step")
    for answer in approvals.order_by("decided_at"):
        did = "Godkänd" if answer.outcome == Approval.Outcome.APPROVED else "Återlämnad"
        sentence = f"{did} av {answer.name}, {answer.title}, {long_date(answer.decided_on)}"
        happened.setdefault(answer.step.version, []).append((answer.decided_on, sentence))
    items = MinuteItem.objects.filter(case=case).exclude(result="").select_related("meeting__body")
    for item in items:
        day = item.meeting.date
        sentence = f"{item.meeting.body.name} {long_date(day)}: {item.get_result_display()}"
        happened.setdefault(item.version, []).append((day, sentence))
    return [Row(row, [s for _, s in sorted(happened.get(row.number, []))]) for row in rows]


def _difference(case: Case, before: int, after: int) -> dict[str, Any]:
    """What the later has that the earlier has not, and the other way; the order asked for is kept."""
    found = {
        v.number: read_content(v.content) for v in case.versions.filter(number__in=(before, after))
    }
    old, new = found[before], found[after]
    changes = changes_between(old, new)
    return {
        "content": new,
        "changes": changes,
        "title": compare_line(old["title"], new["title"]),
        "groups": read_points(new, changes, old),
        "sections": read_sections(new, changes, old),
        "attachments": read_attachments(new, old),
        "recipients": read_recipients(new, old),
        "marked": {c.anchor: c.number for c in changes if c.anchor},
        "folded": True,
    }
