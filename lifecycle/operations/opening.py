"""Opening a case, and sending its draft on: from here the content is frozen and the route known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from approvals.permissions import require
from approvals.routing import freeze_route
from cases import documents
from cases.content import content_of
from cases.drafts import read_draft, surroundings, write_draft
from cases.locking import lock_agreement, lock_case
from cases.models import Agreement, Attachment, Case, CaseVersion, Party
from cases.operations.drafting import note_editor
from cases.rules.checks import check
from cases.rules.content import canonical, content_hash
from cases.rules.draft import Draft, require_possible, require_printable
from cases.rules.errors import Invalid, NotNow
from cases.rules.organisation_number import organisation_number
from history.actor import By
from lifecycle.operations.first_drafts import termination_draft
from lifecycle.operations.moves import move_case, refresh_phase
from lifecycle.operations.telling import tell_agreement, tell_case
from lifecycle.queries import rule_of
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.states import require_stage, require_state
from organisation.models import Body, Person, RegistrySeries, Unit


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What is known about the agreement when its case is opened; the rest is filled in later."""

    title: str
    kind: str
    counterparty: str
    organisation_number: str = ""
    purpose: str = ""


@transaction.atomic
def open_case(
    *,
    agreement: AgreementFacts,
    recipient: Body,
    unit: Unit,
    draft: Draft,
    actor: Person,
    on: date,
    attachment_titles: tuple[str, ...] = (),
    imported_from: str = "",
    unplaced: tuple[str, ...] = (),
) -> Case:
    """Open a case to enter an agreement: the agreement is proposed, the case a draft of version 1."""
    by = require(actor, "open_case", unit, on)
    require_possible(draft)
    row = _propose(agreement, unit, actor, by, on)
    case = _open(row, Case.Kind.ENTER, draft.title, recipient, unit, actor, on)
    write_draft(case, draft)
    Attachment.objects.bulk_create(
        Attachment(case=case, number=n, title=title)
        for n, title in enumerate(attachment_titles, start=1)
    )
    note_editor(case, actor)
    facts = {
        "kind": case.kind,
        "title": case.title,
        "agreement": row.pk,
        "recipient": recipient.name,
    }
    tell_case(case, "case_opened", by, on, facts)
    if imported_from:
        facts = {"file": imported_from, "unplaced": list(unplaced)}
        tell_case(case, "case_imported", by, on, facts)
    return case


@transaction.atomic
def open_termination(
    *, agreement_id: int, title: str, recipient: Body, actor: Person, on: date
) -> Case:
    """Open a case to give notice of an agreement in force; it goes the same way as any other."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "open_case", agreement.owner_unit, on)
    require_state(agreement.state, "in_force")
    if Case.objects.filter(agreement=agreement, closed_on__isnull=True).exists():
        raise NotNow(
            "open_case", "Avtalet har redan ett öppet ärende. Avsluta eller återkalla det först."
        )
    require_possible(Draft(title))
    case = _open(agreement, Case.Kind.TERMINATE, title, recipient, agreement.owner_unit, actor, on)
    write_draft(case, termination_draft(case))
    note_editor(case, actor)
    facts = {
        "kind": case.kind,
        "title": case.title,
        "agreement": agreement.pk,
        "recipient": recipient.name,
    }
    tell_case(case, "case_opened", by, on, facts)
    return case


def _require_agreement_facts(facts: AgreementFacts) -> None:
    if not facts.title.strip() or not facts.counterparty.strip():
        raise Invalid(
            "no_counterparty", "Ange avtalets benämning och motpart.", field="counterparty"
        )
    if len(facts.counterparty.strip()) > 200:
        raise Invalid("long_name", "Motparten får ha högst 200 tecken.", field="counterparty")
    for name in ("title", "counterparty", "purpose"):
        require_printable(getattr(facts, name), name)
    if " ".join(facts.counterparty.split()).casefold() == settings.MUNICIPALITY["name"].casefold():
        raise Invalid(
            "counterparty_is_us", "Motparten kan inte vara kommunen själv.", field="counterparty"
        )
    if facts.kind not in Agreement.Kind.values:
        raise Invalid("kind", "Välj en avtalstyp i listan.", field="kind")


def _propose(facts: AgreementFacts, unit: Unit, actor: Person, by: By, on: date) -> Agreement:
    _require_agreement_facts(facts)
    row = Agreement.objects.create(
        title=facts.title.strip()[:250],
        kind=facts.kind,
        purpose=facts.purpose,
        owner_unit=unit,
        responsible=actor,
        registered_on=on,
    )
    Party.objects.create(
        agreement=row, name=settings.MUNICIPALITY["name"], is_ours=True, position=1
    )
    Party.objects.create(
        agreement=row,
        name=facts.counterparty.strip(),
        organisation_number=organisation_number(facts.organisation_number),
        position=2,
    )
    told = {"title": row.title, "kind": row.kind, "counterparty": facts.counterparty.strip()}
    tell_agreement(row, "agreement_registered", by, on, told)
    return row


def _open(
    agreement: Agreement,
    kind: str,
    title: str,
    recipient: Body,
    unit: Unit,
    actor: Person,
    on: date,
) -> Case:
    return Case.objects.create(
        agreement=agreement,
        kind=kind,
        registry_number=_next_number(recipient, on) if settings.OWN_REGISTRY_SERIES else None,
        title=title.strip(),
        recipient_body=recipient,
        unit=unit,
        case_officer=actor,
        opened_on=on,
    )


def _next_number(body: Body, on: date) -> str:
    """Take the next number of the body's own series: gap-free, because a rollback gives it back.

    A number that somebody has set by hand is passed over.
    """
    RegistrySeries.objects.get_or_create(body=body, year=on.year)
    series = RegistrySeries.objects.select_for_update().get(body=body, year=on.year)
    start = f"{body.short_name}-{on.year}/"
    taken = set(
        Case.objects.filter(registry_number__startswith=start).values_list(
            "registry_number", flat=True
        )
    )
    series.last_number += 1
    while f"{start}{series.last_number}" in taken:
        series.last_number += 1
    series.save(update_fields=["last_number"])
    return f"{start}{series.last_number}"


@transaction.atomic
def submit(*, case_id: int, actor: Person, on: date) -> Case:
    """Freeze the draft as version n and ask the first approver; errors in the checks refuse."""
    case = lock_case(case_id)
    by = require(actor, "submit", case, on)
    require_stage(case.stage, "draft")
    draft = read_draft(case)
    errors = [c for c in check(draft, surroundings(case, on)) if c.is_error]
    if errors:
        raise Invalid("checks", " ".join(c.sentence for c in errors), field=errors[0].place or None)
    content = canonical(content_of(case, draft))
    documents.require_renderable(content)
    version = CaseVersion.objects.create(
        case=case,
        number=case.version,
        content=content,
        content_hash=content_hash(content),
        submitted_by=actor,
        submitted_on=on,
    )
    steps = freeze_route(case, on)
    move_case(case, "approval", "submit", step=1, mark="")
    facts = {
        "version": version.number,
        "content_hash": version.content_hash,
        "route": [{"step": s.position, "kind": s.kind, "reason": s.reason} for s in steps],
    }
    tell_case(case, "case_submitted", by, on, facts)
    return case


_EDITABLE = frozenset({"title", "kind", "purpose", "responsible", "term", "starts_on", "ends_on"})


@transaction.atomic
def edit_agreement(
    *,
    agreement_id: int,
    facts: dict[str, object],
    actor: Person,
    on: date,
    organisation_numbers: Mapping[int, str] | None = None,
) -> Agreement:
    """Correct what the register says: title, purpose, responsible, term and days.

    `facts` may hold: title, kind, purpose, responsible (Person), term, starts_on, ends_on. The first day
    is locked once the agreement is in force. `organisation_numbers` gives
    counterparties' numbers by party.
    """
    if not _EDITABLE.issuperset(facts):
        raise ValueError(f"not edited here: {sorted(set(facts) - _EDITABLE)}")
    agreement = lock_agreement(agreement_id)
    by = require(actor, "edit_agreement", agreement, on)
    if agreement.state in ("ended", "abandoned"):
        require_state(agreement.state, "proposed", "signing", "signed", "in_force", "notice_given")
    before = {name: str(getattr(agreement, name)) for name in facts}
    for name, value in facts.items():
        setattr(agreement, name, value)
    _require_agreement(agreement, before, agreement.state)
    agreement.save(update_fields=[*facts, "sort_key"])
    refresh_phase(agreement)
    after = {name: str(getattr(agreement, name)) for name in facts}
    changed = {n: {"before": before[n], "after": after[n]} for n in facts if before[n] != after[n]}
    changed |= _number_parties(agreement, organisation_numbers or {})
    if changed:
        tell_agreement(agreement, "agreement_edited", by, on, changed)
    return agreement


def _number_parties(agreement: Agreement, numbers: Mapping[int, str]) -> dict[str, dict[str, str]]:
    """Write the numbers that differ, and return what history shall say about each."""
    changed = {}
    for party in agreement.parties.filter(pk__in=numbers, is_ours=False):
        before, field = party.organisation_number, f"organisation_number_{party.pk}"
        party.organisation_number = organisation_number(numbers[party.pk], field)
        if party.organisation_number != before:
            party.save(update_fields=["organisation_number"])
            after = {"before": before, "after": party.organisation_number}
            changed[field] = {"party": party.name, **after}
    return changed


def _require_agreement(agreement: Agreement, before: dict[str, str], state: str) -> None:
    if not agreement.title.strip():
        raise Invalid("no_title", "Ange avtalets benämning.", field="title")
    for name in ("title", "purpose"):
        require_printable(getattr(agreement, name), name)
    in_force = state in ("in_force", "notice_given")
    if in_force and "starts_on" in before and before["starts_on"] != str(agreement.starts_on):
        raise Invalid(
            "started", "Avtalet gäller redan: första dagen kan inte ändras.", field="starts_on"
        )
    _require_term(agreement)


def _require_term(agreement: Agreement) -> None:
    """Refuse days that contradict each other, the kind of term, or the day the notice rule is counted from."""
    starts, ends = agreement.starts_on, agreement.ends_on
    if starts and ends and ends < starts:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen {long_date(ends)} ligger före första dagen {long_date(starts)}.",
            field="ends_on",
        )
    if agreement.term == Agreement.Term.FIXED and ends is None:
        raise Invalid("no_end", "Ett tidsbestämt avtal behöver en sista dag.", field="ends_on")
    if agreement.term == Agreement.Term.OPEN_ENDED and ends is not None:
        raise Invalid(
            "end_given", "Ett avtal tills vidare har ingen sista dag. Töm fältet.", field="ends_on"
        )
    rule = rule_of(agreement)
    open_ended = agreement.term == Agreement.Term.OPEN_ENDED
    if isinstance(rule, FixedTerm | Prolonged) and open_ended:
        raise Invalid(
            "term_contradicts",
            f"Uppsägningsregeln säger att avtalet gäller till och med {long_date(rule.end)}. Ändra läsningen först.",
            field="term",
        )
    if isinstance(rule, FixedTerm | Prolonged) and ends is not None and ends != rule.end:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen {long_date(ends)} stämmer inte med uppsägningsregeln, som säger {long_date(rule.end)}.",
            field="ends_on",
        )
