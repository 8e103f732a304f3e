"""Reads what a paper says: the written text filled with what the register knows, as content to be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from cases.content import officer_of
from cases.document_templates import template_in_use
from cases.models import Agreement, Attachment, Case, Paper, Party
from cases.rules.clause_library import (
    FROM_REGISTER_ONLY,
    LIBRARY,
    NOTICE,
    fill,
    placeholders_in,
    variant_of,
)
from cases.rules.content import canonical
from cases.rules.markup_text import escaped
from cases.rules.paper_assembly import SCHEMA
from cases.rules.papers import (
    AGREEMENT_DRAFT,
    CONSULTATION,
    AgreementDraft,
    Chosen,
    Letter,
    agreement_draft_of,
    as_text,
    letter_of,
    values_of,
    with_numbers,
)
from cases.rules.templates import long_date
from lifecycle.rules.notice_clause import clause_words
from lifecycle.rules.notice_period import in_words
from lifecycle.rules.notice_stored import from_values

NO_RULE = "Hur avtalet sägs upp"


def register_values(case: Case) -> dict[str, str]:
    """Return what the register knows as words for placeholders, in markup (one query beside the case's own)."""
    agreement = case.agreement
    parties = list(agreement.parties.all())
    ours = [p for p in parties if p.is_ours]
    others = [p for p in parties if not p.is_ours]
    town = settings.MUNICIPALITY
    known = {
        "kommun": ours[0].name if ours else town["name"],
        "kommunens_organisationsnummer": _our_number(ours),
        "kommunens_adress": town["postal_address"],
        "kommunens_kontakt": agreement.responsible.name,
        "motpart": _listed([p.name for p in others]),
        "motpartens_organisationsnummer": _listed([p.organisation_number for p in others]),
        "avtalets_namn": agreement.title,
        "syfte": agreement.purpose,
        "första_dag": long_date(agreement.starts_on) if agreement.starts_on else "",
        "diarienummer": case.registry_number or "",
        "antal_original": in_words(len(parties), "", "").strip() if len(parties) > 1 else "",
    }
    words = {name: escaped(text.strip()) for name, text in known.items()}
    return {**words, "parterna": "\n".join(f"- {escaped(_party(p))}" for p in parties)}


def _our_number(ours: Sequence[Party]) -> str:
    """The municipality's own number: as the agreement has it, else as it is set for all."""
    own: str = ours[0].organisation_number if ours else ""
    return own or settings.ORGANISATION_NUMBER


def _listed(names: Sequence[str]) -> str:
    """The names in a row; nothing when one of them is missing."""
    if not names or not all(names):
        return ""
    return " och ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _party(party: Party) -> str:
    number = _our_number([party]) if party.is_ours else party.organisation_number
    return f"{party.name}, organisationsnummer {number}" if number else party.name


def written(paper: Paper) -> AgreementDraft | Letter:
    """Return what stands in the paper."""
    if paper.kind == AGREEMENT_DRAFT:
        return agreement_draft_of(paper.written)
    return letter_of(paper.written)


def renumber_papers(case: Case, numbers: Mapping[int, int]) -> int:
    """Exchange the attachments' numbers in what is written; return how many papers changed.

    Settled versions stand as they are. Whoever has a paper open saw the old numbers: their save is refused.
    """
    changed = 0
    for paper in case.papers.defer("pdf"):
        text = as_text(with_numbers(written(paper), numbers))
        if text != paper.written:
            paper.written, paper.edit_count = text, paper.edit_count + 1
            paper.save(update_fields=["written", "edit_count"])
            changed += 1
    return changed


def letters_enclosing(case: Case, number: int) -> list[str]:
    """The titles of the letters that bring an attachment with them."""
    letters = case.papers.exclude(kind=AGREEMENT_DRAFT).defer("pdf")
    return [row.title for row in letters if number in letter_of(row.written).enclosed]


def clause_texts(case: Case, draft: AgreementDraft) -> list[tuple[Chosen, str, tuple[str, ...]]]:
    """Return every clause with its words filled in, and what they lack."""
    values = values_of(draft, register_values(case))
    return [(each, *_words(each, draft, values)) for each in draft.clauses]


def _words(
    each: Chosen, draft: AgreementDraft, values: dict[str, str]
) -> tuple[str, tuple[str, ...]]:
    """A clause's words; the one of notice has none but the rule's."""
    if each.key == NOTICE:
        words = notice_words(draft)
        return (words, ()) if words else (escaped(f"[{NO_RULE}]"), (NO_RULE,))
    filled = fill(_source(each), values)
    return filled.text, filled.missing


def _source(each: Chosen) -> str:
    clause = LIBRARY[each.key]
    return variant_of(clause, each.variant).text if clause.is_fixed else each.text


def notice_words(draft: AgreementDraft) -> str:
    """Return the notice clause in markup as its rule says it, or nothing while none is chosen."""
    if not draft.rule:
        return ""
    said = clause_words(from_values(dict(draft.rule)))
    return "\n\n".join(escaped(paragraph) for paragraph in said.split("\n\n"))


def asked_for(case: Case, draft: AgreementDraft) -> list[str]:
    """Return the placeholders of the draft's clauses that the register has no words for, in order."""
    register = register_values(case)
    names = (
        name
        for each in draft.clauses
        if each.key != NOTICE
        for name in placeholders_in(_source(each))
    )
    asked = [name for name in dict.fromkeys(names) if not register.get(name)]
    return [name for name in asked if name not in FROM_REGISTER_ONLY]


def content_of_paper(paper: Paper) -> tuple[str, tuple[str, ...]]:
    """Return the content as canonical JSON, as the register is now, and the names of what is missing in it."""
    case = paper.case
    said = written(paper)
    if isinstance(said, AgreementDraft):
        facts, missing = _agreement_facts(case, said)
    else:
        facts, missing = _letter_facts(case, said, paper.kind)
    content = {
        "schema": SCHEMA,
        "kind": paper.kind,
        "title": said.title,
        "registry_number": case.registry_number or "",
        "municipality": dict(settings.MUNICIPALITY),
        "case_officer": officer_of(case),
        "template": template_in_use().as_dict(),
        **facts,
    }
    return canonical(content), missing


def _agreement_facts(case: Case, draft: AgreementDraft) -> tuple[dict[str, Any], tuple[str, ...]]:
    texts = clause_texts(case, draft)
    facts = {
        "to": [],
        "dated": "",
        "sections": [
            {"heading": f"{number}. {each.heading.strip()}", "text": text}
            for number, (each, text, _) in enumerate(texts, start=1)
        ],
        "enclosed": [],
        "places": [party.name for party in case.agreement.parties.all()],
        "rule": dict(draft.rule),
    }
    missing = dict.fromkeys(name for _, _, lacks in texts for name in lacks)
    return facts, tuple(missing)


def _letter_facts(case: Case, letter: Letter, kind: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    last_day = long_date(letter.last_day) if letter.last_day else ""
    values = {**register_values(case), "sista_svarsdag": last_day}
    parts = [("", letter.text)]
    if kind == CONSULTATION:
        parts += [
            ("Det här vill vi ha svar på", letter.question),
            (
                "Svara senast",
                "Yttrandet ska ha kommit in senast den {sista_svarsdag}. Ange diarienummer {diarienummer}.",
            ),
        ]
    filled = [(heading, fill(text, values)) for heading, text in parts]
    chosen = Attachment.objects.filter(case=case, number__in=letter.enclosed)
    facts = {
        "to": [line for line in letter.to.splitlines() if line.strip()],
        "dated": letter.dated.isoformat() if letter.dated else "",
        "sections": [{"heading": heading, "text": each.text} for heading, each in filled],
        "enclosed": [{"number": a.number, "title": a.title} for a in chosen],
        "places": [],
    }
    return facts, tuple(dict.fromkeys(name for _, each in filled for name in each.missing))


def attached_draft(agreement: Agreement) -> Paper | None:
    """Return the agreement draft whose settled PDF is attached to the agreement's case, if there is one."""
    sent = Attachment.objects.filter(case__agreement=agreement).values("file")
    return Paper.objects.filter(
        case__agreement=agreement, kind=AGREEMENT_DRAFT, versions__file__in=sent
    ).first()
