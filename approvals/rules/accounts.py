"""The yearly account of what a body has ordered (redovisning av uppdrag): what is late, under way and done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from approvals.rules.directives import report_due

LATE: Final = "Försenade"
OPEN: Final = "Pågående"
DONE: Final = "Verkställda under året"
LAPSED: Final = "Avskrivna under året"


@dataclass(frozen=True, slots=True)
class Report:
    """What the owner told, and when."""

    day: date
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """A directive as it stands: what was ordered, by which decision, and what is known of it."""

    text: str
    decision: str
    given_on: date
    owner: str
    due_on: date | None
    reports: tuple[Report, ...]
    closed_on: date | None
    evidence: str
    is_lapsed: bool = False  # taken off the list without being carried out

    def is_done(self, on: date) -> bool:
        """Tell whether it was carried out, or taken off the list, on or before the day."""
        return self.closed_on is not None and self.closed_on <= on

    def told(self, on: date) -> Report | None:
        """The last report on or before the day."""
        return max((r for r in self.reports if r.day <= on), key=lambda r: r.day, default=None)

    def due(self, on: date) -> date:
        """The day that is next: the task's own last day, or the yearly report's when that is first."""
        last = self.told(on)
        yearly = report_due(self.given_on, last.day if last else None)
        return min(self.due_on or yearly, yearly)


@dataclass(frozen=True, slots=True)
class Account:
    """A body's account for a year, as it stood on `as_of`; each group in the order it is due, or was done."""

    body: str
    year: int
    as_of: date
    late: tuple[Task, ...]
    open: tuple[Task, ...]
    done: tuple[Task, ...]
    lapsed: tuple[Task, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to account for."""
        return not (self.late or self.open or self.done or self.lapsed)


def account_day(year: int, on: date) -> date:
    """Return the day an account is about: the last of the year, or today while the year goes on."""
    return min(date(year, 12, 31), on)


def account_of(body: str, year: int, tasks: Iterable[Task], on: date) -> Account:
    """Sort a body's tasks into the account of a year, as they stood on its last day or, within it, on `on`."""
    day = account_day(year, on)
    given = [task for task in tasks if task.given_on <= day]
    left = sorted((t for t in given if not t.is_done(day)), key=lambda t: t.due(day))
    done = [t for t in given if t.is_done(day) and t.closed_on and t.closed_on.year == year]
    done.sort(key=lambda t: t.closed_on or day)
    return Account(
        body,
        year,
        day,
        tuple(t for t in left if t.due(day) < day),
        tuple(t for t in left if t.due(day) >= day),
        tuple(t for t in done if not t.is_lapsed),
        tuple(t for t in done if t.is_lapsed),
    )


def content_of(account: Account, municipality: str) -> dict[str, Any]:
    """Return what is frozen: plain values, days as "2026-12-31"."""
    groups = [(LATE, account.late), (OPEN, account.open), (DONE, account.done)]
    groups += [(LAPSED, account.lapsed)] if account.lapsed else []
    return {
        "schema": 1,
        "municipality": municipality,
        "body": account.body,
        "year": account.year,
        "as_of": account.as_of.isoformat(),
        "groups": [
            {"heading": heading, "tasks": [_task(task, account.as_of) for task in tasks]}
            for heading, tasks in groups
        ],
    }


def _task(task: Task, on: date) -> dict[str, Any]:
    told = task.told(on)
    done = task.is_done(on)
    return {
        "text": task.text,
        "decision": task.decision,
        "given_on": task.given_on.isoformat(),
        "owner": task.owner,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "due": None if done else task.due(on).isoformat(),
        "report": {**asdict(told), "day": told.day.isoformat()} if told else None,
        "closed_on": task.closed_on.isoformat() if done and task.closed_on else None,
        "evidence": task.evidence if done else "",
        **({"is_lapsed": True} if done and task.is_lapsed else {}),
    }
