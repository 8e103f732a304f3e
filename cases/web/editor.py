"""Writing the draft: one form, merged with what others have saved; nobody's text is lost when two write at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.models import Approval, MinuteItem
from cases import operations
from cases.drafts import read_draft, surroundings
from cases.models import Case
from cases.operations.drafting import Saved
from cases.rules.checks import check
from cases.rules.draft import Draft, require_possible
from cases.rules.errors import Invalid, NotAllowed
from cases.rules.findings import Check
from cases.rules.markup import parse_markup
from cases.rules.merging import Place
from cases.rules.officer_report_lines import says_something
from cases.rules.rich_html import html_of
from cases.web.commented import comments_beside
from cases.web.conflict import (
    CHOOSE,
    SAME_PLACE,
    Theirs,
    beside,
    choices_in,
    named,
    news,
    sentences,
    still_open,
)
from cases.web.editor_form import EditorForm, as_posted, place_after, restructured
from cases.web.files import order_preview
from cases.web.margin import Margin, margins
from cases.web.rich_form import as_markup_posted
from cases.web.scope import case_in_scope, require_may_send
from history.models import Event
from history.proof import facts_of
from lifecycle.plans import outlook
from lifecycle.rules.states import require_stage
from organisation.models import Body
from organisation.web.clock import now, today
from organisation.web.doors import attempt, status_of

# Buttons that save and go on to another page.
_PAGES = {
    "submit": "case_submit",
    "preview": "case_pdf",
    "attachments": "case_attachments",
    "plan": "case_plan",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The draft as it is saved, and what the form needs beside it; read once."""

    case: Case
    draft: Draft
    bodies: tuple[Body, ...]
    decided: frozenset[int]

    def form(self, data: object, blank: str = "") -> EditorForm:
        """The form over the draft, bound to what was posted when there is something."""
        return EditorForm(
            data,  # type: ignore[arg-type]
            bodies=self.bodies,
            recipient=self.case.recipient_body_id,
            draft=self.draft,
            seen=self.case.edit_count,
            decided=self.decided,
            blank=blank,
        )

    @property
    def names(self) -> dict[int, str]:
        """The bodies' names."""
        return {body.pk: body.name for body in self.bodies}

    def margins(self, draft: Draft, checks: Sequence[Check]) -> dict[str, Margin]:
        """What stands in the margin of each place."""
        return margins(draft, checks, self.names, self.case.recipient_body_id)

    def beside(self, typed: Draft, places: Collection[Place]) -> dict[str, Theirs]:
        """What is stored in the places where the writer still has to choose."""
        return beside(self.draft, typed, places, self.case.edit_count, self.names)

    def still_open(self, posted: Mapping[str, Any]) -> dict[str, Theirs]:
        """The same when what was posted cannot be read."""
        return still_open(posted, self.draft, self.case.edit_count, self.names)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft as a form; save it, alone or together with a change of its structure."""
    case = case_in_scope(request, pk, today())
    desk = _desk(case)
    if request.method == "POST":
        require_may_send(request, case, "edit_draft")
        return _posted(request, desk)
    _require_writable(request, case)
    return _page(request, desk, desk.form(None, request.GET.get("ny", "")))


def _desk(case: Case) -> Desk:
    decided = case.points.exclude(decision="").values_list("number", flat=True)
    chosen = Q(pk__in=case.points.values("body")) | Q(closed_on__isnull=True)
    bodies = tuple(Body.objects.filter(chosen).order_by("pk"))
    return Desk(case, read_draft(case), bodies, frozenset(decided))


def _require_writable(request: HttpRequest, case: Case) -> None:
    """Raise the refusal the operation would, so that nobody writes in a form that cannot be saved."""
    answer = permissions.allows(request.user, "edit_draft", case, today())
    if not answer:
        raise NotAllowed("not_allowed", answer.sentence)
    require_stage(case.stage, "draft")


def _posted(request: HttpRequest, desk: Desk) -> HttpResponse:
    posted = as_markup_posted(request.POST)
    form, do = desk.form(posted), posted.get("do", "save")
    if do == "autosave":
        return _saved_by_itself(request, desk, form)
    if not form.is_valid():
        return _page(request, desk, form, desk.still_open(posted))
    typed, page = form.draft(), form.cleaned_data["page"]
    choices = choices_in(posted, typed)
    draft = restructured(typed, do)
    if draft != typed:  # what is wrong is then shown where it stands after the change
        form, page = desk.form(as_posted(draft, form.cleaned_data["seen"])), ""
        form.is_valid()
    saved = _edited(request, desk.case, form, draft, page=page, choices=choices)
    if saved is None:
        return _page(request, desk, form, desk.beside(draft, choices))
    if saved.merged.conflicts:
        return _beside_theirs(request, saved)
    return _went_well(request, saved, do)


def _went_well(request: HttpRequest, saved: Saved, do: str) -> HttpResponse:
    messages.success(request, "Utkastet är sparat.")
    if do.startswith(("section-remove-", "point-remove-")):
        messages.info(request, "Det du tog bort finns under Tidigare sparningar.")
    for sentence in sentences(saved.merged, saved.meanwhile, request.user.pk):
        messages.info(request, sentence)
    if do == "preview":
        order_preview(request, case_in_scope(request, saved.case.pk, today()))
    return redirect(_next(saved.case.pk, do))


def _edited(
    request: HttpRequest, case: Case, form: EditorForm, draft: Draft, **facts: Any
) -> Saved | None:
    facts |= {"draft": draft, "seen": form.cleaned_data["seen"]}
    return attempt(
        request,
        lambda: operations.edit_draft(case_id=case.pk, actor=request.user, on=today(), **facts),
        verb="edit_draft",
        subject=("case", case.pk),
        form=form,
    )


def _saved_by_itself(request: HttpRequest, desk: Desk, form: EditorForm) -> JsonResponse:
    """Save while somebody writes, and answer with the checks of what is saved, or with what is wrong."""
    draft = _possible(form)
    if draft is None:
        return _what_is_wrong(form)
    choices = choices_in(form.data, draft)
    facts = {"page": form.cleaned_data["page"], "choices": choices, "by_itself": True}
    saved = _edited(request, desk.case, form, draft, **facts)
    if saved is None:
        return _what_is_wrong(form)
    return JsonResponse(_answer(request, desk, form, saved))


def _answer(request: HttpRequest, desk: Desk, form: EditorForm, saved: Saved) -> dict[str, Any]:
    merged = saved.merged
    found = surroundings(saved.case, today())
    checks = check(merged.draft, found)
    context = {"checks": checks, "case": saved.case, "editing": True}
    margin = desk.margins(merged.draft, checks)
    fresh, is_rearranged = news(merged)
    theirs = _theirs(request, desk.names, saved, merged.typed)
    return {
        "seen": saved.case.edit_count,
        "saved": f"Sparat kl. {now():%H.%M}",
        "sections": form.counts["section"],
        "checks": render_to_string("case/checks.html", context),
        "marks": {
            anchor: render_to_string("case/mark.html", {"mark": one})
            for anchor, one in margin.items()
        },
        "words": {anchor: one.words for anchor, one in margin.items()},
        "said": sentences(merged, saved.meanwhile, request.user.pk),
        "fresh": fresh,
        "rich": {
            name: html_of(parse_markup(value))
            for name, value in fresh.items()
            if name.endswith("-text")
        },
        "rearranged": is_rearranged,
        "theirs": {
            name: render_to_string("case/theirs.html", {"saved": one})
            for name, one in theirs.items()
        },
    }


def _possible(form: EditorForm) -> Draft | None:
    """The draft, if it can be stored; a pause in the middle of a word is no attempt for the book to tell of."""
    if not form.is_valid():
        return None
    draft = form.draft()
    try:
        require_possible(draft)
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None
    return draft


def _what_is_wrong(form: EditorForm) -> JsonResponse:
    """The sentences by the id of the field they stand at; what concerns the whole stands under ""."""
    wrong = {
        form[name].auto_id if name in form.fields else "": list(sentences)
        for name, sentences in form.errors.items()
    }
    return JsonResponse({"wrong": wrong}, status=status_of(form))


def _theirs(
    request: HttpRequest, names: Mapping[int, str], saved: Saved, shown: Draft
) -> dict[str, Theirs]:
    who = named(saved.meanwhile, request.user.pk)
    return beside(
        saved.merged.draft, shown, saved.merged.conflicts, saved.case.edit_count, names, who
    )


def _beside_theirs(request: HttpRequest, saved: Saved) -> HttpResponse:
    """Show what was typed in the fields and what is stored beside it, where the writer has to choose."""
    desk = _desk(case_in_scope(request, saved.case.pk, today()))
    shown = saved.merged.shown
    form = desk.form(as_posted(shown, saved.case.edit_count))
    form.is_valid()
    theirs = _theirs(request, desk.names, saved, shown)
    form.add_error(None, SAME_PLACE)
    for name in theirs:
        form.add_error(name if name in form.fields else None, CHOOSE)
    for sentence in sentences(saved.merged, saved.meanwhile, request.user.pk):
        messages.info(request, sentence)
    return _page(request, desk, form, theirs, status=409)


def _page(
    request: HttpRequest,
    desk: Desk,
    form: EditorForm,
    theirs: Mapping[str, Theirs] | None = None,
    status: int = 0,
) -> HttpResponse:
    case = desk.case
    checks = check(desk.draft, surroundings(case, today()))
    context = {
        "case": case,
        "form": form,
        "theirs": theirs or {},
        "checks": checks,
        "margins": desk.margins(desk.draft, checks),
        "attachments": case.attachments.select_related("file").defer("file__data"),
        "returned": _returned(case),
        "unplaced": _unplaced(case),
        "outlook": outlook(case, today()),
        **comments_beside(request, case, desk.draft),
    }
    return render(request, "case/edit.html", context, status=status or status_of(form))


def _next(pk: int, do: str) -> str:
    if do in _PAGES:
        return reverse(_PAGES[do], args=[pk])
    return reverse("case_edit", args=[pk]) + place_after(do)


def _returned(case: Case) -> tuple[str, str] | None:
    """Who sent the draft back, and why, when somebody did."""
    if case.version == 1:
        return None
    answer = Approval.objects.filter(
        step__case=case, step__version=case.version - 1, outcome=Approval.Outcome.RETURNED
    ).first()
    if answer is not None:
        return f"Återlämnat av {answer.name}, {answer.title}", answer.comment
    item = (
        MinuteItem.objects.filter(
            case=case, version=case.version - 1, result=MinuteItem.Result.REFERRED_BACK
        )
        .select_related("meeting__body")
        .first()
    )
    return (f"Återremitterat av {item.meeting.body.definite}", item.motivation) if item else None


def _unplaced(case: Case) -> list[str]:
    """The lines of the imported text that found no place, while the first version is written."""
    if case.version > 1:
        return []
    imported = Event.objects.filter(
        subject_kind="case", subject_id=case.pk, kind="case_imported"
    ).select_related("said")
    event = imported.first()
    lines = facts_of(event)["facts"].get("unplaced", []) if event else []
    return [line for line in lines if says_something(line)]
