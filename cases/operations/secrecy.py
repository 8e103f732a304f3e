"""Secrecy markings of attachments (OSL 5:5): set, lifted, and who has opened a marked file."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Attachment
from cases.operations.attachments import attachment_of
from cases.operations.drafting import note_editor
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from history import journal
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def mark_secrecy(
    *, case_id: int, number: int, provision: str, reason: str, actor: Person, on: date
) -> Attachment:
    """Mark an attachment as secret by a provision, with the reason; a new marking replaces the old one.

    It may be done while the text is written: a submitted version has frozen what applied.
    """
    case = lock_case(case_id)
    by = require(actor, "mark_secrecy", case, on)
    require_stage(case.stage, "draft")
    attachment = attachment_of(case, number)
    _require_words(provision, reason)
    attachment.secrecy_provision = " ".join(provision.split())
    attachment.secrecy_reason, attachment.secrecy_marked_on = reason.strip(), on
    attachment.save(update_fields=["secrecy_provision", "secrecy_reason", "secrecy_marked_on"])
    note_editor(case, actor)
    facts = {"number": number, "title": attachment.title, "provision": attachment.secrecy_provision}
    facts["reason"] = attachment.secrecy_reason
    journal.record(subject=("case", case.pk), kind="secrecy_marked", by=by, on=on, facts=facts)
    return attachment


def _require_words(provision: str, reason: str) -> None:
    if not any(sign.isdecimal() for sign in provision) or len(provision.strip()) > 120:
        sentence = "Ange bestämmelsen, till exempel OSL 19 kap. 3 §."
        raise Invalid("no_provision", sentence, field="provision")
    if not reason.strip():
        sentence = "Skriv varför uppgifterna i bilagan kan vara hemliga."
        raise Invalid("no_reason", sentence, field="reason")
    if len(reason.strip()) > 500:
        raise Invalid("long_reason", "Skälet får ha högst 500 tecken.", field="reason")
    require_printable(provision, "provision")
    require_printable(reason, "reason")


@transaction.atomic
def lift_secrecy(*, case_id: int, number: int, actor: Person, on: date) -> Attachment:
    """Take an attachment's secrecy marking away."""
    case = lock_case(case_id)
    by = require(actor, "mark_secrecy", case, on)
    require_stage(case.stage, "draft")
    attachment = attachment_of(case, number)
    if not attachment.secrecy_provision:
        raise Invalid("not_secret", f"Bilaga {number} är inte sekretessmarkerad.")
    facts = {"number": number, "title": attachment.title, "provision": attachment.secrecy_provision}
    attachment.secrecy_provision = attachment.secrecy_reason = ""
    attachment.secrecy_marked_on = None
    attachment.save(update_fields=["secrecy_provision", "secrecy_reason", "secrecy_marked_on"])
    note_editor(case, actor)
    journal.record(subject=("case", case.pk), kind="secrecy_lifted", by=by, on=on, facts=facts)
    return attachment


@transaction.atomic
def read_secret_attachment(*, case_id: int, number: int, actor: Person, on: date) -> Attachment:
    """Give out a marked attachment's file to who may read it, and tell the book that it was opened."""
    case = lock_case(case_id)
    by = require(actor, "read_secret_attachment", case, on)
    attachment = attachment_of(case, number)
    if attachment.file is None:
        raise Invalid("no_file", f"Bilaga {number} har ingen fil.")
    facts = {"number": number, "title": attachment.title, "sha256": attachment.file.sha256}
    kind = "secret_attachment_read"
    journal.record(subject=("case", case.pk), kind=kind, by=by, on=on, facts=facts)
    return attachment
