"""A decision's last day of appeal and first day of legal force, with all that bears on them.

They are counted from the notice (KL 13:5; SFS 1930:173), may be set otherwise by the secretary with a reason, and
wait for the courts while the decision is appealed (see lifecycle/rules/appeals.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.rules.explained import Explained
from lifecycle.rules.appeals import COURTS, TRIED, Course, capital, names_of
from lifecycle.rules.dates import long_date, weekday_date
from lifecycle.rules.statutory_time import last_appeal_day, legal_force_day


@dataclass(frozen=True, slots=True)
class SetDay:
    """A day that somebody has set otherwise than counted, and why; `on` is the day it was set.

    It holds until it is set anew, or until something happens that the one who set it did not know of.
    """

    day: date
    reason: str
    name: str
    on: date = date.max


@dataclass(frozen=True, slots=True)
class Announced:
    """What bears on the days of an announced decision; `courses` are its appeals."""

    posted: date
    removed: date | None = None
    last_set: SetDay | None = None
    force_set: SetDay | None = None
    courses: tuple[Course, ...] = ()

    @property
    def last(self) -> Explained[date]:
        """The last day to appeal."""
        return _as_set(last_appeal_day(self.posted), self.last_set)

    @property
    def force(self) -> Explained[date]:
        """The first day of legal force; a warning means that the day does not hold."""
        last = self.last
        said_day = None if self._outdated else self.force_set
        appeals = [c for c in self.courses if self._delays(c, last.value)]
        if is_wholly_annulled(self.courses):
            return Explained(last.value, last.steps, (_annulled_sentence(self.courses),))
        open_ = min((c.received for c in appeals if c.is_open), default=None)
        settled = None if open_ else max((c.settled for c in appeals if c.settled), default=None)
        received = open_ or min((c.received for c in appeals), default=None)
        removed = None if said_day else self.removed
        counted = legal_force_day(
            self.posted, removed, appealed=received, settled=settled, last=last
        )
        said = _as_set(counted, said_day)
        late = (late_sentence(c.received, last.value) for c in self._late(last.value))
        return replace(said, assumptions=(*said.assumptions, *late))

    @property
    def last_said(self) -> str:
        """Say what the last day was counted to and why it was set otherwise; "" when it was not."""
        return _said(replace(self, last_set=None).last, self.last_set)

    @property
    def force_said(self) -> str:
        """Say the same of the day of legal force."""
        if self.force_set and self._outdated:
            return f"Ändringen till {long_date(self.force_set.day)} gäller inte: {self._outdated}."
        return _said(replace(self, force_set=None).force, self.force_set)

    @property
    def _outdated(self) -> str:
        """Why the day of legal force that was set no longer holds; "" when it does, or none was set."""
        said, last = self.force_set, self.last.value
        if said is None:
            return ""
        if said.day <= last:
            return "tiden att överklaga är längre"
        if self.removed is not None and said.on < self.removed <= last:
            return "anslaget togs ned för tidigt efter det"
        if any(c.settled and c.settled > said.on for c in self.courses if self._delays(c, last)):
            return "en domstol har avgjort ett överklagande efter det"
        return ""

    def _delays(self, course: Course, last: date) -> bool:
        """An appeal that came after the last day hinders nothing until a court has tried it.

        Assumed: the law leaves to the court whether it came in time (13:5), and a decision has legal force
        when the time has run out. A notice that came down early leaves the time open.
        """
        if course.is_void:
            return False
        early = self.removed is not None and self.removed <= last
        tried = course.is_open and course.outcome in TRIED
        return (
            course.received <= last or early or tried or bool(course.annulled) or course.is_stayed
        )

    def _late(self, last: date) -> list[Course]:
        return [
            c for c in self.courses if not c.is_void and c.is_open and not self._delays(c, last)
        ]


def late_sentence(received: date, last: date) -> str:
    """Say that an appeal came after the last day, and who judges that."""
    return (
        f"Ett överklagande kom in {long_date(received)}, efter sista dagen {long_date(last)}. "
        "Förvaltningsrätten prövar om det kom in i tid."
    )


def _as_set(counted: Explained[date], said: SetDay | None) -> Explained[date]:
    """The day as it was set, with the count still to be read."""
    if said is None:
        return counted
    step = f"Dagen är ändrad till {weekday_date(said.day)} av {said.name}: {said.reason}"
    return Explained(said.day, (*counted.steps, step), counted.warnings, counted.assumptions)


def _said(counted: Explained[date], said: SetDay | None) -> str:
    if said is None:
        return ""
    return f"Räknad till {long_date(counted.value)}. Ändrad av {said.name}: {said.reason}"


def is_wholly_annulled(courses: Sequence[Course]) -> bool:
    """Tell whether nothing is left of the decision: one court or several have annulled every point."""
    annulled: set[int] = set()
    for course in _standing(courses):
        annulled |= course.annulled
    return bool(annulled) and annulled == set(courses[0].decided)


def _standing(courses: Sequence[Course]) -> list[Course]:
    return [c for c in courses if not c.is_void]


def _annulled_sentence(courses: Sequence[Course]) -> str:
    course = next(c for c in _standing(courses) if c.annulled)
    return f"Beslutet är upphävt av {COURTS[course.annulled_by or 0]}.{_unless(course)}"


def stays(courses: Sequence[Course]) -> tuple[str, ...]:
    """Say that a court has forbidden the decision to be carried out for the time being (inhibition)."""
    found = [c for c in _standing(courses) if c.is_stayed and c.court is not None]
    return tuple(
        f"{capital(COURTS[c.court or 0])} har tills vidare förbjudit att beslutet verkställs (inhibition)."
        for c in found
    )


def _unless(course: Course) -> str:
    return "" if course.settled else " Avgörandet har inte fått laga kraft."


def annulled_points(courses: Sequence[Course]) -> dict[int, str]:
    """Say of each annulled point who annulled it, and whether that can still change."""
    found: dict[int, str] = {}
    for course in _standing(courses):
        for number in sorted(course.annulled):
            court = COURTS[course.annulled_by or 0]
            found[number] = f"{names_of([number])} är upphävd av {court}.{_unless(course)}"
    return found
