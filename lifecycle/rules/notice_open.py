"""Rules D, E, F and H: agreements until further notice, ended after a time counted from the notice."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date
from lifecycle.rules.deadlines import Deadline, deadline
from lifecycle.rules.notice_base import (
    Noticed,
    Party,
    asked,
    dates_contradict,
    last_step,
    period_for,
)
from lifecycle.rules.notice_period import UNITS, Period

_THEIRS = "Motpartens uppsägningstid, om den är en annan"
_NOT_WHOLE_MONTHS = tuple((u, n[1]) for u, n in UNITS.items() if u != "calendar_months")


class OpenEnded(Noticed):
    """Until further notice: a period from the day notice is received, between two days where the clause has them."""

    __slots__ = ()

    @abstractmethod
    def period(self, by: Party) -> Period:
        """Return the period when `by` gives notice."""

    def first_day(self) -> date | None:
        """Return the first day notice may be given, or None."""
        return None

    def final_day(self) -> date | None:
        """Return the day the agreement ends at the latest, or None."""
        return None

    def sentence(self) -> str:
        ours, theirs = self.period("us"), self.period("counterparty")
        final, first = self.final_day(), self.first_day()
        who = f" för kommunen och {theirs} för motparten" if theirs != ours else ""
        parts = [
            f"Avtalet gäller tills vidare med en uppsägningstid på {ours}{who}",
            f", men längst till och med {long_date(final)}" if final else "",
            "." if self.period("us").unit != "calendar_months" else ", räknat i hela månader.",
            f" Det får sägas upp tidigast {long_date(first)}." if first else "",
        ]
        return "".join(parts)

    def last_day(self, received: date, by: Party) -> Explained[date]:
        first, final, period = self.first_day(), self.final_day(), self.period(by)
        if final and received > final:
            raise dates_contradict(
                f"Uppsägningen kan inte ha kommit fram {long_date(received)}: avtalet gällde längst till och med {long_date(final)}.",
                "received_on",
            )
        steps = [f"Uppsägningen kom fram {long_date(received)}."]
        counted = max(received, first) if first else received
        if counted != received:
            steps.append(
                f"Avtalet får sägas upp tidigast {long_date(counted)}, så tiden räknas därifrån."
            )
        end = period.after(counted)
        steps.append(f"Uppsägningstiden är {period}{_whole(period)}: {long_date(end)}.")
        if final and end > final:
            steps.append(f"Avtalet gäller längst till och med {long_date(final)}.")
            end = final
        return Explained(end, (*steps, last_step(end)), self._early(received, counted))

    @staticmethod
    def _early(received: date, counted: date) -> tuple[str, ...]:
        if counted == received:
            return ()
        return (
            f"Uppsägningen kom fram {long_date(received)}, innan den får lämnas {long_date(counted)}. Be motparten bekräfta att den inte behöver upprepas.",
        )

    def latest(self, end: date, by: Party) -> Deadline:
        first, final, period = self.first_day(), self.final_day(), self.period(by)
        if final and end >= final:
            raise dates_contradict(
                f"Avtalet gäller längst till och med {long_date(final)} och upphör senast då utan uppsägning; {long_date(end)} är inte tidigare.",
                "end",
            )
        if first and period.after(first) > end:
            raise dates_contradict(
                f"Avtalet kan inte upphöra {long_date(end)}: det får sägas upp tidigast {long_date(first)} och upphör då {long_date(period.after(first))}.",
                "end",
            )
        last = period.latest(end)
        reached = period.after(last)
        steps = [
            f"Uppsägningstiden är {period}{_whole(period)}.",
            f"För att avtalet ska ha upphört {long_date(end)} ska uppsägningen ha kommit fram senast {long_date(last)}.",
        ]
        if reached != end:
            steps.append(f"Sista dag blir då {long_date(reached)}.")
        return deadline(last, tuple(steps))


def _whole(period: Period) -> str:
    return " och räknas i hela månader" if period.unit == "calendar_months" else ""


@dataclass(frozen=True, slots=True)
class Months(OpenEnded):
    """D: until further notice, a period from the day of notice."""

    key: ClassVar[str] = "D"
    name: ClassVar[str] = "Tills vidare, uppsägningstid från dag till dag"
    source: ClassVar[str] = "Vanlig klausul om uppsägningstid"

    notice: Annotated[Period, asked("Uppsägningstid", "period", choices=_NOT_WHOLE_MONTHS)]
    counterparty_notice: Annotated[
        Period | None, asked(_THEIRS, "period", choices=_NOT_WHOLE_MONTHS)
    ] = None

    def period(self, by: Party) -> Period:
        return period_for(self.notice, self.counterparty_notice, by)


@dataclass(frozen=True, slots=True)
class CalendarMonths(OpenEnded):
    """E: until further notice, whole calendar months: the month of the notice is not counted."""

    key: ClassVar[str] = "E"
    name: ClassVar[str] = "Tills vidare, hela kalendermånader"
    source: ClassVar[str] = "Vanlig klausul om kalendermånader"

    notice_months: Annotated[
        int, asked("Uppsägningstid i hela kalendermånader", "number", limits=(1, 120))
    ]
    counterparty_notice_months: Annotated[int | None, asked(_THEIRS, "number", limits=(1, 120))] = (
        None
    )

    def period(self, by: Party) -> Period:
        theirs = self.counterparty_notice_months if by == "counterparty" else None
        return Period(theirs or self.notice_months, "calendar_months")


@dataclass(frozen=True, slots=True)
class AtLongest(OpenEnded):
    """F: until further notice, but at longest until a day."""

    key: ClassVar[str] = "F"
    name: ClassVar[str] = "Tills vidare, längst till en viss dag"
    source: ClassVar[str] = "Klausul om längsta tid"

    notice: Annotated[Period, asked("Uppsägningstid", "period")]
    until: Annotated[date, asked("Längst till och med", "date")]
    counterparty_notice: Annotated[Period | None, asked(_THEIRS, "period")] = None

    def period(self, by: Party) -> Period:
        return period_for(self.notice, self.counterparty_notice, by)

    def final_day(self) -> date:
        return self.until


@dataclass(frozen=True, slots=True)
class NotBefore(OpenEnded):
    """H: no notice before a day; may also have a longest day."""

    key: ClassVar[str] = "H"
    name: ClassVar[str] = "Tills vidare, får sägas upp först efter en viss dag"
    source: ClassVar[str] = "Klausul om tidigaste uppsägning"

    notice: Annotated[Period, asked("Uppsägningstid", "period")]
    not_before: Annotated[date, asked("Första dagen då avtalet får sägas upp", "date")]
    until: Annotated[date | None, asked("Längst till och med", "date")] = None
    counterparty_notice: Annotated[Period | None, asked(_THEIRS, "period")] = None

    def check_together(self) -> None:
        if self.until is not None and self.until < self.not_before:
            raise dates_contradict(
                f"Avtalet får sägas upp tidigast {long_date(self.not_before)} men gäller längst till och med {long_date(self.until)}, alltså före.",
                "until",
            )

    def period(self, by: Party) -> Period:
        return period_for(self.notice, self.counterparty_notice, by)

    def first_day(self) -> date:
        return self.not_before

    def final_day(self) -> date | None:
        return self.until
