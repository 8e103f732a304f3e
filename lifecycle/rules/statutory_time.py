"""The limits the Local Government Act sets around a decision: calls, minutes, notice, appeal and legal force.

Sources: KL (2017:725) 5:13–15, 5:69, 8:12, 13:5–6, 13:12; SFS 1930:173 1–2 §§. A limit that ends on a
day off moves forward to the next working day; one counted backward from a meeting never moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.explained import Explained
from lifecycle.rules.dates import (
    is_public_holiday,
    long_date,
    next_working_day,
    require_day,
    weekday_date,
)
from lifecycle.rules.deadlines import Deadline, deadline

MINUTES_DAYS: Final = 14
NOTICE_DAYS: Final = 2
APPEAL_DAYS: Final = 21
COUNCIL_CALL_DAYS: Final = 7


def _forward(start: date, days: int, sentence: str) -> Explained[date]:
    """Count `days` from `start`; `sentence` ends before the day. SFS 1930:173 2 § moves a day off."""
    raw = require_day(start) + timedelta(days=days)
    last = next_working_day(raw)
    steps = [f"{sentence}: {weekday_date(raw)}."]
    if last != raw:
        steps.append(
            f"{long_date(raw)} är inte en arbetsdag. Tiden går ut nästa arbetsdag (1930:173, 2 §): {weekday_date(last)}."
        )
    return Explained(last, tuple(steps))


def latest_minutes_approval(meeting: date, *, immediate: bool = False) -> Explained[date]:
    """Return the last day to approve the minutes: within 14 days of the meeting (KL 5:69).

    A § declared approved at once (`immediate`, omedelbar justering) is approved on the day itself.
    """
    if immediate:
        step = f"Paragrafen förklaras omedelbart justerad: {weekday_date(require_day(meeting))}."
        return Explained(meeting, (step,))
    return _forward(
        meeting,
        MINUTES_DAYS,
        f"Sammanträdet hölls {long_date(meeting)}. Protokollet ska justeras senast 14 dagar därefter (KL 5:69)",
    )


def latest_board_notice(minutes_approved: date) -> Explained[date]:
    """Return the last day to post the notice: the second day after the minutes were approved (KL 8:12)."""
    return _forward(
        minutes_approved,
        NOTICE_DAYS,
        f"Protokollet justerades {long_date(minutes_approved)}. Anslaget ska upp senast andra dagen därefter (KL 8:12)",
    )


def late_warnings(
    meeting: date, minutes_approved: date | None, board_notice: date | None
) -> tuple[str, ...]:
    """Tell of minutes approved, or a notice posted, after the law's last day (KL 5:69, 8:12); what counts goes on."""
    if minutes_approved is None:
        return ()
    found = []
    latest = latest_minutes_approval(meeting).value
    if minutes_approved > latest:
        found.append(
            f"Protokollet justerades {long_date(minutes_approved)}, efter sista dagen {long_date(latest)} (KL 5:69)."
        )
    latest = latest_board_notice(minutes_approved).value
    if board_notice is not None and board_notice > latest:
        found.append(
            f"Anslaget sattes upp {long_date(board_notice)}, efter sista dagen {long_date(latest)} (KL 8:12). "
            "Tiden för överklagande räknas från den dag det sattes upp."
        )
    return tuple(found)


def last_appeal_day(board_notice: date) -> Explained[date]:
    """Return the last day to appeal: three weeks from the notice (KL 13:5), rolled by SFS 1930:173 2 §."""
    return _forward(
        board_notice,
        APPEAL_DAYS,
        f"Anslaget sattes upp {weekday_date(board_notice)}. Tiden är tre veckor därifrån (KL 13:5)",
    )


def earliest_removal(board_notice: date) -> Explained[date]:
    """Return the first day the notice may come down: the day after the last appeal day (KL 8:12)."""
    appeal = last_appeal_day(board_notice)
    day = appeal.value + timedelta(days=1)
    step = f"Anslaget ska sitta uppe hela tiden (KL 8:12). Det får tas ner tidigast {weekday_date(day)}."
    return Explained(day, (*appeal.steps, step))


def legal_force_day(
    board_notice: date,
    notice_removed: date | None = None,
    *,
    appealed: date | None = None,
    settled: date | None = None,
    last: Explained[date] | None = None,
) -> Explained[date]:
    """Return the first day of legal force: the day after the last appeal day, if nobody has appealed.

    A warning means that the day does not hold: the notice came down on or before the last appeal day,
    or the decision was appealed on `appealed`, which may be before the notice went up. `settled` is the day the
    court's final decision gained legal force; then that is the day. `last` is the last appeal day when it has been
    set otherwise than counted. Raises Invalid when two of the days contradict each other.
    """
    _require_order("Anslaget sattes upp", board_notice, "togs ner", notice_removed)
    appeal = last or last_appeal_day(board_notice)
    early = _taken_down_early(notice_removed, appeal.value)
    if settled is not None:
        return replace(_after_the_court(appeal, appealed, settled), warnings=early)
    force = appeal.value + timedelta(days=1)
    warnings = []
    if appealed is not None:
        warnings.append(
            f"Beslutet överklagades {long_date(appealed)}. Det får laga kraft först när domstolen har avgjort målet slutligt."
        )
    step = f"Beslutet får laga kraft dagen efter, om ingen har överklagat: {weekday_date(force)}."
    assumed = () if appealed else ("Ingen har överklagat.",)
    return Explained(force, (*appeal.steps, step), (*warnings, *early), assumed)


def _taken_down_early(removed: date | None, last: date) -> tuple[str, ...]:
    """One appeal that is settled does not end the time of the others."""
    if removed is None or removed > last:
        return ()
    sentence = f"Anslaget togs ner {long_date(removed)}, men ska sitta uppe till och med {long_date(last)}."
    return (f"{sentence} Tiden har då inte löpt ut.",)


def _after_the_court(
    appeal: Explained[date], appealed: date | None, settled: date
) -> Explained[date]:
    if appealed is None:
        raise Invalid(
            "dates_contradict",
            f"Målet avgjordes {long_date(settled)}, men ingen dag är angiven då beslutet överklagades.",
            field="appealed",
        )
    _require_order("Beslutet överklagades", appealed, "målet avgjordes", settled)
    steps = (
        *appeal.steps,
        f"Beslutet överklagades {long_date(appealed)} (KL 13:5).",
        f"Avgörandet att inte upphäva det fick laga kraft {weekday_date(settled)}, och beslutet med det.",
    )
    # A decision does not gain force while others may still appeal it.
    return Explained(max(settled, appeal.value + timedelta(days=1)), steps)


def _require_order(first: str, early: date, second: str, late: date | None) -> None:
    if late is not None and late < early:
        raise Invalid(
            "dates_contradict",
            f"{first} {long_date(early)} men {second} {long_date(late)}, alltså före.",
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A § with its own minutes and notice, as after omedelbar justering: `place` is "KF § 12"."""

    place: str
    approved: date
    posted: date | None = None
    removed: date | None = None


@dataclass(frozen=True, slots=True)
class ParagraphDays:
    """What follows for one §: the last day to post its notice, and when posted its last appeal day and legal force."""

    place: str
    latest_notice: date
    last_appeal: date | None
    legal_force: date | None


def paragraph_days(paragraphs: Iterable[Paragraph]) -> tuple[Explained[ParagraphDays], ...]:
    """Count each § by itself: approved at once or with the rest, each has its own notice and its own days."""
    return tuple(_one_paragraph(paragraph) for paragraph in paragraphs)


def _one_paragraph(item: Paragraph) -> Explained[ParagraphDays]:
    notice = latest_board_notice(item.approved)
    if item.posted is None:
        return Explained(ParagraphDays(item.place, notice.value, None, None), notice.steps)
    _require_order(f"{item.place} justerades", item.approved, "anslogs", item.posted)
    force = legal_force_day(item.posted, item.removed)
    days = ParagraphDays(item.place, notice.value, last_appeal_day(item.posted).value, force.value)
    late: tuple[str, ...] = ()
    if item.posted > notice.value:
        late = (
            f"{item.place} anslogs {long_date(item.posted)}, efter sista dagen {long_date(notice.value)}.",
        )
    return Explained(
        days, (*notice.steps, *force.steps), (*late, *force.warnings), force.assumptions
    )


def latest_council_call(meeting: date, days: int = COUNCIL_CALL_DAYS) -> Deadline:
    """Return the last day for the call to every member and substitute of the council: a week before (KL 5:15).

    `days` is the municipality's own, longer time.
    """
    return _days_before(meeting, days, "Kallelsen ska nå varje ledamot och ersättare", "KL 5:15")


def latest_council_announcement(
    meeting: date, days: int = COUNCIL_CALL_DAYS, *, urgent: bool = False
) -> Deadline:
    """Return the last day to announce a council meeting: a week before (KL 5:13), or the own, longer time `days`.

    An urgent matter that cannot make it may be announced on the weekday next before (KL 5:14). A
    Saturday is a weekday there, so `act_by` may be earlier.
    """
    if not urgent:
        what = "Sammanträdet ska tillkännages på anslagstavlan"
        return _days_before(meeting, days, what, "KL 5:13")
    last = require_day(meeting) - timedelta(days=1)
    while last.weekday() == 6 or is_public_holiday(last):
        last -= timedelta(days=1)
    steps = (
        f"Fullmäktige sammanträder {weekday_date(meeting)}.",
        f"Ett brådskande ärende ska tillkännages senast vardagen närmast före (KL 5:14): {weekday_date(last)}.",
    )
    return deadline(last, steps)


def _days_before(meeting: date, days: int, what: str, source: str) -> Deadline:
    last = require_day(meeting) - timedelta(days=days)
    how = f"{what} minst en vecka före ({source})"
    if days != COUNCIL_CALL_DAYS:
        how += f", efter kommunens egen ordning {days} dagar före"
    return deadline(
        last,
        (f"Fullmäktige sammanträder {weekday_date(meeting)}. {how}: {weekday_date(last)}.",),
    )


def latest_call(meeting: date, days: int) -> Deadline:
    """Return the last day for the call to a board or committee, `days` before by its own rules.

    The law sets no limit for them.
    """
    last = require_day(meeting) - timedelta(days=days)
    step = f"Sammanträdet hålls {weekday_date(meeting)}. Kallelsen ska ut {days} dagar före: {weekday_date(last)}."
    assumed = f"Kallelsen går ut {days} dagar före enligt reglementet; lagen anger ingen tid."
    return deadline(last, (step,), (), (assumed,))
