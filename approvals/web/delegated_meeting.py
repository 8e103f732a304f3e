"""What a meeting hears of delegated decisions: the list, and the § under which they were reported."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import operations as desk
from approvals import permissions
from approvals.delegation_models import DelegatedDecision
from approvals.models import Meeting
from approvals.operations.delegation import require_reportable
from approvals.web.arranging import meeting_in_scope, require_may
from approvals.web.delegated_forms import ReportForm
from approvals.web.delegated_stand import Listed, listed_of
from cases.rules.errors import NotNow
from lifecycle import flows
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

SHORT: Final = 120


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_delegated(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of a meeting; for its secretary, once it is held, what was reported of it."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    listed = listed_of(meeting, request.user, on)
    if request.method != "POST":
        return _page(request, meeting, listed, _form(None, listed))
    require_may(request, "record_minutes", meeting)
    form = _form(request.POST, listed)
    if form.is_valid():
        said = form.cleaned_data
        facts = {"decision_ids": said["decisions"], "paragraph": said["paragraph"]}
        who: dict[str, Any] = {"meeting_id": pk, "actor": request.user, "on": on}
        call = partial(flows.keep_minutes, desk.report_delegated_decisions, **who, **facts)
        if attempt(request, call, verb="record_minutes", form=form):
            messages.success(request, f"Anmälan är antecknad som § {said['paragraph']}.")
            return redirect("meeting_delegated", pk)
    return _page(request, meeting, listed, form)


def _form(data: Any, listed: Listed) -> ReportForm:
    """Every decision that waits is chosen; a second list at the same meeting has the same §."""
    noted = [
        row.decision.report.paragraph for row in listed.rows if hasattr(row.decision, "report")
    ]
    waiting = [row.decision for row in listed.rows if not hasattr(row.decision, "report")]
    choices = [(one.pk, _short(one)) for one in waiting]
    return ReportForm(data, choices=choices, initial={"paragraph": noted[-1] if noted else None})


def _short(one: DelegatedDecision) -> str:
    text = " ".join(one.text.split())
    return f"{one}: {text if len(text) <= SHORT else text[:SHORT].rstrip() + ' …'}"


def _page(request: HttpRequest, meeting: Meeting, listed: Listed, form: ReportForm) -> HttpResponse:
    on = today()
    may = permissions.allows(request.user, "record_minutes", meeting, on)
    context = {
        "meeting": meeting,
        "listed": listed,
        "form": form,
        "hindrance": _hindrance(meeting, on) if may else "",
        "may_report": may and listed.to_note,
    }
    return render(request, "delegated/meeting.html", context, status=status_of(form))


def _hindrance(meeting: Meeting, on: date) -> str:
    try:
        require_reportable(meeting, on)
    except NotNow as refusal:
        return refusal.sentence
    return ""
