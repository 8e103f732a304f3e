"""One line on a page of a PDF, and lines side by side that are the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cases.rules.officer_report_lines import join

_SLACK: Final = 6.0  # points a cell may begin before its column
_TALLEST: Final = 40  # lines in one row of a table


@dataclass(frozen=True, slots=True)
class Row:
    """One line on a page."""

    text: str
    left: float
    right: float
    low: float
    high: float
    bold: bool

    @property
    def size(self) -> float:
        """The height of its letters, in points."""
        return self.high - self.low

    def is_level_with(self, other: Row) -> bool:
        """Whether the two stand on one line."""
        shared = min(self.high, other.high) - max(self.low, other.low)
        return shared >= 0.5 * min(self.size, other.size)


Cells = list[list[Row]]


def with_tables(rows: Sequence[Row]) -> Iterator[Row]:
    """The lines, those of a table with a heavy head put together as rows of the markup.

    Lines side by side without such a head are no table: signatures stand so, and the facts of a letterhead.
    """
    at = 0
    while at < len(rows):
        table, end = _table(rows, at)
        if len(table) < 2:
            yield rows[at]
            at += 1
            continue
        columns = [cell[0].left for cell in table[0]]
        yield from (_as_row(cells, columns) for cells in table)
        at = end


def _table(rows: Sequence[Row], at: int) -> tuple[list[Cells], int]:
    head, end = _cells(rows, at)
    if not all(line.bold for cell in head for line in cell):
        return [], at
    table = [head]
    while len(head) > 1:
        cells, after = _cells(rows, end)
        if not 2 <= len(cells) <= len(head):
            break
        table.append(cells)
        end = after
    return table, end


def _cells(rows: Sequence[Row], at: int) -> tuple[Cells, int]:
    """The cells whose first lines stand on one line, each with the lines under it, and where they end."""
    if at >= len(rows):
        return [], at
    cells, end = [[rows[at]]], at + 1
    for place in range(at + 1, min(at + _TALLEST, len(rows))):
        row, last = rows[place], cells[-1][-1]
        if row.is_level_with(rows[at]) and row.left > max(line.right for line in cells[-1]):
            cells.append([row])
        elif abs(row.left - last.left) < 3 and 0 < last.low - row.low < 1.6 * row.size:
            cells[-1].append(row)
        else:
            break
        end = place + 1
    return (cells, end) if len(cells) > 1 else ([[rows[at]]], at + 1)


def _as_row(cells: Cells, columns: Sequence[float]) -> Row:
    """One row of the markup; a cell stands in the last column that begins before its middle."""
    texts = [""] * len(columns)
    for cell in cells:
        middle = (min(line.left for line in cell) + max(line.right for line in cell)) / 2
        at = max((n for n, left in enumerate(columns) if left - _SLACK <= middle), default=0)
        words = join([line.text for line in cell]).replace("|", "\\|")
        texts[at] = f"{texts[at]} {words}".strip()
    first, lines = cells[0][0], [line for cell in cells for line in cell]
    text = f"| {' | '.join(texts)} |"
    right, low = max(line.right for line in lines), min(line.low for line in lines)
    return Row(text, first.left, right, low, first.high, False)
