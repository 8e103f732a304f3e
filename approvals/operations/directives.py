"""The list of what bodies have ordered (balanslista): followed, reported, and concluded with evidence."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.models import Directive, DirectiveReport, MinuteItem
from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Case, Point
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.rules.dates import long_date, require_day
from organisation.models import Person

MAX_TEXT = 5_000
DECIDED = (Point.Decision.ADOPTED, Point.Decision.CHANGED)


@transaction.atomic
def follow_directive(
    *,
    case_id: int,
    point: int,
    text: str,
    owner: Person,
    due_on: date | None,
    actor: Person,
    on: date,
) -> Directive:
    """Put a decided point on the list: what is to be done, by whom, and when (inclusive) where a day is set."""
    case = lock_case(case_id)
    row = _decided_point(case, point)
    by = require(actor, "follow_directive", row.body, on)
    _require_new(row)
    _require_text(text, "text", "Skriv vad som ska göras.")
    given_on = decided_on(row)
    _require_possible(owner, due_on, given_on)
    directive = Directive.objects.create(
        case=case,
        point=row,
        body=row.body,
        given_on=given_on,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
    )
    facts = {
        "text": directive.text,
        "owner": owner.name,
        "due_on": due_on.isoformat() if due_on else None,
    }
    _tell("directive_followed", directive, by, on, facts)
    return directive


@transaction.atomic
def dismiss_directive(
    *, case_id: int, point: int, reason: str, actor: Person, on: date
) -> Directive:
    """Say that a decided point holds no task to follow; it is not offered again."""
    case = lock_case(case_id)
    row = _decided_point(case, point)
    by = require(actor, "follow_directive", row.body, on)
    _require_new(row)
    _require_text(reason, "reason", "Skriv varför.")
    directive = Directive.objects.create(
        case=case,
        point=row,
        body=row.body,
        given_on=decided_on(row),
        text=row.decided_text,
        status=Directive.Status.NONE,
        closed_on=on,
        closing=reason.strip(),
    )
    _tell("directive_dismissed", directive, by, on, {"reason": reason.strip()})
    return directive


@transaction.atomic
def change_directive(
    *,
    case_id: int,
    directive_id: int,
    owner: Person,
    due_on: date | None,
    reason: str,
    actor: Person,
    on: date,
) -> Directive:
    """Give an open task to somebody else, or another last day (inclusive). Raises Directive.DoesNotExist."""
    directive = _locked(directive_id, case_id)
    by = require(actor, "follow_directive", directive.body, on)
    _require_open(directive)
    if (owner.pk, due_on) == (directive.owner_id, directive.due_on):
        raise Invalid("unchanged", "Välj en annan ansvarig eller en annan dag.", field="owner")
    _require_possible(owner, due_on, directive.given_on)
    _require_text(reason, "reason", "Skriv varför.")
    directive.owner, directive.due_on = owner, due_on
    directive.save(update_fields=["owner", "due_on"])
    day = due_on.isoformat() if due_on else None
    facts = {"owner": owner.name, "due_on": day, "reason": reason.strip()}
    _tell("directive_changed", directive, by, on, facts)
    return directive


@transaction.atomic
def report_directive(*, directive_id: int, text: str, actor: Person, on: date) -> DirectiveReport:
    """Tell how far the task has come. Raises Directive.DoesNotExist."""
    directive = _locked(directive_id)
    by = require(actor, "report_directive", directive, on)
    _require_open(directive)
    _require_text(text, "text", "Skriv vad som har gjorts.")
    report = DirectiveReport.objects.create(
        directive=directive, reported_on=on, text=text.strip(), name=by.name, title=by.title
    )
    _tell("directive_reported", directive, by, on, {"text": report.text})
    return report


@transaction.atomic
def conclude_directive(*, directive_id: int, evidence: str, actor: Person, on: date) -> Directive:
    """Take the task off the list; `evidence` says what shows that it was carried out. Raises Directive.DoesNotExist."""
    directive = _locked(directive_id)
    by = require(actor, "conclude_directive", directive, on)
    _require_open(directive)
    _require_text(evidence, "evidence", "Skriv vad som visar att uppdraget är utfört.")
    directive.status, directive.closed_on = Directive.Status.DONE, on
    directive.closing = evidence.strip()
    directive.save(update_fields=["status", "closed_on", "closing"])
    _tell("directive_concluded", directive, by, on, {"evidence": directive.closing})
    return directive


@transaction.atomic
def lapse_directive(
    *, case_id: int, directive_id: int, reason: str, actor: Person, on: date
) -> Directive:
    """Take off the list a task that is not to be carried out any more (avskrivs), with the reason.

    Raises Directive.DoesNotExist.
    """
    directive = _locked(directive_id, case_id)
    by = require(actor, "conclude_directive", directive, on)
    _require_open(directive)
    _require_text(reason, "reason", "Skriv varför uppdraget inte ska utföras.")
    directive.status, directive.closed_on = Directive.Status.LAPSED, on
    directive.closing = reason.strip()
    directive.save(update_fields=["status", "closed_on", "closing"])
    _tell("directive_lapsed", directive, by, on, {"reason": directive.closing})
    return directive


def _locked(directive_id: int, case_id: int | None = None) -> Directive:
    """The directive, under its case's lock; of that case, when one is given."""
    rows = Directive.objects.filter(case=case_id) if case_id else Directive.objects.all()
    lock_case(rows.values_list("case_id", flat=True).get(pk=directive_id))
    return Directive.objects.select_related("point", "body").get(pk=directive_id)


def _require_possible(owner: Person, due_on: date | None, given_on: date) -> None:
    if not owner.is_active or owner.is_system:
        raise Invalid("inactive_person", "Personen är inte aktiv. Välj någon annan.", field="owner")
    if due_on is not None and require_day(due_on, "due_on") < given_on:
        raise Invalid(
            "dates_contradict",
            f"Dagen {long_date(due_on)} ligger före beslutet {long_date(given_on)}.",
            field="due_on",
        )


def _decided_point(case: Case, number: int) -> Point:
    row = case.points.select_related("body").filter(number=number).first()
    if row is None or row.decision not in DECIDED:
        raise NotNow("not_decided", "Punkten är inte beslutad, så den ger inget uppdrag.")
    return row


def decided_on(point: Point) -> date:
    """The day of the meeting where the point's own body decided it."""
    items = MinuteItem.objects.filter(outcomes__point=point, meeting__body=point.body_id)
    return items.latest("meeting__date").meeting.date


def _require_new(point: Point) -> None:
    if Directive.objects.filter(point=point).exists():
        raise NotNow("followed", f"Punkt {point.number} är redan hanterad på balanslistan.")


def _require_open(directive: Directive) -> None:
    if directive.status != Directive.Status.OPEN:
        raise NotNow("closed", "Uppdraget är avslutat. Läs in sidan igen.")


def _require_text(text: str, field: str, missing: str) -> None:
    if not text.strip():
        raise Invalid("no_text", missing, field=field)
    if len(text) > MAX_TEXT:
        raise Invalid("long_text", f"Skriv högst {MAX_TEXT} tecken.", field=field)
    require_printable(text, field)


def _tell(kind: str, directive: Directive, by: By, on: date, facts: dict[str, object]) -> None:
    facts = {"directive": directive.pk, "point": directive.point.number, **facts}
    journal.record(subject=("case", directive.case_id), kind=kind, by=by, on=on, facts=facts)
