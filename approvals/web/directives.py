"""Balanslistan: what bodies have ordered, overdue first; what is offered to be followed; one task's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import legal_days, permissions
from approvals import operations as desk
from approvals.models import Directive, DirectiveAccount
from approvals.operations.directives import DECIDED, decided_on
from approvals.rules.directives import gives_a_task, report_due
from approvals.web.agendas import bodies_of
from approvals.web.directive_forms import (
    ChangeForm,
    ConcludeForm,
    DismissForm,
    FollowForm,
    LapseForm,
    ReportForm,
)
from cases.models import Case, Point
from lifecycle import flows
from lifecycle.models import Signature
from organisation.models import Appointment, Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """An open task: its last day or the report it owes, whether that day has passed, and what stands in its way."""

    directive: Directive
    due: date
    is_report: bool
    is_late: bool
    notes: tuple[str, ...] = ()


@login_required
@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    """The open tasks, the one that is most late first; those concluded last; to the secretary also the offered."""
    on = today()
    bodies = list(Body.objects.order_by("pk"))
    chosen = next((b for b in bodies if b.short_name == request.GET.get("organ")), None)
    mine = request.GET.get("visa") == "mina"
    shown = permissions.visible_to(request.user, Directive.objects.all(), on)
    if chosen:
        shown = shown.filter(body=chosen)
    if mine:
        shown = shown.filter(owner=request.user)
    rows = shown.select_related("case", "point", "body", "owner")
    open_rows = rows.filter(status="open").annotate(reported=Max("reports__reported_on"))[:PAGE]
    kept = bodies_of(permissions.standing(request.user, on), request.user, on)
    context = {
        "bodies": bodies,
        "chosen": chosen,
        "mine": mine,
        "open": sorted(_rows(list(open_rows), on), key=lambda row: row.due),
        "done": rows.filter(status__in=("done", "lapsed")).order_by("-closed_on", "-pk")[:20],
        "accounts": _accounts(request, on, [b for b in bodies if chosen in (None, b)]),
        "offered": _offered(request, [b for b in kept if chosen in (None, b)], on),
    }
    return render(request, "directive/list.html", context)


def _accounts(request: HttpRequest, on: date, bodies: Sequence[Body]) -> list[dict[str, Any]]:
    """This year's and last year's account for each body with directives by then, for those who may read them."""
    if not permissions.allows(request.user, "read_account", None, on):
        return []
    given = Directive.objects.exclude(status="none").order_by().values_list("body")
    first = dict(given.annotate(first=Min("given_on")))
    settled = set(DirectiveAccount.objects.values_list("body", "year"))
    return [
        {"body": body, "year": year, "settled": (body.pk, year) in settled}
        for body in bodies
        for year in (on.year, on.year - 1)
        if body.pk in first and first[body.pk].year <= year
    ]


def _rows(directives: Sequence[Directive], on: date) -> list[Row]:
    """The tasks as rows (two queries for all, when nothing is appealed)."""
    owners = {d.owner_id for d in directives}
    appointed = Appointment.objects.on_day(on).filter(person__in=owners, person__is_active=True)
    here = set(appointed.values_list("person", flat=True))
    annulled = legal_days.annulled_points_of(*{d.case for d in directives})
    return [_row(d, d.owner_id in here, annulled, on) for d in directives]


def _row(
    directive: Directive, has_owner: bool, annulled: Mapping[tuple[int, int], str], on: date
) -> Row:
    report = report_due(directive.given_on, directive.reported)
    due = min(directive.due_on or report, report)
    notes = [annulled.get((directive.case_id, directive.point.number), "")]
    if not has_owner:
        notes.append(f"{directive.owner.name} har inget uppdrag i kommunen längre.")
    is_report = due == report and due != directive.due_on
    return Row(directive, due, is_report, due < on, tuple(filter(None, notes)))


def _offered(request: HttpRequest, bodies: Sequence[Body], on: date) -> list[Point]:
    """Decided points of the secretary's bodies that order something and are not handled yet."""
    cases = permissions.visible_to(request.user, Case.objects.all(), on)
    decided = Point.objects.filter(
        body__in=bodies, decision__in=DECIDED, directive=None, case__in=cases.values("pk")
    )
    points = decided.select_related("case", "body").order_by("-pk")[:PAGE]
    return [point for point in points if gives_a_task(point.decided_text)]


@login_required
@require_http_methods(GET_OR_POST)
def directive_follow(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put a decided point on the list."""
    point, on = _point(request, pk, number, "follow_directive"), today()
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        initial={"text": point.decided_text, "owner": point.case.case_officer_id},
    )
    facts = {"case_id": pk, "point": number, "actor": request.user, "on": on}
    if form.is_valid():
        call = partial(flows.run, desk.follow_directive, **facts, **form.cleaned_data)
        made = _done(request, call, "follow_directive", pk, form)
        if made is not None:
            messages.success(request, "Uppdraget står på balanslistan.")
            return redirect("directive", made.pk)
    return _follow_page(request, point, form, DismissForm())


@login_required
@require_http_methods(GET_OR_POST)
def directive_dismiss(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say that a point is no task to follow."""
    point, on = _point(request, pk, number, "dismiss_directive"), today()
    form = DismissForm(request.POST if request.method == "POST" else None)
    facts = {"case_id": pk, "point": number, "actor": request.user, "on": on}
    if form.is_valid():
        call = partial(desk.dismiss_directive, **facts, **form.cleaned_data)
        if _done(request, call, "dismiss_directive", pk, form) is not None:
            messages.success(request, "Punkten följs inte på balanslistan.")
            return redirect("directive_list")
    initial = {"text": point.decided_text, "owner": point.case.case_officer_id}
    return _follow_page(request, point, FollowForm(initial=initial), form)


def _follow_page(
    request: HttpRequest, point: Point, form: forms.Form, dismiss: forms.Form
) -> HttpResponse:
    context = {"point": point, "case": point.case, "form": form, "dismiss": dismiss}
    context["given_on"] = decided_on(point)
    context["signed_on"] = _signed_on(point.case)
    status = max(status_of(form), status_of(dismiss))
    return render(request, "directive/follow.html", context, status=status)


def _signed_on(case: Case) -> date | None:
    """The day the last party signed the agreement: an order to sign it is then carried out."""
    if case.agreement.state in ("proposed", "signing", "abandoned"):
        return None
    rows = Signature.objects.filter(agreement=case.agreement_id)
    return rows.aggregate(last=Max("signed_on"))["last"]


def _point(request: HttpRequest, pk: int, number: int, verb: str) -> Point:
    """The decided point, for its body's secretary; others are refused, on record when they send something."""
    on = today()
    cases = permissions.visible_to(request.user, Case.objects.all(), on)
    points = Point.objects.filter(case__in=cases.values("pk"), decision__in=DECIDED)
    row = points.select_related("case__agreement", "body").filter(case=pk, number=number).first()
    if row is None:
        raise Http404("no such decided point")
    _require(request, "follow_directive", row.body, verb, pk)
    return row


def _require(request: HttpRequest, asked: str, about: Any, verb: str, case: int) -> None:
    ask = partial(permissions.require, request.user, asked, about, today())
    if request.method == "POST":
        attempt(request, ask, verb=verb, subject=("case", case))
    else:
        ask()


def _done(request: HttpRequest, call: Any, verb: str, case: int, form: forms.Form) -> Any:
    return attempt(request, call, verb=verb, subject=("case", case), form=form)


@login_required
@require_safe
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what was ordered, its reports, and what the reader may do."""
    return _page(request, _directive(request, pk))


@login_required
@require_http_methods(GET_OR_POST)
def directive_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how far the task has come."""
    return _act(request, pk, "report", ReportForm, desk.report_directive, "Rapporten är antecknad.")


@login_required
@require_http_methods(GET_OR_POST)
def directive_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the task off the list, with what shows that it was carried out."""
    done = "Uppdraget är avslutat."
    return _act(request, pk, "conclude", ConcludeForm, desk.conclude_directive, done)


@login_required
@require_http_methods(GET_OR_POST)
def directive_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the task to somebody else, or another last day."""
    told = "Uppdraget är ändrat."
    return _act(request, pk, "change", ChangeForm, desk.change_directive, told, flows.run)


@login_required
@require_http_methods(GET_OR_POST)
def directive_lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the list a task that is not to be carried out."""
    told = "Uppdraget är avskrivet."
    return _act(request, pk, "lapse", LapseForm, desk.lapse_directive, told, flows.run)


_ASKED: Final = {
    "report": "report_directive",
    "conclude": "conclude_directive",
    "change": "follow_directive",
    "lapse": "conclude_directive",
}


def _act(
    request: HttpRequest,
    pk: int,
    name: str,
    form_class: Any,
    operation: Any,
    told: str,
    way: Any = flows.follow,
) -> HttpResponse:
    row, verb = _directive(request, pk), _ASKED[name]
    if request.method != "POST":
        return redirect("directive", pk)
    _require(request, verb, row, verb, row.case_id)
    form = form_class(request.POST)
    if form.is_valid():
        facts = {"directive_id": pk, "actor": request.user, "on": today(), **form.cleaned_data}
        call = partial(way, operation, case_id=row.case_id, **facts)
        if _done(request, call, verb, row.case_id, form) is not None:
            messages.success(request, told)
            return redirect("directive", pk)
    return _page(request, row, **{name: form})


def _directive(request: HttpRequest, pk: int) -> Directive:
    shown = permissions.visible_to(request.user, Directive.objects.all(), today())
    rows = shown.exclude(status="none").select_related("case", "point", "body", "owner")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, row: Directive, **bound: forms.Form) -> HttpResponse:
    on = today()
    row.reported = row.reports.aggregate(last=Max("reported_on"))["last"]
    is_open = row.status == "open"
    may = permissions.allows
    context = {
        "row": _rows([row], on)[0],
        "directive": row,
        "reports": row.reports.all(),
        "report": bound.get("report") or ReportForm(),
        "conclude": bound.get("conclude") or ConcludeForm(),
        "change": bound.get("change")
        or ChangeForm(initial={"owner": row.owner_id, "due_on": row.due_on}),
        "lapse": bound.get("lapse") or LapseForm(),
        "may_report": is_open and may(request.user, "report_directive", row, on),
        "may_conclude": is_open and may(request.user, "conclude_directive", row, on),
        "may_read_case": permissions.visible_to(request.user, Case.objects.all(), on)
        .filter(pk=row.case_id)
        .exists(),
    }
    status = max((status_of(form) for form in bound.values()), default=200)
    return render(request, "directive/directive.html", context, status=status)
