"""A case's plan: when it can be in force, which step binds, what a setback costs, and when it must be ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.rules.errors import Invalid
from cases.web.scope import case_in_scope
from lifecycle import plans
from lifecycle.plans import Outlook
from lifecycle.rules.dates import weekday_date
from organisation.web.clock import today
from organisation.web.doors import status_of
from organisation.web.fields import DayField

WAIT, AT_ONCE = "vanta", "inte"


class PlanForm(forms.Form):
    """The day wanted, if there is one, and whether legal force is waited for."""

    senast = DayField(
        label="Senast den",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv dagen som åååå-mm-dd, till exempel 2027-06-14."},
    )
    laga_kraft = forms.ChoiceField(
        label="Laga kraft",
        choices=[(WAIT, "Inväntas"), (AT_ONCE, "Inväntas inte")],
        initial=WAIT,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "Välj om laga kraft inväntas eller inte.",
            "required": "Välj om laga kraft inväntas eller inte.",
        },
    )

    @property
    def waits(self) -> bool:
        """True unless the other course was chosen."""
        return self.data.get("laga_kraft") != AT_ONCE


@dataclass(frozen=True, slots=True)
class Latest:
    """What a wanted day asks for: one sentence, and why."""

    sentence: str
    lines: tuple[str, ...]


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan; asked with a day, also when the proposal must be ready for it."""
    on = today()
    case = case_in_scope(request, pk, on)
    asked = request.GET.keys() & PlanForm.base_fields.keys()
    form = PlanForm(_filled(request) if asked else None)
    outlook = plans.outlook(case, on, wait=form.waits)
    context = {
        "case": case,
        "form": form,
        "outlook": outlook,
        "latest": _latest(form, case, outlook) if outlook else None,
        "what_ifs": outlook.way.what_ifs() if outlook and outlook.way else (),
        "is_notice": case.kind == Case.Kind.TERMINATE,
    }
    return render(request, "plan/plan.html", context, status=status_of(form))


def _filled(request: HttpRequest) -> dict[str, str]:
    """What was asked, with the choice shown as it is taken when it was left out."""
    return {"laga_kraft": WAIT, **request.GET.dict()}


def _latest(form: PlanForm, case: Case, outlook: Outlook) -> Latest | None:
    """Answer the wanted day; a refusal stands at its field."""
    wanted = form.cleaned_data.get("senast") if form.is_bound and form.is_valid() else None
    if wanted is None:
        return None
    if outlook.way is None:
        form.add_error("senast", outlook.refusal)
        return None
    try:
        answer = outlook.way.latest(wanted)
    except Invalid as refusal:
        form.add_error("senast", refusal.sentence)
        return None
    lines = answer.steps[len(answer.value.steps) + 1 :]  # after the steps and the one that binds
    return Latest(_sentence(case, outlook, answer.value.ready), lines)


def _sentence(case: Case, outlook: Outlook, ready: date) -> str:
    if outlook.way and outlook.way.agenda:
        return f"Det hinns om allt går som planen visar. {outlook.head}."
    what = "Tjänsteutlåtandet ska vara klart"
    if case.stage in ("board", "council"):
        what = "Ärendet ska sättas upp på en dagordning"
    return f"{what} senast {weekday_date(ready)}."
