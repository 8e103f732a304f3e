"""The demonstration's two doors: step in as anybody with one click, and move the clock forward.

They are mounted with DEMO=1 only, answer nobody but this machine itself, and open for invented people
only: three walls, because a door without a password must not stand open anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from ipaddress import ip_address
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals.models import Meeting
from cases.rules.errors import NotAllowed
from lifecycle.demo.people import DOMAIN
from lifecycle.jobs import move_what_the_day_moves
from lifecycle.rules.dates import weekday_date
from organisation.models import Appointment, Person, Role
from organisation.web.clock import move_demo_clock, today
from organisation.web.doors import attempt, status_of
from organisation.web.fields import DayField

_BACKEND: Final = "config.sign_in.SignInBackend"
_PROXIED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
_LEAPS: Final = ((1, "En dag"), (7, "En vecka"), (22, "Tre veckor, till laga kraft"))
View = Callable[..., HttpResponse]


def from_this_machine(view: View) -> View:
    """Let a view answer only requests from the machine itself, with no proxy between."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_loopback(request):
            raise NotAllowed("not_local", "Demots sidor kan bara öppnas på datorn där det körs.")
        return view(request, *args, **kwargs)

    return guarded


def _is_loopback(request: HttpRequest) -> bool:
    """Whether both ends of the connection are this machine; no header can say so, a proxy's says the opposite."""
    if any(header in request.META for header in _PROXIED):
        return False
    ends = (request.META.get("REMOTE_ADDR", ""), request.META.get("SERVER_NAME", ""))
    try:
        return all(ip_address(end).is_loopback for end in ends)
    except ValueError:
        return False


def _people() -> QuerySet[Person]:
    return Person.objects.filter(email__endswith=DOMAIN, is_active=True, is_system=False)


@from_this_machine
@require_http_methods(["GET", "HEAD", "POST"])
def persons(request: HttpRequest) -> HttpResponse:
    """Show everyone by role; step in as the one chosen."""
    if request.method == "POST":
        key = request.POST.get("person", "")
        if not key.isdecimal() or len(key) > 18:
            raise Http404("no such person")
        login(request, get_object_or_404(_people(), pk=int(key)), backend=_BACKEND)
        return redirect("inbox")
    return render(request, "demo/persons.html", {"groups": _by_role(today())})


def _by_role(on: date) -> list[dict[str, Any]]:
    """Everyone with a role on the day, in the order of the roles; each person once, by the first role."""
    held = Appointment.objects.on_day(on).filter(person__in=_people())
    groups: dict[str, list[Appointment]] = {role: [] for role in Role.values}
    seen: set[int] = set()
    for appointment in held.select_related("person", "unit").order_by("pk"):
        if appointment.person_id not in seen:
            seen.add(appointment.person_id)
            groups[appointment.role].append(appointment)
    return [{"role": Role(r).label, "people": rows} for r, rows in groups.items() if rows]


class DayForm(forms.Form):
    """A later day to move the clock to."""

    day = DayField(
        label="Flytta fram till",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Välj en dag.",
            "invalid": "Skriv dagen som åååå-mm-dd, till exempel 2027-01-15.",
        },
    )


@from_this_machine
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """Move the demonstration's clock, and let the new day move what it moves at once."""
    form = DayForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["day"]
        if attempt(request, lambda: _move(day), verb="move_demo_clock", form=form):
            messages.success(request, f"Nu är det {weekday_date(day)}.")
            return redirect("demo_clock")
    context = {"form": form, "leaps": _leaps(today())}
    return render(request, "demo/clock.html", context, status=status_of(form))


@transaction.atomic
def _move(day: date) -> date:
    move_demo_clock(day)
    move_what_the_day_moves(day)
    return day


def _leaps(on: date) -> list[dict[str, Any]]:
    """Days worth going to: the usual waits, and the coming meetings."""
    waits = [{"label": label, "day": on + timedelta(days=days)} for days, label in _LEAPS]
    coming = Meeting.objects.filter(date__gt=on).select_related("body")[:5]
    return waits + [{"label": m.body.name, "day": m.date} for m in coming]
