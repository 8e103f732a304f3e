"""The last steps of a case: settling conditions, closing."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.models import PointOutcome
from cases.models import Case, Point
from cases.web.scope import case_in_scope, open_question, require_may_send
from lifecycle import operations
from lifecycle.operations.closing import hindrances_to_closing
from lifecycle.web.answering import AnswerForm, answer, text_field
from lifecycle.web.inbox_facts import about_case
from organisation.web.clock import today
from organisation.web.doors import status_of


class SettleForm(AnswerForm):
    """Whether a point still holds although what it hung on was changed."""

    holds = forms.ChoiceField(
        label="Gäller punkten ändå?",
        choices=[("yes", "Punkten gäller"), ("no", "Punkten tas upp igen")],
        error_messages={
            "required": "Välj om punkten gäller eller tas upp igen.",
            "invalid_choice": "Välj om punkten gäller eller tas upp igen.",
        },
    )
    motivation = text_field("Varför?", "Skriv varför.", rows=4)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is left to do, and close the case when nothing is."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "close_case")
    question = open_question(case, "close")
    form = AnswerForm(request.POST or None, initial={"task": question.task} if question else {})
    if request.method == "POST" and form.is_valid() and _close(request, form, case):
        messages.success(request, "Ärendet är avslutat.")
        return redirect("case", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "question": question,
        "about": about_case(case),
        "hindrances": hindrances_to_closing(case) if case.stage == "execution" else [],
        "may": permissions.allows(request.user, "close_case", case, on),
    }
    return render(request, "execution/close.html", context, status=status_of(form))


def _close(request: HttpRequest, form: AnswerForm, case: Case) -> bool:
    return answer(request, form, case, operations.close_case, verb="close_case")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a point holds although what it hung on was decided with a change."""
    on = today()
    case = case_in_scope(request, pk, on)
    point = get_object_or_404(case.points.select_related("body"), number=number)
    require_may_send(request, case, "settle_condition", point.body)
    question = open_question(case, "settle")
    form = SettleForm(request.POST or None, initial={"task": question.task} if question else {})
    if request.method == "POST" and form.is_valid() and _settle(request, form, case, point):
        messages.success(request, f"Villkoret i punkt {point.number} är prövat.")
        return redirect("case", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "question": question,
        "point": point,
        "waits": point.condition == Point.Condition.REEVALUATE,
        "changed": _changed(point),
        "may": permissions.allows(request.user, "settle_condition", point.body, on),
    }
    return render(request, "execution/settle.html", context, status=status_of(form))


def _settle(request: HttpRequest, form: SettleForm, case: Case, point: Point) -> bool:
    said = form.cleaned_data
    return answer(
        request,
        form,
        case,
        operations.settle_condition,
        verb="settle_condition",
        point=point.number,
        holds=said["holds"] == "yes",
        motivation=said["motivation"],
    )


def _changed(point: Point) -> list[PointOutcome]:
    """What was decided with a change among the points this one hangs on: proposed and decided wording."""
    return list(
        PointOutcome.objects.filter(point__in=point.depends_on.all(), outcome="changed")
        .select_related("point", "item__meeting__body")
        .order_by("point__number", "pk")
    )
