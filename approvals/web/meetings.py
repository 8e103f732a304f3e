"""The list of meetings, a new meeting, and putting a waiting case on an agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from approvals import operations as desk
from approvals import permissions
from approvals.models import Meeting
from approvals.web.agendas import bodies_of, rows_of, waiting_cases, with_counts
from approvals.web.forms import MeetingForm, PlaceForm
from cases.models import Case
from lifecycle import flows
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

PAGE: Final = 50
OFFERED_BACK: Final = timedelta(days=14)  # a meeting just held may still get a late case


@login_required
@require_GET
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
    page = list(_paged(shown, held, on, request.GET.get("fran", ""))[: PAGE + 1])
    mine = bodies_of(who, request.user, on)
    context = {
        "bodies": bodies,
        "chosen": chosen,
        "held": held,
        "rows": rows_of(page[:PAGE], on),
        "following": _place_of(page[PAGE - 1]) if len(page) > PAGE else "",
        "waiting": _waiting(request, meetings, bodies, mine, chosen, on),
        "may_schedule": bool(mine),
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


def _waiting(
    request: HttpRequest,
    meetings: QuerySet[Meeting],
    bodies: list[Body],
    mine: list[Body],
    chosen: Body | None,
    on: date,
) -> list[dict[str, Any]]:
    """Each waiting case with its body, and for the body's secretary the meetings it may stand on."""
    cases = waiting_cases(request.user, on).select_related("agreement")[:PAGE]
    offered: dict[int, list[Meeting]] = {}
    for meeting in offered_meetings(meetings, on).filter(body__in=mine):
        offered.setdefault(meeting.body_id, []).append(meeting)
    by_key = {b.pk: b for b in bodies}
    return [
        {
            "case": case,
            "body": by_key[case.body_now],
            "meetings": offered.get(case.body_now, []),
            "suggested": next((m for m in offered.get(case.body_now, []) if m.date > on), None),
        }
        for case in cases
        if case.body_now in by_key and (chosen is None or case.body_now == chosen.pk)
    ]


def offered_meetings(meetings: QuerySet[Meeting], on: date) -> QuerySet[Meeting]:
    """The meetings a case may still be put on, the next ones."""
    return meetings.filter(
        minutes_approved_on__isnull=True,
        date__gte=on - OFFERED_BACK,
        date__lte=on + 15 * OFFERED_BACK,
    ).order_by("date")


@login_required
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Put a waiting case on the agenda of the chosen meeting."""
    if request.method == "GET":
        return redirect("meeting_list")
    on = today()
    meetings = permissions.visible_to(request.user, Meeting.objects.all(), on)
    form = PlaceForm(request.POST, meetings=meetings)
    if not form.is_valid():
        return _list(request, form)
    cases = permissions.visible_to(request.user, Case.objects.all(), on)
    case = get_object_or_404(cases, pk=form.cleaned_data["case"])
    chosen = form.cleaned_data["meeting"]
    item = attempt(
        request,
        lambda: flows.run(
            desk.place_on_agenda,
            case_id=case.pk,
            meeting_id=chosen.pk,
            actor=request.user,
            on=on,
        ),
        verb="place_on_agenda",
        subject=("case", case.pk),
        form=form,
    )
    if item is None:
        return _list(request, form)
    messages.success(request, f"Ärendet står på dagordningen som nummer {item.position}.")
    return redirect(f"/sammantraden/{chosen.pk}/?arende={item.pk}")


@login_required
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Schedule a meeting of a body whose secretary this is."""
    on = today()
    who = permissions.standing(request.user, on)
    bodies = bodies_of(who, request.user, on)
    if not bodies:
        permissions.require(request.user, "schedule_meeting", None, on)
    form = MeetingForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        call = _schedule(request, form, on)
        if made := attempt(request, call, verb="schedule_meeting", form=form):
            messages.success(request, "Sammanträdet är inlagt.")
            return redirect("meeting", pk=made.pk)
    return render(request, "meeting/new.html", {"form": form}, status=status_of(form))


def _schedule(request: HttpRequest, form: MeetingForm, on: date) -> Any:
    return lambda: desk.schedule_meeting(**form.cleaned_data, actor=request.user, on=on)
