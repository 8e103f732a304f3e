"""A step of approval follows the role: whoever was asked and may answer no more gives way to today's holder."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet

from approvals.models import RouteStep
from approvals.permissions import allows, require
from approvals.queries import route_of
from approvals.routing import who_is_asked
from cases.locking import lock_case
from cases.models import Case
from cases.rules.errors import NotNow
from lifecycle.operations.telling import tell_case
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def hand_on_steps(*, case_id: int, actor: Person, on: date) -> Case:
    """Ask today's holder in every unanswered step whose person may answer it no more.

    Raises Invalid when nobody holds the role today, NotNow when everybody asked may still answer.
    """
    case = lock_case(case_id)
    by = require(actor, "hand_on_steps", case, on)
    require_stage(case.stage, "approval")
    editors = route_of(case.pk, case.version).editors
    handed = []
    for step in unanswered_steps().filter(case=case):
        before = step.asked
        if allows(before, "approve", case, on, step=step, editors=editors):
            continue
        step.asked = who_is_asked(case, step.role, step.unit, editors, on).person
        step.save(update_fields=["asked"])
        handed.append(f"{before.name} har inte längre uppdraget. {step.asked.name} tillfrågas.")
    if not handed:
        raise NotNow("all_hold_on", "Alla som är tillfrågade har kvar sina uppdrag.")
    tell_case(case, "steps_handed_on", by, on, {"version": case.version, "handed": handed})
    return case


def unanswered_steps() -> QuerySet[RouteStep]:
    """The steps people are or will be asked in, of the cases under approval."""
    return (
        RouteStep.objects.filter(
            case__stage="approval",
            version=F("case__version"),
            position__gte=F("case__step"),
            asked__isnull=False,
            approval__isnull=True,
        )
        .select_related("asked", "unit", "case__unit")
        .order_by("case", "position")
    )


def cases_left_behind(on: date) -> list[int]:
    """Return the cases under approval where somebody asked may answer no more."""
    found = []
    for step in unanswered_steps():
        editors = route_of(step.case_id, step.version).editors
        if not allows(step.asked, "approve", step.case, on, step=step, editors=editors):
            found.append(step.case_id)
    return list(dict.fromkeys(found))
