"""The list of meetings, a new meeting, and putting a waiting case on an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import operations as desk
from approvals import permissions
from approvals.agenda import number_of
from approvals.models import Meeting
from approvals.web.agendas import bodies_of, rows_of, waiting_cases, with_counts
from approvals.web.forms import MeetingForm, PlaceForm
from cases.models import Case
from lifecycle import flows
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 50
OFFERED_BACK: Final = timedelta(days=14)  # a meeting just held may still get a late case


@login_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Coming or held meetings, one body's or all, with the cases that wait for an agenda."""
    return _list(request)


def _list(request: HttpRequest, form: PlaceForm | None = None) -> HttpResponse:
    on = today()
    who = permissions.standing(request.user, on)
    bodies = list(Body.objects.order_by("pk"))
    chosen = next((b for b in bodies if b.short_name == request.GET.get("organ")), None)
    held = request.GET.get("visa") == "hallna"
    meetings = permissions.visible_to(request.user, Meeting.objects.all(), on)
    shown = with_counts(meetings.filter(body=chosen) if chosen else meetings, request.user, on)
    only_busy = request.GET.get("med") == "arenden"
    if only_busy:
        shown = shown.filter(Q(item_count__gt=0) | Q(reported=True))
    page = list(_paged(shown, held, on, request.GET.get("fran", ""))[: PAGE + 1])
    mine = bodies_of(who, request.user, on)
    context = {
        "bodies": bodies,
        "chosen": chosen,
        "held": held,
        "only_busy": only_busy,
        "rows": rows_of(page[:PAGE], on),
        "following": _place_of(page[PAGE - 1]) if len(page) > PAGE else "",
        "waiting": _waiting(request, meetings, bodies, mine, chosen, on),
        "mine": mine,
        "form": form,
    }
    status = status_of(form) if form else 200
    return render(request, "meeting/list.html", context, status=status)


def _place_of(meeting: Meeting) -> str:
    return f"{meeting.date.isoformat()}.{meeting.pk}"


def _paged(meetings: QuerySet[Meeting], held: bool, on: date, start: str) -> QuerySet[Meeting]:
    """Coming meetings with the next first, or held ones with the latest first, after a place in the order."""
    day, _, key = start.partition(".")
    after = None
    if key.isdecimal() and len(key) < 19:
        try:
            after = (date.fromisoformat(day), int(key))
        except ValueError:
            after = None
    if held:
        found = meetings.filter(date__lte=on).order_by("-date", "-pk")
        if after:
            found = found.filter(Q(date__lt=after[0]) | Q(date=after[0], pk__lt=after[1]))
        return found
    found = meetings.filter(date__gt=on).order_by("date", "pk")
    if after:
        found = found.filter(Q(date__gt=after[0]) | Q(date=after[0], pk__gt=after[1]))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for a body, and for the body's secretary the meetings it may stand on."""

    case: Case
    body: Body
    mine: bool
    coming: list[Meeting]
    held: list[Meeting]
    on: date

    @property
    def suggested(self) -> Meeting | None:
        """The next meeting the papers can still reach; any other is chosen on purpose only."""
        reachable = (m for m in self.coming if m.stop_date is None or m.stop_date >= self.on)
        return next(reachable, None)


def _waiting(
    request: HttpRequest,
    meetings: QuerySet[Meeting],
    bodies: list[Body],
    mine: list[Body],
    chosen: Body | None,
    on: date,
) -> list[Waiting]:
    cases = waiting_cases(request.user, on).select_related("agreement")[:PAGE]
    coming, held = _offered(meetings, on)
    by_key = {b.pk: b for b in bodies}
    return [
        Waiting(
            case,
            by_key[case.body_now],
            by_key[case.body_now] in mine,
            coming.get(case.body_now, []),
            held.get(case.body_now, []),
            on,
        )
        for case in cases
        if case.body_now in by_key and (chosen is None or case.body_now == chosen.pk)
    ]


Offered = dict[int, list[Meeting]]


def _offered(meetings: QuerySet[Meeting], on: date) -> tuple[Offered, Offered]:
    """The meetings a case may still be put on, by body: coming ones, the next first, and held ones, the latest first.

    A meeting held today is among the held: its outcomes may be recorded.
    """
    found = meetings.filter(minutes_approved_on__isnull=True, date__gte=on - OFFERED_BACK)
    coming: Offered = {}
    held: Offered = {}
    for meeting in found.order_by("date"):
        if meeting.date > on:
            coming.setdefault(meeting.body_id, []).append(meeting)
        else:
            held.setdefault(meeting.body_id, []).insert(0, meeting)
    return coming, held


@login_required
@require_http_methods(GET_OR_POST)
def place(request: HttpRequest) -> HttpResponse:
    """Put a waiting case on the agenda of the chosen meeting."""
    if request.method != "POST":
        return redirect("meeting_list")
    on = today()
    meetings = permissions.visible_to(request.user, Meeting.objects.select_related("body"), on)
    form = PlaceForm(request.POST, meetings=meetings)
    is_whole = form.is_valid()
    case = _case_in_scope(request, form.cleaned_data.get("case"), on)
    chosen = form.cleaned_data.get("meeting")
    _require_secretary(request, chosen, case, on)
    if not is_whole:
        return _list(request, form)
    item = attempt(
        request,
        lambda: flows.run(
            desk.place_on_agenda,
            case_id=case.pk,
            meeting_id=chosen.pk,
            actor=request.user,
            on=on,
            let_in_by=form.cleaned_data["let_in_by"],
            late_reason=form.cleaned_data["late_reason"],
        ),
        verb="place_on_agenda",
        subject=("case", case.pk),
        form=form,
    )
    if item is None:
        return _list(request, form)
    messages.success(request, f"Ärendet står på dagordningen som nummer {number_of(item)}.")
    return redirect(f"/sammantraden/{chosen.pk}/?arende={item.pk}")


def _case_in_scope(request: HttpRequest, key: int | None, on: date) -> Case | None:
    """The case that was sent, or 404 when the person may not read it; none when none was sent."""
    if key is None:
        return None
    return get_object_or_404(permissions.visible_to(request.user, Case.objects.all(), on), pk=key)


def _require_secretary(
    request: HttpRequest, meeting: Meeting | None, case: Case | None, on: date
) -> None:
    """Ask who may before the form is judged; without a meeting, whoever keeps some body's meetings may."""
    if meeting is None and bodies_of(permissions.standing(request.user, on), request.user, on):
        return
    ask = partial(permissions.require, request.user, "place_on_agenda", meeting, on)
    subject = ("case", case.pk) if case else ("organisation", 1)
    attempt(request, ask, verb="place_on_agenda", subject=subject)


@login_required
@require_http_methods(GET_OR_POST)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Schedule a meeting of a body whose secretary this is."""
    on = today()
    bodies = bodies_of(permissions.standing(request.user, on), request.user, on)
    if not bodies:
        _refuse_scheduling(request, on)
    asked_for = next((b for b in bodies if b.short_name == request.GET.get("organ")), None)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        bodies=bodies,
        initial={"body": asked_for},
    )
    if form.is_valid():
        call = _schedule(request, form, on)
        if made := attempt(request, call, verb="schedule_meeting", form=form):
            messages.success(request, "Sammanträdet är inlagt.")
            return redirect("meeting", pk=made.pk)
    return render(request, "meeting/new.html", {"form": form}, status=status_of(form))


def _refuse_scheduling(request: HttpRequest, on: date) -> None:
    ask = partial(permissions.require, request.user, "schedule_meeting", None, on)
    if request.method == "POST":
        attempt(request, ask, verb="schedule_meeting")
    ask()


def _schedule(request: HttpRequest, form: MeetingForm, on: date) -> Any:
    return lambda: desk.schedule_meeting(**form.cleaned_data, actor=request.user, on=on)
