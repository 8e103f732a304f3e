"""Rules C and G: agreements for a fixed time, prolonged by silence or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from cases.rules.explained import Explained
from lifecycle.rules.dates import add_months, long_date
from lifecycle.rules.deadlines import Deadline, deadline
from lifecycle.rules.notice_base import (
    Noticed,
    Party,
    Unnoticed,
    asked,
    dates_contradict,
    last_step,
    period_for,
)
from lifecycle.rules.notice_period import Period, in_words


def _require_start_before(start: date | None, end: date) -> None:
    if start is not None and start > end:
        raise dates_contradict(
            f"Avtalet kan inte börja {long_date(start)} och löpa ut {long_date(end)}.", "end"
        )


@dataclass(frozen=True, slots=True)
class Prolonged(Noticed):
    """C: a fixed time, prolonged so many months at a time unless notice is received in time."""

    key: ClassVar[str] = "C"
    name: ClassVar[str] = "Tidsbestämt, förlängs om det inte sägs upp"
    source: ClassVar[str] = "Vanlig klausul om förlängning"

    end: Annotated[
        date,
        asked(
            "Första avtalstidens sista dag",
            "date",
            help="Alla förlängningar räknas från den dagen, inte från den förra förlängningen.",
        ),
    ]
    notice: Annotated[Period, asked("Uppsägningen ska ha kommit fram så lång tid före", "period")]
    renew_months: Annotated[int, asked("Månader som avtalet förlängs", "number", limits=(1, 120))]
    counterparty_notice: Annotated[
        Period | None, asked("Motpartens tid, om den är en annan", "period")
    ] = None
    start: Annotated[date | None, asked("Avtalets första dag", "date")] = None

    def check_together(self) -> None:
        _require_start_before(self.start, self.end)

    def term_end(self, renewals: int) -> date:
        """Return the last day after so many renewals, counted from the first end and never from another renewal."""
        return add_months(self.end, renewals * self.renew_months)

    def sentence(self) -> str:
        theirs = (
            f" ({self.counterparty_notice} om motparten säger upp)"
            if self.counterparty_notice
            else ""
        )
        months = in_words(self.renew_months, "månad", "månader")
        told = f"om uppsägningen inte har kommit fram senast {self.notice} före avtalstidens slut{theirs}."
        return f"Avtalet gäller till och med {long_date(self.end)} och förlängs med {months} i taget, {told}"

    def last_day(self, received: date, by: Party) -> Explained[date]:
        period = period_for(self.notice, self.counterparty_notice, by)
        renewals = 0
        while received > period.before(self.term_end(renewals)):
            renewals += 1
        end = self.term_end(renewals)
        steps = [self._limit_step(self.end, period)]
        if renewals:
            times = in_words(renewals, "gång", "gånger")
            steps += [
                f"Uppsägningen kom fram {long_date(received)}, efter den dagen. Avtalet förlängs {times}, räknat från {long_date(self.end)}.",
                self._limit_step(end, period),
            ]
        steps += [f"Uppsägningen kom fram {long_date(received)}, i tid.", last_step(end)]
        return Explained(end, tuple(steps), self._disputed(received, renewals, period))

    @staticmethod
    def _limit_step(end: date, period: Period) -> str:
        return f"Avtalstiden går ut {long_date(end)}. Uppsägningen ska ha kommit fram senast {period} före: {long_date(period.before(end))}."

    def _disputed(self, received: date, renewals: int, period: Period) -> tuple[str, ...]:
        """Warn where the time counted forward would have been enough for the term before."""
        if not renewals or received > period.latest(self.term_end(renewals - 1)):
            return ()
        earlier = self.term_end(renewals - 1)
        return (
            f"{long_date(received)} är omtvistat: räknat framåt därifrån har {period} gått {long_date(earlier)}, räknat bakåt är det för sent.",
        )

    def latest(self, end: date, by: Party) -> Deadline:
        period = period_for(self.notice, self.counterparty_notice, by)
        renewals = 0
        while self.term_end(renewals) < end:
            renewals += 1
        if self.term_end(renewals) != end:
            ends = [self.term_end(k) for k in (renewals - 1, renewals) if k >= 0]
            near = " eller ".join(long_date(day) for day in ends)
            raise dates_contradict(
                f"Avtalet kan inte upphöra {long_date(end)}: avtalstiden går ut {near}.", "end"
            )
        return deadline(period.before(end), (self._limit_step(end, period),))


@dataclass(frozen=True, slots=True)
class FixedTerm(Unnoticed):
    """G: a fixed time without prolongation. It ends whether somebody acts or not: what is watched is the time after."""

    key: ClassVar[str] = "G"
    name: ClassVar[str] = "Tidsbestämt, upphör utan uppsägning"
    source: ClassVar[str] = "Avtal för en bestämd period, förnyas genom nytt avtal"

    end: Annotated[date, asked("Avtalets sista dag", "date")]
    watch_months: Annotated[
        int,
        asked(
            "Månader före slutet då ett nytt avtal ska börja beredas",
            "number",
            help="Beslut i fullmäktige med laga kraft tar ungefär elva veckor, utöver beredning och förhandling.",
            limits=(1, 60),
        ),
    ] = 12
    start: Annotated[date | None, asked("Avtalets första dag", "date")] = None

    def check_together(self) -> None:
        _require_start_before(self.start, self.end)

    def sentence(self) -> str:
        return f"Avtalet gäller till och med {long_date(self.end)} och upphör då utan uppsägning."

    def end_day(self) -> Explained[date]:
        step = "Avtalet är tidsbestämt och förlängs inte. Ingen uppsägning behövs."
        return Explained(self.end, (step, last_step(self.end)))

    def watch_day(self) -> Explained[date]:
        """Return the day to begin with what comes after."""
        day = add_months(self.end, -self.watch_months)
        months = in_words(self.watch_months, "månad", "månader")
        step = f"Avtalet löper ut {long_date(self.end)}. Det som ska komma efter börjar beredas {months} före: {long_date(day)}."
        return Explained(day, (step,))
