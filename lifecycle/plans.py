"""When a case can be in force, from its rows: the bodies left on its way, their meetings, and the day.

The count is the rule's (lifecycle.rules.plan). Here it is told where the case stands: a draft starts today
from the first body, a case on an agenda starts at that meeting, and one that is decided has no plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from approvals.models import Meeting, MinuteItem, RouteStep
from approvals.routing import planned_steps
from cases.models import Case
from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.calendars import Calendars, MeetingDay, by_body
from lifecycle.rules.dates import long_date, next_working_day
from lifecycle.rules.notice_period import in_words
from lifecycle.rules.plan import (
    Lead,
    Plan,
    WhatIf,
    earliest_in_force,
    latest_ready,
    lead_time,
)
from lifecycle.rules.plan_walk import PlanStep, Policy, Setback, Walk
from organisation.models import Body

HAS_PLAN: Final = ("draft", "approval", "board", "council")
_READY: Final = {
    "draft": ("Tjänsteutlåtandet är klart", "Om det skickas och godkänns i dag."),
    "approval": ("Tjänsteutlåtandet är klart", "Om det godkänns i dag."),
}
_WAITS: Final = ("Ärendet kan sättas upp", "Det står inte på någon dagordning än.")


@dataclass(frozen=True, slots=True)
class Way:
    """What is left of a case's way, as the rule of plans takes it; bodies by their name inside a sentence.

    `whole` is the way a new version takes after a återremiss, on `calendars` as they are; `ahead` is the
    same days as they are for this case now. `agenda` is the day of the meeting it stands on.
    """

    case: Case
    on: date
    route: tuple[str, ...]
    whole: tuple[str, ...]
    calendars: Calendars
    ahead: Calendars
    policy: Policy
    agenda: date | None

    @property
    def ready(self) -> date:
        """The day the count starts: today, or a meeting that has been held and whose outcome is not recorded."""
        return min(self.agenda, self.on) if self.agenda else self.on

    def earliest(self) -> Explained[Plan]:
        """Return the plan from where the case stands. Raises Invalid when the calendars do not reach."""
        answer = earliest_in_force(self.ready, self.route, self.ahead, self.policy)
        return self._from_the_agenda(answer) if self.agenda else self._from_today(answer)

    def latest(self, wanted: date) -> Explained[Plan]:
        """Return the plan that starts as late as `wanted` allows; on an agenda there is only one plan.

        Raises Invalid, with field "wanted", when no meeting that can still be reached is early enough.
        """
        if self.agenda:
            return self._in_time(wanted)
        first, walk = self.route[0], Walk(self.route, self.ahead, self.policy)
        reachable = tuple(m for m in self.ahead[first] if walk.papers_by(m, True) >= self.on)
        return latest_ready(wanted, self.route, {**self.ahead, first: reachable}, self.policy)

    def what_ifs(self) -> tuple[WhatIf, ...]:
        """Return where each setback at each body, and the other answer to waiting for legal force, leads."""
        return tuple(self._what_ifs(self.earliest().value))

    def referred_back(self) -> WhatIf:
        """Return where a återremiss at the next body leads."""
        return self._again("Återremiss", self.earliest().value, self.route[0])

    def _what_ifs(self, base: Plan) -> Iterator[WhatIf]:
        first = self.route[0]
        if late := self._too_late(base):
            yield self._anyway(late, base)
        if not self.agenda:
            gate = base.steps[1]
            missed = "Stoppdagen" if gate.code == "stop" else "Kallelsen"
            name = f"{missed} {'för' if gate.code == 'stop' else 'till'} {first} missas"
            yield self._course(name, base, setbacks=(Setback("missed_stop", first),))
        for body in self.route:
            name = _upper(body)
            tabled = (Setback("tabled", body),)
            yield self._course(f"{name} bordlägger ärendet", base, setbacks=tabled)
            yield self._again(f"{name} återremitterar ärendet", base, body)
        waits = self.policy.wait_for_legal_force
        name = "Laga kraft inväntas inte" if waits else "Laga kraft inväntas"
        other = replace(self.policy, wait_for_legal_force=not waits)
        yield self._course(name, base, policy=other)

    def _course(
        self,
        name: str,
        base: Plan,
        *,
        setbacks: Sequence[Setback] = (),
        policy: Policy | None = None,
        ahead: Calendars | None = None,
    ) -> WhatIf:
        calendars, with_policy = ahead or self.ahead, policy or self.policy
        try:
            answer = earliest_in_force(self.ready, self.route, calendars, with_policy, setbacks)
        except Invalid as refusal:
            return WhatIf(name, None, None, refusal.sentence)
        return _what_if(name, base, answer)

    def _again(self, name: str, base: Plan, body: str) -> WhatIf:
        """Referred back the new version takes the whole way, also past bodies this one has behind it."""
        held = base.day_of("meeting", body) or self.ready
        ready = next_working_day(held + timedelta(days=self.policy.rework_days))
        try:
            answer = earliest_in_force(ready, self.whole, self.calendars, self.policy)
        except Invalid as refusal:
            return WhatIf(name, None, None, refusal.sentence)
        return _what_if(name, base, answer)

    def missed(self, base: Plan) -> tuple[str, ...]:
        """Tell of a meeting that is nearer than the plan's first, and what it would give; else nothing."""
        late = self._too_late(base)
        if late is None:
            return ()
        by = Walk(self.route, self.ahead, self.policy).papers_by(late, True)
        told = f"Till sammanträdet {long_date(late.day)} skulle ärendet ha varit klart {long_date(by)}."
        found = self._anyway(late, base).answer
        if found is None:
            return (told,)
        reached = long_date(found.value.in_force)
        return (f"{told} Sätts det ändå upp där blir det tidigast {reached}.",)

    def _anyway(self, late: MeetingDay, base: Plan) -> WhatIf:
        name = f"Ärendet sätts ändå upp på sammanträdet {long_date(late.day)}"
        return self._course(name, base, ahead=_standing_on(self.ahead, late))

    def _too_late(self, plan: Plan) -> MeetingDay | None:
        """The next meeting of the body the case waits for, when its stop date or call has passed."""
        if self.agenda or self.case.stage not in ("board", "council"):
            return None
        first = self.ahead[self.route[0]][0]
        return first if first.day < plan.steps[2].day else None

    def _from_today(self, answer: Explained[Plan]) -> Explained[Plan]:
        plan = answer.value
        name, why = _READY.get(self.case.stage, _WAITS)
        steps = (replace(plan.steps[0], name=name, why=why), *plan.steps[1:])
        return replace(answer, value=replace(plan, steps=steps))

    def _from_the_agenda(self, answer: Explained[Plan]) -> Explained[Plan]:
        """Start at the meeting itself: its stop date and its call no longer matter."""
        plan = answer.value
        _, gate, meeting, *rest = plan.steps
        here = replace(meeting, why="Ärendet står på dagordningen.", waited=gate.waited)
        binding = here if plan.binding == gate else plan.binding
        lines = [step.line for step in (here, *rest)]
        line = _waits_here(here) if plan.binding == gate else answer.steps[-1]
        here_on = replace(plan, steps=(here, *rest), binding=binding)
        return replace(answer, value=here_on, steps=(*lines, line))

    def _in_time(self, wanted: date) -> Explained[Plan]:
        answer = self.earliest()
        reached = answer.value.in_force
        if reached > wanted:
            sentence = (
                f"{long_date(wanted)} går inte att hinna: ärendet står på dagordningen"
                f" {long_date(self.agenda or self.on)}, och då blir det {long_date(reached)}."
            )
            raise Invalid("wanted_too_early", sentence, field="wanted")
        return answer


@dataclass(frozen=True, slots=True)
class Outlook:
    """What pages say of a case's plan: the plan with its words, or the sentence that tells why there is none."""

    head: str
    plan: Plan | None = None
    binding: str = ""
    warnings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    refusal: str = ""
    way: Way | None = None
    can: str = ""

    def if_referred_back(self) -> str:
        """Return what a återremiss at the next body leads to, as a sentence; "" where no day can be given."""
        found = self.way.referred_back() if self.way else None
        if found is None or found.answer is None:
            return ""
        return f"Då {self.can} tidigast {long_date(found.answer.value.in_force)}."

    def note(self, body: str = "") -> str:
        """Return "tidigast 13 juni 2027" for a body's meeting, or for the signing when none is named; else ""."""
        code = "meeting" if body else "signing"
        day = self.plan.day_of(code, body) if self.plan else None
        return f"tidigast {long_date(day)}" if day else ""


def outlook(case: Case, on: date, *, wait: bool = True) -> Outlook | None:
    """Return what can be said on the day, or None for a case that is past its decision (three to five queries)."""
    if case.stage not in HAS_PLAN:
        return None
    notice = case.kind == Case.Kind.TERMINATE
    head = "Uppsägningen kan ha kommit fram" if notice else "Kan gälla"
    try:
        way = way_of(case, on, wait=wait)
        answer = way.earliest()
    except Invalid as refusal:
        return Outlook("Tidplan", refusal=refusal.sentence)
    plan = answer.value
    return Outlook(
        head=f"{head} tidigast {long_date(plan.in_force)}",
        plan=plan,
        binding=answer.steps[-1],
        warnings=(*way.missed(plan), *_against_the_start(case, plan), *answer.warnings),
        assumptions=answer.assumptions,
        way=way,
        can="kan uppsägningen ha kommit fram" if notice else "kan avtalet gälla",
    )


def way_of(case: Case, on: date, *, wait: bool = True) -> Way:
    """Read the way ahead (three to five queries). Raises Invalid when a draft has no way yet."""
    bodies = {body.pk: body for body in Body.objects.all()}
    whole = _planned(case) if case.stage == "draft" else _frozen(case)
    keys = _ahead(case, whole)
    if not keys:
        raise Invalid(
            "no_body", "Beslutet fattas utan sammanträde. Det finns inga dagar att räkna på."
        )
    council = next((b.definite for b in bodies.values() if b.kind == Body.Kind.COUNCIL), "")
    policy = Policy(
        wait_for_legal_force=wait,
        council=council,
        goal="notice" if case.kind == Case.Kind.TERMINATE else "agreement",
    )
    calendars = _calendars({key: bodies[key].definite for key, _ in whole}, on)
    route = tuple(bodies[key].definite for key in keys)
    everyone = tuple(bodies[key].definite for key, _ in whole)
    agenda = _agenda(case)
    ahead = calendars
    # past the first body, or bordlagt, the papers are in since an earlier meeting
    if route != everyone or case.mark == Case.Mark.TABLED:
        ahead = _without_stop_dates(ahead, route[0])
    if agenda:
        ahead = _standing_on(ahead, MeetingDay(agenda, route[0]))
    return Way(case, on, route, everyone, calendars, ahead, policy, agenda)


def _ahead(case: Case, whole: Sequence[tuple[int, int]]) -> list[int]:
    """The bodies from where the case stands to the last that has something left to decide; a draft has step 0."""
    left = [(key, position) for key, position in whole if position >= case.step]
    if case.stage not in ("board", "council"):
        return [key for key, _ in left]
    undecided = set(case.points.filter(decision="").values_list("body_id", flat=True))
    last = max((at for at, (key, _) in enumerate(left) if key in undecided), default=0)
    return [key for key, _ in left[: last + 1]]


def notice_lead(entered_by: Case, act_by: date, on: date) -> Explained[Lead]:
    """Return when a proposal to give notice must be ready for the notice to arrive on `act_by` (three queries).

    The bodies that decided to enter the agreement decide to leave it. Raises Invalid when the case passed
    no body, or no meeting from `on` is early enough.
    """
    keys = [key for key, _ in _frozen(entered_by)]
    bodies = Body.objects.in_bulk(keys)
    names = {key: bodies[key].definite for key in keys}
    council = next((b.definite for b in bodies.values() if b.kind == Body.Kind.COUNCIL), "")
    policy = Policy(council=council, goal="notice")
    return lead_time(act_by, tuple(names.values()), _calendars(names, on), policy)


def _planned(case: Case) -> list[tuple[int, int]]:
    """The bodies a draft will pass as it stands."""
    steps = enumerate(planned_steps(case), start=1)
    return [(step.body, position) for position, step in steps if step.body is not None]


def _frozen(case: Case) -> list[tuple[int, int]]:
    """The bodies of the submitted version's route, with their positions."""
    steps = RouteStep.objects.filter(case=case, version=case.version, body__isnull=False)
    return list(steps.order_by("position").values_list("body_id", "position"))


def _calendars(names: Mapping[int, str], on: date) -> Calendars:
    rows = Meeting.objects.filter(body__in=names, date__gte=on)
    found = rows.values_list("date", "body_id", "stop_date")
    return by_body(MeetingDay(day, names[body], stop) for day, body, stop in found)


def _agenda(case: Case) -> date | None:
    """The day of the meeting whose agenda the case stands on now."""
    if case.stage not in ("board", "council"):
        return None
    items = MinuteItem.objects.filter(case=case, result=MinuteItem.Result.WAITING)
    return items.values_list("meeting__date", flat=True).first()


def _without_stop_dates(calendars: Calendars, body: str) -> Calendars:
    return {**calendars, body: tuple(replace(m, stop=None) for m in calendars.get(body, ()))}


def _standing_on(calendars: Calendars, agenda: MeetingDay) -> Calendars:
    """The calendars from a meeting whose agenda the case stands on: it can wait for it until the day itself."""
    later = (m for m in calendars.get(agenda.body, ()) if m.day > agenda.day)
    return {**calendars, agenda.body: (replace(agenda, stop=agenda.day), *later)}


def _what_if(name: str, base: Plan, answer: Explained[Plan]) -> WhatIf:
    later = (answer.value.in_force - base.in_force).days
    return WhatIf(name, answer, later, _later(later))


def _later(days: int) -> str:
    if not days:
        return "samma dag"
    unit = "dag" if abs(days) == 1 else "dagar"
    return f"{abs(days)} {unit} {'senare' if days > 0 else 'tidigare'}"


def _waits_here(step: PlanStep) -> str:
    days = in_words(step.waited, "dag", "dagar")
    return f"Det som binder: {step.name} {long_date(step.day)}. Dit väntar ärendet längst, {days}."


def _against_the_start(case: Case, plan: Plan) -> tuple[str, ...]:
    """Tell when the day the agreement is to start cannot be kept."""
    starts = case.agreement.starts_on
    if case.kind != Case.Kind.ENTER or starts is None or starts >= plan.in_force:
        return ()
    return (f"Avtalet ska gälla från {long_date(starts)}. Det hinner inte bli gällande till dess.",)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
