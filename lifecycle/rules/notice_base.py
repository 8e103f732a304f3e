"""What every notice rule is: a frozen value that checks itself, reads as a sentence and shows its count."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import ClassVar, Final, Literal, get_type_hints

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.notice_period import UNITS, Period

Party = Literal["us", "counterparty"]
FieldKind = Literal["date", "number", "period", "text", "choice"]

MAX_TEXT: Final = 250


@dataclass(frozen=True, slots=True)
class FormField:
    """One parameter of a rule as a form asks for it: plain data, Swedish label and help.

    For a period `choices` are its units; each is asked for and stored as `name_unit`. A required field
    with an `initial` value takes that when nothing is given.
    """

    name: str
    label: str
    kind: FieldKind
    required: bool = True
    help: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    initial: str | int | None = None


def asked(
    label: str,
    kind: FieldKind,
    *,
    help: str = "",
    limits: tuple[int, int] | None = None,
    choices: tuple[tuple[str, str], ...] = (),
) -> FormField:
    """Describe a parameter inside `Annotated`: how it is asked for, and what it may be."""
    low, high = limits or (None, None)
    if kind == "period":
        choices = choices or tuple((unit, names[1]) for unit, names in UNITS.items())
    return FormField("", label, kind, True, help, low, high, choices)


def dates_contradict(sentence: str, name: str) -> Invalid:
    """Return the refusal for two days that cannot both be right; the sentence names both."""
    return Invalid("dates_contradict", sentence, field=name)


@dataclass(frozen=True, slots=True)
class Rule(ABC):
    """A notice clause as a rule. `key` is stored; `name` and `source` are shown."""

    key: ClassVar[str]
    name: ClassVar[str]
    source: ClassVar[str]

    def __post_init__(self) -> None:
        for form in form_fields(type(self)):
            _check(form, getattr(self, form.name))
        self.check_together()

    def check_together(self) -> None:  # noqa: B027 - most rules have nothing to compare
        """Raise Invalid when two parameters contradict each other."""

    @abstractmethod
    def sentence(self) -> str:
        """Return the rule as a reader would say it."""


class Noticed(Rule):
    """A rule where somebody gives notice: the day it is received decides the last day."""

    __slots__ = ()

    @abstractmethod
    def last_day(self, received: date, by: Party) -> Explained[date]:
        """Return the last day in force when notice from `by` is received on `received`."""

    @abstractmethod
    def latest(self, end: date, by: Party) -> Deadline:
        """Return the last day notice from `by` may be received for the agreement to end on `end`."""

    def other(self) -> Noticed | None:
        """Return the rule that the same words may also mean, or None."""
        return None


class Unnoticed(Rule):
    """A rule without notice: a day, or an event, decides. `end_day` raises Invalid where no day is known."""

    __slots__ = ()

    @abstractmethod
    def end_day(self) -> Explained[date]:
        """Return the last day in force."""


def last_step(day: date) -> str:
    """Return the line every count ends with."""
    return f"Sista dag är {long_date(day)}."


def period_for(ours: Period, theirs: Period | None, by: Party) -> Period:
    """Return the period for the party that gives notice: the counterparty may have one of its own."""
    return theirs if by == "counterparty" and theirs is not None else ours


def _check(form: FormField, value: object) -> None:
    if value is None or value == "":
        if form.required:
            raise Invalid("missing", f"{form.label}: fyll i fältet.", field=form.name)
        return
    sentence = _fault(form, value)
    if sentence:
        raise Invalid("value", f"{form.label}: {sentence}", field=form.name)
    if isinstance(value, date):
        require_day(value, form.name)


def _fault(form: FormField, value: object) -> str:
    match form.kind:
        case "date":
            return "" if type(value) is date else "skriv dagen som åååå-mm-dd."
        case "number":
            low, high = form.minimum, form.maximum
            assert low is not None and high is not None  # noqa: S101 - every number is declared with limits
            right = type(value) is int and low <= value <= high
            return "" if right else f"ange ett helt tal från {low} till {high}."
        case "period":
            units = [unit for unit, _ in form.choices]
            right = isinstance(value, Period) and value.unit in units
            return "" if right else f"ange tiden i {_or([name for _, name in form.choices])}."
        case "choice":
            right = value in [key for key, _ in form.choices]
            return "" if right else f"välj {_or([name for _, name in form.choices])}."
    right = isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_TEXT
    return "" if right else f"skriv högst {MAX_TEXT} tecken."


def _or(names: list[str]) -> str:
    return " eller ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


@lru_cache(maxsize=64)
def form_fields(rule: type[Rule]) -> tuple[FormField, ...]:
    """Return what a form must ask for to make a rule of this class, in order."""
    hints = get_type_hints(rule, include_extras=True)
    return tuple(
        replace(
            hints[found.name].__metadata__[0],
            name=found.name,
            required=found.default is not None,
            initial=None if found.default is MISSING else found.default,
        )
        for found in fields(rule)
    )
