"""Writing documents beside the tjänsteutlåtande, and settling them: what is settled is what was seen as PDF."""

from __future__ import annotations

import json
from datetime import date
from typing import Final

from django.db import transaction

from approvals.permissions import require
from cases.documents.papers import require_settable
from cases.files import store
from cases.locking import lock_agreement, lock_case
from cases.models import Attachment, Case, Paper, PaperVersion
from cases.operations.attachments import add_attachment
from cases.operations.drafting import note_editor
from cases.papers import clause_texts, content_of_paper
from cases.rules.clause_library import clause_of
from cases.rules.content import content_hash
from cases.rules.errors import Invalid, NotNow
from cases.rules.papers import (
    AGREEMENT_DRAFT,
    COVERING_LETTER,
    AgreementDraft,
    Letter,
    agreement_draft_of,
    as_text,
    require_no_term,
    require_possible_agreement_draft,
    require_possible_letter,
)
from history.actor import By
from lifecycle.operations.clauses import require_reading, store_reading
from lifecycle.operations.telling import tell_case
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_clause import clause_words
from lifecycle.rules.notice_stored import from_values
from lifecycle.rules.states import require_stage
from organisation.models import Person

MOST: Final = 50
_OPEN: Final = ("draft", "approval", "board", "council", "execution")
_REASON: Final = "Orden är systemets egna, gjorda av regeln."


@transaction.atomic
def write_paper(
    *,
    case_id: int,
    kind: str,
    paper_id: int | None,
    written: AgreementDraft | Letter,
    seen: int,
    actor: Person,
    on: date,
    by_itself: bool = False,
) -> Paper:
    """Keep what is written in a paper; without `paper_id` it is begun. `seen` is the edit count that was read.

    A later save by somebody else refuses (NotNow). A save made `by_itself`, with a change of the order or the
    like, is told in the book once for each writer and day.
    """
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    _require_stage(case, kind)
    paper = _paper(case, kind, paper_id, seen)
    _require_possible(case, kind, written, on)
    text = as_text(written)
    if paper.pk and paper.written == text:
        return paper
    paper.written, paper.title = text, written.title.strip()
    require_settable(content_of_paper(paper)[0])
    is_told = (paper.told_on, paper.told_by_id) == (on, actor.pk)
    paper.edit_count += 1 if paper.pk else 0
    paper.told_on, paper.told_by = on, actor
    paper.save()
    if kind == AGREEMENT_DRAFT:
        note_editor(case, actor)
    if not (by_itself and is_told):
        tell_case(case, "paper_written", by, on, {"kind": kind, "title": paper.title})
    return paper


def _require_stage(case: Case, kind: str) -> None:
    if kind != AGREEMENT_DRAFT:
        require_stage(case.stage, *_OPEN)
        return
    require_stage(case.stage, "draft")
    if case.kind != Case.Kind.ENTER:
        raise NotNow("no_agreement_to_enter", "Ärendet gäller inte att ingå ett avtal.")


def _paper(case: Case, kind: str, paper_id: int | None, seen: int) -> Paper:
    """The paper to write in; raises NotNow when somebody else has written since it was read."""
    if paper_id is None:
        if kind == AGREEMENT_DRAFT and case.papers.filter(kind=kind).exists():
            raise NotNow("edited_by_another", "Någon annan har börjat på avtalsutkastet.")
        if case.papers.count() >= MOST:
            raise Invalid("many_papers", f"Ett ärende kan ha högst {MOST} handlingar.")
        return Paper(case=case, kind=kind)
    paper: Paper = case.papers.defer("pdf").get(pk=paper_id, kind=kind)
    if paper.edit_count != seen:
        raise NotNow(
            "edited_by_another",
            "Någon annan har sparat sedan du öppnade sidan. Det du har skrivit står kvar här, men är inte sparat.",
        )
    return paper


def _require_possible(case: Case, kind: str, written: AgreementDraft | Letter, on: date) -> None:
    if isinstance(written, Letter):
        require_possible_letter(kind, written, on)
        _require_enclosed(case, written)
        return
    require_possible_agreement_draft(written)
    if written.rule:
        rule = from_values(dict(written.rule))
        require_reading(case.agreement, rule, clause_words(rule), _REASON, on)


def _require_enclosed(case: Case, letter: Letter) -> None:
    there = set(case.attachments.values_list("number", flat=True))
    if absent := sorted(set(letter.enclosed) - there):
        raise Invalid("no_such_attachment", f"Bilaga {absent[0]} finns inte.", field="enclosed")


@transaction.atomic
def settle_paper(
    *, case_id: int, paper_id: int, made_of: str, actor: Person, on: date
) -> PaperVersion:
    """Freeze a paper as its PDF shows it; an agreement draft becomes an attachment and its rule the agreement's.

    `made_of` is the hash of the content whose PDF was seen. Raises Invalid when something is missing in it,
    NotNow when the text or the register has changed since the PDF was made.
    """
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    paper: Paper = case.papers.get(pk=paper_id)
    _require_stage(case, paper.kind)
    if sentence := hindrance_to_settling(case, paper.kind):
        raise NotNow("not_decided", sentence)
    content, missing = content_of_paper(paper)
    if missing:
        raise Invalid("missing_values", f"Fyll i det som saknas först: {', '.join(missing)}.")
    if not content_hash(content) == paper.made_of == made_of:
        raise NotNow(
            "not_made", "PDF-filen visar inte texten som den är nu. Läs den nya PDF-filen först."
        )
    _require_one_place(paper)
    version, is_new = _version(paper, content, actor, on)
    attachment = (
        _carried_out(paper, version, actor, by, on) if paper.kind == AGREEMENT_DRAFT else None
    )
    if not is_new and attachment is None:
        raise NotNow("settled", "Texten är redan fastställd så som den är nu.")
    facts = {"kind": paper.kind, "title": paper.title, "version": version.number}
    facts |= {"paper": paper.pk, "sha256": version.file.sha256}
    facts |= {"attachment": attachment.number} if attachment else {}
    tell_case(case, "paper_settled", by, on, facts)
    return version


def hindrance_to_settling(case: Case, kind: str) -> str:
    """Say why a paper of the kind cannot be settled however it is written, or ""."""
    if kind == COVERING_LETTER and case.stage != "execution":
        return "Följebrevet säger att kommunen har godkänt avtalet. Det fastställs när beslutet är fattat."
    return ""


def _require_one_place(paper: Paper) -> None:
    """Raise Invalid when the register's own words, filled in, tell of the term beside the rule."""
    if paper.kind != AGREEMENT_DRAFT:
        return
    for each, words, _ in clause_texts(paper.case, agreement_draft_of(paper.written)):
        if not clause_of(each.key).is_fixed:
            require_no_term(words, "text", each.heading)


def _version(paper: Paper, content: str, actor: Person, on: date) -> tuple[PaperVersion, bool]:
    """The version of the content, new unless the last one says the same."""
    last = paper.versions.select_related("file").last()
    if last is not None and last.content == content:
        return last, False
    file = store(bytes(paper.pdf), "application/pdf", None)
    number = last.number + 1 if last else 1
    row = PaperVersion.objects.create(
        paper=paper, number=number, content=content, file=file, settled_by=actor, settled_on=on
    )
    return row, True


def _carried_out(
    paper: Paper, version: PaperVersion, actor: Person, by: By, on: date
) -> Attachment | None:
    """Attach the agreement's PDF, instead of an earlier version of it; its rule becomes the agreement's.

    None when that very file is attached already.
    """
    case = paper.case
    mine = case.attachments.filter(file__in=paper.versions.values("file"))
    before = mine.order_by("number").first()
    if before is not None and before.file_id == version.file_id:
        return None
    rule = _rule_of(version)
    agreement = lock_agreement(case.agreement_id)
    require_reading(agreement, rule, clause_words(rule), _REASON, on)
    store_reading(agreement, rule, clause_words(rule), _REASON, by, on)
    return add_attachment(
        case_id=case.pk,
        title=before.title if before else paper.title,
        filename="avtal.pdf",
        data=version.file,
        number=before.number if before else None,
        actor=actor,
        on=on,
    )


def _rule_of(version: PaperVersion) -> Rule:
    """The rule the version was made with; raises Invalid when its agreement says nothing of notice."""
    values = json.loads(version.content)["rule"]
    if not values:
        raise Invalid("no_rule", "Lägg till klausulen Uppsägning och välj hur avtalet sägs upp.")
    return from_values(values)
