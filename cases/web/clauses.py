"""The library of clauses for administrators: every wording, and the page where one is changed or added."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cases import operations
from cases.clauses import library, newest_wordings
from cases.models import ClauseVersion
from cases.rules.clause_library import PLACEHOLDERS, Clause, Variant
from cases.rules.papers import MAX_HEADING, MAX_TEXT
from cases.web.fields import text_field
from cases.web.templates import require_administrator
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of


class ClauseForm(forms.Form):
    """A wording and what it is called."""

    name = text_field("Lydelsens namn", "Ge lydelsen ett namn.", most=MAX_HEADING)
    text = text_field(
        "Lydelse", "Skriv lydelsen.", rows=10, most=MAX_TEXT,
        hint="Orden inom klamrar fylls i när någon skriver ett avtal.",
    )  # fmt: skip
    seen = forms.IntegerField(
        min_value=0,
        max_value=32000,
        widget=forms.HiddenInput,
        error_messages={"required": "Läs in sidan igen.", "invalid": "Läs in sidan igen."},
    )


@login_required
@require_safe
def clause_list(request: HttpRequest) -> HttpResponse:
    """Every clause with its wordings."""
    require_administrator(request)
    newest = newest_wordings()
    rows = [
        (clause, [(each, newest.get((clause.key, each.key))) for each in clause.variants])
        for clause in library().values()
    ]
    return render(request, "clause/list.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_new(request: HttpRequest, clause: str) -> HttpResponse:
    """Add a wording of a clause."""
    require_administrator(request)
    return _editor(request, _clause(clause), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clause_edit(request: HttpRequest, clause: str, variant: str) -> HttpResponse:
    """Change a wording: what is saved is its next version."""
    require_administrator(request)
    found = _clause(clause)
    wording = next((each for each in found.variants if each.key == variant), None)
    if wording is None:
        raise Http404("no such wording")
    return _editor(request, found, wording)


def _clause(key: str) -> Clause:
    found = library().get(key)
    if found is None or found.is_fixed:
        raise Http404("no such clause")
    return found


def _editor(request: HttpRequest, clause: Clause, wording: Variant | None) -> HttpResponse:
    key = wording.key if wording else ""
    versions = ClauseVersion.objects.filter(clause=clause.key, variant=key)
    versions = versions.select_related("made_by").order_by("-number")
    last = versions.first()
    initial: dict[str, Any] = {"seen": last.number if last else 0}
    initial |= {"name": wording.name, "text": wording.text} if wording else {}
    form = ClauseForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        facts = {"clause": clause.key, "variant": key, **form.cleaned_data}
        saved = attempt(
            request,
            lambda: operations.save_clause(actor=request.user, on=today(), **facts),
            verb="administer",
            form=form,
        )
        if saved is not None:
            messages.success(request, f"Lydelsen {saved.name} är sparad.")
            return redirect("clause_edit", clause.key, saved.variant)
    context = {
        "clause": clause,
        "wording": wording,
        "form": form,
        "versions": versions[:20],
        "placeholders": PLACEHOLDERS.items(),
    }
    return render(request, "clause/edit.html", context, status=status_of(form))
