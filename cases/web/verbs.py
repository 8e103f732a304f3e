"""Pages where one thing is done to a case: send, number, share, withdraw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.routing import planned_route
from cases import operations as drafting
from cases.comments import comments_of, unanswered
from cases.drafts import read_draft, surroundings
from cases.models import Case
from cases.rules.checks import check
from cases.rules.errors import Invalid, NotAllowed
from cases.web.fields import day_field, model_field, text_field
from cases.web.scope import case_in_scope, open_question, require_may_send
from lifecycle import flows, operations
from lifecycle.rules.states import require_stage
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of


class SubmitForm(forms.Form):
    """Carries the task that is answered, so that a stale page answers nothing twice."""

    task = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages={"required": "Utkastet är redan skickat. Läs in sidan igen."},
    )


class NumberForm(forms.Form):
    """The diary system's number."""

    registry_number = text_field(
        "Diarienummer",
        "Ange diarienumret.",
        most=40,
        hint="Som det står i diariet, till exempel KS-2026/112.",
    )


class ShareForm(forms.Form):
    """Who may read the case, and until when."""

    person = model_field("Person", Person.objects.none(), "Välj en person.")
    ends_on = day_field("Till och med")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True, is_system=False)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why the case is withdrawn."""

    reason = text_field(
        "Varför återkallas ärendet", "Skriv varför ärendet återkallas.", rows=4, most=2000
    )


def _require(request: HttpRequest, case: Case, verb: str, *stages: str) -> None:
    """Refuse to show a form that cannot be sent, and to read one from who may not send it."""
    if request.method == "POST":
        require_may_send(request, case, verb)
        return
    answer = permissions.allows(request.user, verb, case, today())
    if not answer:
        raise NotAllowed("not_allowed", answer.sentence)
    if stages:
        require_stage(case.stage, *stages)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the checks find and who will be asked; send the draft on."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "submit", "draft")
    question = open_question(case, "write")
    form = SubmitForm(request.POST or None, initial={"task": question.task if question else None})
    if request.method == "POST" and form.is_valid():
        facts = {"case_id": pk, "actor": request.user, "on": today()}
        sent = attempt(
            request,
            lambda: flows.perform(form.cleaned_data["task"], operations.submit, **facts),
            verb="submit",
            subject=("case", pk),
            form=form,
        )
        if sent is not None:
            messages.success(request, "Utkastet är skickat på granskning.")
            return redirect("case", pk)
    found = check(read_draft(case), surroundings(case, today()))
    context = {
        "case": case,
        "form": form,
        "errors": [c for c in found if c.is_error],
        "warnings": [c for c in found if not c.is_error],
        "unanswered": unanswered(comments_of(case)),
        **_way(case),
    }
    return render(request, "case/submit.html", context, status=status_of(form))


def _way(case: Case) -> dict[str, Any]:
    """The steps the version will take and who is asked, or why there is no way."""
    try:
        return {"way": planned_route(case, today())}
    except Invalid as refusal:
        is_said = refusal.code == "no_points"  # by the checks, in their own words
        return {"no_way": None if is_said else refusal}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registry_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or correct the registry number of a draft."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "set_registry_number", "draft")
    form = NumberForm(request.POST or None, initial={"registry_number": case.registry_number})
    return _verb(
        request,
        case,
        form,
        "set_registry_number",
        lambda said: drafting.set_registry_number(
            case_id=pk, actor=request.user, on=today(), **said
        ),
        heading="Ange diarienummer",
        button="Spara diarienumret",
        done="Diarienumret är sparat.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one person read the case until a day."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "share_case")
    return _verb(
        request,
        case,
        ShareForm(request.POST or None),
        "share_case",
        lambda said: drafting.share_case(case_id=pk, actor=request.user, on=today(), **said),
        heading="Dela ärendet",
        lead="Personen får läsa ärendet och avtalet till och med den dag du anger, men inte ändra något.",
        button="Ge läsrätt",
        done="Läsrätten är given.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an open case with a reason."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "withdraw_case", "draft", "approval", "board", "council", "execution")
    return _verb(
        request,
        case,
        WithdrawForm(request.POST or None),
        "withdraw_case",
        lambda said: flows.run(
            operations.withdraw_case, case_id=pk, actor=request.user, on=today(), **said
        ),
        heading="Återkalla ärendet",
        lead="Ärendet avslutas utan beslut. Ett avtal som bara det här ärendet gäller blir inte ingånget.",
        button="Återkalla ärendet",
        done="Ärendet är återkallat.",
    )


def _verb(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    verb: str,
    call: Any,
    *,
    done: str,
    **words: str,
) -> HttpResponse:
    """Show a form; send it as one call; say that it was done."""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(request, lambda: call(said), verb=verb, subject=("case", case.pk), form=form):
            messages.success(request, done)
            return redirect("case", case.pk)
    context = {"case": case, "form": form, **words}
    return render(request, "case/verb.html", context, status=status_of(form))
