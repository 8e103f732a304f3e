"""Carrying out a decision: signing, registering the counterparty's signature, giving notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.models import Case, Party
from cases.web.scope import case_in_scope, open_question, require_may_send
from lifecycle import operations
from lifecycle.models import Question
from lifecycle.queries import gate
from lifecycle.rules.gate import GateCondition
from lifecycle.web.answering import AnswerForm, answer, day_field, text_field
from lifecycle.web.inbox_facts import about_case
from lifecycle.web.reading import reading_of
from organisation.web.clock import today
from organisation.web.doors import status_of


class SignForm(AnswerForm):
    """Sign for the municipality; a reason is asked for only when a condition needs one."""

    deviation = text_field("Varför undertecknas avtalet ändå?", rows=3)


class CountersignForm(AnswerForm):
    """Who signed for the counterparty, and when."""

    name = text_field("Namn", "Skriv vem som har undertecknat.", max_length=120)
    title = text_field("Titel", "Skriv vilken titel den som undertecknade har.", max_length=120)
    signed_on = day_field("Undertecknat den", "Ange vilken dag avtalet undertecknades.")


class NoticeForm(AnswerForm):
    """Give notice: the day it reaches the counterparty decides the agreement's last day."""

    received_on = day_field(
        "Uppsägningen kom fram till motparten den", "Ange vilken dag uppsägningen kom fram."
    )
    deviation = text_field("Varför sägs avtalet upp ändå?", rows=3)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what has to be true before signing, and take our signature."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "sign", case.agreement)
    question = open_question(case, "sign")
    conditions = gate(case, on)
    form = SignForm(request.POST or None, initial=_task(question))
    _ask_for_reason(form, conditions)
    if request.method == "POST" and form.is_valid():
        deviation = form.cleaned_data["deviation"]
        if answer(request, form, case, operations.sign, verb="sign", deviation=deviation):
            messages.success(request, "Avtalet är undertecknat för kommunen.")
            return redirect("case", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "question": question,
        "about": about_case(case),
        "parties": case.agreement.parties.select_related("signature"),
        "may": permissions.allows(request.user, "sign", case.agreement, on),
        **_gate(case, conditions),
    }
    return render(request, "execution/sign.html", context, status=status_of(form))


def _task(question: Question | None) -> dict[str, Any]:
    return {"task": question.task} if question else {}


def _ask_for_reason(form: forms.Form, conditions: Sequence[GateCondition]) -> None:
    """Make the reason a field to fill in when a condition asks for one."""
    field = form.fields["deviation"]
    field.required = any(c.needs_reason for c in conditions)
    field.error_messages["required"] = "Skriv varför det görs ändå."


def _gate(case: Case, conditions: Sequence[GateCondition]) -> dict[str, Any]:
    """The conditions, and the points as they were decided."""
    return {
        "conditions": conditions,
        "blocked": [c.sentence for c in conditions if c.blocks],
        "needs_reason": any(c.needs_reason for c in conditions),
        "warned": any(not c.met and c.policy == "warn" for c in conditions),
        "points": case.points.select_related("body"),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """Register that a counterparty has signed."""
    on = today()
    case = case_in_scope(request, pk, on)
    parties = Party.objects.select_related("signature")
    row = get_object_or_404(parties, pk=party, agreement=case.agreement_id, is_ours=False)
    require_may_send(request, case, "register_signature", case.agreement)
    question = open_question(case, "countersign", str(row.pk))
    form = CountersignForm(request.POST or None, initial={**_task(question), "signed_on": on})
    if request.method == "POST" and form.is_valid() and _register(request, form, case, row):
        messages.success(request, f"Underskriften från {row.name} är registrerad.")
        return redirect("case", pk=case.pk)
    context = {
        "case": case,
        "party": row,
        "form": form,
        "question": question,
        "signature": getattr(row, "signature", None),
        "may": permissions.allows(request.user, "register_signature", case.agreement, on),
    }
    return render(request, "execution/countersign.html", context, status=status_of(form))


def _register(request: HttpRequest, form: CountersignForm, case: Case, party: Party) -> bool:
    said = form.cleaned_data
    return answer(
        request,
        form,
        case,
        operations.register_signature,
        verb="register_signature",
        party_id=party.pk,
        name=said["name"],
        title=said["title"],
        signed_on=said["signed_on"],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the last day for the day given, show how, and give the municipality's notice."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "give_notice", case.agreement)
    question = open_question(case, "give_notice")
    conditions = gate(case, on)
    form = NoticeForm(request.POST or None, initial={**_task(question), "received_on": on})
    only_count = "count" in request.POST
    if not only_count:
        _ask_for_reason(form, conditions)
    if request.method == "POST" and form.is_valid() and not only_count:
        said = form.cleaned_data
        facts = {"received_on": said["received_on"], "deviation": said["deviation"]}
        if answer(request, form, case, operations.give_notice, verb="give_notice", **facts):
            messages.success(request, "Avtalet är uppsagt.")
            return redirect("agreement", pk=case.agreement_id)
    context = {
        "case": case,
        "form": form,
        "question": question,
        "about": about_case(case),
        "may": permissions.allows(request.user, "give_notice", case.agreement, on),
        **_gate(case, conditions),
        **_count(case, _day(form, on)),
    }
    return render(request, "execution/give_notice.html", context, status=status_of(form))


def _day(form: NoticeForm, on: date) -> date | None:
    """The day to count from: the one given, today before anything is given, none when it is wrong."""
    if not form.is_bound:
        return on
    return getattr(form, "cleaned_data", {}).get("received_on")


def _count(case: Case, received: date | None) -> dict[str, Any]:
    """How the clause is read and counted for the day; nothing while no day is given."""
    return {"reading": reading_of(case.agreement, received) if received else None}
