"""What a reader of files hands on, and the outline that ends its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cases.rules.officer_report_headings import known_level
from cases.rules.officer_report_points import opens_body

# what our own documents write under a signature: it belongs to the decision that was made, not to the text
STAMP: Final = re.compile(
    r"Godkänt elektroniskt \d.*|Ännu inte godkänt|Vem som godkänner är inte känt än\."
)


@dataclass(frozen=True, slots=True)
class Readable:
    """The text of a file, and the lines that were left out because they belong to the page."""

    text: str
    left_out: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)

    def placed(self, text: str) -> str:
        """The text with each footnote where it belongs; a long note within a line would part a paragraph."""
        for mark, note in self.notes.items():
            text = text.replace(mark, note)
        return text


def as_outline(entries: Sequence[tuple[int, str]]) -> str:
    """The headings with their levels from 1, as the tab-indented lines the parser looks for.

    The headings that say which body a point is for are the parser's own to find.
    """
    lines = [
        "\t" * max(1, min(level, 3)) + " ".join(text.split())
        for level, text in entries
        if text.strip() and not opens_body(" ".join(text.split()))
    ]
    if entries and known_level(entries[0][1]) is not None:
        return ""  # the parser takes the first for the title
    return "\n\n" + "\n".join(lines) if len(lines) > 1 else ""


def without_title_level(outline: Sequence[Sequence[Any]]) -> list[tuple[int, str]]:
    """The outline with the title beside the first headings, where it stands alone above them."""
    entries = [(int(level), str(text)) for level, text in outline]
    highest = min((level for level, _ in entries), default=1)
    alone = sum(level == highest for level, _ in entries) == 1 and len(entries) > 1
    shift = highest if alone else highest - 1
    return [(max(1, level - shift), text) for level, text in entries]
