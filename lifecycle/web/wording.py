"""Small Swedish words for pages: numbers in letters, days as people say them, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from lifecycle.rules.dates import long_date, weekday_date

_NUMBERS: Final = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex",
    "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip
_CHARACTERS_A_MINUTE: Final = 1300  # about 200 Swedish words


def counted(number: int, one: str, many: str) -> str:
    """Return "en uppgift", "två uppgifter", "14 uppgifter"; for one, `one` carries its own article."""
    return one if number == 1 else f"{in_words(number)} {many}"


def in_words(number: int) -> str:
    """Return "två" up to twelve, digits above."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def short_date(day: date, on: date) -> str:
    """Return "18 maj", with the year only when it is not this year's."""
    return _without_year(long_date(day), day, on)


def short_weekday(day: date, on: date) -> str:
    """Return "onsdag 18 maj", with the year only when it is not this year's."""
    return _without_year(weekday_date(day), day, on)


def narrow_date(day: date, on: date) -> str:
    """Return "18 nov" or "18 nov 2025", for a narrow column."""
    number, month, year = long_date(day).replace("\u00a0", " ").split(" ")
    short = f"{number}\u00a0{month[:3]}"
    return short if day.year == on.year else f"{short} {year}"


def when(day: date, on: date) -> str:
    """Return "i dag", "i går" or "18 maj"."""
    return {0: "i dag", 1: "i går"}.get((on - day).days) or short_date(day, on)


def late(day: date, on: date) -> str:
    """Return "5 dagar sent"."""
    days = (on - day).days
    return f"{days} {'dag' if days == 1 else 'dagar'} sent"


def listed(words: Sequence[str]) -> str:
    """Return "a, b och c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} och {words[-1]}"


def genitive(name: str) -> str:
    """Return "kommunstyrelsens"; a name that ends in s, x or z stays as it is."""
    return name if name[-1:] in ("s", "x", "z") else f"{name}s"


def capitalised(text: str) -> str:
    """Return the text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def reading_time(characters: int) -> str:
    """Return "ungefär 7 minuter"."""
    minutes = max(1, round(characters / _CHARACTERS_A_MINUTE))
    return f"ungefär {minutes} {'minut' if minutes == 1 else 'minuter'}"


def _without_year(text: str, day: date, on: date) -> str:
    return text.removesuffix(f" {day.year}") if day.year == on.year else text
