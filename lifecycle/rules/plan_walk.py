"""Walks a proposal from ready to in force: stop date, call, meeting by meeting, minutes, notice, appeal, signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from cases.rules.errors import Invalid
from lifecycle.rules.calendars import Calendars, MeetingDay
from lifecycle.rules.dates import long_date, next_working_day, weekday_date
from lifecycle.rules.statutory_time import (
    MINUTES_DAYS,
    NOTICE_DAYS,
    last_appeal_day,
    latest_call,
    latest_council_call,
)

Goal = Literal["agreement", "notice"]
SetbackKind = Literal["missed_stop", "tabled", "referred_back"]

SETBACKS: Final[dict[str, str]] = {
    "missed_stop": "Stoppdagen missas",
    "tabled": "Ärendet bordläggs",
    "referred_back": "Ärendet återremitteras",
}
_GOALS: Final[dict[str, tuple[str, str]]] = {
    "agreement": ("Avtalet undertecknas", "Avtalet kan gälla"),
    "notice": ("Uppsägningen skickas", "Uppsägningen kan ha kommit fram"),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What the law leaves to the municipality. The days given are the longest the law allows.

    `settling_days` pass between signing and being in force, or between sending a notice and its
    arrival; `rework_days` before a proposal referred back is ready again.
    """

    minutes_days: int = MINUTES_DAYS
    notice_days: int = NOTICE_DAYS
    wait_for_legal_force: bool = True
    settling_days: int = 0
    call_days: int = 7
    rework_days: int = 14
    council: str = "KF"
    goal: Goal = "agreement"

    def __post_init__(self) -> None:
        limits = {
            "minutes_days": (MINUTES_DAYS, "Justering"),
            "notice_days": (NOTICE_DAYS, "Anslag"),
            "settling_days": (365, "Tid efter undertecknandet"),
            "call_days": (60, "Kallelse"),
            "rework_days": (365, "Omarbetning"),
        }
        for name, (most, label) in limits.items():
            if not 0 <= getattr(self, name) <= most:
                raise Invalid("days", f"{label}: ange från 0 till {most} dagar.", field=name)


DEFAULT_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class Setback:
    """Something that goes wrong once at a body."""

    kind: SetbackKind
    body: str


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step with its day: what happens, at which body where it is one's, and why that day.

    `waited` is for stop dates and calls: so many days the case has lain ready when they come. It could
    have come so much later to no harm.
    """

    code: str
    day: date
    name: str
    why: str
    body: str = ""
    waited: int = 0

    @property
    def line(self) -> str:
        """The step as one line of a count."""
        return " ".join(
            part for part in (f"{weekday_date(self.day)}: {self.name}.", self.why) if part
        )


class CalendarEnds(Invalid):
    """The calendar has no meeting late enough; more meetings must be entered."""


@dataclass(slots=True)
class Walk:
    """Walks a route forward; each of `setbacks` happens once."""

    route: Sequence[str]
    calendars: Calendars
    policy: Policy
    setbacks: tuple[Setback, ...] = ()
    left: list[Setback] = field(default_factory=list)
    steps: list[PlanStep] = field(default_factory=list)

    def from_ready(self, ready: date) -> tuple[PlanStep, ...]:
        """Return all steps for a proposal ready on the day."""
        self.left, self.steps = list(self.setbacks), []
        held = self._through_the_bodies(ready, "Tjänsteutlåtandet är klart")
        self._after_the_decision(held)
        return tuple(self.steps)

    def _through_the_bodies(self, ready: date, name: str) -> MeetingDay:
        self.steps.append(PlanStep("ready", ready, name, ""))
        arrived = ready
        for number, body in enumerate(self.route):
            meeting = self._meeting(body, arrived, number == 0)
            if self._takes("missed_stop", body):
                meeting = self._next(meeting)
            self._to_meeting(meeting, arrived, number == 0)
            if self._takes("tabled", body):
                meeting = self._next(meeting)
                self.steps.append(
                    PlanStep(
                        "meeting",
                        meeting.day,
                        f"{body} sammanträder",
                        "Bordlagt ärende tas upp igen.",
                        body,
                    )
                )
            if self._takes("referred_back", body):
                again = next_working_day(meeting.day + timedelta(days=self.policy.rework_days))
                return self._through_the_bodies(
                    again, "Den nya versionen är klar efter återremissen"
                )
            arrived = meeting.day
        return meeting

    def _to_meeting(self, meeting: MeetingDay, arrived: date, first: bool) -> None:
        body, by = meeting.body, self.papers_by(meeting, first)
        waited = (by - arrived).days
        if first and meeting.stop:
            why = f"Handlingar till sammanträdet {long_date(meeting.day)} ska vara inne."
            gate = PlanStep("stop", by, f"Stoppdag för {body}", why, body, waited)
        elif body == self.policy.council:
            why = "Minst en vecka före, på en arbetsdag (KL 5:13, 5:15)."
            name = f"Tillkännagivande och kallelse till {body}"
            gate = PlanStep("call", by, name, why, body, waited)
        else:
            why = f"{self.policy.call_days} dagar före, på en arbetsdag."
            gate = PlanStep("call", by, f"Kallelse till {body}", why, body, waited)
        self.steps += (gate, PlanStep("meeting", meeting.day, f"{body} sammanträder", "", body))

    def _after_the_decision(self, held: MeetingDay) -> None:
        policy = self.policy
        minutes = next_working_day(held.day + timedelta(days=policy.minutes_days))
        notice = next_working_day(minutes + timedelta(days=policy.notice_days))
        appeal = last_appeal_day(notice).value
        force = appeal + timedelta(days=1)
        sign = next_working_day(force if policy.wait_for_legal_force else minutes)
        signed, reached = _GOALS[policy.goal]
        after = (
            PlanStep("minutes", minutes, "Protokollet justeras", _minutes_reason(policy)),
            PlanStep("notice", notice, "Anslaget sätts upp", "Senast andra dagen efter justeringen (KL 8:12)."),
            PlanStep("appeal", appeal, "Sista dag att överklaga", "Tre veckor från anslaget (KL 13:5; 1930:173)."),
            PlanStep("legal_force", force, "Beslutet får laga kraft", "Om ingen har överklagat."),
            PlanStep("signing", sign, signed, _signing_reason(policy)),
            PlanStep("in_force", sign + timedelta(days=policy.settling_days), reached, ""),
        )  # fmt: skip
        self.steps += sorted(after, key=lambda step: step.day)

    def papers_by(self, meeting: MeetingDay, first: bool) -> date:
        """Return the last day the case can reach a meeting: its stop date, or for later bodies its call."""
        if first and meeting.stop:
            return meeting.stop
        if meeting.body == self.policy.council:
            return latest_council_call(meeting.day).act_by
        return latest_call(meeting.day, self.policy.call_days).act_by

    def _meeting(self, body: str, arrived: date, first: bool) -> MeetingDay:
        for meeting in self.calendars[body]:
            if self.papers_by(meeting, first) >= arrived:
                return meeting
        raise self._ends(body, arrived)

    def _next(self, meeting: MeetingDay) -> MeetingDay:
        for later in self.calendars[meeting.body]:
            if later.day > meeting.day:
                return later
        raise self._ends(meeting.body, meeting.day)

    def _ends(self, body: str, after: date) -> CalendarEnds:
        last = self.calendars[body][-1].day
        return CalendarEnds(
            "calendar_ends",
            f"Kalendern för {body} slutar {long_date(last)} och har inget sammanträde som ett ärende från {long_date(after)} hinner till.",
            field="ready",
        )

    def _takes(self, kind: str, body: str) -> bool:
        found = next((s for s in self.left if (s.kind, s.body) == (kind, body)), None)
        if found:
            self.left.remove(found)
        return found is not None


def _minutes_reason(policy: Policy) -> str:
    if not policy.minutes_days:
        return "Paragrafen justeras omedelbart."
    return f"{policy.minutes_days} dagar efter sammanträdet (KL 5:69: högst {MINUTES_DAYS})."


def _signing_reason(policy: Policy) -> str:
    if policy.wait_for_legal_force:
        return "Laga kraft inväntas."
    return "Laga kraft inväntas inte (KL 13:14)."
