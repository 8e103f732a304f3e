"""Papers in tests: an agreement draft that lacks nothing, letters, and their PDFs as the worker makes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from cases.models import Case, Paper, PaperVersion
from cases.papers import asked_for, content_of_paper
from cases.rules.content import content_hash
from cases.rules.papers import (
    AGREEMENT_DRAFT,
    CONSULTATION,
    AgreementDraft,
    Chosen,
    Letter,
    first_agreement_draft,
    first_letter,
)
from lifecycle import flows, operations
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_open import Months
from lifecycle.rules.notice_period import Period
from lifecycle.rules.notice_stored import to_values
from tests.people import Walk, a_pdf

SIX_MONTHS = Months(Period(6, "months"))


def agreement_text(case: Case, rule: Rule | None = SIX_MONTHS, **changed: Any) -> AgreementDraft:
    """A draft with the usual clauses and everything the register does not know."""
    draft = first_agreement_draft("Samverkansavtal")
    clauses = tuple(
        Chosen("term", "signed", "Avtalstid", "") if each.key == "term" else each
        for each in draft.clauses
    )
    draft = replace(draft, clauses=clauses)
    values = tuple(sorted((name, f"Uppgift om {name}") for name in asked_for(case, draft)))
    said = tuple(sorted(to_values(rule).items())) if rule else ()
    return replace(draft, values=values, rule=said, **changed)


def a_letter(walk: Walk, kind: str = CONSULTATION, **changed: Any) -> Letter:
    """A letter that can be sent; a remiss has its question and last day."""
    letter = replace(
        first_letter(kind, "Samverkan"), to="Barn- och utbildningsförvaltningen", dated=walk.on
    )
    if kind == CONSULTATION:
        letter = replace(letter, question="Hur påverkas ni?", last_day=walk.on + timedelta(days=14))
    return replace(letter, **changed)


def write(walk: Walk, case: Case, text: AgreementDraft | Letter, **facts: Any) -> Paper:
    """Save the text as the officer: a new paper unless `paper` is given."""
    row = facts.pop("paper", None)
    kind = AGREEMENT_DRAFT if isinstance(text, AgreementDraft) else CONSULTATION
    known = {"kind": kind, "paper_id": row and row.pk, "seen": row.edit_count if row else 0}
    known |= {"actor": walk.people.officer, "on": walk.on, **facts}
    made: Paper = flows.run(operations.write_paper, case_id=case.pk, written=text, **known)
    return made


def made(paper: Paper) -> str:
    """Put a PDF of the text as it is now in its place, as the worker would; return the hash of the content."""
    key = content_hash(content_of_paper(Paper.objects.get(pk=paper.pk))[0])
    Paper.objects.filter(pk=paper.pk).update(made_of=key, pdf=a_pdf(key))
    return key


def settle(walk: Walk, paper: Paper, **facts: Any) -> PaperVersion:
    """Settle the paper as its PDF shows it."""
    known = {"made_of": facts.pop("made_of", None) or made(paper), "paper_id": paper.pk}
    known |= {"actor": walk.people.officer, "on": walk.on, **facts}
    version: PaperVersion = flows.run(operations.settle_paper, case_id=paper.case_id, **known)
    return version
