"""Commenting on a place in a version under review, answering, and noting what has been dealt with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.comments import comments_of, placed, whereabouts
from cases.models import Case, SectionComment
from cases.rules.comment_places import Place
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import operations
from lifecycle.operations.commenting import LONGEST
from lifecycle.rules.states import require_stage
from lifecycle.web.answering import text_field
from lifecycle.web.review_changes import Content
from lifecycle.web.review_text import read_content
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

GET_OR_POST = ["GET", "HEAD", "POST"]
Part = SectionComment.Part
_VERBS: dict[str, Callable[..., Any]] = {
    "resolve": partial(operations.resolve_comment, resolved=True),
    "reopen": partial(operations.resolve_comment, resolved=False),
    "withdraw": operations.withdraw_comment,
}


_TOLD = {
    "resolve": "Kommentaren är åtgärdad.",
    "reopen": "Kommentaren är uppe igen.",
    "withdraw": "Kommentaren är borttagen.",
}


class CommentForm(forms.Form):
    """What is said; `version` tells of which version it was read."""

    text = text_field("Kommentar", "Skriv något innan du skickar.", rows=4, max_length=LONGEST)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=30_000, required=False
    )


class AnswerForm(forms.Form):
    """An answer to a comment."""

    text = text_field("Svar", "Skriv något innan du skickar.", rows=3, max_length=LONGEST)


@login_required
@require_http_methods(GET_OR_POST)
def comment(request: HttpRequest, pk: int, part: str, number: int) -> HttpResponse:
    """Comment on a section, a point or the whole of the version under review."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "approval")
    place = _place(case, part, number)
    form = CommentForm(request.POST or None, initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        said = {
            "version": form.cleaned_data["version"] or case.version,
            "text": form.cleaned_data["text"],
        }
        made = _done(request, case, form, operations.make_comment, part=part, number=number, **said)
        if made is not None:
            messages.success(request, f"Din kommentar om {_about(part, place)} är sparad.")
            return redirect(_page(case, made.pk, "granska"))
    context = {"case": case, "form": form, "place": place, "part": part, "back": "granska"}
    return render(request, "review/comment.html", context, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a comment."""
    case = case_in_scope(request, pk, today())
    _require(request, case, "approval", "draft")
    row = get_object_or_404(case.comments, pk=comment)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"comment": row.pk, "text": form.cleaned_data["text"]}
        if _done(request, case, form, operations.answer_comment, **said) is not None:
            messages.success(request, f"Ditt svar till {row.name} är sparat.")
            return redirect(_page(case, row.pk, request.POST.get("back", "")))
    context = {"case": case, "form": form, "place": row.place, "row": row}
    context["back"] = request.POST.get("back", "")
    return render(request, "review/comment.html", context, status=status_of(form))


@login_required
@require_http_methods(GET_OR_POST)
def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Note that a comment is dealt with, or is not after all, or take one's own back."""
    case = case_in_scope(request, pk, today())
    require_may_send(request, case, "comment")
    row = get_object_or_404(case.comments, pk=comment)
    verb = _VERBS.get(request.POST.get("do", ""))
    if request.method == "POST" and verb is not None:
        facts = {"case_id": case.pk, "comment": row.pk, "actor": request.user, "on": today()}
        call = partial(verb, **facts)
        attempt(request, call, verb="comment", subject=("case", case.pk))
        messages.success(request, _TOLD[request.POST["do"]])
    return redirect(_page(case, row.pk, request.POST.get("back", "")))


def _require(request: HttpRequest, case: Case, *stages: str) -> None:
    """Refuse to show a form to who may not send it, or when nobody may, and to read one from them."""
    require_may_send(request, case, "comment")
    permissions.require(request.user, "comment", case, today())
    if request.method != "POST":
        require_stage(case.stage, *stages)


def _done(
    request: HttpRequest, case: Case, form: forms.Form, operation: Callable[..., Any], **facts: Any
) -> Any:
    call = partial(operation, case_id=case.pk, actor=request.user, on=today(), **facts)
    return attempt(request, call, verb="comment", subject=("case", case.pk), form=form)


def _page(case: Case, comment: int, back: str) -> str:
    """Where the writer or the reviewer came from, at the comment."""
    name = "case_edit" if back == "skriv" and case.stage == "draft" else "case_review"
    return f"{reverse(name, args=[case.pk])}#kommentar-{comment}"


def _place(case: Case, part: str, number: int) -> str:
    """What the place is called in the last version sent; 404 for one that is not there."""
    row = case.versions.order_by("-number").first()
    content = read_content(row.content) if row else {"sections": [], "points": []}
    names: dict[str, dict[int, str]] = {
        Part.WHOLE: {0: "hela utlåtandet"},
        Part.SECTION: dict(enumerate((s["heading"] for s in content["sections"]), start=1)),
        Part.POINT: {p["number"]: f"Punkt {p['number']}" for p in content["points"]},
    }
    if row is None or number not in names.get(part, {}):
        raise Http404("no such place in the version")
    return names[part][number]


def _about(part: str, place: str) -> str:
    return place[:1].lower() + place[1:] if part == Part.POINT else place


# What the review page and the editor show ------------------------------------------------------------------


def beside_version(
    request: HttpRequest, case: Case, content: Content, version: int
) -> dict[str, Any]:
    """The comments at their places in the version on the review page, and what this person may do with them."""
    sections, points = whereabouts(case)
    if case.version != version:  # the draft has gone on: places go by their names
        sections = [Place("", s["heading"]) for s in content["sections"]]
        points = [Place("", f"Punkt {p['number']}") for p in content["points"]]
    rows = comments_of(case)
    under_review = case.stage == "approval" and case.mark != Case.Mark.RENDERING
    may = bool(permissions.allows(request.user, "comment", case, today()))
    return {
        "comments": placed(rows, sections, points),
        "shown_version": version,
        "comment_count": sum(c.version == version for c in rows),
        "my_comments": sum(c.version == version and c.author_id == request.user.pk for c in rows),
        "may_comment": may and under_review,
        "may_answer": may and (under_review or case.stage == "draft"),
        "back": "granska",
    }
