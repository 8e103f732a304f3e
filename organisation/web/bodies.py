"""The bodies that decide: what they are called, their terms of office, and the pattern their years are laid by."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals.permissions import allows, require, standing
from approvals.rules.terms import term_on
from cases.rules.errors import NotAllowed
from lifecycle.rules.dates import LATEST
from lifecycle.rules.patterns import meetings_in
from organisation import operations
from organisation.models import Appointment, Body, MeetingPattern, Role
from organisation.operations.bodies import ALWAYS_THERE
from organisation.patterns import patterns_in_use, usual
from organisation.web.body_forms import BodyForm, NewBodyForm, PatternForm
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]


def _require_a_role(request: HttpRequest, on: date) -> None:
    """Raise NotAllowed for somebody without a role today; the bodies are no secret to the others."""
    if not standing(request.user, on).mandates:
        raise NotAllowed("not_allowed", "Det gör de som har ett uppdrag.")


@login_required
@require_safe
def body_list(request: HttpRequest) -> HttpResponse:
    """Every body with its pattern; those that have closed last."""
    on = today()
    _require_a_role(request, on)
    patterns = {pattern.body: pattern for pattern in patterns_in_use()}
    bodies = list(Body.objects.order_by("closed_on", "pk").select_related("numbered_with"))
    rows = [
        {"body": body, "pattern": patterns.get(body.short_name)}
        for body in sorted(bodies, key=lambda b: b.closed_on is not None)
    ]
    context = {"rows": rows, "may_add": bool(allows(request.user, "administer", None, on))}
    return render(request, "body/list.html", context)


@login_required
@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """A body, and the year its pattern gives."""
    on = today()
    _require_a_role(request, on)
    shown = get_object_or_404(Body.objects.select_related("numbered_with"), pk=pk)
    year = min(on.year + (on.month > 6), LATEST.year)
    patterns = patterns_in_use()
    own = next((p for p in patterns if p.body == shown.short_name), None)
    days = [m for m in meetings_in(patterns, year) if m.body == shown.short_name]
    term = term_on(on, is_council=shown.kind == Body.Kind.COUNCIL)
    may = partial(allows, request.user, on=on)
    context = {
        "body": shown,
        "pattern": own,
        "term": term,
        "year": year,
        "days": [
            {"day": m.day, "stop": m.stop, "papers": (own or usual(shown)).papers(m.day)}
            for m in days
        ],
        "may_change": bool(may("administer", None)),
        "may_lay": shown.closed_on is None and bool(may("lay_pattern", shown)),
        "may_close": shown.kind not in ALWAYS_THERE and shown.closed_on is None,
        "secretaries": _secretaries(shown, on),
    }
    return render(request, "body/body.html", context)


def _secretaries(shown: Body, on: date) -> list[Any]:
    """The body's own secretaries, or those of all bodies."""
    held = Appointment.objects.on_day(on).filter(role=Role.COMMITTEE_SECRETARY)
    rows = held.select_related("person").order_by("person__sort_key")
    return [row for row in rows if row.body_id in (None, shown.pk)]


@login_required
@require_http_methods(GET_OR_POST)
def body_new(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    _entered(request, "administer", None, "add_body")
    form = NewBodyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = {**form.cleaned_data, "actor": request.user, "on": today()}
        made = attempt(request, partial(operations.add_body, **facts), verb="add_body", form=form)
        if made:
            messages.success(request, f"{made.name} är tillagt. Lägg mönstret för sammanträdena.")
            return redirect("body", made.pk)
    return render(request, "body/new.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def body_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a body is called."""
    _entered(request, "administer", None, "change_body")
    shown = get_object_or_404(Body, pk=pk)
    form = BodyForm(request.POST if request.method == "POST" else None, body=shown)
    if form.is_valid():
        facts = {"body_id": pk, "actor": request.user, "on": today(), **form.cleaned_data}
        call = partial(operations.change_body, **facts)
        if attempt(request, call, verb="change_body", form=form):
            messages.success(request, "Ändringen är sparad.")
            return redirect("body", pk)
    return render(request, "body/edit.html", {"body": shown, "form": form}, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def body_pattern(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the pattern of a body's years."""
    shown = get_object_or_404(Body, pk=pk)
    _entered(request, "lay_pattern", shown, "lay_pattern")
    row = MeetingPattern.objects.filter(body=shown).first()
    sent = request.POST if request.method == "POST" else None
    form = PatternForm(sent, body=shown, pattern=row)
    if form.is_valid():
        facts = {"body_id": pk, "pattern": form.facts(), "actor": request.user, "on": today()}
        call = partial(operations.lay_pattern, **facts)
        if attempt(request, call, verb="lay_pattern", form=form):
            messages.success(
                request, "Mönstret är sparat. Sammanträden som redan är inlagda ligger kvar."
            )
            return redirect("body", pk)
    context = {"body": shown, "form": form}
    return render(request, "body/pattern.html", context, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def body_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a body is no more."""
    _entered(request, "administer", None, "close_body")
    shown = get_object_or_404(Body, pk=pk)
    if request.method != "POST":
        return render(request, "body/close.html", {"body": shown})
    facts = {"body_id": pk, "actor": request.user, "on": today()}
    attempt(request, partial(operations.close_body, **facts), verb="close_body")
    messages.success(request, f"{shown.name} har upphört. Det organet har beslutat finns kvar.")
    return redirect("body", pk)


def _entered(request: HttpRequest, asked: str, about: Body | None, verb: str) -> None:
    """Refuse those who may not; on record when they send something."""
    ask = partial(require, request.user, asked, about, today())
    if request.method == "POST":
        attempt(request, ask, verb=verb)
    else:
        ask()
