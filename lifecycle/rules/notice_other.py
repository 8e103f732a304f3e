"""Rules I to M and the two that are no rule: ended by another agreement, an event or nobody knows what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.notice_base import (
    Noticed,
    Party,
    Unnoticed,
    asked,
    dates_contradict,
    last_step,
)
from lifecycle.rules.notice_period import in_words


@dataclass(frozen=True, slots=True)
class WithOther(Unnoticed):
    """I: ends with another agreement. `other_end` is that agreement's last day, where it is known."""

    key: ClassVar[str] = "I"
    name: ClassVar[str] = "Upphör med ett annat avtal"
    source: ClassVar[str] = "Klausul om huvudavtal"

    other: Annotated[
        str,
        asked(
            "Det andra avtalet",
            "text",
            help="Benämning eller diarienummer, så att det går att hitta.",
        ),
    ]
    other_end: Annotated[date | None, asked("Det andra avtalets sista dag", "date")] = None

    def sentence(self) -> str:
        known = f", {long_date(self.other_end)}" if self.other_end else ""
        return f"Avtalet upphör samtidigt som {self.other}{known}."

    def end_day(self) -> Explained[date]:
        if self.other_end is None:
            raise Invalid(
                "other_end_unknown",
                f"Sista dagen kan inte räknas: avtalet upphör med {self.other}, som inte har någon känd sista dag.",
                field="other_end",
            )
        steps = (f"Avtalet upphör med {self.other}.", last_step(self.other_end))
        return Explained(self.other_end, steps)


@dataclass(frozen=True, slots=True)
class Replaced(Unnoticed):
    """J: replaced by a new agreement; ends the day before that one starts."""

    key: ClassVar[str] = "J"
    name: ClassVar[str] = "Ersätts av ett nytt avtal"
    source: ClassVar[str] = "Nytt avtal som ersätter det tidigare"

    new_start: Annotated[date, asked("Det nya avtalets första dag", "date")]
    start: Annotated[date | None, asked("Det här avtalets första dag", "date")] = None

    def check_together(self) -> None:
        if self.start is not None and self.new_start <= self.start:
            raise dates_contradict(
                f"Det nya avtalet kan inte börja {long_date(self.new_start)}: det här börjar {long_date(self.start)}.",
                "new_start",
            )

    def sentence(self) -> str:
        return f"Avtalet ersätts av ett nytt som börjar gälla {long_date(self.new_start)}."

    def end_day(self) -> Explained[date]:
        end = self.new_start - timedelta(days=1)
        step = f"Det nya avtalet börjar gälla {long_date(self.new_start)}. Det gamla gäller till och med dagen före."
        return Explained(end, (step, last_step(end)))


@dataclass(frozen=True, slots=True)
class Breach(Noticed):
    """K: ends early on a material breach that is not cured in time, or at once (`cure_days` 0)."""

    key: ClassVar[str] = "K"
    name: ClassVar[str] = "Förtida upphörande vid avtalsbrott"
    source: ClassVar[str] = "Klausul om hävning"

    cure_days: Annotated[
        int,
        asked(
            "Dagar för rättelse", "number", help="0 när avtalet får hävas genast.", limits=(0, 365)
        ),
    ]

    def sentence(self) -> str:
        if not self.cure_days:
            return "Avtalet får hävas genast vid ett väsentligt avtalsbrott."
        days = in_words(self.cure_days, "dag", "dagar")
        return f"Avtalet får hävas vid ett väsentligt avtalsbrott som inte har rättats inom {days} från skriftlig anmodan."

    def last_day(self, received: date, by: Party) -> Explained[date]:
        return breach_end(self, received)

    def latest(self, end: date, by: Party) -> Deadline:
        raise Invalid(
            "no_notice_day",
            "Ett avtalsbrott har ingen sista dag att sägas upp på. Räkna från dagen då anmodan kom fram.",
        )


def breach_end(rule: Breach, demanded: date, terminated: date | None = None) -> Explained[date]:
    """Return the last day after a breach, from its two events.

    `demanded` is the day the written demand to cure it was received, `terminated` the day the
    declaration that the agreement is ended was. Without the second the first possible day is counted.
    """
    cured_by = require_day(demanded, "received_on") + timedelta(days=rule.cure_days)
    days = in_words(rule.cure_days, "dag", "dagar")
    steps = [f"Skriftlig anmodan kom fram {long_date(demanded)}."]
    if rule.cure_days:
        steps.append(f"Bristen ska ha rättats inom {days}: senast {long_date(cured_by)}.")
    if terminated is None:
        assumed = (
            "Bristen rättas inte.",
            f"Hävningen kommer fram senast {long_date(cured_by + timedelta(days=1))}; annars upphör avtalet den dag den kommer fram.",
        )
        return Explained(cured_by, (*steps, last_step(cured_by)), (), assumed)
    _require_after_the_cure(rule, demanded, cured_by, terminated)
    steps.append(f"Bristen rättades inte, och hävningen kom fram {long_date(terminated)}.")
    return Explained(terminated, (*steps, last_step(terminated)))


def _require_after_the_cure(rule: Breach, demanded: date, cured_by: date, terminated: date) -> None:
    if terminated < demanded:
        raise dates_contradict(
            f"Hävningen kan inte ha kommit fram {long_date(terminated)}: anmodan kom fram {long_date(demanded)}.",
            "terminated",
        )
    if rule.cure_days and terminated <= cured_by:
        raise dates_contradict(
            f"Hävningen kom fram {long_date(terminated)}, men bristen får rättas till och med {long_date(cured_by)}.",
            "terminated",
        )


@dataclass(frozen=True, slots=True)
class Conditional(Unnoticed):
    """L: valid only if all parties' bodies have approved by a day, else it lapses. See `entry`."""

    key: ClassVar[str] = "L"
    name: ClassVar[str] = "Gäller bara om alla parter godkänner i tid"
    source: ClassVar[str] = "Klausul om giltighet"

    lapses: Annotated[date, asked("Alla ska ha godkänt senast", "date")]

    def sentence(self) -> str:
        return f"Avtalet gäller bara om alla parters beslut har fått laga kraft senast {long_date(self.lapses)}; annars förfaller det."

    def end_day(self) -> Explained[date]:
        raise Invalid(
            "no_end_day",
            f"Villkoret bestämmer om avtalet börjar gälla, senast {long_date(self.lapses)}, inte när det upphör.",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What a condition has led to, and the day it did, or does at the latest."""

    state: Literal["in_force", "waiting", "lapsed"]
    day: date


def entry(rule: Conditional, approvals: Mapping[str, date | None]) -> Explained[Entry]:
    """Tell whether the agreement enters into force: the last of all parties' days, or lapsed.

    `approvals` gives for each party the day its approval gained legal force, or None.
    """
    if not approvals:
        raise Invalid("no_parties", "Ange vilka parter som ska godkänna avtalet.")
    steps = [
        f"{party}: {long_date(require_day(day)) if day else 'inte godkänt än'}."
        for party, day in approvals.items()
    ]
    given = [day for day in approvals.values() if day]
    lapses = long_date(rule.lapses)
    if any(day > rule.lapses for day in given):
        steps.append(f"Alla skulle ha godkänt senast {lapses}. Avtalet har förfallit.")
        return Explained(Entry("lapsed", rule.lapses), tuple(steps))
    if len(given) < len(approvals):
        steps.append(f"Alla ska ha godkänt senast {lapses}; annars förfaller avtalet.")
        return Explained(Entry("waiting", rule.lapses), tuple(steps))
    last = max(given)
    steps.append(f"Den sista av dagarna är {long_date(last)}. Då är villkoret uppfyllt.")
    return Explained(Entry("in_force", last), tuple(steps))


@dataclass(frozen=True, slots=True)
class MutualEnd(Unnoticed):
    """M: ended by agreement on a day."""

    key: ClassVar[str] = "M"
    name: ClassVar[str] = "Parterna har kommit överens om en dag"
    source: ClassVar[str] = "Överenskommelse om att avtalet upphör"

    end: Annotated[date, asked("Överenskommen sista dag", "date")]
    agreed: Annotated[date | None, asked("Dagen då parterna kom överens", "date")] = None

    def check_together(self) -> None:
        if self.agreed is not None and self.end < self.agreed:
            raise dates_contradict(
                f"Parterna kom överens {long_date(self.agreed)}, men avtalet ska ha upphört {long_date(self.end)}, alltså före.",
                "end",
            )

    def sentence(self) -> str:
        return f"Parterna har kommit överens om att avtalet upphör {long_date(self.end)}."

    def end_day(self) -> Explained[date]:
        return Explained(self.end, ("Dagen är överenskommen.", last_step(self.end)))


_ASK = "Avtalet har ingen känd uppsägningsregel. Ange regeln på avtalet innan uppsägningen registreras."


@dataclass(frozen=True, slots=True)
class NoRule(Unnoticed):
    """The agreement says nothing of notice: a day must be agreed, never guessed."""

    key: ClassVar[str] = "none"
    name: ClassVar[str] = "Ingen uppsägningsregel i avtalet"
    source: ClassVar[str] = "Avtalet har ingen klausul om uppsägning"

    def sentence(self) -> str:
        open_ended = "Gäller det tills vidare upphör det efter skälig tid, som parterna får komma överens om."
        return f"Avtalet säger inget om uppsägning. {open_ended} Är det tidsbestämt kan det inte sägas upp i förtid."

    def end_day(self) -> Explained[date]:
        raise Invalid("no_notice_rule", _ASK, field="received_on")


@dataclass(frozen=True, slots=True)
class UnknownRule(Unnoticed):
    """Nobody has read the clause yet. Never sorts as safe."""

    key: ClassVar[str] = "unknown"
    name: ClassVar[str] = "Okänt"
    source: ClassVar[str] = "Ingen har läst klausulen än"

    def sentence(self) -> str:
        return "Det är okänt vad avtalet säger om uppsägning."

    def end_day(self) -> Explained[date]:
        raise Invalid("no_notice_rule", _ASK, field="received_on")
