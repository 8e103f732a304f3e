"""Notice from the counterparty: registered, read by the person responsible, and taken back by both."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from lifecycle import operations
from lifecycle.rules.dates import long_date
from lifecycle.web import agreement_forms as forms_
from lifecycle.web.agreement_verbs import (
    ACKNOWLEDGE,
    GET_OR_POST,
    RECEIVE,
    REVOKE,
    back_to,
    done,
    entered,
    page,
    sent,
)
from lifecycle.web.reading import reading_of
from organisation.web.clock import today


@login_required
@require_http_methods(GET_OR_POST)
def receive_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Register the counterparty's notice; the last day is counted and shown before it is registered."""
    row = entered(request, pk, RECEIVE)
    form = forms_.ReceiveNoticeForm(sent(request), initial={"received_on": today()})
    received = today()
    if form.is_valid():
        received = form.cleaned_data["received_on"]
        if "rakna" not in request.POST:
            said = form.cleaned_data
            notice = done(request, RECEIVE, row, form, operations.receive_notice, **said)
            if notice:
                last = long_date(notice.last_day)
                messages.success(request, f"Uppsägningen är registrerad. Avtalet upphör {last}.")
                return back_to(row)
    status = 200 if form.is_valid() and "rakna" in request.POST else None
    reading = reading_of(row, received, "counterparty")
    return page(request, "receive_notice", row, form, status=status, reading=reading)


@login_required
@require_http_methods(GET_OR_POST)
def revoke_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a standing notice back."""
    row = entered(request, pk, REVOKE)
    form = forms_.ReasonForm(sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if done(request, REVOKE, row, form, operations.revoke_notice, reason=reason):
            messages.success(request, "Uppsägningen är återtagen. Avtalet gäller igen.")
            return back_to(row)
    return page(request, "revoke_notice", row, form)


@login_required
@require_http_methods(GET_OR_POST)
def acknowledge_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the counterparty's notice, and say that one has."""
    row = entered(request, pk, ACKNOWLEDGE)
    form = Form(sent(request))
    if form.is_valid() and done(request, ACKNOWLEDGE, row, form, operations.acknowledge_notice):
        messages.success(request, "Det är antecknat att uppsägningen är läst.")
        return back_to(row)
    notice = row.notices.filter(revoked_on__isnull=True).first()
    return page(request, "acknowledge_notice", row, form, notice=notice)
