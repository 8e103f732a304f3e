"""Meetings an agreement promises so many times a year or period: how many are due, held, and when the next is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final, Literal

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import add_months, long_date, require_day
from lifecycle.rules.notice_period import in_words

_DAY: Final = timedelta(days=1)
_ASSUMED: Final = (
    "Mötena fördelas jämnt över perioden.",
    "En period som avtalet bara gäller en del av kräver sin andel, räknat i hela månader och avrundat nedåt.",
)
_PERIODS: Final = {12: "år", 24: "vartannat år", 6: "halvår", 3: "kvartal", 1: "månad"}


@dataclass(frozen=True, slots=True)
class Cadence:
    """So many meetings in each period of so many months, while the agreement is in force.

    Periods are counted from 1 January of the first year, or from the agreement's first day; always
    from there, never from the period before. Raises Invalid for what cannot be.
    """

    times: int
    starts: date
    ends: date | None = None
    months: int = 12
    counted_from: Literal["january", "start"] = "january"

    def __post_init__(self) -> None:
        if not 1 <= self.times <= 52:
            raise Invalid("times", "Ange från 1 till 52 gånger.", field="times")
        if not 1 <= self.months <= 120:
            raise Invalid("months", "Ange en period från 1 till 120 månader.", field="months")
        if self.counted_from not in ("january", "start"):
            raise Invalid("counted_from", "Välj kalenderår eller avtalsår.", field="counted_from")
        require_day(self.starts, "starts")
        if self.ends is not None and require_day(self.ends, "ends") < self.starts:
            raise Invalid(
                "dates_contradict",
                f"Avtalet kan inte börja {long_date(self.starts)} och upphöra {long_date(self.ends)}.",
                field="ends",
            )

    def sentence(self) -> str:
        """Return "två gånger per år", "en gång vartannat år", "en gång per period om 36 månader"."""
        period = _PERIODS.get(self.months, f"period om {self.months} månader")
        per = "" if self.months == 24 else "per "
        return f"{in_words(self.times, 'gång', 'gånger')} {per}{period}"


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """A period as far as the agreement is in force: days by which each meeting is due, and the days it was held."""

    first: date
    last: date
    due: tuple[date, ...]
    held: tuple[date, ...]

    @property
    def missing(self) -> int:
        """How many meetings were not held."""
        return max(0, len(self.due) - len(self.held))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cadence stands on a day: earlier periods, this one, and the last day for the next meeting.

    `next_by` is None when the agreement promises no more meetings.
    """

    past: tuple[PeriodCount, ...]
    current: PeriodCount
    next_by: date | None
    late: bool

    @property
    def missed(self) -> int:
        """How many meetings of earlier periods were never held."""
        return sum(period.missing for period in self.past)


def standing(cadence: Cadence, held: Collection[date], on: date) -> Explained[Standing]:
    """Return where the cadence stands on `on`, given the days meetings were held.

    A meeting counts once, in the period its day lies in: two notes of the same day are one meeting, and
    one too many is not saved for the next period. Days after `on`, or outside the agreement, do not count.
    """
    days = sorted({day for day in held if cadence.starts <= day <= on})
    past: list[PeriodCount] = []
    begun = _periods_before(cadence)
    current = _period(cadence, begun, days)
    for number in count(begun + 1):
        following = _period(cadence, number, days)
        if on <= current.last or following.first > following.last:
            break
        past.append(current)
        current = following
    next_by = _next_by(cadence, begun + len(past), current, days)
    # once this period's meetings are held the next day lies in a later period, and nothing is late
    late = next_by is not None and on > next_by
    found = Standing(tuple(past), current, next_by, late)
    return Explained(found, _steps(cadence, found), _warnings(found), _ASSUMED)


def _next_by(cadence: Cadence, number: int, current: PeriodCount, days: list[date]) -> date | None:
    if current.missing:
        return current.due[len(current.held)]
    for later in count(number + 1):
        period = _period(cadence, later, days)
        if period.first > period.last:
            return None
        if period.due:
            return period.due[0]
    return None  # pragma: no cover - count() has no end


def _anchor(cadence: Cadence) -> date:
    first = cadence.starts
    return date(first.year, 1, 1) if cadence.counted_from == "january" else first


def _periods_before(cadence: Cadence) -> int:
    """Return how many periods of the first calendar year had passed when the agreement started."""
    anchor = _anchor(cadence)
    return (cadence.starts.month - anchor.month) // cadence.months


def _period(cadence: Cadence, number: int, days: list[date]) -> PeriodCount:
    """Return period `number`, cut to the time in force; first > last when the agreement has ended before."""
    anchor = _anchor(cadence)
    first = max(add_months(anchor, number * cadence.months), cadence.starts)
    last = add_months(anchor, (number + 1) * cadence.months) - _DAY
    if cadence.ends is not None:
        last = min(last, cadence.ends)
    held = tuple(day for day in days if first <= day <= last)
    return PeriodCount(first, last, _due_days(cadence, first, last), held)


def _due_days(cadence: Cadence, first: date, last: date) -> tuple[date, ...]:
    """Spread the meetings evenly; a period cut short promises its share by whole months, rounded down."""
    months = _whole_months(first, last, cadence.months)
    times = cadence.times * months // cadence.months
    if times and months % times == 0 and add_months(first, months) == last + _DAY:
        part = months // times
        return tuple(add_months(first, part * number) - _DAY for number in range(1, times + 1))
    days = (last - first).days + 1
    return tuple(first + (days * number // times) * _DAY - _DAY for number in range(1, times + 1))


def _whole_months(first: date, last: date, most: int) -> int:
    if add_months(first, most) <= last + _DAY:
        return most
    months = 0
    while months < most and add_months(first, months + 1) <= last + _DAY:
        months += 1
    return months


def _steps(cadence: Cadence, found: Standing) -> tuple[str, ...]:
    now = found.current
    steps = [
        f"Avtalet lovar möte {cadence.sentence()}.",
        f"Från {long_date(now.first)} till {long_date(now.last)} ska det hållas {len(now.due)} och har hållits {len(now.held)}.",
    ]
    if found.next_by is None:
        steps.append("Inga fler möten behövs före avtalets slut.")
    else:
        steps.append(f"Nästa möte ska hållas senast {long_date(found.next_by)}.")
    return tuple(steps)


def _warnings(found: Standing) -> tuple[str, ...]:
    warnings = [
        f"Från {long_date(p.first)} till {long_date(p.last)} hölls {len(p.held)} av {len(p.due)}."
        for p in found.past
        if p.missing
    ]
    if found.late and found.next_by is not None:
        warnings.append(f"Mötet skulle ha hållits senast {long_date(found.next_by)}.")
    return tuple(warnings)
