"""The history pages: a subject's chain read back, verified while it is shown, filtered and put in Swedish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals import permissions
from cases.models import Agreement, Case
from cases.web.looks import look_of
from history.kinds import KINDS
from history.models import Event
from history.proof import Report, facts_of, verify_chains
from lifecycle.web.telling import kind_of, place_after, told
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.fields import DayField

PAGE: Final = 50
ORGANISATION: Final = ("organisation", 1)
DATE_ERRORS: Final = {"invalid": "Skriv dagen som åååå-mm-dd."}


@dataclass(frozen=True, slots=True)
class Line:
    """One event as people read it."""

    sequence: int
    legal_day: date
    recorded_at: datetime
    what: str
    said: list[str]
    name: str
    title: str
    on_behalf_of: str
    hash: str
    prev: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying the chain gave; `broken_at` is the first event that does not hold, where one is known."""

    holds: bool
    events: int
    last_hash: str
    broken_at: int | None
    findings: list[str]


def events_of(subject: tuple[str, int]) -> QuerySet[Event]:
    """The subject's chain with what each event says, newest first."""
    return (
        Event.objects.filter(subject_kind=subject[0], subject_id=subject[1])
        .select_related("said")
        .order_by("-sequence")
    )


def line_of(event: Event) -> Line:
    """Put one event into words; an event whose body is disposed of has none."""
    body = facts_of(event)
    kind = kind_of(event.kind, body["facts"])
    actor = body["actor"]
    return Line(
        sequence=event.sequence,
        legal_day=event.legal_day,
        recorded_at=event.recorded_at,
        what=KINDS.get(kind, kind),
        said=told(kind, body["facts"]),
        name=actor.get("name", "Gallrat"),
        title=actor.get("title", ""),
        on_behalf_of=actor.get("on_behalf_of", ""),
        hash=bytes(event.hash).hex(),
        prev=bytes(event.prev).hex(),
    )


@login_required
@require_safe
def agreement_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an agreement's history, with links to that of its cases."""
    on = today()
    readable = permissions.visible_to(request.user, Agreement.objects.all(), on)
    agreement = get_object_or_404(readable, pk=pk)
    cases = permissions.visible_to(request.user, agreement.cases.order_by("-pk"), on)
    context = {
        "about": agreement.title,
        "agreement": agreement,
        "look": look_of(agreement.phase),
        "cases": cases,
        "home": reverse("agreement", args=[pk]),
    }
    return _history(request, ("agreement", pk), context)


@login_required
@require_safe
def case_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case's history."""
    readable = permissions.visible_to(request.user, Case.objects.all(), today())
    case = get_object_or_404(readable.select_related("recipient_body"), pk=pk)
    context = {"about": case.title, "case": case, "home": reverse("case", args=[pk])}
    return _history(request, ("case", pk), context)


@login_required
@require_safe
def organisation_history(request: HttpRequest) -> HttpResponse:
    """Show what happened to people, appointments and meetings, to those who look after or audit them."""
    permissions.require(request.user, "read_organisation_history", None, today())
    context = {"about": "Organisationen: personer, uppdrag och sammanträden", "home": ""}
    return _history(request, ORGANISATION, context)


def _history(
    request: HttpRequest, subject: tuple[str, int], context: dict[str, Any]
) -> HttpResponse:
    report = verify_chains(subject)
    chain = events_of(subject)
    form = HistoryForm(request.GET, chain=chain)
    events = form.filtered(chain)
    shown = list(_before(events, request.GET.get("fore"))[: PAGE + 1])
    newest = chain.first()
    as_of = form.value("den")
    return render(
        request,
        "history/history.html",
        {
            **context,
            "form": form,
            "filtering": form.narrowing,
            "verdict": _verdict(report, newest),
            "lines": [line_of(event) for event in shown[:PAGE]],
            "older": _address(request, shown[PAGE - 1].sequence) if len(shown) > PAGE else None,
            "newest": _address(request, None) if "fore" in request.GET else None,
            "as_of": _as_of(chain, as_of) if as_of else None,
            "all_url": request.path,
        },
        status=422 if form.errors else 200,
    )


def _before(events: QuerySet[Event], given: str | None) -> QuerySet[Event]:
    """Those before an event's number, as the address of an older page asks."""
    if given and given.isascii() and given.isdigit() and len(given) < 10:
        return events.filter(sequence__lt=int(given))
    return events


def _verdict(report: Report, newest: Event | None) -> Verdict:
    numbers = [
        int(found[1]) for f in report.findings if (found := re.search(r"händelse (\d+)$", f.place))
    ]
    return Verdict(
        holds=not report.findings,
        events=report.events,
        last_hash=bytes(newest.hash).hex() if newest else "",
        broken_at=min(numbers, default=None),
        findings=[f"{_place(f.place)}: {f.sentence}" for f in report.findings[:5]],
    )


def _place(place: str) -> str:
    """The event's number without the chain's own name, which the page already says."""
    found = re.search(r"händelse \d+$", place)
    return found[0].capitalize() if found else "Kedjan"


def _as_of(chain: QuerySet[Event], day: date) -> dict[str, Any]:
    """Where the subject stood at the end of a day: its last event then, and its place after it."""
    then = list(chain.filter(legal_day__lte=day)[:PAGE])
    places = [place_after(e.subject_kind, facts_of(e)["facts"]) for e in then]
    return {
        "day": day,
        "last": then[0].sequence if then else None,
        "place": next((p for p in places if p), ""),
    }


def _address(request: HttpRequest, before: int | None) -> str:
    given = request.GET.copy()
    given.pop("fore", None)
    if before is not None:
        given["fore"] = str(before)
    return f"{request.path}?{given.urlencode()}"


class HistoryForm(forms.Form):
    """What to look for in a chain; only kinds and people that stand in it can be chosen."""

    slag = forms.ChoiceField(label="Slag av händelse", required=False)
    vem = forms.ChoiceField(label="Vem", required=False)
    fran = DayField(label="Från och med", required=False, error_messages=DATE_ERRORS)
    till = DayField(label="Till och med", required=False, error_messages=DATE_ERRORS)
    den = DayField(label="Den", required=False, error_messages=DATE_ERRORS)

    def __init__(self, data: Any, *, chain: QuerySet[Event]) -> None:
        super().__init__(data)
        bare = chain.select_related(None).order_by()
        kinds = bare.values_list("kind", flat=True).distinct()
        people = Person.objects.filter(pk__in=bare.values("actor_id"))
        self.fields["slag"].choices = [
            ("", "Alla"),
            *sorted(((k, KINDS.get(k, k)) for k in kinds), key=lambda choice: choice[1]),
        ]
        self.fields["vem"].choices = [
            ("", "Alla"),
            *((str(pk), name) for pk, name in people.values_list("pk", "name")),
        ]
        for name in ("fran", "till", "den"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        first, last = self.value("fran"), self.value("till")
        if first and last and last < first:
            self.add_error("till", "Sista dagen ligger före den första.")
        return self.cleaned_data

    def value(self, name: str) -> Any:
        """What was asked for, or nothing when it is empty or cannot be read."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        return self.cleaned_data.get(name)

    @property
    def narrowing(self) -> bool:
        """True when not every event of the chain is asked for."""
        return any(self.value(name) for name in self.fields)

    def filtered(self, chain: QuerySet[Event]) -> QuerySet[Event]:
        """The events asked for."""
        asked = {
            "kind": self.value("slag"),
            "actor_id": self.value("vem"),
            "legal_day__gte": self.value("fran"),
        }
        ends = [day for day in (self.value("till"), self.value("den")) if day]
        if ends:
            asked["legal_day__lte"] = min(ends)
        return chain.filter(**{name: value for name, value in asked.items() if value})
