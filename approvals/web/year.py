"""A year of meetings laid from the pattern and adjusted by hand; one moved or taken out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from approvals import operations as desk
from approvals import permissions
from approvals.models import Meeting
from approvals.operations.calendar import MAX_REASON, MeetingToLay
from approvals.web.agendas import bodies_of
from cases.web.fields import day_field, text_field
from lifecycle.rules.calendars import MeetingDay, Papers
from lifecycle.rules.patterns import BodyPattern, meetings_in
from organisation.models import Body
from organisation.patterns import by_body, patterns_in_use
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]
YEARS: Final = range(2000, 2200)
BLANK_ROWS: Final = 4
MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """A meeting the pattern proposes, with the days before it; chosen from the start for a body with an empty year."""

    body: Body
    meeting: MeetingDay
    papers: Papers
    is_chosen: bool


class YearForm(forms.Form):
    """Proposed meetings as numbered rows, each with a mark that it is to be laid, and some to fill in."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        bodies: Sequence[Body],
        proposed: Sequence[Proposed],
    ) -> None:
        super().__init__(data)
        self.bodies = bodies
        self.proposed = proposed
        self.count = _count(data) if data is not None else len(proposed) + BLANK_ROWS
        choices = [("", "Välj organ"), *((b.pk, b.name) for b in bodies)]
        for i in range(self.count):
            self._add_row(i, choices, proposed[i] if i < len(proposed) else None)

    def _add_row(self, i: int, choices: Any, row: Proposed | None) -> None:
        n = i + 1
        self.fields[f"{i}-add"] = forms.BooleanField(
            label=f"Lägg in rad {n}",
            required=False,
            initial=row.is_chosen if row else False,
            widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
        )
        self.fields[f"{i}-body"] = forms.TypedChoiceField(
            label=f"Organ, rad {n}",
            choices=choices,
            coerce=int,
            required=False,
            initial=row.body.pk if row else "",
            widget=forms.Select(attrs={"class": "ds-input"}),
            error_messages={"invalid_choice": "Välj organ i listan."},
        )
        for name, label, value in (
            ("date", "Sammanträdesdag", row.meeting.day if row else None),
            ("stop_date", "Stoppdag", row.meeting.stop if row else None),
        ):
            field = day_field(f"{label}, rad {n}")
            field.required, field.initial = False, value
            self.fields[f"{i}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        """A row that is marked has a body and a day; what stands in the others is nothing."""
        said = super().clean() or self.cleaned_data
        for i in range(self.count):
            if not said.get(f"{i}-add"):
                for name in ("body", "date", "stop_date"):
                    self.errors.pop(f"{i}-{name}", None)
                continue
            for name, sentence in (("body", "Välj organ."), ("date", "Ange dagen.")):
                if not said.get(f"{i}-{name}") and f"{i}-{name}" not in self.errors:
                    self.add_error(f"{i}-{name}", sentence)
        return said

    def chosen(self) -> list[MeetingToLay]:
        """The marked rows (call when valid)."""
        said, by_key = self.cleaned_data, {b.pk: b for b in self.bodies}
        return [
            MeetingToLay(i, by_key[said[f"{i}-body"]], said[f"{i}-date"], said[f"{i}-stop_date"])
            for i in range(self.count)
            if said[f"{i}-add"]
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Each row's bound fields, with the day the call to a proposed meeting is due."""
        return [
            {
                "n": i + 1,
                **{name: self[f"{i}-{name}"] for name in ("add", "body", "date", "stop_date")},
                "papers": self.proposed[i].papers if i < len(self.proposed) else None,
            }
            for i in range(self.count)
        ]


def _count(data: Mapping[str, Any]) -> int:
    text = str(data.get("rows", ""))
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


@dataclass(frozen=True, slots=True)
class Laid:
    """A meeting that is in the calendar, with the days before it."""

    meeting: Meeting
    papers: Papers


@login_required
@require_http_methods(GET_OR_POST)
def meeting_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's meetings and the pattern's proposals for the rest; lay the chosen ones."""
    if year not in YEARS:
        raise Http404("no such year")
    on = today()
    bodies = bodies_of(permissions.standing(request.user, on), request.user, on)
    if request.method == "POST":
        _require_a_desk(request, bodies, on)
    laid = list(Meeting.objects.filter(date__year=year).select_related("body"))
    patterns = patterns_in_use()
    proposed = _proposed(bodies, laid, patterns, year, on)
    sent = request.POST if request.method == "POST" else None
    form = YearForm(sent, bodies=bodies, proposed=proposed)
    if form.is_valid():
        facts = {"meetings": form.chosen(), "actor": request.user, "on": on}
        made = attempt(
            request, lambda: desk.schedule_meetings(**facts), verb="schedule_meetings", form=form
        )
        if made:
            follow_the_calendar()
            messages.success(request, f"{len(made)} sammanträden är inlagda.")
            return redirect("meeting_year", year)
    own = by_body(patterns, {m.body for m in laid})
    context = {
        "year": year,
        "form": form,
        "bodies": bodies,
        "has_pattern": any(p.body == b.short_name for p in patterns for b in bodies),
        "laid": [Laid(m, own[m.body_id].papers(m.date)) for m in laid],
    }
    return render(request, "meeting/year.html", context, status=status_of(form))


def _require_a_desk(request: HttpRequest, bodies: Sequence[Body], on: date) -> None:
    """Refuse, and record, what somebody sends who keeps no body's meetings."""
    if bodies:
        return
    attempt(
        request,
        lambda: permissions.require(request.user, "schedule_meeting", None, on),
        verb="schedule_meetings",
    )


def _proposed(
    bodies: Sequence[Body],
    laid: Sequence[Meeting],
    patterns: Sequence[BodyPattern],
    year: int,
    on: date,
) -> list[Proposed]:
    """The patterns' days still ahead that are not laid."""
    by_name = {b.short_name: b for b in bodies}
    taken = {(m.body_id, m.date) for m in laid}
    begun = {m.body_id for m in laid}
    own = by_body(patterns, bodies)
    return [
        Proposed(body, m, own[body.pk].papers(m.day), body.pk not in begun)
        for m in meetings_in(patterns, year)
        if (body := by_name.get(m.body)) and m.day >= on and (body.pk, m.day) not in taken
    ]


class MoveForm(forms.Form):
    """Another day for a meeting, and why."""

    date = day_field("Ny sammanträdesdag")
    stop_date = day_field("Ny stoppdag för handlingar")
    reason = text_field("Varför flyttas det?", "Skriv varför.", rows=3, most=MAX_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop_date"].required = False


class CancelForm(forms.Form):
    """Why a meeting will not be held."""

    reason = text_field("Varför ställs det in?", "Skriv varför.", rows=3, most=MAX_REASON)


@login_required
@require_http_methods(GET_OR_POST)
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a meeting to another day."""
    meeting, on = _entered(request, pk, "move_meeting"), today()
    initial = {"date": meeting.date, "stop_date": meeting.stop_date}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        facts = {"meeting_id": pk, "actor": request.user, "on": on, **form.cleaned_data}
        call = attempt(request, lambda: desk.move_meeting(**facts), verb="move_meeting", form=form)
        if call is not None:
            follow_the_calendar()
            messages.success(
                request, "Sammanträdet är flyttat. Ärendena på dagordningen följer med."
            )
            return redirect("meeting", pk)
    waiting = meeting.items.filter(result="").count()
    context = {"meeting": meeting, "form": form, "waiting": waiting}
    return render(request, "meeting/move.html", context, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a meeting that will not be held out of the calendar."""
    meeting, on = _entered(request, pk, "cancel_meeting"), today()
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = {"meeting_id": pk, "actor": request.user, "on": on, **form.cleaned_data}
        attempt(request, lambda: desk.cancel_meeting(**facts), verb="cancel_meeting", form=form)
        if not form.errors:
            follow_the_calendar()
            messages.success(request, "Sammanträdet är inställt.")
            return redirect("meeting_list")
    context = {"meeting": meeting, "form": form}
    return render(request, "meeting/cancel.html", context, status=status_of(form))


def _entered(request: HttpRequest, pk: int, verb: str) -> Meeting:
    """The meeting, for those who keep the body's meetings; others are refused, and it is recorded when sent."""
    on = today()
    meetings = permissions.visible_to(request.user, Meeting.objects.select_related("body"), on)
    meeting = get_object_or_404(meetings, pk=pk)
    if request.method == "POST":
        attempt(
            request,
            lambda: permissions.require(request.user, "schedule_meeting", meeting, on),
            verb=verb,
        )
    else:
        permissions.require(request.user, "schedule_meeting", meeting, on)
    return meeting


def follow_the_calendar() -> None:
    """Let the worker renew what hangs on the calendar: questions' last days and the days to act by."""
    try:
        queue.configure_task("new_day", queueing_lock="new_day").defer()
    except AlreadyEnqueued:
        return  # it is about to be done
