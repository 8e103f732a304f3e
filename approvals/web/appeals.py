"""The appeals of a §: registered, followed through the courts; and days set otherwise than counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import legal_days, permissions
from approvals import operations as desk
from approvals.appeal_models import Appeal, AppealStep, SetDay
from approvals.models import Meeting, MinuteItem
from approvals.web.acts import GET_OR_POST, item_of, meeting_of, require_to_send
from approvals.web.forms import ITEM_ID, SetDayForm
from approvals.web.meeting import page as meeting_page
from approvals.web.standing import deadlines
from cases.web.fields import day_field, text_field
from lifecycle import flows, operations
from lifecycle.operations.appealing import MOST_NAME, MOST_NOTE, MOST_NUMBER
from lifecycle.rules.appeals import Course, possible, step_words
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import Announced, late_sentence
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

VERB = "record_appeal"


class AppealForm(forms.Form):
    """An appeal that has come in."""

    received_on = day_field("Kom in", "Ange dagen då överklagandet kom in.")
    appellant = text_field(
        "Vem som överklagar",
        "Skriv vem som överklagar.",
        most=MOST_NAME,
        hint="Med allmänna ord räcker: en kommunmedlem, en förening.",
    )
    court_number = text_field("Domstolens målnummer, om det är känt", most=MOST_NUMBER)


class StepForm(forms.Form):
    """What has happened with an appeal."""

    outcome = forms.ChoiceField(
        label="Vad har hänt?",
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Välj vad som har hänt."),
    )
    day = day_field("Dag", "Ange dagen.")
    points = forms.MultipleChoiceField(
        label="Punkter som upphävs, om inte alla gör det",
        help_text="Alla som är upphävda efter avgörandet, även dem en lägre domstol upphävde.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj bland de punkter som paragrafen avgjorde."},
    )
    seen = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)
    note = text_field(
        "Anteckning",
        rows=2,
        most=MOST_NOTE,
        hint="Till exempel målnummer, eller vad som var fel.",
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "Välj"), *possible(course).items()]
        if len(course.decided) > 1:
            self.fields["points"].choices = [(str(n), f"Punkt {n}") for n in course.decided]
        else:
            del self.fields["points"]

    def said(self) -> dict[str, Any]:
        """What the operation is told (call when valid)."""
        points = tuple(int(n) for n in self.cleaned_data.get("points", ()))
        return {**self.cleaned_data, "points": points}


@dataclass(frozen=True, slots=True)
class Line:
    """An appeal as the page shows it; `form` when something more can be recorded, sent to `address`."""

    appeal: Appeal
    course: Course
    steps: list[tuple[AppealStep, str]]
    late: str
    form: StepForm | None
    address: str


@dataclass(frozen=True, slots=True)
class Appealable:
    """What may be appealed, as its page needs it: its decided points, its days, its appeals and their addresses.

    `body`: who is asked for permission; `place` names it, `nothing` says why it cannot be appealed.
    """

    body: Meeting | Body
    crumbs: tuple[tuple[str, str], ...]
    place: str
    subject: str
    decided: tuple[int, ...]
    announced: Announced | None
    steps: tuple[str, ...]
    appeals: Sequence[Appeal]
    address: str
    nothing: str = ""

    def step_address(self, appeal: Appeal) -> str:
        """Where what has happened with the appeal is sent."""
        return f"{self.address}{appeal.pk}/"


@login_required
@require_http_methods(GET_OR_POST)
def item_appeals(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The appeals of a §; registers one more."""
    meeting, row = _item(request, pk, item)
    about = _about(meeting, row)
    if request.method != "POST":
        return appeals_page(request, about)
    require_to_send(request, VERB, meeting, row.case_id)
    form = AppealForm(request.POST)
    said = {"item_id": row.pk, **form.cleaned_data} if form.is_valid() else None
    if said and _sent(request, row, form, operations.register_appeal, said):
        messages.success(request, "Överklagandet är registrerat.")
        return redirect(about.address)
    return appeals_page(request, about, register=form)


@login_required
@require_http_methods(GET_OR_POST)
def appeal_step(request: HttpRequest, pk: int, item: int, appeal: int) -> HttpResponse:
    """Record what has happened with an appeal."""
    meeting, row = _item(request, pk, item)
    about = _about(meeting, row)
    found = get_object_or_404(row.appeals.prefetch_related("steps"), pk=appeal)
    if request.method != "POST":
        return redirect(about.address)
    require_to_send(request, VERB, meeting, row.case_id)
    form = step_form(found, legal_days.course(found, about.decided), today(), request.POST)
    said = {"appeal_id": found.pk, **form.said()} if form.is_valid() else None
    if said and _sent(request, row, form, operations.record_appeal_step, said):
        messages.success(request, "Det är antecknat.")
        return redirect(about.address)
    return appeals_page(request, about, steps={found.pk: form})


def _item(request: HttpRequest, pk: int, item: int) -> tuple[Meeting, MinuteItem]:
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    return meeting, legal_days.with_days(MinuteItem.objects.select_related("case")).get(pk=row.pk)


def _about(meeting: Meeting, row: MinuteItem) -> Appealable:
    number = f", §\u00a0{row.number}" if row.number else ""
    here, case = f"{meeting.body.name} {long_date(meeting.date)}{number}", row.case
    announced = legal_days.of_item(row)
    due = deadlines(meeting.date, legal_days.approved_on(row), announced)
    return Appealable(
        meeting,
        (
            (f"{reverse('meeting', args=[meeting.pk])}?arende={row.pk}", here),
            (reverse("case", args=[case.pk]), case.registry_number or case.title),
        ),
        f"{meeting.body.name}{number}",
        case.title,
        legal_days.decided_points(row),
        announced,
        due.steps,
        list(row.appeals.all()),
        reverse("item_appeals", args=[meeting.pk, row.pk]),
        "Paragrafen avgör ingen punkt. Ett förslag, en återremiss och en bordläggning kan inte överklagas.",
    )


def _sent(
    request: HttpRequest, row: MinuteItem, form: forms.Form, operation: Any, said: dict[str, Any]
) -> bool:
    send = partial(
        flows.run, operation, case_id=row.case_id, actor=request.user, on=today(), **said
    )
    subject = ("case", row.case_id)
    return attempt(request, send, verb=VERB, subject=subject, form=form) is not None


def step_form(appeal: Appeal, course: Course, on: date, data: Any = None) -> StepForm:
    """The form for what has happened with the appeal, as far as it has come."""
    said = {"day": on, "seen": len(appeal.steps.all())}
    return StepForm(data, course=course, auto_id=f"id_{appeal.pk}_%s", initial=said)


def appeals_page(
    request: HttpRequest,
    about: Appealable,
    register: AppealForm | None = None,
    steps: dict[int, StepForm] | None = None,
) -> HttpResponse:
    """The appeals with how far each has come, the days, and what may be recorded."""
    on = today()
    may = permissions.allows(request.user, VERB, about.body, on)
    bound = [form for form in (register, *(steps or {}).values()) if form is not None]
    context = {
        "about": about,
        "lines": _lines(about, bool(may), on, steps or {}),
        "last": about.announced.last.value if about.announced else None,
        "force": about.announced.force if about.announced else None,
        "may": may,
        "form": register or AppealForm(initial={"received_on": on}),
        "refused": next(iter(bound), None),
    }
    status = max((status_of(form) for form in bound), default=200)
    return render(request, "meeting/appeals.html", context, status=status)


def _lines(about: Appealable, may: bool, on: date, bound: dict[int, StepForm]) -> list[Line]:
    last = about.announced.last.value if about.announced else None
    lines = []
    for appeal in about.appeals:
        course = legal_days.course(appeal, about.decided)
        late = late_sentence(appeal.received_on, last) if last and appeal.received_on > last else ""
        form = bound.get(appeal.pk) or step_form(appeal, course, on)
        shown = form if may and not course.is_void else None
        told, address = _told(appeal, about.decided), about.step_address(appeal)
        lines.append(Line(appeal, course, told, late, shown, address))
    return lines


def _told(appeal: Appeal, decided: tuple[int, ...]) -> list[tuple[AppealStep, str]]:
    """Each step with its words: which court follows from the steps before it."""
    return [
        (step, step_words(step.outcome, court))
        for step, court in zip(
            appeal.steps.all(), legal_days.courts_of(appeal, decided), strict=True
        )
    ]


@login_required
@require_http_methods(GET_OR_POST)
def meeting_set_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the last day of appeal or of legal force otherwise than counted."""
    on = today()
    meeting = meeting_of(request, pk, on)
    asked = request.GET.get("arende", "")
    item = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    row = item_of(request, meeting, item, on) if item else None
    address = f"/sammantraden/{meeting.pk}/" + (f"?arende={item}" if item else "")
    if request.method != "POST":
        return redirect(address)
    require_to_send(request, "record_minutes", meeting)
    own = row is not None and row.minutes_approved_on is not None
    form = SetDayForm(request.POST, auto_id=ITEM_ID if own else "id_%s")
    if form.is_valid():
        facts = {"meeting_id": pk, "item_id": item, "actor": request.user, "on": on}
        call = partial(flows.keep_minutes, desk.set_day, **facts, **form.cleaned_data)
        if attempt(request, call, verb="record_minutes", form=form):
            name = SetDay.What(form.cleaned_data["what"]).label
            messages.success(request, f"Dagen är ändrad: {name}.")
            return redirect(address)
    return meeting_page(
        request, meeting.pk, row.pk if row else None, **{"set_item_day" if own else "set_day": form}
    )
