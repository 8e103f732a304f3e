"""The last steps of a case: settling conditions, sending the decision out, closing."""

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
from approvals.models import PointOutcome
from cases.models import Case, Point, Recipient
from cases.web.scope import case_in_scope, open_question, require_may_send
from lifecycle import flows, operations
from lifecycle.operations.closing import hindrances_to_closing
from lifecycle.web.answering import AnswerForm, answer, day_field, text_field
from lifecycle.web.inbox_facts import about_case
from lifecycle.web.wording import listed
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of


class DispatchForm(forms.Form):
    """To whom the decision was sent, how and when; several recipients at once."""

    recipients = forms.MultipleChoiceField(
        label="Skickat till",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst en mottagare.",
            "invalid_choice": "En mottagare finns inte längre i ärendet. Läs in sidan igen.",
        },
    )
    how = text_field("Hur", "Ange hur beslutet skickades.", max_length=80)
    dispatched_on = day_field("Dag", "Ange vilken dag beslutet skickades.")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = choices  # type: ignore[attr-defined]


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
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has got the decision, and note that more have."""
    on = today()
    case = case_in_scope(request, pk, on)
    require_may_send(request, case, "dispatch")
    recipients = list(case.recipients.all())
    form = DispatchForm(
        request.POST or None,
        choices=[(str(r.pk), r.name) for r in recipients],
        initial={"dispatched_on": on, "recipients": _unsent(recipients)},
    )
    if request.method == "POST" and form.is_valid() and _send(request, form, case, on):
        names = [r.name for r in recipients if str(r.pk) in form.cleaned_data["recipients"]]
        messages.success(request, f"Beslutet är expedierat till {listed(names)}.")
        return redirect("case_dispatch", pk=case.pk)
    context = {
        "case": case,
        "form": form,
        "about": about_case(case),
        "recipients": recipients,
        "unsent": _unsent(recipients),
        "chosen": form.data.getlist("recipients") if form.is_bound else _unsent(recipients),
        "may": permissions.allows(request.user, "dispatch", case, on),
    }
    return render(request, "execution/dispatch.html", context, status=status_of(form))


def _unsent(recipients: Sequence[Recipient]) -> list[str]:
    return [str(r.pk) for r in recipients if r.dispatched_on is None]


def _send(request: HttpRequest, form: DispatchForm, case: Case, on: date) -> bool:
    """Note every chosen recipient in one transaction: all of them or none."""
    said = form.cleaned_data
    done = attempt(
        request,
        lambda: flows.run(
            _dispatch_to_all,
            case_id=case.pk,
            recipient_ids=[int(key) for key in said["recipients"]],
            how=said["how"],
            dispatched_on=said["dispatched_on"],
            actor=request.user,
            on=on,
        ),
        verb="dispatch",
        subject=("case", case.pk),
        form=form,
    )
    return done is not None


def _dispatch_to_all(
    *,
    case_id: int,
    recipient_ids: Sequence[int],
    how: str,
    dispatched_on: date,
    actor: Person,
    on: date,
) -> Sequence[int]:
    for recipient_id in recipient_ids:
        operations.dispatch(
            case_id=case_id,
            recipient_id=recipient_id,
            how=how,
            dispatched_on=dispatched_on,
            actor=actor,
            on=on,
        )
    return recipient_ids


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
