"""The order and the numbers of an agenda: standing items around the cases, and late items after what was called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.templates import long_date

MOST_LINES: Final = 20
LONGEST_LINE: Final = 150


@dataclass(frozen=True, slots=True)
class Placed:
    """A case on the agenda; `called` is the number of the summons it was first named in, 0 for none."""

    key: int
    is_off: bool = False
    called: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the agenda: a standing item with its text, or a case by its key.

    A case taken off before it was called has no number.
    """

    number: int | None
    text: str = ""
    key: int | None = None


def standing_lines(text: str) -> tuple[str, ...]:
    """Return the standing items written one a line."""
    return tuple(line for each in text.splitlines() if (line := " ".join(each.split())))


def require_possible_lines(text: str, field: str) -> str:
    """Return the text with each item on a line of its own. Raises Invalid for too many or too long."""
    lines = standing_lines(text)
    if len(lines) > MOST_LINES:
        raise Invalid("many_lines", f"Skriv högst {MOST_LINES} stående punkter.", field=field)
    for line in lines:
        if len(line) > LONGEST_LINE:
            sentence = (
                f"Punkten ”{line[:40]}…” har {len(line)} tecken. Den får ha högst {LONGEST_LINE}."
            )
            raise Invalid("long_line", sentence, field=field)
    return "\n".join(lines)


def agenda(opening: str, cases: Sequence[Placed], closing: str) -> tuple[Line, ...]:
    """Return the whole agenda in order, numbered.

    Until a summons is issued the cases stand between the standing items. After it nothing that was called
    changes its number: a case that is taken off keeps it, and a late one comes after everything.
    """
    is_called = any(case.called for case in cases)
    first = [c for c in cases if c.called == 1] if is_called else [c for c in cases if not c.is_off]
    later = sorted((c for c in cases if c.called > 1), key=lambda c: c.called)
    if is_called:
        later += [c for c in cases if not c.called and not c.is_off]
    lines = [
        *((text, None) for text in standing_lines(opening)),
        *(("", case.key) for case in first),
        *((text, None) for text in standing_lines(closing)),
        *(("", case.key) for case in later),
    ]
    numbered = [Line(n, text, key) for n, (text, key) in enumerate(lines, start=1)]
    off = [Line(None, key=c.key) for c in cases if c.is_off and not c.called]
    return (*numbered, *off)


def numbers(lines: Iterable[Line]) -> dict[int, int | None]:
    """Return the number of each case by its key."""
    return {line.key: line.number for line in lines if line.key is not None}


def why_late(stop_date: date | None, called_on: date | None, on: date) -> str:
    """Return why a case that is placed on the day is an extra ärende, or "" when it is none."""
    if called_on is not None:
        return f"Kallelsen utfärdades {long_date(called_on)}."
    if stop_date is not None and on > stop_date:
        return f"Stoppdagen för handlingar var {long_date(stop_date)}."
    return ""


def move(keys: Sequence[int], key: int, direction: str) -> list[int]:
    """Return the keys with one of them a step "up" or "down"; at the end it stays where it is."""
    order = list(keys)
    at = order.index(key)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order
