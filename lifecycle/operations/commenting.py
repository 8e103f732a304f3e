"""Comments on places in a version under review: made, answered, noted as dealt with, taken back."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Case, CommentAnswer, SectionComment
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history.actor import By
from lifecycle.operations.telling import tell_case
from lifecycle.rules.states import require_stage
from organisation.models import Person

LONGEST: Final = 4000
MOST: Final = 200  # of one version
Part = SectionComment.Part


@transaction.atomic
def make_comment(
    *, case_id: int, version: int, part: str, number: int, text: str, actor: Person, on: date
) -> SectionComment:
    """Say something about a section or point (by its number), or the whole, of the version under review."""
    case = lock_case(case_id)
    by = require(actor, "comment", case, on)
    require_stage(case.stage, "approval")
    if version != case.version or case.mark == Case.Mark.RENDERING:
        raise NotNow("other_version", "Versionen granskas inte längre. Läs in sidan igen.")
    _require_text(text)
    if case.comments.filter(version=version).count() >= MOST:
        raise Invalid("many_comments", f"En version kan ha högst {MOST} kommentarer.", field="text")
    place, key = _place(case, part, number)
    comment = SectionComment.objects.create(
        case=case, version=version, part=part, number=number, place=place, key=key,
        text=text.strip(), author=actor, name=by.name, title=by.title, made_on=on,
    )  # fmt: skip
    _tell(case, "comment_made", by, on, comment, text=comment.text)
    return comment


def _place(case: Case, part: str, number: int) -> tuple[str, str]:
    """What the place is called in the version, and which row of the draft it is: the two are equal under review."""
    if part == Part.WHOLE and number == 0:
        return "hela utlåtandet", ""
    if part == Part.SECTION and (section := case.sections.filter(position=number).first()):
        return section.heading, section.key
    if part == Part.POINT and (point := case.points.filter(number=number).first()):
        return f"Punkt {number}", point.key
    raise Invalid("no_such_place", "Stället finns inte i versionen. Läs in sidan igen.")


@transaction.atomic
def answer_comment(
    *, case_id: int, comment: int, text: str, actor: Person, on: date
) -> CommentAnswer:
    """Answer a comment, in the draft that follows or while a version is under review."""
    case, by, row = _found(case_id, comment, actor, on)
    _require_text(text)
    if row.answers.count() >= MOST:
        raise Invalid("many_answers", f"En kommentar kan ha högst {MOST} svar.", field="text")
    answer = CommentAnswer.objects.create(
        comment=row, text=text.strip(), author=actor, name=by.name, title=by.title, made_on=on
    )
    _tell(case, "comment_answered", by, on, row, text=answer.text)
    return answer


@transaction.atomic
def resolve_comment(
    *, case_id: int, comment: int, resolved: bool, actor: Person, on: date
) -> SectionComment:
    """Note that a comment is dealt with, or that it is not after all. Again changes nothing."""
    case, by, row = _found(case_id, comment, actor, on)
    if resolved == (row.resolved_on is not None):
        return row
    row.resolved_on, row.resolved_by = (on, actor) if resolved else (None, None)
    row.save(update_fields=["resolved_on", "resolved_by"])
    _tell(case, "comment_resolved" if resolved else "comment_reopened", by, on, row)
    return row


@transaction.atomic
def withdraw_comment(*, case_id: int, comment: int, actor: Person, on: date) -> Case:
    """Take back a comment of one's own while its version is under review and nobody has answered it."""
    case, by, row = _found(case_id, comment, actor, on)
    if row.author_id != actor.pk:
        raise NotAllowed("not_allowed", "Bara den som skrev kommentaren kan ta bort den.")
    if case.stage != "approval" or row.version != case.version or row.answers.exists():
        raise NotNow(
            "part_of_the_act",
            "Kommentaren är besvarad eller har följt med tillbaka. Den står kvar i ärendet.",
        )
    _tell(case, "comment_withdrawn", by, on, row, text=row.text)
    row.delete()
    return case


def _found(case_id: int, comment: int, actor: Person, on: date) -> tuple[Case, By, SectionComment]:
    """Raises SectionComment.DoesNotExist for a comment of another case."""
    case = lock_case(case_id)
    by = require(actor, "comment", case, on)
    require_stage(case.stage, "draft", "approval")
    if case.mark == Case.Mark.RENDERING:
        raise NotNow("other_version", "Versionen är godkänd. Kommentarerna kan inte ändras.")
    return case, by, case.comments.get(pk=comment)


def _require_text(text: str) -> None:
    if not text.strip():
        raise Invalid("no_text", "Skriv något innan du skickar.", field="text")
    if len(text.strip()) > LONGEST:
        raise Invalid("long_text", f"Skriv högst {LONGEST} tecken.", field="text")
    require_printable(text, "text")


def _tell(case: Case, kind: str, by: By, on: date, row: SectionComment, **facts: str) -> None:
    told = {"comment": row.pk, "version": row.version, "place": row.place, **facts}
    tell_case(case, kind, by, on, told)
