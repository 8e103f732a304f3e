"""The review before a meeting's decisions are published: each § as the public would read it, and what was published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import permissions
from approvals.models import Meeting
from approvals.web.arranging import meeting_in_scope, require_may
from cases.rules.errors import NotNow
from lifecycle import operations
from lifecycle.models import Publication
from lifecycle.operations.publishing import require_publishable
from lifecycle.publications import Material, Reviewed, material_of, with_days
from lifecycle.rules.public_minutes import Choice, Item, masked
from lifecycle.web.publishing_forms import RemoveForm, ReviewForm, shown
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

FORMS: Final = {"html": "text/html; charset=utf-8", "json": "application/json"}
GET_OR_POST: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Card:
    """A § in the review: what the public would read, and the fields that change it."""

    row: Reviewed
    said: Item
    choice: Choice
    fields: dict[str, BoundField]


@dataclass(frozen=True)
class Kept:
    """An edition with what was chosen for each §, by its number where it still has one."""

    row: Publication
    choices: list[tuple[str, Choice]]


@login_required
@require_http_methods(GET_OR_POST)
def meeting_public(request: HttpRequest, pk: int) -> HttpResponse:
    """The review; a POST publishes, or shows how it becomes when the other button was pressed."""
    meeting = _readable(request, pk)
    material = material_of(meeting)
    if request.method != "POST":
        return _page(request, material, ReviewForm(None, material=material))
    require_may(request, "publish_minutes", meeting)
    form = ReviewForm(request.POST, material=material)
    if "show" in request.POST or not form.is_valid():
        form.judge(material)
        return _page(request, material, form)
    facts: dict[str, Any] = {"meeting_id": pk, "actor": request.user, "on": today()}
    said = {"choices": form.choices(), "seen": form.cleaned_data["seen"]}
    call = partial(operations.publish_minutes, **said, **facts)
    row = attempt(request, call, verb="publish_minutes", form=form)
    if row is None:
        return _page(request, material, form)
    messages.success(request, f"Utgåva {row.edition} är publicerad.")
    return redirect("meeting_public", pk)


@login_required
@require_http_methods(GET_OR_POST)
def meeting_unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down what is published."""
    meeting = _readable(request, pk)
    if request.method != "POST":
        return redirect("meeting_public", pk)
    require_may(request, "publish_minutes", meeting)
    form = RemoveForm(request.POST)
    if form.is_valid():
        facts: dict[str, Any] = {"meeting_id": pk, "actor": request.user, "on": today()}
        call = partial(operations.unpublish_minutes, reason=form.cleaned_data["reason"], **facts)
        if attempt(request, call, verb="publish_minutes", form=form):
            messages.success(request, "Sidan är borttagen.")
            return redirect("meeting_public", pk)
    material = material_of(meeting)
    return _page(request, material, ReviewForm(None, material=material), form)


@login_required
@require_safe
def meeting_public_edition(request: HttpRequest, pk: int, edition: int, form: str) -> HttpResponse:
    """Any edition as it was published, also one that the public reads no longer."""
    meeting = _readable(request, pk)
    if form not in FORMS:
        raise Http404
    row = get_object_or_404(Publication, meeting=meeting, edition=edition)
    response = HttpResponse(getattr(row, form), content_type=FORMS[form])
    response["Cache-Control"] = "private, no-store"
    return response


def _readable(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, for those who may see what a review holds."""
    meeting = meeting_in_scope(request, pk, today())
    permissions.require(request.user, "read_publication", meeting, today())
    return meeting


def _page(
    request: HttpRequest, material: Material, form: ReviewForm, remove: RemoveForm | None = None
) -> HttpResponse:
    meeting = material.meeting
    may = permissions.allows(request.user, "publish_minutes", meeting, today())
    remove = remove or RemoveForm()
    context = {
        "meeting": meeting,
        "material": material,
        "may": may,
        "form": form,
        "cards": _cards(form, material),
        "is_preview": "show" in request.POST and form.is_valid(),
        "hindrance": _hindrance(material),
        "remove": remove,
        "address": _address(material),
        "kept": [_kept(row, material) for row in reversed(material.editions)],
    }
    status = 200 if context["is_preview"] else max(status_of(form), status_of(remove))
    return render(request, "meeting/public.html", context, status=status)


def _cards(form: ReviewForm, material: Material) -> list[Card]:
    return [
        Card(row, with_days(masked(row.said, choice.words)), choice, form.of_row(row))
        for row, choice in shown(form, material)
    ]


def _hindrance(material: Material) -> str:
    try:
        require_publishable(material)
    except NotNow as refusal:
        return refusal.sentence
    return ""


def _address(material: Material) -> str:
    """Where the public reads it, while it may."""
    last = material.last
    if last is None or last.is_taken_down:
        return ""
    return f"/offentligt/{last.body_code}/{material.meeting.date.isoformat()}/"


def _kept(row: Publication, material: Material) -> Kept:
    numbers = {str(each.key): f"§ {each.said['paragraph']}" for each in material.rows}
    said = json.loads(row.review).items()
    return Kept(row, [(numbers.get(k, "Ett ärende"), Choice.from_dict(v)) for k, v in said])
