"""Writing in the draft: each verb locks the case, asks who and when, writes, and tells the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from approvals.permissions import grant_reading, require
from cases.drafts import read_draft, write_draft
from cases.locking import lock_case
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft, require_possible, require_printable, tidied
from cases.rules.errors import Invalid
from cases.rules.merging import Merged, Place
from cases.saves import Choice, Meanwhile, keep_aside, keep_save, keep_stored, meet
from history import journal
from history.actor import By
from lifecycle.rules.states import require_stage
from organisation.models import Person


@dataclass(frozen=True, slots=True)
class Saved:
    """The case after a save, what was merged, and what others had written meanwhile.

    In the conflicts of `merged` the stored text stands, and the writer has yet to choose.
    """

    case: Case
    merged: Merged
    meanwhile: Meanwhile


@transaction.atomic
def edit_draft(
    *,
    case_id: int,
    draft: Draft,
    seen: int,
    actor: Person,
    on: date,
    by_itself: bool = False,
    page: str = "",
    choices: Mapping[Place, Choice] | None = None,
) -> Saved:
    """Save the draft's text, merged with what others have saved since the writer read it.

    `seen` is the edit count the writer read; `page` names their open page, which still holds what it sent:
    its next save begins there. A page that will hold something else afterwards has no name.
    A save made `by_itself` while somebody writes is told in the book once for each writer, version and day:
    what the book proves is the content at submission, not every pause.
    """
    case = lock_case(case_id)
    by = require(actor, "edit_draft", case, on)
    require_stage(case.stage, "draft")
    require_possible(draft)
    stored = read_draft(case)
    keep_stored(case, stored, on)
    merged, meanwhile = meet(case, stored, tidied(draft), seen, page, choices or {})
    require_possible(merged.draft)
    if merged.conflicts or (page and merged.draft != merged.typed):
        keep_aside(case, merged, on, actor, page)
    if merged.draft != stored:
        own = page if merged.draft == merged.typed else ""
        _write(case, stored, merged.draft, own, actor, on)
        is_told = note_editor(case, actor, on)
        if not (by_itself and is_told):
            _tell(case, merged.draft, by, on)
    return Saved(case, merged, meanwhile)


def _write(case: Case, stored: Draft, draft: Draft, page: str, actor: Person, on: date) -> None:
    case.title = draft.title
    case.edit_count += 1
    case.save(update_fields=["title", "edit_count"])
    write_draft(case, draft)
    keep_save(case, stored, draft, on, actor, page=page)


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
