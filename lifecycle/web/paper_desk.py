"""Writing an agreement draft, the rule of its notice clause, or a letter; each save is one call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.clauses import library
from cases.models import Case, Paper
from cases.papers import asked_for, clause_texts, notice_words, written
from cases.rules.clause_library import NOTICE
from cases.rules.errors import Invalid, NotAllowed, NotNow
from cases.rules.papers import (
    AGREEMENT_DRAFT,
    CONSULTATION,
    COVERING_LETTER,
    KIND_NAMES,
    AgreementDraft,
    Letter,
    first_agreement_draft,
    first_letter,
)
from cases.web.scope import case_in_scope, require_may_send
from lifecycle import flows, operations
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_clause import AGREED, clause_words
from lifecycle.rules.notice_stored import RULE_TYPES, from_values, to_values
from lifecycle.rules.states import require_stage
from lifecycle.web.notice_rule import RuleForm, first_values, values_of_rule
from lifecycle.web.paper_forms import (
    AgreementDraftForm,
    LetterForm,
    Row,
    as_posted,
    restructured,
)
from lifecycle.web.papers import OPEN, order, paper_in, signers
from lifecycle.web.reading import count
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

METHODS: Final = ["GET", "HEAD", "POST"]
_SAVED: Final = {CONSULTATION: "Remissen är sparad.", COVERING_LETTER: "Följebrevet är sparat."}


@login_required
@require_http_methods(METHODS)
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a paper of a kind."""
    case = case_in_scope(request, pk, today())
    if kind not in KIND_NAMES:
        raise Http404("no such kind")
    _require(request, case, kind)
    if kind == AGREEMENT_DRAFT:
        begun = case.papers.filter(kind=kind).only("pk").first()
        if begun is not None and request.method != "POST":
            return redirect("paper_edit", pk, begun.pk)
    return _desk(request, case, kind, None)


@login_required
@require_http_methods(METHODS)
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Go on writing a paper."""
    case = case_in_scope(request, pk, today())
    row = paper_in(case, number)
    _require(request, case, row.kind)
    return _desk(request, case, row.kind, row)


def _require(request: HttpRequest, case: Case, kind: str) -> None:
    """Refuse to show a form that cannot be sent, and to read one from who may not send it."""
    if request.method == "POST":
        require_may_send(request, case, "edit_draft")
        return
    answer = permissions.allows(request.user, "edit_draft", case, today())
    if not answer:
        raise NotAllowed("not_allowed", answer.sentence)
    require_stage(case.stage, *(("draft",) if kind == AGREEMENT_DRAFT else OPEN))
    if kind == AGREEMENT_DRAFT and case.kind != Case.Kind.ENTER:
        raise NotNow("no_agreement_to_enter", "Ärendet gäller inte att ingå ett avtal.")


def _desk(request: HttpRequest, case: Case, kind: str, row: Paper | None) -> HttpResponse:
    return (_agreement if kind == AGREEMENT_DRAFT else _letter)(request, case, kind, row)


def _save(
    request: HttpRequest,
    case: Case,
    kind: str,
    row: Paper | None,
    text: AgreementDraft | Letter,
    form: forms.Form,
    by_itself: bool = False,
) -> Paper | None:
    """Keep what was written, and have its PDF made."""
    facts = {"kind": kind, "paper_id": row.pk if row else None, "written": text}
    facts |= {"seen": form.cleaned_data["seen"], "by_itself": by_itself}

    def keep() -> Paper:
        who = {"actor": request.user, "on": today()}
        kept: Paper = flows.run(operations.write_paper, case_id=case.pk, **facts, **who)
        return kept

    kept = attempt(request, keep, verb="edit_draft", subject=("case", case.pk), form=form)
    if kept is not None:
        order(case)
    return kept


# The agreement -------------------------------------------------------------------------------------------


def _agreement(request: HttpRequest, case: Case, kind: str, row: Paper | None) -> HttpResponse:
    known = library()
    stored = written(row) if row else first_agreement_draft(case.agreement.title, known)
    assert isinstance(stored, AgreementDraft)  # noqa: S101 - the kind says so
    seen = row.edit_count if row else 0

    def form_of(data: Any, draft: AgreementDraft) -> AgreementDraftForm:
        return AgreementDraftForm(data, draft, seen, asked_for(case, draft), known)

    form = form_of(request.POST if request.method == "POST" else None, stored)
    do = request.POST.get("do", "save")
    if form.is_bound and form.is_valid():
        typed = form.draft()
        wanted = restructured(typed, do, form.cleaned_data, known)
        if wanted != typed:  # what is wrong is then shown where it stands after the change
            form = form_of(as_posted(wanted, form.cleaned_data["seen"]), stored)
            form.is_valid()
        kept = _save(request, case, kind, row, wanted, form, by_itself=do != "save")
        if kept is not None:
            return _saved(request, case, kept, do)
    context = {
        "case": case,
        "paper": row,
        "form": form,
        "rows": _with_words(case, form, stored),
        "signers": signers(today()),
        "notice": notice_words(stored),
        "has_rule": bool(stored.rule),
    }
    return render(request, "paper/agreement.html", context, status=status_of(form))


def _saved(request: HttpRequest, case: Case, kept: Paper, do: str) -> HttpResponse:
    if do == "save":
        messages.success(request, "Avtalsutkastet är sparat.")
    return redirect(_next(case, kept, do))


def _with_words(
    case: Case, form: AgreementDraftForm, stored: AgreementDraft
) -> list[tuple[Row, str]]:
    """Each clause with its words filled in where its field does not show them; typed words are not filled in."""
    if form.is_bound:
        return [(row, "") for row in form.rows]
    texts = clause_texts(case, stored)
    return [
        (row, words if row.clause.is_fixed or words != each.text else "")
        for row, (each, words, _) in zip(form.rows, texts, strict=True)
    ]


def _next(case: Case, paper: Paper, do: str) -> str:
    verb, _, number = do.partition("-")
    name = {"show": "paper", "rule": "paper_rule"}.get(verb, "paper_edit")
    address = reverse(name, args=[case.pk, paper.pk])
    if (
        verb in ("up", "down", "variant")
        and number.isascii()
        and number.isdecimal()
        and len(number) < 4
    ):
        at = int(number) + {"up": -1, "down": 1}.get(verb, 0)
        return f"{address}#klausul-{max(at, 0) + 1}"
    return f"{address}#lagg-till" if verb == "add" else address


# How it is ended -----------------------------------------------------------------------------------------


class DraftRuleForm(RuleForm):
    """The values of the rule, and the edit count they were typed over."""

    seen = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={"required": "Läs in sidan igen.", "invalid": "Läs in sidan igen."},
    )


@login_required
@require_http_methods(METHODS)
def rule(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Choose how the agreement is ended: the typed rule, whose words the clause then has."""
    case = case_in_scope(request, pk, today())
    row = paper_in(case, number)
    if row.kind != AGREEMENT_DRAFT:
        raise Http404("not an agreement")
    _require(request, case, row.kind)
    stored = written(row)
    assert isinstance(stored, AgreementDraft)  # noqa: S101 - the kind says so
    now = from_values(dict(stored.rule)) if stored.rule else None
    kind = _kind(request, now)
    first = values_of_rule(now) if isinstance(now, kind) else first_values(kind, case.agreement)
    data = request.POST if request.method == "POST" else None
    form = DraftRuleForm(data, kind=kind, initial={**first, "seen": row.edit_count})
    found = _rule(form) if form.is_valid() else None
    if (
        found is not None
        and "rakna" not in request.POST
        and _kept_rule(request, row, stored, found, form)
    ):
        messages.success(request, "Uppsägningen är sparad. Klausulens ord kommer från regeln.")
        return redirect("paper_edit", pk, number)
    if not form.is_bound and isinstance(now, kind):
        found = now
    return _rule_page(request, row, form, found)


def _rule_page(
    request: HttpRequest, row: Paper, form: DraftRuleForm, found: Rule | None
) -> HttpResponse:
    """The kinds to choose among, the values of the chosen one, and what they give in words and days."""
    context = {
        "case": row.case,
        "paper": row,
        "form": form,
        "chosen": form.kind.key,
        "chosen_name": form.kind.name,
        "kinds": [(key, RULE_TYPES[key].name) for key in AGREED],
        "reading": count(found, today()) if found is not None else None,
        "words": clause_words(found).split("\n\n") if found is not None else (),
    }
    only_count = "rakna" in request.POST and found is not None
    status = 200 if only_count else status_of(form)
    return render(request, "paper/rule.html", context, status=status)


def _kind(request: HttpRequest, now: Rule | None) -> type[Rule]:
    sent = request.POST if request.method == "POST" else request.GET
    key = sent.get("regel", now.key if now else "D")
    if key not in AGREED and request.method == "POST":
        raise Invalid("rule", "Välj en av reglerna i listan. Inget är sparat.")
    return RULE_TYPES[key if key in AGREED else "D"]


def _rule(form: DraftRuleForm) -> Rule | None:
    """The rule of what was given, or None when it cannot be one: the form says why at the field."""
    try:
        return form.rule()
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def _kept_rule(
    request: HttpRequest, row: Paper, stored: AgreementDraft, found: Rule, form: DraftRuleForm
) -> bool:
    text = replace(stored, rule=tuple(sorted(to_values(found).items())))
    if NOTICE not in [each.key for each in text.clauses]:
        form.add_error(None, "Lägg till klausulen Uppsägning i avtalsutkastet först.")
        return False
    return _save(request, row.case, row.kind, row, text, form) is not None


# Letters -------------------------------------------------------------------------------------------------


def _letter(request: HttpRequest, case: Case, kind: str, row: Paper | None) -> HttpResponse:
    stored = written(row) if row else _first_letter(case, kind, today())
    assert isinstance(stored, Letter)  # noqa: S101 - the kind says so
    data = request.POST if request.method == "POST" else None
    seen = row.edit_count if row else 0
    form = LetterForm(data, case=case, kind=kind, letter=stored, seen=seen)
    if form.is_bound and form.is_valid():
        kept = _save(request, case, kind, row, form.letter(), form)
        if kept is not None:
            messages.success(request, _SAVED[kind])
            return redirect("paper", case.pk, kept.pk)
    context = {"case": case, "paper": row, "form": form, "kind_name": KIND_NAMES[kind]}
    return render(request, "paper/letter.html", context, status=status_of(form))


def _first_letter(case: Case, kind: str, on: date) -> Letter:
    letter = replace(first_letter(kind, case.agreement.title), dated=on)
    if kind != COVERING_LETTER:
        return letter
    others = case.agreement.parties.filter(is_ours=False)
    return replace(letter, to="\n".join(party.name for party in others))
