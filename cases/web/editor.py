"""Writing the draft: one form, saved as a whole; nobody's text is lost when two write at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
from cases.rules.checks import check
from cases.rules.draft import Draft, require_possible
from cases.rules.errors import Invalid, NotAllowed
from cases.web.conflict import Differences, differences
from cases.web.editor_form import EditorForm, as_posted, place_after, restructured
from cases.web.files import order_preview
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
    return Desk(case, read_draft(case), tuple(Body.objects.order_by("pk")), frozenset(decided))


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
        return _page(request, desk, form)
    typed, seen = form.draft(), form.cleaned_data["seen"]
    draft = restructured(typed, do)
    if draft != typed:  # what is wrong is then shown where it stands after the change
        form = desk.form(as_posted(draft, seen))
        form.is_valid()
    if _save(request, desk.case, form, draft, seen):
        if do == "preview":
            order_preview(request, case_in_scope(request, desk.case.pk, today()))
        return redirect(_next(desk.case.pk, do))
    if form.refusal.code != "edited_by_another":  # type: ignore[attr-defined]
        return _page(request, desk, form)
    return _beside_theirs(request, desk.case.pk, form, draft)


def _save(request: HttpRequest, case: Case, form: EditorForm, draft: Draft, seen: int) -> bool:
    saved = _edited(request, case, form, {"draft": draft, "seen": seen})
    if saved is not None:
        messages.success(request, "Utkastet är sparat.")
    return saved is not None


def _edited(
    request: HttpRequest, case: Case, form: EditorForm, facts: dict[str, Any]
) -> Case | None:
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
    facts = {"draft": draft, "seen": form.cleaned_data["seen"], "by_itself": True}
    saved = _edited(request, desk.case, form, facts)
    if saved is None:
        return _what_is_wrong(form)
    context = {
        "checks": check(draft, surroundings(saved, today())),
        "case": saved,
        "editing": True,
    }
    return JsonResponse(
        {
            "seen": saved.edit_count,
            "saved": f"Sparat kl. {now():%H.%M}",
            "sections": form.counts["section"],
            "checks": render_to_string("case/checks.html", context),
        }
    )


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


def _beside_theirs(
    request: HttpRequest, pk: int, refused: EditorForm, typed: Draft
) -> HttpResponse:
    """Show what was typed in the fields and what was saved beside it; saving again is then a choice."""
    desk = _desk(case_in_scope(request, pk, today()))
    form = desk.form(as_posted(typed, desk.case.edit_count))
    form.is_valid()
    form.refusal = refused.refusal  # type: ignore[attr-defined]
    form.add_error(None, form.refusal.sentence)  # type: ignore[attr-defined]
    names = {body.pk: body.name for body in desk.bodies}
    return _page(request, desk, form, differences(desk.draft, typed, names))


def _page(
    request: HttpRequest, desk: Desk, form: EditorForm, theirs: Differences | None = None
) -> HttpResponse:
    case = desk.case
    context = {
        "case": case,
        "form": form,
        "is_conflict": theirs is not None,
        "theirs": theirs or Differences(),
        "checks": check(desk.draft, surroundings(case, today())),
        "attachments": case.attachments.select_related("file").defer("file__data"),
        "returned": _returned(case),
        "unplaced": _unplaced(case),
        "outlook": outlook(case, today()),
    }
    return render(request, "case/edit.html", context, status=status_of(form))


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
    return list(facts_of(event)["facts"].get("unplaced", [])) if event else []
