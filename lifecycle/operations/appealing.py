"""Appeals: registered when they come in, followed through the courts, and what an annulled decision leads to.

KL (2017:725) 13:5-6: an appeal that the municipality receives in time counts as in time. Nothing is refused for being
late, since the court judges that. KL 13:15: what was carried out on an annulled decision is undone as far as possible.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from approvals.appeal_models import Appeal, AppealStep
from approvals.legal_days import course, decided_points, posted_on
from approvals.models import MinuteItem
from approvals.operations.minutes import require_between
from approvals.permissions import require
from cases.locking import lock_agreement, lock_case
from cases.models import Case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.operations.telling import tell_case
from lifecycle.rules.appeals import LATER, Step, require_step, step_words
from organisation.models import Person

MOST_NAME = 120
MOST_NUMBER = 40
MOST_NOTE = 2_000


@transaction.atomic
def register_appeal(
    *,
    case_id: int,
    item_id: int,
    received_on: date,
    appellant: str,
    court_number: str,
    actor: Person,
    on: date,
) -> Appeal:
    """Register that what a § decided was appealed. Raises MinuteItem.DoesNotExist for another case's."""
    case = lock_case(case_id)
    item = _item(case, item_id)
    by = require(actor, "record_appeal", item.meeting, on)
    if item.number is None or not decided_points(item):
        raise NotNow(
            "not_appealable", "Paragrafen avgör ingen punkt, så det finns inget att överklaga."
        )
    require_between(
        received_on, item.meeting.date, on, "Överklagandet", "sammanträdet", "received_on"
    )
    said = described(received_on, appellant, court_number)
    row = Appeal.objects.create(item=item, recorded_on=on, **said)
    facts = {**said, "received_on": received_on.isoformat()}
    tell_case(case, "appeal_registered", by, on, {**_about(row, item), **facts})
    return row


@transaction.atomic
def record_appeal_step(
    *,
    case_id: int,
    appeal_id: int,
    outcome: str,
    day: date,
    points: tuple[int, ...],
    note: str,
    seen: int,
    actor: Person,
    on: date,
) -> AppealStep:
    """Record what has happened with an appeal. Raises Appeal.DoesNotExist for another case's.

    `seen` is how many steps were read. Which court a ruling is of follows from them: the same ruling sent twice
    would be the next court's.
    """
    case = lock_case(case_id)
    appeal, item = _appeal(case, appeal_id)
    by = require(actor, "record_appeal", item.meeting, on)
    require_seen(appeal, seen)
    step = Step(outcome, on if outcome == "undo" else day, tuple(sorted(set(points))))
    run = course(appeal, decided_points(item))
    require_step(run, step, on)
    wanted = "Skriv vad som var fel." if outcome == "undo" else ""
    said = words(note, "note", MOST_NOTE, wanted)
    here = None if outcome in LATER else run.court
    return _add(case, appeal, item, step, here, said, by, on)


@transaction.atomic
def answer_annulment(*, case_id: int, appeal_id: int, note: str, actor: Person, on: date) -> Case:
    """Say what becomes of the agreement when what it rests on was annulled (KL 13:15)."""
    case = lock_case(case_id)
    case.agreement = lock_agreement(case.agreement_id)
    appeal, item = _appeal(case, appeal_id)
    by = require(actor, "answer_annulment", case.agreement, on)
    run = course(appeal, decided_points(item))
    if not run.annulled or run.is_handled:
        raise NotNow("nothing_annulled", "Inget är upphävt som väntar på ett ställningstagande.")
    said = words(note, "note", MOST_NOTE, "Skriv vad som händer med avtalet.")
    _add(case, appeal, item, Step("handled", on), None, said, by, on)
    return case


def _add(
    case: Case,
    appeal: Appeal,
    item: MinuteItem,
    step: Step,
    court: int | None,
    note: str,
    by: By,
    on: date,
) -> AppealStep:
    """What a court did is told in words: which court follows from the steps before, and they may be taken back."""
    row = stored_step(appeal, step, note, by, on)
    facts = {**step_facts(step, note), "what": step_words(step.outcome, court)}
    tell_case(case, "appeal_followed", by, on, {**_about(appeal, item), **facts})
    return row


def described(received_on: date, appellant: str, court_number: str) -> dict[str, Any]:
    """What a registered appeal says of itself, checked."""
    return {
        "received_on": received_on,
        "appellant": words(appellant, "appellant", MOST_NAME, "Skriv vem som överklagar."),
        "court_number": words(court_number, "court_number", MOST_NUMBER),
    }


def require_seen(appeal: Appeal, seen: int) -> None:
    """Raise NotNow unless what was read of the appeal is all there is."""
    if appeal.steps.count() != seen:
        raise NotNow(
            "edited_by_another",
            "Något har antecknats om överklagandet sedan du läste sidan. Läs in den igen.",
        )


def stored_step(appeal: Appeal, step: Step, note: str, by: By, on: date) -> AppealStep:
    """Keep the step as it was said."""
    said = {"outcome": step.outcome, "day": step.day, "points": list(step.points), "note": note}
    return AppealStep.objects.create(
        appeal=appeal, recorded_on=on, name=by.name, title=by.title, **said
    )


def step_facts(step: Step, note: str) -> dict[str, Any]:
    """What the book tells of a step."""
    day, points = step.day.isoformat(), list(step.points)
    return {"outcome": step.outcome, "day": day, "points": points, "note": note}


def _about(appeal: Appeal, item: MinuteItem) -> dict[str, Any]:
    posted = posted_on(item)
    return {
        "appeal": appeal.pk,
        "item": item.pk,
        "body": item.meeting.body.name,
        "date": item.meeting.date.isoformat(),
        "paragraph": item.number,
        "posted_on": posted.isoformat() if posted else "",
    }


def _item(case: Case, item_id: int) -> MinuteItem:
    rows = MinuteItem.objects.select_related("meeting__body")
    found: MinuteItem = rows.get(pk=item_id, case=case)
    return found


def _appeal(case: Case, appeal_id: int) -> tuple[Appeal, MinuteItem]:
    """The appeal, locked, so that two who record at once follow on each other."""
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal_id, item__case=case)
    return appeal, _item(case, appeal.item_id)


def words(text: str, field: str, most: int, missing: str = "") -> str:
    """The text trimmed. Raises Invalid at the field when it is too long, cannot be set, or is missed."""
    said = text.strip()
    if missing and not said:
        raise Invalid("no_text", missing, field=field)
    if len(said) > most:
        raise Invalid("long_text", f"Skriv högst {most} tecken.", field=field)
    require_printable(said, field)
    return said
