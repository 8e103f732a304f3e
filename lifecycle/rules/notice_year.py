"""Rules A, B1 and B2: agreements that end at a turn of the year, and the readings of their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from cases.rules.explained import Explained
from lifecycle.rules.dates import add_months, long_date
from lifecycle.rules.deadlines import Deadline, deadline
from lifecycle.rules.notice_base import Noticed, Party, asked, dates_contradict, last_step
from lifecycle.rules.notice_period import in_words

_TURNS = (("december", "31 december, avtalets sista dag"), ("january", "1 januari, årsskiftet"))


def _require_last_of_december(end: date) -> None:
    if (end.month, end.day) != (12, 31):
        near = f"{long_date(date(end.year - 1, 12, 31))} eller {long_date(date(end.year, 12, 31))}"
        raise dates_contradict(
            f"Avtalet kan inte upphöra {long_date(end)}: enligt regeln upphör det {near}.", "end"
        )


@dataclass(frozen=True, slots=True)
class YearTurn(Noticed):
    """A: ends at the nearest turn of the year, told so many months before."""

    key: ClassVar[str] = "A"
    name: ClassVar[str] = "Närmaste kalenderårsskifte"
    source: ClassVar[str] = "Avtal om strategiskt partnerskap, 2021"

    notice_months: Annotated[int, asked("Månader före årsskiftet", "number", limits=(1, 12))] = 6
    counted_from: Annotated[
        Literal["december", "january"],
        asked(
            "Räknas från",
            "choice",
            help="Sex månader före 31 december är 30 juni, före 1 januari är det 1 juli. 31 december är det säkra.",
            choices=_TURNS,
        ),
    ] = "december"

    def limit(self, year: int) -> date:
        """Return the last day to be told for the agreement to end with `year`."""
        turn = date(year, 12, 31) if self.counted_from == "december" else date(year + 1, 1, 1)
        return add_months(turn, -self.notice_months)

    def sentence(self) -> str:
        limit = self.limit(2026)
        months = in_words(self.notice_months, "månad", "månader")
        return f"Avtalet upphör vid närmaste årsskifte om uppsägningen har kommit fram senast {months} före, {_day_and_month(limit)}, annars vid nästa."

    def last_day(self, received: date, by: Party) -> Explained[date]:
        year = received.year
        while received > self.limit(year):
            year += 1
        nearest = self.limit(received.year)
        late = f"efter {long_date(nearest)}, alltså för nästa års"
        verdict = "i tid till årets" if year == received.year else late
        end = date(year, 12, 31)
        steps = (
            f"Uppsägningen kom fram {long_date(received)}, {verdict} årsskifte.",
            last_step(end),
        )
        return Explained(end, steps, self._disputed(received))

    def _disputed(self, received: date) -> tuple[str, ...]:
        january = replace(self, counted_from="january").limit(received.year)
        if received != january:
            return ()
        months = in_words(self.notice_months, "månad", "månader")
        return (
            f"{_day_and_month(received)} är omtvistat: räknat från 1 januari är det precis {months} före, räknat från 31 december en dag för sent.",
        )

    def latest(self, end: date, by: Party) -> Deadline:
        _require_last_of_december(end)
        last = self.limit(end.year)
        months = in_words(self.notice_months, "månad", "månader")
        turn = dict(_TURNS)[self.counted_from].split(",")[0]
        step = f"Uppsägningen ska ha kommit fram senast {months} före {turn}: {long_date(last)}."
        return deadline(last, (step,))

    def other(self) -> YearTurn:
        """Return the same clause counted from the other side of midnight."""
        turn: Literal["december", "january"] = (
            "january" if self.counted_from == "december" else "december"
        )
        return replace(self, counted_from=turn)


def _day_and_month(day: date) -> str:
    return long_date(day).rsplit(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class YearAfter(Noticed):
    """B1: "from the turn of the year that occurs the year after notice", read as the turn that ends that year."""

    key: ClassVar[str] = "B1"
    name: ClassVar[str] = "Årsskiftet i slutet av året efter uppsägningen"
    source: ClassVar[str] = "Samverkansavtal, 2022, den längre läsningen"

    def sentence(self) -> str:
        return "Avtalet upphör 31 december året efter det år då uppsägningen kom fram."

    def last_day(self, received: date, by: Party) -> Explained[date]:
        return _at_year_turn(received, received.year + 1, "slutet")

    def latest(self, end: date, by: Party) -> Deadline:
        return _in_the_year(end, end.year - 1)

    def other(self) -> YearOf:
        """Return the shorter reading."""
        return YearOf()


@dataclass(frozen=True, slots=True)
class YearOf(Noticed):
    """B2: the same words, read as the turn that begins the year after notice."""

    key: ClassVar[str] = "B2"
    name: ClassVar[str] = "Årsskiftet i början av året efter uppsägningen"
    source: ClassVar[str] = "Samverkansavtal, 2022, den kortare läsningen"

    def sentence(self) -> str:
        return "Avtalet upphör 31 december det år då uppsägningen kom fram."

    def last_day(self, received: date, by: Party) -> Explained[date]:
        return _at_year_turn(received, received.year, "början")

    def latest(self, end: date, by: Party) -> Deadline:
        return _in_the_year(end, end.year)

    def other(self) -> YearAfter:
        """Return the longer reading."""
        return YearAfter()


def _at_year_turn(received: date, year: int, side: str) -> Explained[date]:
    end = date(year, 12, 31)
    steps = (
        f"Uppsägningen kom fram {long_date(received)}, alltså under {received.year}.",
        f"Årsskiftet läses som det i {side} av året efter. {last_step(end)}",
    )
    return Explained(end, steps)


def _in_the_year(end: date, year: int) -> Deadline:
    _require_last_of_december(end)
    last = date(year, 12, 31)
    step = f"För att avtalet ska upphöra {long_date(end)} ska uppsägningen ha kommit fram under {year}, senast {long_date(last)}."
    return deadline(last, (step,))
