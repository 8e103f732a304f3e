"""Extracts of minutes: what a § says is frozen when it is asked for, and each recipient's PDF when it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app as queue

from approvals.permissions import require
from cases.documents.extracts import require_settable_extract
from cases.files import store
from cases.locking import lock_case
from cases.models import Case
from cases.rules.content import content_hash
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.extracts import Paragraph, paragraphs_of
from lifecycle.models import ExtractCopy, MinutesExtract
from lifecycle.operations.telling import tell_case
from organisation.models import Person

TASK = "render_extracts"


@transaction.atomic
def order_extracts(*, case_id: int, actor: Person, on: date) -> list[MinutesExtract]:
    """Freeze what each approved § says and have the worker make a PDF of it for every recipient.

    A § whose newest extract says the same keeps it: only copies that are lacking are made. Raises NotNow while
    no § of the case is approved, and when every recipient has every extract.
    """
    case = lock_case(case_id)
    by = require(actor, "dispatch", case, on)
    names = _names(case)
    approved = _approved(case)
    lacking = [each for each in approved if each.lacking(names)]
    if not lacking:
        raise NotNow("extracts_made", "Protokollsutdragen är redan gjorda för alla mottagare.")
    ordered = []
    for each in lacking:
        for name in names:
            require_settable_extract(each.content, name)
        ordered.append(each.extract if each.is_current else _freeze(case, each, actor, by, on))
    _have_made(case, on)
    return [row for row in ordered if row is not None]


def _names(case: Case) -> list[str]:
    names = list(dict.fromkeys(r.name for r in case.recipients.all()))
    if not names:
        raise NotNow(
            "no_recipients", "Ärendet har inga mottagare, så det finns inget utdrag att göra."
        )
    return names


def _approved(case: Case) -> list[Paragraph]:
    found = paragraphs_of(case)
    if not found:
        raise NotNow("nothing_decided", "Inget är beslutat i ärendet, så det finns inget utdrag.")
    approved = [each for each in found if each.is_approved]
    if not approved:
        where = ", ".join(each.name for each in found)
        raise NotNow(
            "minutes_not_approved",
            f"Protokollet är inte justerat: {where}. Utdraget görs när det är justerat.",
        )
    return approved


def _freeze(case: Case, each: Paragraph, actor: Person, by: By, on: date) -> MinutesExtract:
    row = MinutesExtract.objects.create(
        item=each.item,
        edition=each.extract.edition + 1 if each.extract else 1,
        content=each.content,
        content_hash=content_hash(each.content),
        ordered_by=actor,
        ordered_on=on,
    )
    facts = {
        "extract": row.pk,
        "body": each.item.meeting.body.name,
        "date": each.item.meeting.date.isoformat(),
        "paragraph": each.item.number,
        "edition": row.edition,
        "content_hash": row.content_hash,
    }
    tell_case(case, "extract_ordered", by, on, facts)
    return row


def _have_made(case: Case, on: date) -> None:
    """Ask the worker, dated the day it was asked: PDF is never made in a web request."""
    task = queue.configure_task(TASK, lock=f"{TASK}-{case.pk}")
    task.defer(case_id=case.pk, on=on.isoformat())


@transaction.atomic
def freeze_extract(
    *, case_id: int, extract_id: int, copies: Mapping[str, bytes], actor: Person, on: date
) -> Sequence[ExtractCopy]:
    """Keep the PDF of each recipient as it was made. Raises NotNow when nobody lacks one any longer."""
    case = lock_case(case_id)
    by = require(actor, "freeze_document", case, on)
    extract = MinutesExtract.objects.select_related("item__meeting__body").get(
        pk=extract_id, item__case=case
    )
    if not copies:
        raise Invalid("no_copies", "Det finns inget utdrag att spara.")
    if extract.copies.filter(recipient__in=list(copies)).exists():
        raise NotNow("extracts_made", "Utdraget är redan gjort för mottagaren.")
    rows = [
        ExtractCopy.objects.create(
            extract=extract, recipient=name, file=store(pdf, "application/pdf")
        )
        for name, pdf in copies.items()
    ]
    facts = {
        "extract": extract.pk,
        "body": extract.item.meeting.body.name,
        "paragraph": extract.item.number,
        "edition": extract.edition,
        "copies": {row.recipient: row.file.sha256 for row in rows},
    }
    tell_case(case, "extract_frozen", by, on, facts)
    return rows
