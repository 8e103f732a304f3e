"""What a secretary does on a meeting's page: each is one form, one operation and one redirect."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from approvals import operations as desk
from approvals import permissions
from approvals.models import Meeting, MinuteItem
from approvals.web import forms
from approvals.web.agendas import items_of
from approvals.web.meeting import page, record_form
from approvals.web.proceedings_fields import unjudged
from lifecycle import flows, operations
from organisation.web.clock import today
from organisation.web.doors import attempt

GET_OR_POST: Final = ["GET", "HEAD", "POST"]


def meeting_of(request: HttpRequest, pk: int, on: date) -> Meeting:
    """The meeting, or 404."""
    meetings = permissions.visible_to(request.user, Meeting.objects.select_related("body"), on)
    return get_object_or_404(meetings, pk=pk)


def item_of(request: HttpRequest, meeting: Meeting, key: int, on: date) -> MinuteItem:
    """The meeting's item that the person may read, or 404."""
    readable = [i.pk for i in items_of(meeting, request.user, on)]
    items = meeting.items.filter(pk__in=readable).select_related("case__agreement", "meeting__body")
    return get_object_or_404(items, pk=key)


def require_to_send(
    request: HttpRequest, verb: str, meeting: Meeting, case: int | None = None
) -> None:
    """Ask who may before the form is read; a refusal is recorded like any other."""
    subject = ("case", case) if case else ("organisation", 1)
    ask = partial(permissions.require, request.user, verb, meeting, today())
    attempt(request, ask, verb=verb, subject=subject)


def _back(meeting: Meeting, item: int | None = None) -> HttpResponse:
    return redirect(_page_of(meeting, item))


def _page_of(meeting: Meeting, item: int | None) -> str:
    return f"/sammantraden/{meeting.pk}/" + (f"?arende={item}" if item else "")


def _dates(
    request: HttpRequest, pk: int, name: str, form: Form, operation: Any, done: str
) -> HttpResponse:
    """Note a fact about the meeting's minutes: the form's fields are the operation's arguments."""
    on = today()
    meeting = meeting_of(request, pk, on)
    if request.method != "POST":
        return _back(meeting)
    require_to_send(request, "record_minutes", meeting)
    if form.is_valid():
        facts = {"meeting_id": meeting.pk, "actor": request.user, "on": on, **form.cleaned_data}
        call = partial(flows.keep_minutes, operation, **facts)
        if attempt(request, call, verb="record_minutes", form=form):
            messages.success(request, done)
            return _back(meeting)
    return page(request, meeting.pk, **{name: form})


@login_required
@require_http_methods(GET_OR_POST)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Note how many were present."""
    form = forms.AttendanceForm(request.POST)
    done = "Antalet närvarande är antecknat."
    return _dates(request, pk, "attendance", form, desk.record_attendance, done)


@login_required
@require_http_methods(GET_OR_POST)
def approve_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the minutes are approved."""
    form = forms.MinutesForm(request.POST)
    done = "Justeringen är antecknad. Sätt upp anslaget senast andra dagen efter."
    return _dates(request, pk, "minutes", form, desk.approve_minutes, done)


@login_required
@require_http_methods(GET_OR_POST)
def post_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the notice is up."""
    form = forms.NoticeForm(request.POST)
    done = "Anslaget är antecknat. Tiden för överklagande räknas därifrån."
    return _dates(request, pk, "notice", form, desk.post_notice, done)


@login_required
@require_http_methods(GET_OR_POST)
def remove_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the notice is down."""
    form = forms.RemovedForm(request.POST)
    done = "Det är antecknat att anslaget är nedtaget."
    return _dates(request, pk, "removed", form, desk.remove_notice, done)


@login_required
@require_http_methods(GET_OR_POST)
def record(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Record the outcome of every point of an item."""
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    if request.method != "POST":
        return _back(meeting, row.pk)
    require_to_send(request, "record_item", meeting, row.case_id)
    form = record_form(row, meeting, request.POST)
    if request.POST.get("do", "").startswith("add-"):
        return page(request, meeting.pk, row.pk, record=unjudged(form))
    if request.POST.get("do") == "all-approved":
        filled = record_form(row, meeting, form.all_approved())
        return page(request, meeting.pk, row.pk, record=unjudged(filled))
    if form.is_valid():
        facts = {"case_id": row.case_id, "item_id": row.pk, "actor": request.user, "on": on}
        call = partial(
            flows.perform, form.cleaned_data["task"], operations.record_item, **facts, **form.said()
        )
        subject = ("case", row.case_id)
        if attempt(request, call, verb="record_item", subject=subject, form=form):
            messages.success(request, f"Utfallet är antecknat som § {_number(row)}.")
            return redirect(f"{_page_of(meeting, row.pk)}#nasta")
    return page(request, meeting.pk, row.pk, record=form)


def _number(item: MinuteItem) -> int | None:
    item.refresh_from_db(fields=["number"])
    return item.number


@login_required
@require_http_methods(GET_OR_POST)
def remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take an item off this agenda (utgår)."""
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    if request.method == "POST":
        attempt(
            request,
            lambda: flows.run(
                desk.remove_from_agenda,
                case_id=row.case_id,
                item_id=row.pk,
                actor=request.user,
                on=on,
            ),
            verb="place_on_agenda",
            subject=("case", row.case_id),
        )
        messages.success(request, "Ärendet utgår och väntar på ett senare sammanträde.")
    return _back(meeting, row.pk)


@login_required
@require_http_methods(GET_OR_POST)
def approve_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note immediate approval of one §, with its own notice."""
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    if request.method != "POST":
        return _back(meeting, row.pk)
    require_to_send(request, "record_minutes", meeting, row.case_id)
    form = forms.ItemMinutesForm(request.POST)
    if form.is_valid():
        facts = {"item_id": row.pk, "actor": request.user, "on": on, **form.cleaned_data}
        done = attempt(
            request,
            lambda: desk.approve_item_minutes(**facts),
            verb="record_minutes",
            subject=("case", row.case_id),
            form=form,
        )
        if done:
            messages.success(request, f"§ {row.number} är omedelbart justerad.")
            return _back(meeting, row.pk)
    return page(request, meeting.pk, row.pk, immediate=form)


@login_required
@require_http_methods(GET_OR_POST)
def remove_item_notice(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note that the own notice of a § is down."""
    on = today()
    meeting = meeting_of(request, pk, on)
    row = item_of(request, meeting, item, on)
    if request.method != "POST":
        return _back(meeting, row.pk)
    require_to_send(request, "record_minutes", meeting, row.case_id)
    form = forms.ItemRemovedForm(request.POST)
    if form.is_valid():
        facts = {"item_id": row.pk, "actor": request.user, "on": on, **form.cleaned_data}
        call = partial(desk.remove_item_notice, **facts)
        subject = ("case", row.case_id)
        if attempt(request, call, verb="record_minutes", subject=subject, form=form):
            messages.success(
                request, f"Det är antecknat att anslaget om § {row.number} är nedtaget."
            )
            return _back(meeting, row.pk)
    return page(request, meeting.pk, row.pk, item_removed=form)
