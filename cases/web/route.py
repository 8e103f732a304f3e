"""A case's way as a row of steps: the frozen route of its version, or the one planned while it is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from approvals.models import Approval, MinuteItem, RouteStep
from approvals.routing import planned_steps
from cases.models import Case
from cases.rules.errors import Invalid
from cases.web.looks import look_of_stage
from lifecycle.plans import Outlook
from lifecycle.rules.dates import long_date
from organisation.models import Body, Role

DONE, NOW, AHEAD = "klar", "nu", "kommer"
_WITH_BODIES: Final = ("board", "council", "rejected")
_MARKS: Final = {
    Case.Mark.RETURNED: "s-aterremiss",
    Case.Mark.REFERRED_BACK: "s-aterremiss",
    Case.Mark.TABLED: "s-bordlagt",
    Case.Mark.RENDERING: "s-framstalls",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the row, as templates/parts/steps.html shows it; `reason` is why it is there.

    `body` names the body that meets, as it stands inside a sentence.
    """

    label: str
    state: str
    note: str = ""
    reason: str = ""
    symbol: str = ""
    body: str = ""


def route_of(case: Case) -> list[RouteStep]:
    """Return the frozen steps of the case's current version, with their answers (one query)."""
    rows = RouteStep.objects.filter(case=case, version=case.version)
    return list(rows.select_related("body", "asked", "approval"))


def planned(case: Case) -> list[Stop]:
    """Return the steps the draft will take as it stands. Raises Invalid when it cannot go anywhere yet."""
    steps = planned_steps(case)
    names = Body.objects.in_bulk([step.body for step in steps if step.body])
    return [
        Stop(
            names[s.body].name if s.body else Role(s.role).label.capitalize(),
            AHEAD,
            reason=s.reason,
            body=names[s.body].definite if s.body else "",
        )
        for s in steps
    ]


def stops(
    case: Case,
    route: Sequence[RouteStep],
    items: Sequence[MinuteItem],
    ahead: Outlook | None = None,
) -> list[Stop]:
    """Return the whole row: the draft, the route, and how the case ends; with the days of the plan ahead."""
    drafting = case.stage == "draft"
    shape = (_MARKS.get(Case.Mark(case.mark)) if case.mark else "") or look_of_stage("draft").symbol
    mark = case.get_mark_display().lower() if drafting and case.mark else f"version {case.version}"
    first = Stop("Utkast", NOW if drafting else DONE, mark, symbol=shape if drafting else "")
    middle = _hoped(case) if drafting else [_stop(case, s, items) for s in route]
    return [first, *(_with_day(stop, ahead) for stop in middle), _end(case, ahead)]


def _with_day(stop: Stop, ahead: Outlook | None) -> Stop:
    """A body's stop with the earliest day the plan gives it, while it has nothing else to tell."""
    if ahead is None or stop.note or not stop.body or stop.state == DONE:
        return stop
    return replace(stop, note=ahead.note(stop.body))


def _hoped(case: Case) -> list[Stop]:
    try:
        return planned(case)
    except Invalid:  # a draft without points has no way yet; the checks say so
        return []


def _stop(case: Case, step: RouteStep, items: Sequence[MinuteItem]) -> Stop:
    answer: Approval | None = getattr(step, "approval", None)
    state = _state(case, step, answer)
    symbol = (
        (_MARKS.get(Case.Mark(case.mark)) if case.mark else "") or look_of_stage(case.stage).symbol
        if state == NOW
        else ""
    )
    if step.body is not None:
        note = _decided(step, items)
        return Stop(step.body.name, state, note, step.reason, symbol, step.body.definite)
    return Stop(
        Role(step.role).label.capitalize(), state, _approved(step, answer), step.reason, symbol
    )


def _approved(step: RouteStep, answer: Approval | None) -> str:
    if answer is None:
        return step.asked.name if step.asked else ""
    did = "godkände" if answer.outcome == Approval.Outcome.APPROVED else "återlämnade"
    return f"{answer.name} {did} {long_date(answer.decided_on)}"


def _decided(step: RouteStep, items: Sequence[MinuteItem]) -> str:
    """The § of the last meeting that handled the step, or the day it stands on an agenda."""
    mine = [i for i in items if i.step_id == step.pk and i.result != MinuteItem.Result.OFF_AGENDA]
    if not mine:
        return ""
    last = mine[-1]
    day = long_date(last.meeting.date)
    if last.number is None:
        return f"på dagordningen {day}"
    return f"{last.get_result_display()} {day}, § {last.number}"


def _state(case: Case, step: RouteStep, answer: Approval | None) -> str:
    if case.stage in ("execution", "closed") or step.position < case.step:
        return DONE
    if case.stage == "withdrawn":
        return DONE if answer is not None else AHEAD
    if step.position > case.step:
        return AHEAD
    waits = case.stage in _WITH_BODIES if step.body_id else answer is None or bool(case.mark)
    return NOW if waits else DONE


def _end(case: Case, ahead: Outlook | None) -> Stop:
    look = look_of_stage(case.stage)
    if case.stage in ("closed", "rejected", "withdrawn"):
        day = long_date(case.closed_on) if case.closed_on else ""
        return Stop(look.label, DONE if case.stage == "closed" else NOW, day, symbol=look.symbol)
    note = ahead.note() if ahead else ""
    return Stop("Verkställs", NOW if case.stage == "execution" else AHEAD, note, symbol=_now(case))


def _now(case: Case) -> str:
    return look_of_stage(case.stage).symbol if case.stage == "execution" else ""
