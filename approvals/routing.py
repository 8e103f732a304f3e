"""Plans who is asked in each step and why, and freezes the plan as a submitted version's route."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from approvals.models import RouteStep
from approvals.rules.routes import BodyRef, Step, plan_route
from approvals.rules.schemes import DEFAULT_SCHEME, Matter, SchemeRule, rule_for
from cases.models import Case
from cases.rules.errors import Invalid
from organisation.models import Appointment, Body, Role, Unit

_ORDER = {"acting": 0, "ordinary": 1, "substitute": 2}


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as it will be stored, and the appointment by which its person is asked (None for a body)."""

    step: RouteStep
    held: Appointment | None


def freeze_route(case: Case, on: date) -> list[RouteStep]:
    """Store the planned steps of the case's current version (call with the case locked)."""
    return RouteStep.objects.bulk_create(p.step for p in planned_route(case, on))


def planned_route(case: Case, on: date) -> list[Planned]:
    """Plan the steps of the case's current version and who is asked in each; stores nothing.

    Raises Invalid when no one may take a step: nobody holds the role on the day, or only people who
    have edited the version (four eyes).
    """
    editors = set(
        case.editors.filter(version__lte=case.version).values_list("person_id", flat=True)
    )
    planned = planned_steps(case)
    _require_open_bodies(planned)
    steps = _asked_once([_planned(case, step, editors, on) for step in planned])
    for position, planned in enumerate(steps, start=1):
        planned.step.position = position
    return steps


def _require_open_bodies(steps: Iterable[Step]) -> None:
    """Raise Invalid when a body on the way is no more."""
    keys = [step.body for step in steps if step.body]
    closed = Body.objects.filter(pk__in=keys, closed_on__isnull=False).first()
    if closed is not None:
        raise Invalid("body_closed", f"{closed.name} har upphört. Välj ett annat organ.")


def planned_steps(case: Case) -> tuple[Step, ...]:
    """Plan the roles and bodies the case passes, without asking who holds the roles."""
    points = case.points.filter(decision="").select_related("body")
    deciding = [_ref(p.body) for p in points]
    return plan_route(_ref(case.recipient_body), deciding, _board(), scheme_rule(case, deciding))


def scheme_rule(case: Case, deciding: Iterable[BodyRef]) -> SchemeRule:
    """The delegation scheme's rule for the case. A matter put to the council is taken as one of principle.

    Neither value nor term is asked for when a case is opened: both count as the largest.
    """
    principal = any(body.kind == Body.Kind.COUNCIL for body in deciding)
    matter = Matter(case.agreement.kind, is_principal=principal, units=(case.unit_id,))
    return rule_for(DEFAULT_SCHEME, matter).value


def _ref(body: Body) -> BodyRef:
    return BodyRef(body.pk, body.kind, body.definite)


def _board() -> BodyRef | None:
    board = Body.objects.filter(kind=Body.Kind.EXECUTIVE_BOARD).first()
    return _ref(board) if board else None


def _planned(case: Case, step: Step, editors: set[int], on: date) -> Planned:
    unit = case.unit if step.of_unit else None
    held = who_is_asked(case, step.role, unit, editors, on) if step.role else None
    row = RouteStep(
        case=case,
        version=case.version,
        kind=step.kind,
        role=step.role,
        unit=unit,
        body_id=step.body,
        asked=held.person if held else None,
        rank=step.rank,
        reason=step.reason,
    )
    return Planned(row, held)


def who_is_asked(
    case: Case, role: str, unit: Unit | None, editors: Collection[int], on: date
) -> Appointment:
    """Return the holder of the role on the day: acting before ordinary before substitute, never an editor.

    Raises Invalid when there is none.
    """
    held = Appointment.objects.on_day(on).filter(role=role, person__is_active=True)
    if unit is not None:
        held = held.filter(unit__in=[u for u in (unit.pk, unit.parent_id) if u])
    free = [
        a
        for a in held.select_related("person", "stands_in_for")
        if a.person_id not in editors and a.stands_in_for_id not in editors
    ]
    if not free:
        raise Invalid("nobody_to_ask", _nobody(role, unit, held.exists()))
    expected = set(case.signers.values_list("name", flat=True))
    free.sort(key=lambda a: (_ORDER[a.kind], a.person.name not in expected, a.pk))
    return free[0]


def _nobody(role: str, unit: Unit | None, only_editors: bool) -> str:
    where = f" för {unit.name}" if unit else ""
    who = f"{Role(role).label}{where}"
    if only_editors:
        return f"Den som är {who} har själv ändrat i utkastet. En ersättare behöver utses innan det kan skickas."
    return f"Ingen är {who} i dag. Be en administratör att ge någon uppdraget."


def _asked_once(steps: list[Planned]) -> list[Planned]:
    """One person holding two steps is asked once, in the higher one, and the route says so."""
    kept: list[Planned] = []
    for planned in steps:
        row = planned.step
        twin = next((k for k in kept if row.asked and k.step.asked == row.asked), None)
        if twin is not None:
            kept.remove(twin)
            row.reason = f"{row.reason} Samma person håller båda stegen och tillfrågas en gång."[
                :250
            ]
        kept.append(planned)
    return kept
