"""Writing in the draft: each verb locks the case, asks who and when, writes, and tells the book."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from approvals.permissions import grant_reading, require
from cases.drafts import read_draft, write_draft
from cases.locking import lock_case, require_unchanged
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft, require_possible, require_printable
from cases.rules.errors import Invalid
from history import journal
from history.actor import By
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def edit_draft(
    *, case_id: int, draft: Draft, seen: int, actor: Person, on: date, by_itself: bool = False
) -> Case:
    """Replace the draft's text. `seen` is the edit count the writer read; a later save refuses (NotNow).

    A save made `by_itself` while somebody writes is told in the book once for each writer, version and day:
    what the book proves is the content at submission, not every pause.
    """
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    require_stage(case.stage, "draft")
    require_unchanged(seen, case.edit_count)
    require_possible(draft)
    if draft == read_draft(case):
        return case
    case.title = draft.title.strip()
    case.edit_count += 1
    case.save(update_fields=["title", "edit_count"])
    write_draft(case, draft)
    is_told = note_editor(case, actor, on)
    if not (by_itself and is_told):
        _tell(case, draft, by, on)
    return case


def _tell(case: Case, draft: Draft, by: By, on: date) -> None:
    facts = {
        "version": case.version,
        "title": case.title,
        "points": len(draft.points),
        "sections": [s.heading for s in draft.sections],
    }
    journal.record(subject=("case", case.pk), kind="draft_edited", by=by, on=on, facts=facts)


def note_editor(case: Case, actor: Person, on: date | None = None) -> bool:
    """Remember that the person edited this version: the fact that bars them from approving it.

    With a day, answer whether the book had told of their writing that day already; it has now.
    """
    row, _ = VersionEditor.objects.get_or_create(case=case, version=case.version, person=actor)
    if on is None or row.told_on == on:
        return on is not None
    row.told_on = on
    row.save(update_fields=["told_on"])
    return False


@transaction.atomic
def set_registry_number(*, case_id: int, registry_number: str, actor: Person, on: date) -> Case:
    """Set the diary system's number on a case that has none yet, or correct it while it is a draft."""
    case = lock_case(case_id)
    by = require(actor, "set_registry_number", case, on)
    require_stage(case.stage, "draft")
    number = registry_number.strip()
    if not 3 <= len(number) <= 40 or not any(sign.isdigit() for sign in number):
        raise Invalid(
            "registry_number",
            "Ange diarienumret som det står i diariet, till exempel KS-2026/112.",
            field="registry_number",
        )
    require_printable(number, "registry_number")
    before, case.registry_number = case.registry_number, number
    try:
        with transaction.atomic():
            case.save(update_fields=["registry_number"])
    except IntegrityError as error:
        raise Invalid(
            "registry_number_taken",
            f"Diarienumret {number} används av ett annat ärende.",
            field="registry_number",
        ) from error
    facts = {"before": before, "after": number}
    journal.record(subject=("case", case.pk), kind="registry_number_set", by=by, on=on, facts=facts)
    return case


@transaction.atomic
def share_case(*, case_id: int, person: Person, ends_on: date, actor: Person, on: date) -> Case:
    """Let one person read this case until a day (inclusive)."""
    case = lock_case(case_id)
    by = require(actor, "share_case", case, on)
    if ends_on < on:
        raise Invalid("past_day", "Ange en dag från och med i dag.", field="ends_on")
    if not person.is_active or person.is_system:
        raise Invalid("inactive_person", "Personen är inte aktiv.", field="person")
    grant_reading(case, person, source=f"delat av {by.name}", ends_on=ends_on)
    facts = {"person": person.pk, "name": person.name, "ends_on": ends_on.isoformat()}
    journal.record(subject=("case", case.pk), kind="case_shared", by=by, on=on, facts=facts)
    return case
