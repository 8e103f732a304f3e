"""What becomes of an agreement when a court has annulled the decision it rests on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals import legal_days, permissions
from approvals.models import Appeal
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import operations
from lifecycle.models import Question
from lifecycle.operations.appealing import MOST_NOTE
from lifecycle.web.answering import AnswerForm, answer, text_field
from lifecycle.web.inbox_facts import about_case
from organisation.web.clock import today
from organisation.web.doors import status_of


class AnnulmentForm(AnswerForm):
    """What is done about the agreement, and about what has been carried out already."""

    note = text_field(
        "Vad händer med avtalet, och med det som redan är gjort?",
        "Skriv vad som händer med avtalet.",
        rows=4,
        max_length=MOST_NOTE,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annulment(request: HttpRequest, pk: int, appeal: int) -> HttpResponse:
    """Tell what was annulled, and take down what the responsible says about it."""
    on = today()
    case = case_in_scope(request, pk, on)
    row = get_object_or_404(Appeal, pk=appeal, item__case=case)
    told = next((a for a in legal_days.appeals_of(case) if a.appeal.pk == row.pk), None)
    require_may_send(request, case, "answer_annulment", case.agreement)
    waits = Question.objects.filter(case=case, kind="annulment", key=str(row.pk)).first()
    form = AnnulmentForm(request.POST or None, initial={"task": waits.task} if waits else {})
    if request.method == "POST" and form.is_valid():
        facts = {"appeal_id": row.pk, "note": form.cleaned_data["note"]}
        operation = operations.answer_annulment
        if answer(request, form, case, operation, verb="answer_annulment", **facts):
            messages.success(request, "Ditt ställningstagande är antecknat.")
            return redirect("case", pk=case.pk)
    context = {
        "case": case,
        "about": about_case(case),
        "told": told,
        "appeal": row,
        "waits": waits,
        "form": form,
        "may": permissions.allows(request.user, "answer_annulment", case.agreement, on),
    }
    return render(request, "execution/annulment.html", context, status=status_of(form))
