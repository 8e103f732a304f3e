"""The summons to a meeting: made by the worker, looked at, issued, and read."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe
from procrastinate.contrib.django import app as queue

from approvals import operations as desk
from approvals.agenda_models import SummonsDraft
from approvals.rules.summonses import definite
from approvals.web.arranging import GET_OR_POST, meeting_in_scope, require_may
from approvals.web.summons_desk import TASK, jobs_of, may_read, require_possible
from organisation.web.clock import today
from organisation.web.doors import attempt

PARTS: Final = {"kallelse": "file", "handlingar": "bundle"}


@login_required
@require_http_methods(GET_OR_POST)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker for the summons of the agenda as it is now."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    if request.method == "POST":
        require_may(request, "issue_summons", meeting)
        attempt(request, partial(require_possible, meeting, on), verb="issue_summons")
        if not jobs_of(meeting).filter(status="todo").exists():
            order = queue.configure_task(TASK, lock=f"{TASK}-{pk}")
            order.defer(meeting_id=pk, on=on.isoformat())
    return redirect("meeting_agenda", pk)


@login_required
@require_http_methods(GET_OR_POST)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the summons that was made and seen."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    if request.method == "POST":
        require_may(request, "issue_summons", meeting)
        facts: dict[str, Any] = {"meeting_id": pk, "actor": request.user, "on": on}
        call = partial(desk.issue_summons, seen=request.POST.get("seen", ""), **facts)
        row = attempt(request, call, verb="issue_summons")
        if row is not None:
            messages.success(request, f"{definite(row.name)} är utfärdad.")
    return redirect(f"/sammantraden/{pk}/dagordning/#kallelse")


@login_required
@require_safe
def draft_file(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """What the worker has made, to be looked at before it is issued."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    require_may(request, "issue_summons", meeting)
    row = get_object_or_404(SummonsDraft, meeting=meeting)
    data = {"kallelse": row.pdf, "handlingar": row.bundle}.get(part)
    if data is None:
        raise Http404
    return _sent(bytes(data), f"{part}-{meeting.date}-utkast.pdf")


@login_required
@require_safe
def issued_file(request: HttpRequest, pk: int, number: int, part: str) -> HttpResponse:
    """A summons as it was issued, alone or with its documents."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    row = get_object_or_404(meeting.summonses, number=number)
    row.meeting = meeting
    if part not in PARTS or not may_read(row, request.user, on):
        raise Http404
    return _sent(bytes(getattr(row, PARTS[part]).data), f"{part}-{meeting.date}-{number}.pdf")


def _sent(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
