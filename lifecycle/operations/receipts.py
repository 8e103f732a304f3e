"""What shows that a recipient has got a decision: asked for when it is sent, noted when it comes or never will."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Case, Recipient
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.models import Receipt
from lifecycle.operations.telling import tell_case
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def record_receipt(
    *,
    case_id: int,
    recipient_id: int,
    kind: str,
    received_on: date | None,
    actor: Person,
    on: date,
    missing_because: str = "",
) -> Case:
    """Note the receipt that has come from a recipient; or, without a day, why none will come."""
    case = lock_case(case_id)
    by = require(actor, "dispatch", case, on)
    require_stage(case.stage, "execution", "closed")
    recipient = case.recipients.filter(pk=recipient_id).first()
    if recipient is None:
        raise Invalid("no_such_recipient", "Mottagaren finns inte i ärendet.")
    row = _open_receipt(recipient)
    why = missing_because.strip()
    facts = (
        _note_missing(row, why)
        if why
        else _note_received(row, kind.strip(), received_on, recipient, on)
    )
    row.save()
    tell_case(case, "receipt_recorded", by, on, {"recipient": recipient.name, **facts})
    return case


def _open_receipt(recipient: Recipient) -> Receipt:
    """The receipt that is waited for; one may come without having been asked for."""
    if recipient.dispatched_on is None:
        raise NotNow(
            "not_dispatched",
            f"{recipient.name} har inte fått beslutet än, så det finns inget kvitto.",
        )
    row = Receipt.objects.filter(recipient=recipient).first() or Receipt(recipient=recipient)
    if not row.is_open:
        raise NotNow("receipt_recorded", f"Kvittot från {recipient.name} är redan antecknat.")
    return row


def _note_missing(row: Receipt, why: str) -> dict[str, Any]:
    if len(why) > 200:
        raise Invalid("long_text", "Skriv högst 200 tecken.", field="missing_because")
    require_printable(why, "missing_because")
    row.missing_because = why
    return {"missing_because": why}


def _note_received(
    row: Receipt, kind: str, received_on: date | None, recipient: Recipient, on: date
) -> dict[str, Any]:
    if not kind:
        raise Invalid("no_kind", "Välj vad som visar att beslutet har kommit fram.", field="kind")
    if len(kind) > 80:
        raise Invalid("long_text", "Skriv högst 80 tecken.", field="kind")
    require_printable(kind, "kind")
    if received_on is None:
        raise Invalid("no_day", "Ange vilken dag beslutet togs emot.", field="received_on")
    sent = recipient.dispatched_on
    if received_on > on or (sent is not None and received_on < sent):
        since = long_date(sent) if sent else ""
        raise Invalid(
            "dates_contradict",
            f"Dagen ska ligga mellan {since}, då beslutet skickades, och i dag, {long_date(on)}.",
            field="received_on",
        )
    row.kind, row.received_on = kind, received_on
    return {"kind": kind, "received_on": received_on.isoformat()}
