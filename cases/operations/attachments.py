"""Attachments of a draft: files come in cleaned, numbers follow by themselves."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import require
from cases.files import store_pdf
from cases.locking import lock_case
from cases.models import Attachment, Case
from cases.operations.drafting import note_editor
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from history import journal
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def add_attachment(
    *,
    case_id: int,
    title: str,
    filename: str,
    data: bytes,
    number: int | None,
    actor: Person,
    on: date,
) -> Attachment:
    """Add a PDF as the next attachment, or as the file of attachment `number` that waits for one."""
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    require_stage(case.stage, "draft")
    _require_title(title, filename)
    file = store_pdf(data)
    count = case.attachments.count()
    if number is not None and not 1 <= number <= count:
        raise Invalid("no_such_attachment", f"Bilaga {number} finns inte.", field="file")
    attachment, _ = Attachment.objects.update_or_create(
        case=case,
        number=number or count + 1,
        defaults={"title": title.strip(), "filename": filename[-200:], "file": file},
    )
    note_editor(case, actor)
    facts = {"number": attachment.number, "title": attachment.title, "sha256": file.sha256}
    journal.record(subject=("case", case.pk), kind="attachment_added", by=by, on=on, facts=facts)
    return attachment


def _require_title(title: str, filename: str) -> None:
    if not title.strip():
        raise Invalid("no_title", "Ge bilagan en titel.", field="title")
    if len(title) > 200:
        raise Invalid("long_title", "Titeln får ha högst 200 tecken.", field="title")
    require_printable(title, "title")
    require_printable(filename, "file")


@transaction.atomic
def remove_attachment(*, case_id: int, number: int, actor: Person, on: date) -> Case:
    """Remove an attachment; those after it move up one number."""
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    require_stage(case.stage, "draft")
    attachment = case.attachments.filter(number=number).first()
    if attachment is None:
        raise Invalid("no_such_attachment", f"Bilaga {number} finns inte.")
    title = attachment.title
    attachment.delete()
    for place, row in enumerate(case.attachments.all(), start=1):
        if row.number != place:
            row.number = place
            row.save(update_fields=["number"])
    note_editor(case, actor)
    facts = {"number": number, "title": title}
    journal.record(subject=("case", case.pk), kind="attachment_removed", by=by, on=on, facts=facts)
    return case
