"""A meeting's agenda before the meeting: its order, its standing items, its time and place, and the summons."""

from __future__ import annotations

from datetime import date
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
from approvals.agenda import AgendaRow
from approvals.models import Meeting
from approvals.operations.agendas import MOST_PLACE, require_open_agenda
from approvals.web.agendas import agenda_of
from approvals.web.delegated_stand import listed_of
from approvals.web.summons_desk import desk_of
from cases.rules.errors import NotNow
from cases.web.fields import text_field
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]
_LINES_HINT: Final = "En punkt på varje rad, till exempel "


class StandingForm(forms.Form):
    """The standing items, one a line."""

    opening = text_field("Före ärendena", rows=4, most=4000, hint=f"{_LINES_HINT}Upprop.")
    closing = text_field("Efter ärendena", rows=4, most=4000, hint=f"{_LINES_HINT}Delgivningar.")
    as_default = forms.BooleanField(
        label="Gäller även organets kommande sammanträden", required=False
    )


class PlaceAndTimeForm(forms.Form):
    """When on the day, and where."""

    starts_at = forms.TimeField(
        label="Klockslag",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "ds-input"}, format="%H:%M"),
        error_messages={"invalid": "Skriv klockslaget som tt.mm, till exempel 13.00."},
    )
    place = text_field("Plats", most=MOST_PLACE)


@login_required
@require_safe
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda in full, and for the secretary what may be changed in it."""
    return arrange_page(request, meeting_in_scope(request, pk, today()))


def meeting_in_scope(request: HttpRequest, pk: int, on: date) -> Meeting:
    """The meeting, or 404."""
    meetings = permissions.visible_to(request.user, Meeting.objects.select_related("body"), on)
    return get_object_or_404(meetings, pk=pk)


def arrange_page(request: HttpRequest, meeting: Meeting, **bound: Any) -> HttpResponse:
    """Show the page; `bound` holds a form that was refused, by its name in the template."""
    on = today()
    may = permissions.allows(request.user, "place_on_agenda", meeting, on)
    agenda = agenda_of(meeting, request.user, on)
    why_fast = _why_fast(meeting)
    context = {
        "meeting": meeting,
        "may": may,
        "agenda": agenda,
        "ends": _ends(agenda),
        "why_fast": why_fast,
        "is_open": may and not why_fast,
        "delegated": listed_of(meeting, request.user, on),
        "summons": desk_of(meeting, request.user, on, bool(may)),
        "is_ahead": meeting.date >= on and meeting.present_count is None,
        "refused": next(iter(bound.values()), None),
        "standing": StandingForm(initial=vars(meeting)),
        "described": PlaceAndTimeForm(initial=vars(meeting)),
        **bound,
    }
    status = max((status_of(f) for f in bound.values()), default=200)
    return render(request, "meeting/arrange.html", context, status=status)


def _why_fast(meeting: Meeting) -> str:
    try:
        require_open_agenda(meeting)
    except NotNow as refusal:
        return refusal.sentence
    return ""


def _ends(agenda: list[AgendaRow]) -> dict[str, int]:
    """The keys of the first and the last case, which move one way only."""
    keys = [row.item.pk for row in agenda if row.item and not row.item.result]
    return {"first": keys[0], "last": keys[-1]} if keys else {}


def require_may(request: HttpRequest, verb: str, meeting: Meeting) -> None:
    """Ask who may before a form is read; a refusal is recorded like any other."""
    attempt(request, partial(permissions.require, request.user, verb, meeting, today()), verb=verb)


@login_required
@require_http_methods(GET_OR_POST)
def order(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move a case a step up or down; the page comes back with the same button in focus."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    if request.method != "POST":
        return redirect("meeting_agenda", pk)
    require_may(request, "place_on_agenda", meeting)
    direction = request.POST.get("direction", "")
    facts = {"meeting_id": pk, "item_id": item, "actor": request.user, "on": on}
    call = partial(desk.move_item, direction=direction, **facts)
    attempt(request, call, verb="place_on_agenda")
    return redirect(f"/sammantraden/{pk}/dagordning/#arende-{item}")


@login_required
@require_http_methods(GET_OR_POST)
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the standing items."""
    form = StandingForm(request.POST or None)
    verb, done = "place_on_agenda", "De stående punkterna är sparade."
    return _changed(request, pk, verb, desk.set_standing_items, done, standing=form)


@login_required
@require_http_methods(GET_OR_POST)
def described(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when on the day, and where."""
    form = PlaceAndTimeForm(request.POST or None)
    verb, done = "schedule_meeting", "Tid och plats är sparade."
    return _changed(request, pk, verb, desk.set_time_and_place, done, described=form)


def _changed(
    request: HttpRequest, pk: int, verb: str, operation: Any, done: str, **bound: forms.Form
) -> HttpResponse:
    """A form's fields are the operation's arguments."""
    on = today()
    meeting = meeting_in_scope(request, pk, on)
    if request.method != "POST":
        return redirect("meeting_agenda", pk)
    require_may(request, verb, meeting)
    (form,) = bound.values()
    if form.is_valid():
        facts = {"meeting_id": pk, "actor": request.user, "on": on, **form.cleaned_data}
        if attempt(request, partial(operation, **facts), verb=verb, form=form):
            messages.success(request, done)
            return redirect("meeting_agenda", pk)
    return arrange_page(request, meeting, **bound)
