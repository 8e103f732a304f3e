"""The appeals of a decision by delegation: registered, and followed through the courts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import legal_days
from approvals.delegation_models import DelegatedDecision
from approvals.web.appeals import VERB, Appealable, AppealForm, appeals_page, step_form
from approvals.web.delegated_acts import GET_OR_POST, decision_of, require_of
from lifecycle import operations
from lifecycle.delegating import delegate
from organisation.web.clock import today
from organisation.web.doors import attempt


@login_required
@require_http_methods(GET_OR_POST)
def delegated_appeals(request: HttpRequest, pk: int) -> HttpResponse:
    """The appeals of the decision; registers one more."""
    row = decision_of(request, pk)
    about = _about(row)
    if request.method != "POST":
        return appeals_page(request, about)
    require_of(request, VERB, row)
    form = AppealForm(request.POST)
    if form.is_valid() and _sent(
        request, row, form, operations.register_delegated_appeal, form.cleaned_data
    ):
        messages.success(request, "Överklagandet är registrerat.")
        return redirect(about.address)
    return appeals_page(request, about, register=form)


@login_required
@require_http_methods(GET_OR_POST)
def delegated_appeal_step(request: HttpRequest, pk: int, appeal: int) -> HttpResponse:
    """Record what has happened with an appeal."""
    row = decision_of(request, pk)
    about = _about(row)
    found = get_object_or_404(row.appeals.prefetch_related("steps"), pk=appeal)
    if request.method != "POST":
        return redirect(about.address)
    require_of(request, VERB, row)
    form = step_form(found, legal_days.course(found, about.decided), today(), request.POST)
    said = {"appeal_id": found.pk, **form.said()} if form.is_valid() else None
    if said and _sent(request, row, form, operations.record_delegated_appeal_step, said):
        messages.success(request, "Det är antecknat.")
        return redirect(about.address)
    return appeals_page(request, about, steps={found.pk: form})


def _about(row: DelegatedDecision) -> Appealable:
    announced = legal_days.of_decision(row)
    return Appealable(
        row.body,
        (
            (reverse("delegated_list"), "Delegationsbeslut"),
            (reverse("delegated", args=[row.pk]), str(row)),
        ),
        str(row),
        row.text,
        legal_days.WHOLE,
        announced,
        announced.force.steps if announced else (),
        list(row.appeals.prefetch_related("steps")),
        reverse("delegated_appeals", args=[row.pk]),
    )


def _sent(
    request: HttpRequest,
    row: DelegatedDecision,
    form: forms.Form,
    operation: Any,
    said: dict[str, Any],
) -> bool:
    facts = {"decision_id": row.pk, "actor": request.user, "on": today(), **said}
    return attempt(request, partial(delegate, operation, **facts), verb=VERB, form=form) is not None
