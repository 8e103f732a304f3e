"""Where a delegated decision stands: reported, announced, late or withdrawn, in a few words each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from approvals import permissions
from approvals.delegation import listed_at, meetings_of
from approvals.delegation_models import DelegatedDecision, DelegationNotice
from approvals.models import Meeting
from approvals.rules.agendas import standing_lines
from approvals.rules.delegation import STANDING_ITEM, Held, is_standing_item, reporting
from approvals.web.standing import Stand
from cases.models import Case
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date
from lifecycle.rules.statutory_time import last_appeal_day, legal_force_day
from organisation.models import Person


@dataclass(frozen=True, slots=True)
class Row:
    """A decision with where it stands, and whether the case it belongs to may be read."""

    decision: DelegatedDecision
    stands: list[Stand]
    reads_case: bool


def rows_of(decisions: Sequence[DelegatedDecision], person: Person, on: date) -> list[Row]:
    """Say where each stands (three queries, however many)."""
    if not decisions:
        return []
    since = min(row.decided_on for row in decisions)
    meetings = meetings_of([row.body_id for row in decisions], since, on)
    cases = [row.case_id for row in decisions if row.case_id]
    readable = permissions.visible_to(person, Case.objects.filter(pk__in=cases), on)
    reads = set(readable.values_list("pk", flat=True))
    return [
        Row(row, stands_of(row, meetings[row.body_id], on), row.case_id in reads)
        for row in decisions
    ]


def stands_of(row: DelegatedDecision, meetings: Sequence[Held], on: date) -> list[Stand]:
    """Say where a decision stands, from itself and the rows beside it."""
    withdrawn = getattr(row, "withdrawal", None)
    if withdrawn is not None:
        return [Stand(f"Återkallat {long_date(withdrawn.withdrawn_on)}")]
    found = [_reported(row, meetings, on)] if row.is_reported else []
    return found + ([_announced(row, on)] if row.is_announced else [])


def _reported(row: DelegatedDecision, meetings: Sequence[Held], on: date) -> Stand:
    report = getattr(row, "report", None)
    if report is None:
        said = reporting(row.decided_on, meetings, on)
        return Stand(said.sentence, said.tone)
    return Stand(f"Anmält {long_date(report.meeting.date)}, § {report.paragraph}", "success")


def _announced(row: DelegatedDecision, on: date) -> Stand:
    notice: DelegationNotice | None = getattr(row, "notice", None)
    if notice is None:
        return Stand("Ska anslås", "warning")
    last = last_appeal_day(notice.posted_on).value
    if notice.removed_on is not None and notice.removed_on <= last:
        return Stand("Anslaget togs ner för tidigt", "danger")
    if on <= last:
        return Stand(f"Kan överklagas till och med {long_date(last)}")
    if notice.removed_on is None:
        return Stand("Anslaget kan tas ner", "warning")
    return Stand(f"Laga kraft {long_date(legal_force_day(notice.posted_on).value)}", "success")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a reader sees reported at a meeting; `wanted` are the standing items with the missing one added."""

    rows: list[Row]
    to_note: int
    wanted: str


def listed_of(meeting: Meeting, person: Person, on: date) -> Listed:
    """Read what is reported at the meeting, as far as the person may (a fixed number of queries)."""
    found = list(permissions.visible_to(person, listed_at(meeting, on), on))
    waiting = sum(not hasattr(row, "report") for row in found)
    lines = standing_lines(f"{meeting.opening}\n{meeting.closing}")
    has_place = any(is_standing_item(line) for line in lines)
    wanted = "" if has_place or not waiting else f"{meeting.closing}\n{STANDING_ITEM}".strip()
    return Listed(rows_of(found, person, on), waiting, wanted)


@dataclass(frozen=True, slots=True)
class Appeal:
    """From which notice the appeal time runs, its last day with the count, or why it cannot be counted yet."""

    sentence: str
    last: date | None = None
    force: Explained[date] | None = None


def appeal_of(row: DelegatedDecision) -> Appeal:
    """Count the appeal time of a decision, from its own notice or from that of the minutes it was reported in.

    KL 13:5: one that was minuted by itself has its own notice; for one that is reported the time runs from the
    notice of the approved minutes of that meeting.
    """
    notice = getattr(row, "notice", None)
    if notice is not None:
        return _counted("Anslaget om beslutet sattes upp", notice.posted_on, notice.removed_on)
    if row.is_announced:
        return Appeal("Tiden räknas från anslaget. Beslutet är inte anslaget än.")
    report = getattr(row, "report", None)
    if report is None:
        return Appeal("Tiden räknas från anslaget om protokollet där beslutet anmäls.")
    meeting: Meeting = report.meeting
    if meeting.notice_posted_on is None:
        return Appeal(
            f"Tiden räknas från anslaget om protokollet {long_date(meeting.date)}. Det är inte uppsatt än."
        )
    name = f"Anslaget om protokollet {long_date(meeting.date)}, där beslutet anmäldes, sattes upp"
    return _counted(name, meeting.notice_posted_on, meeting.notice_removed_on)


def _counted(posted_words: str, posted: date, removed: date | None) -> Appeal:
    down = f" och togs ner {long_date(removed)}" if removed else ""
    sentence = f"{posted_words} {long_date(posted)}{down}."
    return Appeal(sentence, last_appeal_day(posted).value, legal_force_day(posted, removed))
