"""Where a meeting stands between its agenda and legal force: one sentence, and its dates with their count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from approvals.legal_days import of_meeting
from approvals.models import Meeting
from lifecycle.rules.dates import long_date, weekday_date
from lifecycle.rules.legal_days import Announced
from lifecycle.rules.statutory_time import (
    late_warnings,
    latest_board_notice,
    latest_minutes_approval,
)


@dataclass(frozen=True, slots=True)
class Stand:
    """A sentence, and how it should be seen: "", "warning", "danger" or "success"."""

    sentence: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The dates that follow from a meeting and its minutes; None where they cannot be counted yet.

    `warnings` keep legal force away, `late` does not; what is `said` is why a day is another than counted.
    """

    minutes: date
    notice: date | None
    appeal: date | None
    force: date | None
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    late: tuple[str, ...] = ()
    appeal_said: str = ""
    force_said: str = ""


def deadlines(held: date, approved: date | None, announced: Announced | None) -> Deadlines:
    """Tell every date that can be told, with the steps in Swedish."""
    minutes = latest_minutes_approval(held)
    notice = latest_board_notice(approved) if approved else None
    appeal = announced.last if announced else None
    force = announced.force if announced else None
    steps = [*minutes.steps, *(notice.steps if notice else ()), *(force.steps if force else ())]
    return Deadlines(
        minutes.value,
        notice.value if notice else None,
        appeal.value if appeal else None,
        force.value if force else None,
        tuple(steps),
        force.warnings if force else (),
        late_warnings(held, approved, announced.posted if announced else None),
        announced.last_said if announced else "",
        announced.force_said if announced else "",
    )


def stand_of(meeting: Meeting, on: date, items: int, unrecorded: int, appealed: int = 0) -> Stand:
    """Say where a meeting with so many items, so many without outcome and so many appealed, stands on the day."""
    if meeting.date > on:
        return _ahead(meeting, on)
    if unrecorded:
        what = "ett ärende" if unrecorded == 1 else f"{unrecorded} ärenden"
        return Stand(f"Utfall saknas för {what}", "warning")
    if not items:
        return Stand("Inga avtalsärenden")
    due = deadlines(meeting.date, meeting.minutes_approved_on, of_meeting(meeting))
    if meeting.minutes_approved_on is None:
        return _due("Justeras", due.minutes, on)
    if due.appeal is None or due.force is None:
        return _due("Anslås", due.notice or meeting.date, on)
    if due.warnings:
        return Stand("Anslaget togs ned för tidigt", "danger")
    if appealed:
        what = (
            "En paragraf är överklagad"
            if appealed == 1
            else f"{appealed} paragrafer är överklagade"
        )
        return Stand(what, "warning")
    if on <= due.appeal:
        return Stand(f"Kan överklagas till och med {long_date(due.appeal)}")
    return Stand(f"Laga kraft {long_date(due.force)}", "success")


def _ahead(meeting: Meeting, on: date) -> Stand:
    if meeting.stop_date is None:
        return Stand("Kommande")
    if meeting.stop_date < on:
        return Stand(f"Stoppdagen passerade {long_date(meeting.stop_date)}")
    return Stand(f"Handlingar senast {weekday_date(meeting.stop_date)}")


def _due(what: str, day: date, on: date) -> Stand:
    tone = "danger" if day < on else "warning"
    return Stand(f"{what} senast {long_date(day)}", tone)
