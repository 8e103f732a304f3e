"""A last day together with the last working day that still makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases.rules.explained import Explained
from lifecycle.rules.dates import previous_working_day, weekday_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Explained[date]):
    """The last day counted (`value`), and `act_by`: the last working day on or before it.

    For limits that no Sunday rule helps: backward ones in law, and all in contracts.
    """

    act_by: date


def deadline(
    last: date,
    steps: tuple[str, ...],
    warnings: tuple[str, ...] = (),
    assumptions: tuple[str, ...] = (),
) -> Deadline:
    """Return `last` as a deadline; says so when one has to act on an earlier working day."""
    act_by = previous_working_day(last)
    if act_by != last:
        moved = f"{weekday_date(last).capitalize()} är inte en arbetsdag och gränsen flyttas inte. Gör det senast {weekday_date(act_by)}."
        steps = (*steps, moved)
    return Deadline(last, steps, warnings, assumptions, act_by=act_by)
