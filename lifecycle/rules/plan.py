"""When a proposal that is ready on a day can be in force, and when it must be ready for a wanted day.

The way goes through stop date, each body's meeting, minutes, notice, appeal and signing. Every step
has its day and its reason, and the plan says which body's calendar binds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.calendars import Calendars
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.notice_period import in_words
from lifecycle.rules.plan_walk import (
    DEFAULT_POLICY,
    SETBACKS,
    CalendarEnds,
    PlanStep,
    Policy,
    Setback,
    SetbackKind,
    Walk,
)

# New members: KL 5:9 (the council from 15 October) and 6:18 (the board from 1 January after).
_NEW_COUNCIL: Final = (10, 15)
_ELECTION_CYCLE: Final = (4, 2)  # every fourth year: 2022, 2026, 2030


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps from ready to in force.

    `binding` is the stop date or call where the case lies waiting longest. Where it waits for none, only
    the law's own times bind, and the step is the last of those.
    """

    ready: date
    in_force: date
    steps: tuple[PlanStep, ...]
    binding: PlanStep

    def day_of(self, code: str, body: str = "") -> date | None:
        """Return the last day of a step by its code, and body where there are several; None without it."""
        days = [s.day for s in self.steps if s.code == code and body in ("", s.body)]
        return days[-1] if days else None


def earliest_in_force(
    ready: date,
    route: Sequence[str],
    calendars: Calendars,
    policy: Policy = DEFAULT_POLICY,
    setbacks: Sequence[Setback] = (),
) -> Explained[Plan]:
    """Return the plan with the earliest day in force for a proposal ready on `ready`.

    `route` names the bodies in order; each of `setbacks` happens once. Raises Invalid when a body has
    no calendar, when the calendar ends too early, or when the route is not one.
    """
    require_day(ready, "ready")
    _require_route(route, calendars, setbacks)
    walk = Walk(route, calendars, policy, tuple(setbacks))
    steps = walk.from_ready(ready)
    plan = Plan(ready, _day_in_force(steps), steps, _binding(steps, policy))
    lines = (*(step.line for step in steps), _binding_line(plan))
    return Explained(plan, lines, _mandate_warnings(steps), _assumptions(policy, setbacks))


def latest_ready(
    wanted: date,
    route: Sequence[str],
    calendars: Calendars,
    policy: Policy = DEFAULT_POLICY,
) -> Explained[Plan]:
    """Return the plan with the latest ready day that is in force on `wanted` or before.

    Raises Invalid when no meeting in the calendar is early enough; the sentence names both days.
    """
    require_day(wanted, "wanted")
    _require_route(route, calendars, ())
    walk = Walk(route, calendars, policy)
    missed = None
    for day in sorted({walk.papers_by(m, True) for m in calendars[route[0]]}, reverse=True):
        reached = _in_force(walk, day)
        if reached is not None and reached <= wanted:
            return _in_time(wanted, earliest_in_force(day, route, calendars, policy), missed)
        missed = (day, reached)
    raise _too_early(wanted, route[0], missed)


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before a day the proposal must be ready for the decision to be carried out by then."""

    ready: date
    days: int
    plan: Plan


def lead_time(
    deadline: date, route: Sequence[str], calendars: Calendars, policy: Policy = DEFAULT_POLICY
) -> Explained[Lead]:
    """Return the lead a watch on a notice must add: the body that approved decides the notice too.

    `deadline` is the day to act by (`Deadline.act_by`).
    """
    answer = latest_ready(deadline, route, calendars, replace(policy, goal="notice"))
    plan = answer.value
    days = (deadline - plan.ready).days
    step = f"Tjänsteutlåtandet ska vara klart {long_date(plan.ready)}, {days} dagar före {long_date(deadline)}."
    return Explained(
        Lead(plan.ready, days, plan), (*answer.steps, step), answer.warnings, answer.assumptions
    )


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Another course: what happens, the plan then (None when the calendar ends before), and how many days later."""

    name: str
    answer: Explained[Plan] | None
    days_later: int | None
    sentence: str


def what_ifs(
    ready: date, route: Sequence[str], calendars: Calendars, policy: Policy = DEFAULT_POLICY
) -> tuple[WhatIf, ...]:
    """Return what a missed stop date, and at each body bordläggning or återremiss, would lead to.

    The last one is the same course with the other answer to waiting for legal force.
    """
    base = earliest_in_force(ready, route, calendars, policy).value.in_force
    asked = [Setback("missed_stop", route[0])]
    kinds: tuple[SetbackKind, ...] = ("tabled", "referred_back")
    asked += [Setback(kind, body) for body in route for kind in kinds]
    found = [
        _what_if(f"{SETBACKS[s.kind]} ({s.body})", base, ready, route, calendars, policy, (s,))
        for s in asked
    ]
    other = replace(policy, wait_for_legal_force=not policy.wait_for_legal_force)
    name = "Laga kraft inväntas" if other.wait_for_legal_force else "Laga kraft inväntas inte"
    return (*found, _what_if(name, base, ready, route, calendars, other, ()))


def _what_if(
    name: str,
    base: date,
    ready: date,
    route: Sequence[str],
    calendars: Calendars,
    policy: Policy,
    setbacks: Sequence[Setback],
) -> WhatIf:
    try:
        answer = earliest_in_force(ready, route, calendars, policy, setbacks)
    except CalendarEnds as ends:
        return WhatIf(name, None, None, f"{name}: {ends.sentence}")
    later = (answer.value.in_force - base).days
    how = f"{later} dagar senare" if later >= 0 else f"{-later} dagar tidigare"
    return WhatIf(name, answer, later, f"{name}: {long_date(answer.value.in_force)}, {how}.")


def _day_in_force(steps: tuple[PlanStep, ...]) -> date:
    return next(step.day for step in steps if step.code == "in_force")


def _in_force(walk: Walk, ready: date) -> date | None:
    """Return the day in force, or None when the calendar ends before."""
    try:
        return _day_in_force(walk.from_ready(ready))
    except CalendarEnds:
        return None


def _in_time(
    wanted: date, answer: Explained[Plan], missed: tuple[date, date | None] | None
) -> Explained[Plan]:
    plan = answer.value
    lines = [f"Klart senast {long_date(plan.ready)} räcker för {long_date(wanted)}."]
    if missed and missed[1]:
        lines.append(
            f"Nästa möjlighet är {long_date(missed[0])}. Då blir det {long_date(missed[1])}, för sent."
        )
    return replace(answer, steps=(*answer.steps, *lines))


def _too_early(wanted: date, body: str, first: tuple[date, date | None] | None) -> Invalid:
    sentence = f"{long_date(wanted)} går inte att hinna: kalendern för {body} har inget sammanträde som leder dit."
    if first and first[1]:
        ready, reached = long_date(first[0]), long_date(first[1])
        sentence = f"{long_date(wanted)} går inte att hinna: första möjligheten i kalendern är att vara klar {ready}, och då blir det {reached}."
    return Invalid("wanted_too_early", sentence, field="wanted")


def _binding(steps: tuple[PlanStep, ...], policy: Policy) -> PlanStep:
    longest = max(steps, key=lambda step: step.waited)  # the first of equals
    if longest.waited:
        return longest
    code = "appeal" if policy.wait_for_legal_force else "minutes"
    return next(step for step in steps if step.code == code)


def _binding_line(plan: Plan) -> str:
    step = plan.binding
    what = f"{step.name[0].lower()}{step.name[1:]} {long_date(step.day)}"
    if not step.waited:
        return f"Det som binder är lagens tider: {what}. Ärendet väntar inte på något sammanträde."
    days = in_words(step.waited, "dag", "dagar")
    return f"Det som binder: {what}. Där väntar ärendet längst, {days}."


def _mandate_warnings(steps: tuple[PlanStep, ...]) -> tuple[str, ...]:
    held = [step.day for step in steps if step.code == "meeting"]
    found = []
    for year in range(held[0].year - 1, held[-1].year + 1):
        if year % _ELECTION_CYCLE[0] != _ELECTION_CYCLE[1]:
            continue
        council, board = date(year, *_NEW_COUNCIL), date(year + 1, 1, 1)
        if held[0] < council <= held[-1]:
            found.append(f"Nya fullmäktige tillträder under tiden, {long_date(council)} (KL 5:9).")
        if held[0] < board <= held[-1]:
            found.append(f"En ny styrelse tillträder under tiden, {long_date(board)} (KL 6:18).")
    return tuple(found)


def _assumptions(policy: Policy, setbacks: Sequence[Setback]) -> tuple[str, ...]:
    minutes = _after(policy.minutes_days, "sammanträdet")
    notice = _after(policy.notice_days, "justeringen")
    found = [f"Protokollet justeras {minutes} och anslås {notice}.", "Ingen överklagar."]
    found += [f"{SETBACKS[s.kind]} en gång ({s.body})." for s in setbacks]
    return tuple(found)


def _after(days: int, what: str) -> str:
    return f"{in_words(days, 'dag', 'dagar')} efter {what}" if days else "samma dag"


def _require_route(route: Sequence[str], calendars: Calendars, setbacks: Sequence[Setback]) -> None:
    if not route:
        raise Invalid("route", "Ange minst ett organ på vägen.", field="route")
    if len(set(route)) != len(route):
        raise Invalid("route", "Varje organ får stå en gång på vägen.", field="route")
    for body in route:
        if not calendars.get(body):
            raise Invalid(
                "no_calendar", f"Det finns inga sammanträden för {body} i kalendern.", field="route"
            )
    for setback in setbacks:
        if setback.kind not in SETBACKS or setback.body not in route:
            raise Invalid("setback", f"{setback.body} finns inte på vägen.", field="setbacks")
