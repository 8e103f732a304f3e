"""Footnotes of a PDF: the small print that a raised number leads to goes back to where the number stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cases.reading.pdf_rows import Row
from cases.rules.markup_text import escaped
from cases.rules.officer_report_lines import join

_REFERENCE: Final = re.compile(r" ?\[fotnot (\d{1,2})\]")
# a page number and the day of a letterhead are small print too
_BEGINS: Final = re.compile(
    r"(\d{1,2})[.)]?\s+(?!(?:jan|febr)uari|mars|april|maj|ju[nl]i|augusti|\w+(?:tem|to|vem|cem)ber)([^\W\d_].*)"
)


def reference(number: str) -> str:
    """What stands in the text until the note is found; the checks ask about it if it never is."""
    return f" [fotnot {number.strip()}]"


def without_notes(
    pages: Sequence[Sequence[Row]], body: float
) -> tuple[list[list[Row]], dict[str, str]]:
    """The pages without the notes that are referred to, and those notes by what stands in the text for each."""
    wanted = {n for page in pages for row in page for n in _REFERENCE.findall(row.text)}
    notes: dict[str, list[str]] = {}
    kept = [_without_notes(page, body, wanted, notes) for page in pages]
    return kept, {reference(n): f"^[{escaped(join(note))}]" for n, note in notes.items()}


def _without_notes(
    page: Sequence[Row], body: float, wanted: set[str], notes: dict[str, list[str]]
) -> list[Row]:
    kept: list[Row] = []
    last: tuple[list[str], Row] | None = None
    for row in page:
        is_small = row.size < body - 0.4
        found = _BEGINS.fullmatch(row.text) if is_small else None
        if found and found[1] in wanted and found[1] not in notes:
            notes[found[1]] = [found[2]]
            last = (notes[found[1]], row)
        elif is_small and last and 0 < last[1].low - row.low < 1.6 * row.size:
            last[0].append(row.text)
            last = (last[0], row)
        else:
            last = None
            kept.append(row)
    return kept
