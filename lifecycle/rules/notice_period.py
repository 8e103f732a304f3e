"""The time a clause asks for: six weeks, three months, three calendar months; counted forward and backward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from cases.rules.errors import Invalid
from lifecycle.rules.dates import add_months, end_of_month

Unit = Literal["days", "weeks", "months", "calendar_months"]

UNITS: Final[dict[str, tuple[str, str]]] = {
    "days": ("dag", "dagar"),
    "weeks": ("vecka", "veckor"),
    "months": ("månad", "månader"),
    "calendar_months": ("kalendermånad", "kalendermånader"),
}
LONGEST: Final[dict[str, int]] = {"days": 3650, "weeks": 520, "months": 120, "calendar_months": 120}
_WORDS: Final = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip
_DAY: Final = timedelta(days=1)


def in_words(number: int, singular: str, plural: str) -> str:
    """Return "en månad", "sex månader", "18 månader"."""
    word = _WORDS[number] if number < len(_WORDS) else str(number)
    return f"{word} {singular if number == 1 else plural}"


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, weeks, months or whole calendar months. Raises Invalid when it cannot be."""

    number: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise Invalid("unit", "Ange tiden i dagar, veckor, månader eller kalendermånader.")
        longest = LONGEST[self.unit]
        if type(self.number) is not int or not 1 <= self.number <= longest:
            raise Invalid("period", f"Ange från 1 till {longest} {UNITS[self.unit][1]}.")

    def __str__(self) -> str:
        return in_words(self.number, *UNITS[self.unit])

    def after(self, day: date) -> date:
        """Return the last day in force when the time starts on `day`."""
        match self.unit:
            case "months":
                return add_months(day, self.number)
            case "calendar_months":
                return end_of_month(add_months(day.replace(day=1), self.number))
        return day + self._days

    def before(self, end: date) -> date:
        """Return the day this long before `end`: the last day to be told, counted backward."""
        match self.unit:
            case "months":
                return add_months(end, -self.number)
            case "calendar_months":
                last_whole_month = (end + _DAY).replace(day=1) - _DAY
                return end_of_month(add_months(last_whole_month, -self.number))
        return end - self._days

    def latest(self, end: date) -> date:
        """Return the last day from which the time has run out by `end`, counted forward.

        Later than `before` only where months differ in length: one month from 28 February and from
        31 January both end on 28 February.
        """
        day = self.before(end)
        while self.after(day + _DAY) <= end:
            day += _DAY
        return day

    @property
    def _days(self) -> timedelta:
        return timedelta(days=self.number * (7 if self.unit == "weeks" else 1))
