"""Signing when the gate is open, registering the counterparty's signature, and entering into force."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_agreement, lock_case
from cases.models import Agreement, Case, Party
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.models import Signature
from lifecycle.operations.moves import move_agreement
from lifecycle.operations.telling import tell_agreement
from lifecycle.queries import gate
from lifecycle.rules.dates import long_date
from lifecycle.rules.gate import GateCondition
from lifecycle.rules.states import require_state
from organisation.models import Person


@transaction.atomic
def sign(*, case_id: int, actor: Person, on: date, deviation: str = "") -> Agreement:
    """Sign for the municipality on the day `on`. Blocking conditions refuse; some ask for a reason."""
    case = lock_case(case_id)
    agreement = lock_agreement(case.agreement_id)
    by = require(actor, "sign", agreement, on)
    _require_entering(case, agreement)
    unmet = [c for c in gate(case, on) if not c.met]
    require_gate_open(unmet, deviation)
    party = agreement.parties.get(is_ours=True)
    facts = {
        "party": party.name,
        "signed_on": on.isoformat(),
        "unmet": [c.sentence for c in unmet],
        "deviation": deviation.strip(),
    }
    _put_signature(agreement, party, by.name, by.title, on, actor, deviation.strip())
    _when_all_have_signed(agreement, "sign", on)
    tell_agreement(agreement, "agreement_signed", by, on, facts)
    return agreement


def require_gate_open(unmet: list[GateCondition], reason: str) -> None:
    """Raise NotNow naming every blocking condition, or Invalid when a reason is missing."""
    blocking = [c.sentence for c in unmet if c.blocks]
    if blocking:
        raise NotNow("gate_closed", " ".join(["Det går inte än.", *blocking]))
    if any(c.needs_reason for c in unmet) and not reason.strip():
        raise Invalid("no_reason", "Skriv varför det görs ändå.", field="deviation")
    require_printable(reason, "deviation")


def _require_entering(case: Case, agreement: Agreement) -> None:
    if case.kind != Case.Kind.ENTER:
        raise NotNow("other_kind", "Ärendet gäller inte att ingå avtalet.")
    require_state(agreement.state, "signing")


@transaction.atomic
def register_signature(
    *, case_id: int, party_id: int, name: str, title: str, signed_on: date, actor: Person, on: date
) -> Agreement:
    """Register that a counterparty has signed: who, as what, and the day."""
    case = lock_case(case_id)
    agreement = lock_agreement(case.agreement_id)
    by = require(actor, "register_signature", agreement, on)
    _require_entering(case, agreement)
    party = agreement.parties.filter(pk=party_id, is_ours=False).first()
    if party is None:
        raise Invalid("no_such_party", "Parten finns inte i avtalet.")
    _require_signer(name, title)
    _require_possible_day(signed_on, case, on)
    _put_signature(agreement, party, name.strip(), title.strip(), signed_on, None, "")
    facts = {
        "party": party.name,
        "signed_on": signed_on.isoformat(),
        "name": name.strip(),
        "title": title.strip(),
    }
    _when_all_have_signed(agreement, "sign", on)
    tell_agreement(agreement, "countersignature_registered", by, on, facts)
    return agreement


def _require_signer(name: str, title: str) -> None:
    for text, field in ((name, "name"), (title, "title")):
        if not text.strip():
            raise Invalid(
                "no_signer", "Ange vem som har undertecknat och med vilken titel.", field=field
            )
        if len(text.strip()) > 120:
            raise Invalid("long_name", "Namn och titel får ha högst 120 tecken.", field=field)
        require_printable(text, field)


def _require_possible_day(signed_on: date, case: Case, on: date) -> None:
    if signed_on > on:
        raise Invalid(
            "future_day",
            f"Dagen {long_date(signed_on)} ligger efter i dag, {long_date(on)}.",
            field="signed_on",
        )
    if signed_on < case.opened_on:
        raise Invalid(
            "dates_contradict",
            f"Dagen {long_date(signed_on)} ligger före ärendets första dag {long_date(case.opened_on)}.",
            field="signed_on",
        )


def _put_signature(
    agreement: Agreement,
    party: Party,
    name: str,
    title: str,
    day: date,
    person: Person | None,
    deviation: str,
) -> None:
    if Signature.objects.filter(party=party).exists():
        raise NotNow("signed", f"{party.name} har redan undertecknat.")
    Signature.objects.create(
        agreement=agreement,
        party=party,
        person=person,
        name=name,
        title=title,
        signed_on=day,
        deviation=deviation,
    )


def _when_all_have_signed(agreement: Agreement, verb: str, on: date) -> None:
    """Once every party has signed: in force at once, or signed until the first day comes."""
    signed = dict(agreement.signatures.values_list("party_id", "signed_on"))
    if agreement.parties.exclude(pk__in=signed).exists():
        return
    starts = agreement.starts_on or max(signed.values())
    if agreement.ends_on is not None and agreement.ends_on < starts:
        raise Invalid(
            "dates_contradict",
            f"Avtalets sista dag {long_date(agreement.ends_on)} ligger före första dagen {long_date(starts)}. "
            "Rätta dagarna på avtalet först.",
        )
    if starts <= on:
        move_agreement(agreement, "in_force", verb, starts_on=starts)
    else:
        move_agreement(agreement, "signed", verb, starts_on=starts)


@transaction.atomic
def bring_into_force(*, agreement_id: int, actor: Person, on: date) -> Agreement:
    """Let a signed agreement be in force once its first day has come."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "bring_into_force", agreement, on)
    require_state(agreement.state, "signed")
    if agreement.starts_on is None or agreement.starts_on > on:
        day = (
            long_date(agreement.starts_on) if agreement.starts_on else "en dag som inte är angiven"
        )
        raise NotNow("not_started", f"Avtalet börjar gälla {day}.")
    move_agreement(agreement, "in_force", "bring_into_force")
    facts = {"starts_on": agreement.starts_on.isoformat()}
    tell_agreement(agreement, "agreement_in_force", by, on, facts)
    return agreement
