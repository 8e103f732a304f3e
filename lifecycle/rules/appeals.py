"""The course of an appeal (laglighetsprövning): from the day it came in, through the courts, to a final ruling.

Sources: KL (2017:725) 13:1, 13:5-6 (three weeks, received by the municipality in time also counts), 13:8 (a court
can only annul), 13:12 (leave to appeal), 13:14-15 (carrying out, and undoing what was carried out). Whether an
appeal came in time is the court's to say. Nothing here says that it did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from lifecycle.rules.dates import long_date

COURTS: Final = ("förvaltningsrätten", "kammarrätten", "Högsta förvaltningsdomstolen")

_FIRST: Final = {
    "dismissed": "avslår överklagandet",
    "rejected": "avvisar överklagandet",
    "struck_out": "avskriver målet, till exempel för att överklagandet togs tillbaka",
    "annulled": "upphäver beslutet",
    "annulled_partly": "upphäver vissa av punkterna",
    "stayed": "förbjuder tills vidare att beslutet verkställs (inhibition)",
}
_HIGHER: Final = {
    "leave_refused": "ger inte prövningstillstånd",
    **_FIRST,
    "restored": "ändrar den lägre domstolen: kommunens beslut står fast",
    "remitted": "återförvisar målet till den lägre domstolen",
}
LATER: Final = {
    "stay_lifted": "Förbudet att verkställa beslutet gäller inte längre",
    "final": "Avgörandet har fått laga kraft",
    "handled": "Kommunen har tagit ställning till vad som händer med avtalet",
    "undo": "Det som antecknades senast var fel",
}
# Outcomes by which a court has taken the appeal up, so that it came in time
TRIED: Final = frozenset({"dismissed", "annulled", "annulled_partly", "restored", "remitted"})
INTERIM: Final = frozenset({"stayed", "stay_lifted", "handled"})


@dataclass(frozen=True, slots=True)
class Step:
    """What happened with an appeal on a day; `points` are those annulled when not all are."""

    outcome: str
    day: date
    points: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """How far an appeal has come.

    `court` is the one that has it or that its latest ruling can be taken to, None after the highest. `annulled`:
    the points a court has annulled, of `decided`, and by which. `settled`: the first day the ruling had legal force.
    """

    received: date
    decided: tuple[int, ...]
    court: int | None = 0
    ruled_by: int | None = None
    ruled_on: date | None = None
    outcome: str = ""
    annulled: frozenset[int] = frozenset()
    annulled_by: int | None = None
    is_stayed: bool = False
    is_handled: bool = False
    settled: date | None = None
    is_void: bool = False
    latest: date | None = None

    @property
    def is_open(self) -> bool:
        """True until the ruling has legal force, or the appeal turned out to be a mistake."""
        return not self.is_void and self.settled is None

    @property
    def says(self) -> str:
        """Where it stands, as a sentence without the day it came in."""
        if self.is_void:
            return "Antecknades av misstag."
        if self.ruled_by is None or self.ruled_on is None:
            return "Väntar på förvaltningsrätten."
        court = capital(COURTS[self.ruled_by])
        said = f"{court} {ruling_words(self.outcome)} {long_date(self.ruled_on)}"
        if self.settled:
            return f"{said}. Avgörandet fick laga kraft {long_date(self.settled)}."
        if self.court is None or self.outcome != "remitted":
            return f"{said}. Avgörandet har inte fått laga kraft."
        return f"{said}. Väntar på {COURTS[self.court]}."


def ruling_words(outcome: str) -> str:
    """Return what a court does with the outcome, as the end of a sentence: "avslår överklagandet"."""
    return _HIGHER[outcome].split(",")[0].split(" (")[0]


def step_words(outcome: str, court: int | None) -> str:
    """Say what a step was, as a sentence without full stop: "Kammarrätten ger inte prövningstillstånd"."""
    if court is None:
        return LATER[outcome]
    return f"{capital(COURTS[court])} {_HIGHER[outcome]}"


def capital(words: str) -> str:
    """Begin a sentence with the words."""
    return words[0].upper() + words[1:]


def possible(course: Course) -> dict[str, str]:
    """Return what the registrar can be told next about the appeal: outcome and label, the likely first."""
    if course.is_void:
        return {}
    found: dict[str, str] = {}
    if course.settled is None:
        if course.court is not None:
            here = course.court
            named = _HIGHER if here else _FIRST
            found = {key: step_words(key, here) for key in named if _fits(key, course)}
        if course.is_stayed:
            found["stay_lifted"] = LATER["stay_lifted"]
        if course.ruled_by is not None and course.outcome != "remitted":
            found = {"final": LATER["final"], **found}
    return {**found, "undo": LATER["undo"]}


def _fits(outcome: str, course: Course) -> bool:
    if outcome == "restored":
        return bool(course.annulled)
    if outcome == "annulled_partly":
        return len(course.decided) > 1
    return outcome != "stayed" or not course.is_stayed


def course_of(received: date, decided: Collection[int], steps: Sequence[Step]) -> Course:
    """Return how far an appeal has come; `decided` are the numbers of the points the § decided.

    A step "undo" takes back the one before it; with none before, the appeal itself.
    """
    standing: list[Step] = []
    is_void = False
    for step in steps:
        if step.outcome != "undo":
            standing.append(step)
        elif standing:
            standing.pop()
        else:
            is_void = True
    course = Course(received, tuple(sorted(decided)), is_void=is_void)
    for step in standing:
        course = _after(course, step)
    return course


def _after(course: Course, step: Step) -> Course:
    """Assumed: an order not to carry the decision out ends with the court's own ruling."""
    if (
        step.outcome == "handled"
    ):  # the municipality's own; what courts do may be older and told later
        return replace(course, is_handled=True)
    course = replace(course, latest=step.day)
    if step.outcome == "final":
        return replace(course, settled=step.day, is_stayed=False)
    if step.outcome in INTERIM:
        return replace(course, is_stayed=step.outcome == "stayed")
    here = course.court if course.court is not None else len(COURTS) - 1
    onward = here - 1 if step.outcome == "remitted" else here + 1
    annulled, annulled_by = _annulled(course, step, here)
    return replace(
        course,
        court=onward if onward < len(COURTS) else None,
        ruled_by=here,
        ruled_on=step.day,
        outcome=step.outcome,
        annulled=annulled,
        annulled_by=annulled_by,
        is_stayed=False,
        is_handled=False if annulled != course.annulled else course.is_handled,
    )


def _annulled(course: Course, step: Step, court: int) -> tuple[frozenset[int], int | None]:
    """A higher court that does not change the ruling leaves what the lower one annulled."""
    if step.outcome == "annulled":
        return frozenset(course.decided), court
    if step.outcome == "annulled_partly":
        return frozenset(step.points), court
    if step.outcome in ("restored", "remitted"):
        return frozenset(), None
    return course.annulled, course.annulled_by


def require_step(course: Course, step: Step, on: date) -> None:
    """Raise Invalid unless the step can follow on what has happened with the appeal by the day `on`."""
    if step.outcome not in possible(course):
        raise Invalid("outcome", "Det kan inte hända härnäst med överklagandet.", field="outcome")
    earliest, since = course.received, "då överklagandet kom in"
    if course.latest:
        earliest, since = course.latest, "det som antecknades senast"
    if step.day > on:
        raise Invalid("future_day", f"{long_date(step.day)} ligger efter i dag.", field="day")
    if step.day < earliest:
        raise Invalid(
            "dates_contradict",
            f"{long_date(step.day)} ligger före {long_date(earliest)}, {since}.",
            field="day",
        )
    _require_points(course, step)


def _require_points(course: Course, step: Step) -> None:
    if step.outcome != "annulled_partly":
        if step.points:
            raise Invalid("points", "Punkter anges bara när vissa upphävs.", field="points")
        return
    if not step.points or not set(step.points) < set(course.decided):
        raise Invalid(
            "points",
            "Ange vilka punkter som upphävs. Är det alla, upphävs beslutet.",
            field="points",
        )


def names_of(points: Collection[int]) -> str:
    """Name points in a sentence: "Punkt 2", "Punkterna 1 och 3"."""
    numbers = [str(n) for n in sorted(points)]
    if len(numbers) == 1:
        return f"Punkt {numbers[0]}"
    return f"Punkterna {', '.join(numbers[:-1])} och {numbers[-1]}"
