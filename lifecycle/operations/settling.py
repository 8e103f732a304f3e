"""Settling a condition that was decided with a change: the point holds, or returns to its body."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from approvals.models import RouteStep
from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Case, Point
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.operations.moves import move_agreement, move_case
from lifecycle.operations.telling import tell_agreement, tell_case
from lifecycle.rules.states import require_stage
from organisation.models import Body, Person


@transaction.atomic
def settle_condition(
    *, case_id: int, point: int, holds: bool, motivation: str, actor: Person, on: date
) -> Case:
    """Say whether a point decided under a changed condition still holds, or returns to its body."""
    case = lock_case(case_id)
    row = case.points.select_related("body").filter(number=point).first()
    if row is None:
        raise Invalid("no_such_point", f"Punkt {point} finns inte.")
    by = require(actor, "settle_condition", row.body, on)
    require_stage(case.stage, "execution")
    if row.condition != Point.Condition.REEVALUATE:
        raise NotNow("nothing_to_settle", f"Punkt {point} ska inte prövas på nytt.")
    if not motivation.strip():
        raise Invalid("no_motivation", "Skriv varför.", field="motivation")
    require_printable(motivation, "motivation")
    if holds:
        row.condition = Point.Condition.FULFILLED
        row.save(update_fields=["condition"])
    else:
        _return_to_body(case, row)
    facts = {"point": point, "holds": holds, "motivation": motivation.strip()}
    tell_case(case, "condition_settled", by, on, facts)
    if not holds and case.kind == Case.Kind.ENTER:
        tell_agreement(case.agreement, "agreement_reopened", by, on, {"case": case.pk})
    return case


def _return_to_body(case: Case, point: Point) -> None:
    """Open the point again and let the case wait for the body that decides it.

    The body then knows what the point hung on, so it is decided without condition; the version's frozen
    content keeps what was proposed.
    """
    point.decision, point.decided_text, point.condition = "", "", ""
    point.save(update_fields=["decision", "decided_text", "condition"])
    point.depends_on.clear()
    target = "council" if point.body.kind == Body.Kind.COUNCIL else "board"
    step = _step_of(case, point)
    move_case(case, target, "settle_condition", step=step.position, mark="")
    if case.kind == Case.Kind.ENTER and case.agreement.state == "signing":
        move_agreement(case.agreement, "proposed", "settle_condition")


def _step_of(case: Case, point: Point) -> RouteStep:
    """The body's step in the version's route; a body the route had no longer any need of comes last."""
    steps = RouteStep.objects.filter(case=case, version=case.version)
    found = steps.filter(body=point.body).first()
    if found is not None:
        return found
    last = steps.aggregate(last=Max("position"))["last"] or 0
    return RouteStep.objects.create(
        case=case,
        version=case.version,
        position=last + 1,
        kind=RouteStep.Kind.BODY,
        body=point.body,
        reason=f"Punkt {point.number} prövas på nytt, eftersom villkoret beslutades med ändring.",
    )
