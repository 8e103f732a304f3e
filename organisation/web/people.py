"""Administration of people: who there is, what they are appointed to, and from which day to which."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals.permissions import require
from organisation import operations
from organisation.models import Appointment, Person
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of
from organisation.web.person_forms import AppointmentForm, EndForm, PersonForm

PAGE: Final = 50


def _people(request: HttpRequest, on: date) -> QuerySet[Person]:
    """Everyone but the system itself, for an administrator; raises NotAllowed for others."""
    require(request.user, "administer", None, on)
    return Person.objects.filter(is_system=False)


@login_required
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Everyone, or those found by name, address or title, each with today's appointments."""
    on = today()
    people = _people(request, on)
    words = request.GET.get("q", "").strip()[:100]
    for word in words.split():
        titled = Appointment.objects.on_day(on).filter(title__icontains=word).values("person")
        people = people.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(pk__in=titled)
        )
    key, _, number = request.GET.get("efter", "").rpartition(".")
    if number.isdecimal() and len(number) < 19:
        people = people.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=int(number)))
    held = Appointment.objects.on_day(on).select_related("unit", "body", "stands_in_for")
    shown = people.order_by("sort_key", "pk").prefetch_related(
        Prefetch("appointments", held, to_attr="today")
    )
    page = list(shown[: PAGE + 1])
    following = f"{page[PAGE - 1].sort_key}.{page[PAGE - 1].pk}" if len(page) > PAGE else ""
    context = {"people": page[:PAGE], "words": words, "following": following}
    return render(request, "person/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Register somebody."""
    on = today()
    require(request.user, "administer", None, on)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "actor": request.user, "on": on}
        made = attempt(
            request,
            lambda: operations.register_person(**facts),
            verb="register_person",
            form=form,
        )
        if made:
            messages.success(request, f"{made.name} är registrerad. Ge personen ett uppdrag.")
            return redirect("person", pk=made.pk)
    return render(request, "person/new.html", {"form": form}, status=status_of(form))


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person with every appointment, and the form for a new one."""
    return _page(request, pk)


def _page(
    request: HttpRequest,
    pk: int,
    form: AppointmentForm | None = None,
    ending: tuple[int, EndForm] | None = None,
) -> HttpResponse:
    on = today()
    shown = get_object_or_404(_people(request, on), pk=pk)
    held = shown.appointments.select_related("unit", "body", "stands_in_for").order_by(
        "-starts", "-pk"
    )
    refused = form or (ending[1] if ending else None)
    context: dict[str, Any] = {
        "person": shown,
        "groups": _grouped(list(held), on, ending),
        "form": form or AppointmentForm(person=shown, initial={"starts": on}),
    }
    status = status_of(refused) if refused else 200
    return render(request, "person/person.html", context, status=status)


def _grouped(
    held: list[Appointment], on: date, ending: tuple[int, EndForm] | None
) -> list[dict[str, Any]]:
    """Present, coming and past appointments; those not over carry a form to end them."""
    groups: dict[str, list[dict[str, Any]]] = {"Nu": [], "Kommande": [], "Tidigare": []}
    for row in held:
        over = row.ends is not None and row.ends < on
        name = "Tidigare" if over else ("Kommande" if row.starts > on else "Nu")
        form = None
        if row.ends is None or row.ends > on:
            form = EndForm(initial={"ends": max(on, row.starts)}, auto_id=f"id_{row.pk}_%s")
        if ending and ending[0] == row.pk:
            form = ending[1]
        groups[name].append({"appointment": row, "form": form})
    return [{"name": name, "rows": rows} for name, rows in groups.items() if rows]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person an appointment."""
    on = today()
    chosen = get_object_or_404(_people(request, on), pk=pk)
    if request.method != "POST":
        return redirect("person", pk=pk)
    form = AppointmentForm(request.POST, person=chosen)
    if form.is_valid():
        facts = {**form.cleaned_data, "person": chosen, "actor": request.user, "on": on}
        if attempt(request, lambda: operations.appoint(**facts), verb="appoint", form=form):
            messages.success(request, f"{chosen.name} har fått uppdraget.")
            return redirect("person", pk=pk)
    return _page(request, pk, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_appointment(request: HttpRequest, pk: int, appointment: int) -> HttpResponse:
    """End an appointment on a day, today or later."""
    on = today()
    chosen = get_object_or_404(_people(request, on), pk=pk)
    row = get_object_or_404(chosen.appointments, pk=appointment)
    if request.method != "POST":
        return redirect("person", pk=pk)
    form = EndForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if form.is_valid():
        facts = {"appointment_id": row.pk, "actor": request.user, "on": on, **form.cleaned_data}
        done = attempt(
            request,
            lambda: operations.end_appointment(**facts),
            verb="end_appointment",
            form=form,
        )
        if done:
            messages.success(request, "Uppdraget har fått en sista dag.")
            return redirect("person", pk=pk)
    return _page(request, pk, ending=(row.pk, form))
