"""The limits the Local Government Act sets around a decision: minutes, notice, appeal and legal force.

Sources: KL (2017:725) 5:69, 8:12, 13:5; SFS 1930:173 1–2 §§ for limits that end on a day off.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from cases.rules.explained import Explained
from lifecycle.rules.dates import long_date, next_working_day, weekday_date

MINUTES_DAYS: Final = 14
NOTICE_DAYS: Final = 2
APPEAL_DAYS: Final = 21


def latest_minutes_approval(meeting: date) -> Explained[date]:
    """Return the last day to approve the minutes: within 14 days of the meeting (KL 5:69)."""
    last = meeting + timedelta(days=MINUTES_DAYS)
    return Explained(
        last,
        (
            f"Sammanträdet hölls {long_date(meeting)}. Protokollet ska justeras senast 14 dagar därefter (KL 5:69): {weekday_date(last)}.",
        ),
    )


def latest_board_notice(minutes_approved: date) -> Explained[date]:
    """Return the last day to post the notice: the second day after the minutes were approved (KL 8:12)."""
    last = minutes_approved + timedelta(days=NOTICE_DAYS)
    return Explained(
        last,
        (
            f"Protokollet justerades {long_date(minutes_approved)}. Anslaget ska upp senast andra dagen därefter (KL 8:12): {weekday_date(last)}.",
        ),
    )


def last_appeal_day(board_notice: date) -> Explained[date]:
    """Return the last day to appeal: three weeks from the notice (KL 13:5), rolled by SFS 1930:173 2 §."""
    raw = board_notice + timedelta(days=APPEAL_DAYS)
    last = next_working_day(raw)
    steps = [
        f"Anslaget sattes upp {weekday_date(board_notice)}. Tiden är tre veckor därifrån (KL 13:5): {weekday_date(raw)}."
    ]
    if last != raw:
        steps.append(
            f"{long_date(raw)} är inte en arbetsdag. Tiden går ut nästa arbetsdag (1930:173, 2 §): {weekday_date(last)}."
        )
    return Explained(last, tuple(steps))


def legal_force_day(board_notice: date, notice_removed: date | None = None) -> Explained[date]:
    """Return the first day of legal force: the day after the last appeal day, if nobody has appealed.

    Warns when the notice came down on or before the last appeal day: then the time has not run out.
    """
    appeal = last_appeal_day(board_notice)
    force = appeal.value + timedelta(days=1)
    warnings: tuple[str, ...] = ()
    if notice_removed is not None and notice_removed <= appeal.value:
        warnings = (
            f"Anslaget togs ner {long_date(notice_removed)}, men ska sitta uppe till och med {long_date(appeal.value)}. Tiden har då inte löpt ut.",
        )
    step = f"Beslutet får laga kraft dagen efter, om ingen har överklagat: {weekday_date(force)}."
    return Explained(force, (*appeal.steps, step), warnings, ("Ingen har överklagat.",))
