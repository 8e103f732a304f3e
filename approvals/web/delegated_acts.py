"""One delegated decision: recorded, read with how its appeal time is counted, withdrawn, announced."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import operations as desk
from approvals import permissions
from approvals.delegation_models import DelegatedDecision
from approvals.rules.schemes import DELEGATES
from approvals.web.delegated_forms import (
    AnnounceForm,
    RecordForm,
    TakeDownForm,
    WithdrawForm,
    scheme_in_short,
)
from approvals.web.delegated_stand import appeal_of, rows_of
from cases.models import Case
from lifecycle.delegating import delegate
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]
VERB: Final = "record_delegated_decision"


@login_required
@require_http_methods(GET_OR_POST)
def delegated_new(request: HttpRequest) -> HttpResponse:
    """Record a decision; from a case (`?arende=`) its number and unit are filled in."""
    on = today()
    require_of(request, VERB, None)
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, person=request.user, on=on, initial=_initial(request))
    if form.is_valid():
        facts = {"actor": request.user, "on": on, **form.facts()}
        call = partial(delegate, desk.record_delegated_decision, **facts)
        made = attempt(request, call, verb=VERB, form=form)
        if made is not None:
            messages.success(request, f"Beslutet är antecknat som {made}.")
            return redirect("delegated", made.pk)
    context = {"form": form, "scheme": scheme_in_short()}
    return render(request, "delegated/new.html", context, status=status_of(form))


def _initial(request: HttpRequest) -> dict[str, Any]:
    on = today()
    own = permissions.standing(request.user, on).holding(*DELEGATES)
    found: dict[str, Any] = {"decided_on": on}
    if own:
        found |= {"decided_by": request.user.pk, "unit": own[0].unit}
    asked = request.GET.get("arende", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        cases = permissions.visible_to(request.user, Case.objects.filter(pk=int(asked)), on)
        case = cases.select_related("agreement", "recipient_body").first()
        if case is not None:
            found |= {"registry_number": case.registry_number, "unit": case.unit_id}
            found |= {"kind": case.agreement.kind, "body": case.recipient_body_id}
    return found


@login_required
@require_safe
def delegated(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision, where it stands, and what the reader may do."""
    return _page(request, decision_of(request, pk))


def decision_of(request: HttpRequest, pk: int) -> DelegatedDecision:
    """The decision, or 404 for somebody who may not read it."""
    rows = permissions.visible_to(request.user, DelegatedDecision.objects.all(), today())
    related = ("body", "unit", "case", "withdrawal", "notice", "report__meeting__body")
    found = rows.select_related(*related).prefetch_related("appeals__steps")
    return get_object_or_404(found, pk=pk)


def _page(request: HttpRequest, row: DelegatedDecision, **bound: forms.Form) -> HttpResponse:
    on = today()
    stands = not hasattr(row, "withdrawal")
    facts = {"decided_by": row.decided_by_id}
    keeps = permissions.allows(request.user, "record_minutes", row.body, on)
    notice = getattr(row, "notice", None)
    context = {
        "decision": row,
        "sum": f"{row.value:,}".replace(",", "\u00a0"),
        "row": rows_of([row], request.user, on)[0],
        "appeal": appeal_of(row) if stands or row.appeals.all() else None,
        "may_appeal": permissions.allows(request.user, "record_appeal", row.body, on),
        "withdraw": bound.get("withdraw") or WithdrawForm(),
        "announce": bound.get("announce") or AnnounceForm(initial={"posted_on": on}),
        "taken_down": bound.get("taken_down") or TakeDownForm(),
        "may_withdraw": stands and permissions.allows(request.user, VERB, row.body, on, **facts),
        "may_announce": stands and keeps and row.is_announced and notice is None,
        "may_take_down": keeps and notice is not None and notice.removed_on is None,
    }
    status = max((status_of(form) for form in bound.values()), default=200)
    return render(request, "delegated/decision.html", context, status=status)


@login_required
@require_http_methods(GET_OR_POST)
def delegated_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a decision that was a mistake."""
    operation, done = desk.withdraw_delegated_decision, "Beslutet är återkallat."
    return _act(request, pk, VERB, operation, done, withdraw=WithdrawForm(request.POST))


@login_required
@require_http_methods(GET_OR_POST)
def delegated_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that its notice is up."""
    done = "Anslaget är antecknat. Tiden för överklagande räknas därifrån."
    operation, form = desk.announce_delegated_decision, AnnounceForm(request.POST)
    return _act(request, pk, "record_minutes", operation, done, announce=form)


@login_required
@require_http_methods(GET_OR_POST)
def delegated_notice_removed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that its notice is down."""
    done = "Det är antecknat att anslaget är nedtaget."
    operation, form = desk.remove_delegation_notice, TakeDownForm(request.POST)
    return _act(request, pk, "record_minutes", operation, done, taken_down=form)


def _act(
    request: HttpRequest, pk: int, verb: str, operation: Any, done: str, **bound: forms.Form
) -> HttpResponse:
    """A form's fields are the operation's arguments."""
    row = decision_of(request, pk)
    if request.method != "POST":
        return redirect("delegated", pk)
    require_of(request, verb, row)
    (form,) = bound.values()
    if form.is_valid():
        facts = {"decision_id": pk, "actor": request.user, "on": today(), **form.cleaned_data}
        if attempt(request, partial(delegate, operation, **facts), verb=verb, form=form):
            messages.success(request, done)
            return redirect("delegated", pk)
    return _page(request, row, **bound)


def require_of(request: HttpRequest, verb: str, row: DelegatedDecision | None) -> None:
    """Ask who may before a form is read; a refusal of what was sent is recorded like any other."""
    about = row.body if row else None
    facts = {"decided_by": row.decided_by_id} if row else {}
    ask = partial(permissions.require, request.user, verb, about, today(), **facts)
    if request.method == "POST":
        attempt(request, ask, verb=verb)
    else:
        ask()
