"""The bodies' meeting days with their stop dates, and the days before each when its papers are out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.deadlines import Deadline
from lifecycle.rules.statutory_time import (
    COUNCIL_CALL_DAYS,
    latest_call,
    latest_council_announcement,
    latest_council_call,
)


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A meeting (sammanträde) of a body, and the last day for papers to it (stoppdag), where there is one."""

    day: date
    body: str
    stop: date | None = None

    def __post_init__(self) -> None:
        require_day(self.day)
        if self.stop is not None and self.stop > self.day:
            raise Invalid(
                "dates_contradict",
                f"Stoppdagen {long_date(self.stop)} ligger efter sammanträdet {long_date(self.day)}.",
                field="stop",
            )


@dataclass(frozen=True, slots=True)
class Papers:
    """The last days before a meeting: the call (kallelse), and a council's public announcement.

    Both are last days as counted, with `act_by`, the last working day that makes it.
    """

    summons: Deadline
    announcement: Deadline | None


CALL_DAYS: Final = 7  # a board's or committee's own rule; the law gives only the council's


def papers_of(
    day: date,
    *,
    is_council: bool,
    call_days: int = CALL_DAYS,
    announcement_days: int = COUNCIL_CALL_DAYS,
) -> Papers:
    """Return when the call to a meeting on `day` is out at the latest, and the council's announcement up.

    Source: KL 5:13 and 5:15 for the council, at least a week; for the others `call_days` by their own rules.
    """
    if is_council:
        call = latest_council_call(day, call_days)
        return Papers(call, latest_council_announcement(day, announcement_days))
    return Papers(latest_call(day, call_days), None)


Calendars = Mapping[str, tuple[MeetingDay, ...]]


def by_body(meetings: Iterable[MeetingDay]) -> dict[str, tuple[MeetingDay, ...]]:
    """Return each body's meetings in order of day. Raises Invalid when one has two on a day."""
    found: dict[str, list[MeetingDay]] = {}
    for meeting in sorted(meetings, key=lambda m: m.day):
        own = found.setdefault(meeting.body, [])
        if own and own[-1].day == meeting.day:
            raise Invalid(
                "two_meetings",
                f"{meeting.body} har två sammanträden {long_date(meeting.day)}.",
                field="day",
            )
        own.append(meeting)
    return {body: tuple(own) for body, own in found.items()}
