"""Earlier saves of a draft: who saved when, what it was beside what it is now, and fetching it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import permissions
from cases import operations
from cases.drafts import read_draft
from cases.models import Case, DraftSave
from cases.rules.draft import Draft
from cases.rules.errors import NotAllowed
from cases.rules.kept import fetched, from_kept, named_changes
from cases.rules.merging import Row, fields_of
from cases.saves import saves_of
from cases.web.conflict import listed
from cases.web.scope import case_in_scope, require_may_send
from lifecycle.rules.states import require_stage
from organisation.models import Body
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

_ALL = "allt"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the draft that was different then: its name, and each text as lines of markup."""

    value: str
    name: str
    was: str
    now: str


@login_required
@require_safe
def saves(request: HttpRequest, pk: int) -> HttpResponse:
    """List the saves that are kept, the latest first."""
    case = _written(request, pk)
    return render(request, "case/saves.html", {"case": case, "rows": _by_minute(saves_of(case))})


def _by_minute(rows: Iterable[DraftSave]) -> list[tuple[DraftSave, str]]:
    """Each person's last save in a minute, with the names of all they changed in it."""
    found: dict[tuple[object, ...], tuple[DraftSave, dict[str, None]]] = {}
    for row in rows:
        minute = row.recorded_at.replace(second=0, microsecond=0)
        key = (row.saved_by_id, row.is_aside, row.renumbered, minute)
        _, names = found.setdefault(key, (row, {}))
        names.update(dict.fromkeys(name for *_, name in row.changes))
    return [(row, listed(list(names))) for row, names in found.values()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what a save holds beside what the draft is now; fetch one row of it back, or all."""
    case = _written(request, pk)
    row = case.saves.select_related("saved_by").filter(pk=number).first()
    if row is None:
        raise Http404
    now, kept = read_draft(case), from_kept(row.content)
    found = _differences(now, kept)
    form = _form(request, found)
    if request.method == "POST":
        require_may_send(request, case, "edit_draft")
        if form.is_valid() and _fetch(request, case, row, now, form):
            return redirect("case_edit", case.pk)
    context = {"case": case, "row": row, "found": found, "form": form}
    return render(request, "case/save.html", context, status=status_of(form))


def _written(request: HttpRequest, pk: int) -> Case:
    """The case, for those who may write in it while it is a draft: others have no business with drafts."""
    case = case_in_scope(request, pk, today())
    answer = permissions.allows(request.user, "edit_draft", case, today())
    if not answer:
        raise NotAllowed("not_allowed", answer.sentence)
    require_stage(case.stage, "draft")
    return case


def _form(request: HttpRequest, found: list[Difference]) -> forms.Form:
    form = forms.Form(request.POST or None)
    form.fields["what"] = forms.ChoiceField(
        choices=[(_ALL, "Allt"), *((one.value, one.name) for one in found)],
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Välj vad du vill hämta tillbaka."
        ),
    )
    return form


def _fetch(request: HttpRequest, case: Case, row: DraftSave, now: Draft, form: forms.Form) -> bool:
    what = form.cleaned_data["what"]
    wanted: Row | None = None if what == _ALL else (what.split("/")[0], what.split("/")[1])
    draft = fetched(now, from_kept(row.content), wanted)
    facts = {"draft": draft, "seen": case.edit_count, "actor": request.user, "on": today()}
    saved = attempt(
        request,
        lambda: operations.edit_draft(case_id=case.pk, **facts),
        verb="edit_draft",
        subject=("case", case.pk),
        form=form,
    )
    if saved is not None:
        messages.success(request, "Texten är hämtad tillbaka. Det som stod innan finns kvar här.")
    return saved is not None


def _differences(now: Draft, kept: Draft) -> list[Difference]:
    bodies = {body.pk: body.definite for body in Body.objects.all()}
    return [
        Difference(
            f"{kind}/{key}",
            name,
            _lines(kept, (kind, key), bodies),
            _lines(now, (kind, key), bodies),
        )
        for kind, key, name in named_changes(kept, now)
    ]


def _lines(draft: Draft, row: Row, bodies: dict[int, str]) -> str:
    """What the row says, as markup: a heading and a text, a point with its body and conditions, names."""
    kind, key = row
    if kind == "order":
        rows = draft.sections if key == "section" else draft.points
        return "\n".join(f"- {getattr(r, 'heading', '') or getattr(r, 'text', '')}" for r in rows)
    parts = {place[2]: value for place, value in fields_of(draft).items() if place[:2] == row}
    if not parts:
        return ""
    if kind == "title":
        return str(parts[""])
    if kind == "recipients":
        return "\n\n".join(parts[""])
    if kind == "signers":
        return "\n\n".join(f"{s.name}, {s.title}" for s in parts[""])
    if kind == "section":
        return f"**{parts['heading']}**\n\n{parts['text']}"
    numbers = {p.key: p.number for p in draft.points}
    others = ", ".join(f"punkt {numbers[k]}" for k in parts["depends_on"])
    condition = f"\n\nGäller bara om det beslutas enligt {others}." if others else ""
    return f"{parts['text']}\n\nBeslutas av {bodies[parts['body'][0]]}.{condition}"
