"""Where a delegated decision stands: reported, announced, late or withdrawn, in a few words each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from approvals import legal_days, permissions
from approvals.delegation import listed_at, meetings_of
from approvals.delegation_models import DelegatedDecision, DelegationNotice
from approvals.models import Meeting
from approvals.rules.agendas import standing_lines
from approvals.rules.delegation import STANDING_ITEM, Held, is_standing_item, reporting
from approvals.web.standing import Stand
from cases.models import Case
from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import Announced
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
        return [Stand(f"Återkallat {long_date(withdrawn.withdrawn_on)}"), *_appealed(row)]
    found = [_reported(row, meetings, on)] if row.is_reported else []
    return found + ([_announced(row, on)] if row.is_announced else []) + _appealed(row)


def _reported(row: DelegatedDecision, meetings: Sequence[Held], on: date) -> Stand:
    report = getattr(row, "report", None)
    if report is None:
        said = reporting(row.decided_on, meetings, on)
        return Stand(said.sentence, said.tone)
    return Stand(f"Anmält {long_date(report.meeting.date)}, § {report.paragraph}", "success")


def _announced(row: DelegatedDecision, on: date) -> Stand:
    notice: DelegationNotice | None = getattr(row, "notice", None)
    days = legal_days.of_decision(row)
    if notice is None or days is None:
        return Stand("Ska anslås", "warning")
    last = days.last.value
    if notice.removed_on is not None and notice.removed_on <= last:
        return Stand("Anslaget togs ner för tidigt", "danger")
    if on <= last:
        return Stand(f"Kan överklagas till och med {long_date(last)}")
    if notice.removed_on is None:
        return Stand("Anslaget kan tas ner", "warning")
    if days.force.warnings:
        return Stand("Inte laga kraft", "warning")
    return Stand(f"Laga kraft {long_date(days.force.value)}", "success")


def _appealed(row: DelegatedDecision) -> list[Stand]:
    """What has become of each appeal of it."""
    return [
        Stand(
            f"Överklagat {long_date(course.received)}. {course.says.removesuffix('.')}",
            "danger" if course.annulled else "warning" if course.is_open else "",
        )
        for course in legal_days.courses_of_decision(row)
    ]


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

    See `legal_days.of_decision`.
    """
    notice, days = getattr(row, "notice", None), legal_days.of_decision(row)
    if notice is not None and days is not None:
        return _counted("Anslaget om beslutet sattes upp", days)
    if row.is_announced:
        return Appeal("Tiden räknas från anslaget. Beslutet är inte anslaget än.")
    report = getattr(row, "report", None)
    if report is None:
        return Appeal("Tiden räknas från anslaget om protokollet där beslutet anmäls.")
    held = long_date(report.meeting.date)
    if days is None:
        return Appeal(f"Tiden räknas från anslaget om protokollet {held}. Det är inte uppsatt än.")
    return _counted(f"Anslaget om protokollet {held}, där beslutet anmäldes, sattes upp", days)


def _counted(posted_words: str, days: Announced) -> Appeal:
    down = f" och togs ner {long_date(days.removed)}" if days.removed else ""
    sentence = f"{posted_words} {long_date(days.posted)}{down}."
    return Appeal(sentence, days.last.value, days.force)
