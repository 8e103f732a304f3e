"""Attachments of a draft: files come in cleaned, numbers and the citations of them follow by themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction

from approvals.permissions import require
from cases.drafts import read_draft, renumber_citations
from cases.files import store_upload
from cases.intake import named_after
from cases.locking import lock_case
from cases.models import Attachment, Case, StoredFile
from cases.operations.drafting import note_editor
from cases.papers import renumber_papers
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from cases.saves import keep_save, keep_stored
from history import journal
from history.actor import By
from lifecycle.rules.states import require_stage
from organisation.models import Person

MOST: Final = 99


@transaction.atomic
def add_attachment(
    *,
    case_id: int,
    title: str,
    filename: str,
    data: bytes | StoredFile,
    number: int | None,
    actor: Person,
    on: date,
) -> Attachment:
    """Add a file as the next attachment, or as the file of attachment `number`, instead of any it had.

    `data` is what somebody sent, which is taken in first, or a file the product itself has made.
    """
    case, by = _locked(case_id, actor, on)
    _require_title(title)
    require_printable(filename, "file")
    count = case.attachments.count()
    if number is not None and not 1 <= number <= count:
        raise Invalid("no_such_attachment", f"Bilaga {number} finns inte.", field="file")
    if number is None and count >= MOST:
        raise Invalid("many_attachments", f"Ett ärende kan ha högst {MOST} bilagor.", field="file")
    file = data if isinstance(data, StoredFile) else store_upload(data)
    had_file = case.attachments.filter(number=number).exclude(file=None).exists()
    kind = "attachment_replaced" if had_file else "attachment_added"
    attachment = _written(case, number or count + 1, title, filename, file)
    note_editor(case, actor)
    facts = {"number": attachment.number, "title": attachment.title, "sha256": file.sha256}
    journal.record(subject=("case", case.pk), kind=kind, by=by, on=on, facts=facts)
    return attachment


def _locked(case_id: int, actor: Person, on: date) -> tuple[Case, By]:
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    require_stage(case.stage, "draft")
    return case, by


def _require_title(title: str) -> None:
    if not title.strip():
        raise Invalid("no_title", "Ge bilagan en titel.", field="title")
    if len(title.strip()) > 200:
        raise Invalid("long_title", "Titeln får ha högst 200 tecken.", field="title")
    require_printable(title, "title")


def _written(case: Case, number: int, title: str, filename: str, file: StoredFile) -> Attachment:
    facts = {
        "title": title.strip(),
        "filename": named_after(filename, file.content_type),
        "file": file,
    }
    row, _ = Attachment.objects.update_or_create(case=case, number=number, defaults=facts)
    return row


def attachment_of(case: Case, number: int) -> Attachment:
    """The case's attachment with the number, or Invalid."""
    found: Attachment | None = case.attachments.filter(number=number).first()
    if found is None:
        raise Invalid("no_such_attachment", f"Bilaga {number} finns inte.")
    return found


@transaction.atomic
def retitle_attachment(
    *, case_id: int, number: int, title: str, actor: Person, on: date
) -> Attachment:
    """Give an attachment another title."""
    case, by = _locked(case_id, actor, on)
    attachment = attachment_of(case, number)
    _require_title(title)
    before, attachment.title = attachment.title, title.strip()
    if before == attachment.title:
        return attachment
    attachment.save(update_fields=["title"])
    note_editor(case, actor)
    facts = {"number": number, "title": attachment.title, "before": before}
    _tell(case, "attachment_retitled", by, on, facts)
    return attachment


@transaction.atomic
def move_attachment(
    *, case_id: int, number: int, place: int, actor: Person, on: date
) -> Attachment:
    """Give an attachment another place; those between move one step, and the text's citations follow."""
    case, by = _locked(case_id, actor, on)
    attachment = attachment_of(case, number)
    rows = list(case.attachments.all())
    if not 1 <= place <= len(rows):
        raise Invalid("no_such_place", f"Platsen {place} finns inte bland bilagorna.")
    if place == number:
        return attachment
    rows.insert(place - 1, rows.pop(number - 1))
    cited = _renumber(case, rows, actor, on)
    note_editor(case, actor)
    facts = {"before": number, "number": place, "title": attachment.title, "cited": cited}
    _tell(case, "attachment_moved", by, on, facts)
    return attachment_of(case, place)


@transaction.atomic
def remove_attachment(*, case_id: int, number: int, actor: Person, on: date) -> Case:
    """Remove an attachment; those after it move up one number, and the text's citations follow."""
    case, by = _locked(case_id, actor, on)
    attachment = attachment_of(case, number)
    title = attachment.title
    rows = [row for row in case.attachments.all() if row.pk != attachment.pk]
    attachment.delete()
    cited = _renumber(case, rows, actor, on)
    note_editor(case, actor)
    facts = {"number": number, "title": title, "cited": cited}
    _tell(case, "attachment_removed", by, on, facts)
    return case


def _renumber(case: Case, rows: list[Attachment], actor: Person, on: date) -> int:
    """Number the rows from 1 and exchange the numbers in texts and letters; return how many changed.

    The edit count rises also when no text cited anything: who has the editor open saw the old numbers.
    """
    before = read_draft(case)
    keep_stored(case, before, on)
    numbers = {row.number: place for place, row in enumerate(rows, start=1)}
    for place, row in enumerate(rows, start=1):
        if row.number != place:
            row.number = place
            row.save(update_fields=["number"])
    case.edit_count += 1
    case.save(update_fields=["edit_count"])
    changed = renumber_citations(case, numbers) + renumber_papers(case, numbers)
    keep_save(case, before, read_draft(case), on, actor, renumbered=True)
    return changed


def _tell(case: Case, kind: str, by: By, on: date, facts: dict[str, Any]) -> None:
    journal.record(subject=("case", case.pk), kind=kind, by=by, on=on, facts=facts)
