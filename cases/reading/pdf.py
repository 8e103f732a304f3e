"""Puts the words of a PDF in lines: which stand on one line, where a paragraph ends, what belongs to the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from cases.reading.outline import STAMP, Readable, as_outline, without_title_level
from cases.reading.pdf_notes import reference, without_notes
from cases.reading.pdf_rows import Row, with_tables
from cases.rules.errors import Invalid
from cases.rules.officer_report_lines import ends_sentence

SECONDS: Final = 8  # in all, also when the machine is busy; the reader itself has four of its own
_READER: Final = Path(__file__).with_name("pdf_words.py")
_EDGE: Final = 0.07  # of the page's height, above and below: where headers and footers stand
_MARK: Final = re.compile(r"[•▪■●◦○‣⁃·–—-]|\d{1,2}[.)]|[Bb]ilaga \d{1,2}[.:]?")
_NOTE: Final = re.compile(r"\s*\d{1,2}\s*")
_WORD: Final = re.compile(r"[^\W\d_]{3}[.,”]?$")  # a raised 2 after m or km is no footnote
_FAULTS: Final = {
    "locked": "PDF-filen är låst med lösenord. Välj en olåst.",
    "broken": "PDF-filen är skadad och går inte att läsa.",
    "slow": "PDF-filen tar för lång tid att läsa. Spara den på nytt från det program den kommer ifrån, och försök igen.",
    "pages": "PDF-filen har fler än 100 sidor. Ett tjänsteutlåtande är några sidor; spara det utan bilagor.",
    "long": "PDF-filen har mer text än ett tjänsteutlåtande. Spara det utan bilagor.",
}
_NO_TEXT: Final = "PDF-filen har ingen text, bara bilder av sidor. Välj en PDF som är sparad från Word, eller läs av den med textigenkänning först."


def read(data: bytes) -> Readable:
    """Return the words of the PDF. Raises Invalid when it is broken, locked, too long or only pictures."""
    found = _asked(data)
    pages = [_rows(page["pieces"]) for page in found["pages"]]
    rows = [row for page in pages for row in page]
    if sum(len(row.text) for row in rows) < 20:
        raise Invalid("no_text_layer", _NO_TEXT, field="file")
    body = Counter(round(row.size, 1) for row in rows for _ in row.text).most_common(1)[0][0]
    left_out: list[str] = []
    heights = [page["height"] for page in found["pages"]]
    pages, notes = without_notes(pages, body)
    kept = [
        list(with_tables(_without_furniture(page, height, body, left_out, is_first=not number)))
        for number, (height, page) in enumerate(zip(heights, pages, strict=True))
    ]
    pitch = _pitch(kept, body)
    outline = found["outline"] or _guessed(kept, body)
    text = "\n\f".join("\n".join(_lines(page, body, pitch)) for page in kept)
    text += as_outline(without_title_level(outline))
    return Readable(text, tuple(dict.fromkeys(left_out)), notes)


def _asked(data: bytes) -> dict[str, Any]:
    """What the reader, a process of its own with limits, answers."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_READER)], input=data, capture_output=True, timeout=SECONDS
        )
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        found = {"fault": "slow"}
    except ValueError:
        found = {}
    fault = found.get("fault") or ("" if found else "broken")
    if fault:
        raise Invalid(f"{fault}_pdf", _FAULTS[fault], field="file")
    return found


def _rows(pieces: Iterable[Sequence[Any]]) -> list[Row]:
    """The pieces joined to lines, in the order in which they were written."""
    rows: list[Row] = []
    for piece in pieces:
        row = Row(_plain(piece[0]), *piece[1:6])
        if rows and (joined := _joined(rows[-1], row)):
            rows[-1] = joined
        else:
            rows.append(row)
    return [replace(row, text=_merged(row.text)) for row in rows]


def _plain(text: str) -> str:
    """The words; PDFium writes U+0002 where a word was parted at the end of a line."""
    return text.replace("\x02", "\u00ad").replace("\ufffe", "\u00ad").replace("\xa0", " ")


def _joined(before: Row, row: Row) -> Row | None:
    """The two as one line, when the second goes on where the first ended."""
    gap = row.left - before.right
    near = 3 * row.size if _MARK.fullmatch(before.text.strip()) else 0.5 * row.size
    if not before.is_level_with(row) or not -0.3 * row.size < gap < near:
        return None
    if _NOTE.fullmatch(row.text) and row.size < 0.8 * before.size and _WORD.search(before.text):
        return replace(before, text=before.text + reference(row.text), right=row.right)
    blank = (
        "" if before.text.endswith(" ") or row.text.startswith(" ") or gap < 0.1 * row.size else " "
    )
    text = f"{before.text}{blank}{row.text}"
    if before.bold != row.bold:
        text = f"{_strong(before)}{blank}{_strong(row)}"
    low, high = min(before.low, row.low), max(before.high, row.high)
    return Row(text, before.left, row.right, low, high, before.bold and row.bold)


def _strong(row: Row) -> str:
    """The words, starred when they are bold."""
    words = row.text.strip()
    if not row.bold or not words or _MARK.fullmatch(words):
        return row.text
    return row.text.replace(words, f"**{words}**", 1)


def _merged(text: str) -> str:
    return re.sub(r"\*\*(\s*)\*\*", r"\1", text).strip()


def _without_furniture(
    page: Sequence[Row], height: float, body: float, left_out: list[str], *, is_first: bool
) -> list[Row]:
    """The page's lines, the upper edge first and the lower last, without small print at the edges."""
    upper, middle, lower = [], [], []
    for row in page:
        at_top, at_bottom = row.high > height * (1 - _EDGE), row.low < height * _EDGE
        small = row.size < body - 0.5
        if STAMP.fullmatch(row.text) or (small and (at_bottom or (at_top and not is_first))):
            left_out.append(" ".join(row.text.split()))
        else:
            (upper if at_top else lower if at_bottom else middle).append(row)
    return [*upper, *middle, *lower]


def _pitch(pages: Iterable[Sequence[Row]], body: float) -> float:
    """How far it is from line to line in running text."""
    found = (a.low - b.low for page in pages for a, b in pairwise(page))
    steps = [step for step in found if 0 < step < 3 * body]
    return median(steps) if steps else body


def _lines(page: Sequence[Row], body: float, pitch: float) -> Iterator[str]:
    """The lines with the white space that tells the parser about paragraphs and lists."""
    if not page:
        return
    margin = Counter(round(row.left) for row in page).most_common(1)[0][0]
    before: Row | None = None
    for row in page:
        if before is not None and not -0.5 * body < before.low - row.low < 1.3 * pitch:
            yield ""
        indent = max(0, round((row.left - margin) / (0.5 * body)))
        yield " " * (indent if indent > 1 else 0) + row.text
        before = row


def _guessed(pages: Sequence[Sequence[Row]], body: float) -> list[tuple[int, str]]:
    """An outline of what is set larger or heavier than the text, where the document itself has none."""
    found: list[tuple[tuple[float, bool], str]] = []
    before: Row | None = None
    for row in (row for page in pages for row in page):
        looks = (round(row.size, 1), row.bold)
        is_heading = row.size > body * 1.06 or (row.bold and row.size > body - 0.5)
        if is_heading and len(row.text) < 120 and not ends_sentence(row.text):
            if (
                before is not None
                and found
                and found[-1][0] == looks
                and 0 < before.low - row.low < 1.5 * row.size
            ):
                found[-1] = (looks, f"{found[-1][1]} {row.text}")
            else:
                found.append((looks, row.text))
            before = row
        else:
            before = None
    ranks = sorted({looks for looks, _ in found}, reverse=True)
    return [(ranks.index(looks) + 1, text) for looks, text in found]
