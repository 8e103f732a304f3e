"""Freezes the route of a submitted version: who is asked in each step, and why."""

from __future__ import annotations

from datetime import date

from approvals.models import RouteStep
from approvals.rules.routes import BodyRef, Step, plan_route
from cases.models import Case
from cases.rules.errors import Invalid
from organisation.models import Appointment, Body, Person, Role, Unit

_ORDER = {"acting": 0, "ordinary": 1, "substitute": 2}


def freeze_route(case: Case, on: date) -> list[RouteStep]:
    """Plan and store the steps of the case's current version (call with the case locked).

    Raises Invalid when no one may take a step: nobody holds the role on the day, or only people who
    have edited the version (four eyes).
    """
    editors = set(
        case.editors.filter(version__lte=case.version).values_list("person_id", flat=True)
    )
    steps = plan_route(
        _ref(case.recipient_body), [_ref(p.body) for p in _open_points(case)], _board()
    )
    rows = [_row(case, position, step, editors, on) for position, step in enumerate(steps, start=1)]
    rows = _asked_once(rows)
    for position, row in enumerate(rows, start=1):
        row.position = position
    return RouteStep.objects.bulk_create(rows)


def _open_points(case: Case) -> list:
    return list(case.points.filter(decision="").select_related("body"))


def _ref(body: Body) -> BodyRef:
    return BodyRef(body.pk, body.kind, body.definite)


def _board() -> BodyRef | None:
    board = Body.objects.filter(kind=Body.Kind.EXECUTIVE_BOARD).first()
    return _ref(board) if board else None


def _row(case: Case, position: int, step: Step, editors: set[int], on: date) -> RouteStep:
    unit = case.unit if step.of_unit else None
    return RouteStep(
        case=case,
        version=case.version,
        position=position,
        kind=step.kind,
        role=step.role,
        unit=unit,
        body_id=step.body,
        asked=_who_is_asked(case, step.role, unit, editors, on) if step.role else None,
        rank=step.rank,
        reason=step.reason,
    )


def _who_is_asked(case: Case, role: str, unit: Unit | None, editors: set[int], on: date) -> Person:
    """The holder of the role on the day: acting before ordinary before substitute, never an editor."""
    held = Appointment.objects.on_day(on).filter(role=role, person__is_active=True)
    if unit is not None:
        held = held.filter(unit__in=[u for u in (unit.pk, unit.parent_id) if u])
    free = [
        a
        for a in held.select_related("person")
        if a.person_id not in editors and a.stands_in_for_id not in editors
    ]
    if not free:
        raise Invalid("nobody_to_ask", _nobody(role, unit, held.exists()))
    expected = set(case.signers.values_list("name", flat=True))
    free.sort(key=lambda a: (_ORDER[a.kind], a.person.name not in expected, a.pk))
    return free[0].person


def _nobody(role: str, unit: Unit | None, only_editors: bool) -> str:
    where = f" för {unit.name}" if unit else ""
    who = f"{Role(role).label}{where}"
    if only_editors:
        return f"Den som är {who} har själv ändrat i utkastet. En ersättare behöver utses innan det kan skickas."
    return f"Ingen är {who} i dag. Be en administratör att ge någon uppdraget."


def _asked_once(rows: list[RouteStep]) -> list[RouteStep]:
    """One person holding two steps is asked once, in the higher one, and the route says so."""
    kept: list[RouteStep] = []
    for row in rows:
        twin = next((k for k in kept if row.asked and k.asked == row.asked), None)
        if twin is not None:
            kept.remove(twin)
            row.reason = f"{row.reason} Samma person håller båda stegen och tillfrågas en gång."[
                :250
            ]
        kept.append(row)
    return kept
