"""Writing the draft: one form, saved as a whole; nobody's text is lost when two write at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.models import Approval, MinuteItem
from cases import operations
from cases.drafts import attachment_facts, read_draft
from cases.models import Case
from cases.rules.draft import Draft, check
from cases.rules.errors import NotAllowed
from cases.web.editor_form import EditorForm, restructured
from cases.web.scope import case_in_scope
from lifecycle.rules.states import require_stage
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved where it differs from what was typed here."""

    label: str
    text: str


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft as a form; save it, alone or together with a change of its structure."""
    case = case_in_scope(request, pk, today())
    _require_writable(request, case)
    draft = read_draft(case)
    form = _form(request, case, draft)
    theirs: list[Theirs] = []
    if request.method == "POST" and form.is_valid():
        typed = form.draft()
        do = request.POST.get("do", "save")
        if _save(request, case, form, restructured(typed, do, case.recipient_body_id)):
            return redirect(_next(pk, do))
        if getattr(getattr(form, "refusal", None), "code", "") == "edited_by_another":
            theirs = _differences(read_draft(case_in_scope(request, pk, today())), typed)
            form.data = {**form.data.dict(), **_lists(form), "seen": _latest(pk)}
    context = {
        "case": case,
        "form": form,
        "theirs": theirs,
        "checks": check(draft, attachment_facts(case), case.registry_number or ""),
        "attachments": case.attachments.select_related("file").defer("file__data"),
        "returned": _returned(case),
    }
    return render(request, "case/edit.html", context, status=status_of(form))


def _require_writable(request: HttpRequest, case: Case) -> None:
    """Raise the refusal the operation would, so that nobody writes in a form that cannot be saved."""
    answer = permissions.allows(request.user, "edit_draft", case, today())
    if not answer:
        raise NotAllowed("not_allowed", answer.sentence)
    require_stage(case.stage, "draft")


def _form(request: HttpRequest, case: Case, draft: Draft) -> EditorForm:
    data = request.POST if request.method == "POST" else None
    bodies = list(Body.objects.order_by("pk"))
    return EditorForm(
        data, bodies=bodies, recipient=case.recipient_body_id, draft=draft, seen=case.edit_count
    )


def _save(request: HttpRequest, case: Case, form: EditorForm, draft: Draft) -> bool:
    facts = {"case_id": case.pk, "draft": draft, "seen": form.cleaned_data["seen"]}
    saved = attempt(
        request,
        lambda: operations.edit_draft(actor=request.user, on=today(), **facts),
        verb="edit_draft",
        subject=("case", case.pk),
        form=form,
    )
    if saved is not None:
        messages.success(request, "Utkastet är sparat.")
    return saved is not None


def _next(pk: int, do: str) -> str:
    kind = do.partition("-")[0]
    places = {"section": "#avsnitt", "point": "#beslut", "signer": "#underskrifter"}
    return f"/arenden/{pk}/skriv/{places.get(kind, '')}"


def _latest(pk: int) -> int:
    return Case.objects.values_list("edit_count", flat=True).get(pk=pk)


def _lists(form: EditorForm) -> dict[str, Any]:
    """Fields with several values, which a plain dict of the posted data would cut to one."""
    return {
        name: form.data.getlist(name)
        for name, field in form.fields.items()
        if hasattr(field.widget, "allow_multiple_selected") and name.startswith("point")
    }


def _differences(saved: Draft, typed: Draft) -> list[Theirs]:
    """What the other person saved, piece by piece, where it differs from what was typed."""
    found = [Theirs("Rubrik", saved.title)] if saved.title != typed.title else []
    mine = {s.heading: s.text for s in typed.sections}
    found += [
        Theirs(s.heading, s.text) for s in saved.sections if mine.get(s.heading, "") != s.text
    ]
    points = {p.number: p.text for p in typed.points}
    found += [
        Theirs(f"Punkt {p.number}", p.text) for p in saved.points if points.get(p.number) != p.text
    ]
    if saved.recipients != typed.recipients:
        found.append(Theirs("Beslutet ska skickas till", "\n".join(saved.recipients)))
    return found


def _returned(case: Case) -> str:
    """Why the draft came back, when it did."""
    answer = Approval.objects.filter(
        step__case=case, step__version=case.version - 1, outcome=Approval.Outcome.RETURNED
    ).first()
    if answer is not None:
        return f"Återlämnat av {answer.name}, {answer.title}: {answer.comment}"
    item = (
        MinuteItem.objects.filter(
            case=case, version=case.version - 1, result=MinuteItem.Result.REFERRED_BACK
        )
        .select_related("meeting__body")
        .first()
    )
    return f"Återremitterat av {item.meeting.body.definite}: {item.motivation}" if item else ""
