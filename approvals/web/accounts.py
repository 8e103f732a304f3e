"""The yearly account of a body's directives: shown as it stands, settled by the secretary, kept as PDF."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import operations as desk
from approvals import permissions
from approvals.accounts import read_account
from approvals.models import DirectiveAccount
from approvals.rules.accounts import content_of
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

YEARS: Final = range(2000, 2200)
_DAYS: Final = ("given_on", "due_on", "due", "closed_on")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def directive_account(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Show a body's account of a year; settle it."""
    on = today()
    if year not in YEARS:
        raise Http404("no such year")
    body = get_object_or_404(Body, pk=pk)
    sent = request.method == "POST"
    _require(request, "settle_account" if sent else "read_account", body)
    form = forms.Form(request.POST if sent else None)
    if form.is_valid():
        facts = {"body_id": pk, "year": year, "actor": request.user, "on": on}
        call = partial(desk.settle_account, **facts)
        if attempt(request, call, verb="settle_account", form=form):
            messages.success(request, "Redovisningen är fastställd.")
            return redirect("directive_account", pk, year)
    return _page(request, body, year, form)


def _page(request: HttpRequest, body: Body, year: int, form: forms.Form) -> HttpResponse:
    on = today()
    settled = DirectiveAccount.objects.filter(body=body, year=year).select_related("file").first()
    content = json.loads(settled.content) if settled else _as_it_stands(body, year, on)
    may_settle = settled is None and year <= on.year and any(g["tasks"] for g in content["groups"])
    context = {
        "body": body,
        "year": year,
        "settled": settled,
        "as_of": date.fromisoformat(content["as_of"]),
        "groups": [{**g, "tasks": [_task(t) for t in g["tasks"]]} for g in content["groups"]],
        "form": form,
        "is_under_way": year == on.year,
        "may_settle": may_settle and permissions.allows(request.user, "settle_account", body, on),
    }
    return render(request, "directive/account.html", context, status=status_of(form))


def _as_it_stands(body: Body, year: int, on: date) -> dict[str, Any]:
    return content_of(read_account(body, year, on), settings.MUNICIPALITY["name"])


def _task(task: dict[str, Any]) -> dict[str, Any]:
    """The task with its days as days again."""
    days = {key: date.fromisoformat(task[key]) if task[key] else None for key in _DAYS}
    told = task["report"]
    report = {**told, "day": date.fromisoformat(told["day"])} if told else None
    return {**task, **days, "report": report}


@login_required
@require_safe
def directive_account_pdf(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The settled account's frozen bytes."""
    body = get_object_or_404(Body, pk=pk)
    _require(request, "read_account", body)
    accounts = DirectiveAccount.objects.select_related("file")
    row = get_object_or_404(accounts, body=body, year=year)
    response = HttpResponse(bytes(row.file.data), content_type="application/pdf")
    name = f"redovisning_av_uppdrag_{body.short_name}_{year}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _require(request: HttpRequest, verb: str, body: Body) -> None:
    ask = partial(permissions.require, request.user, verb, body, today())
    if request.method == "POST":
        attempt(request, ask, verb=verb)
    else:
        ask()
