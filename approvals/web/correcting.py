"""Correcting what is recorded: taking an outcome back, and noting a slip of the pen in approved minutes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals.web import forms
from approvals.web.acts import GET_OR_POST, item_of, meeting_of, require_to_send
from approvals.web.meeting import page
from lifecycle import flows, operations
from organisation.web.clock import today
from organisation.web.doors import attempt


@login_required
@require_http_methods(GET_OR_POST)
def reopen(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take the outcome of an item back, so that it is recorded anew."""
    done = "Utfallet är taget tillbaka. Anteckna det som det ska vara."
    call = partial(flows.run, operations.reopen_item, meeting_id=pk)
    return _corrected(request, pk, item, "reopen", forms.ReopenForm, call, done)


@login_required
@require_http_methods(GET_OR_POST)
def rectify(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note a slip of the pen in approved minutes."""
    return _corrected(
        request, pk, item, "rectify", forms.RectifyForm, _rectified, "Rättelsen är antecknad."
    )


def _rectified(*, case_id: int, **facts: Any) -> Any:
    return operations.rectify_item(**facts)


def _corrected(
    request: HttpRequest, pk: int, item: int, name: str, form_class: Any, call: Any, done: str
) -> HttpResponse:
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    address = f"{reverse('meeting', args=[meeting.pk])}?arende={row.pk}"
    if request.method != "POST":
        return redirect(address)
    require_to_send(request, "reopen_item", meeting, row.case_id)
    form = form_class(request.POST)
    if form.is_valid():
        facts = {"case_id": row.case_id, "item_id": row.pk, "actor": request.user, "on": on}
        send = partial(call, **facts, **form.cleaned_data)
        subject = ("case", row.case_id)
        if attempt(request, send, verb="reopen_item", subject=subject, form=form):
            messages.success(request, done)
            return redirect(address)
    return page(request, meeting.pk, row.pk, **{name: form})
