"""The HTML that the rich text editor opens, made from blocks; cases/rules/rich_text.py reads it back (ADR 0011)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from cases.rules.markup import Block, BulletItem, BulletList, Cell, Paragraph, Run


def html_of(blocks: Sequence[Block]) -> str:
    """Return the blocks as the HTML the editor opens."""
    return "".join(_html(block) for block in blocks)


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_words(block.runs)}</p>"
    if isinstance(block, BulletList):
        return "".join(_lists(block.items))
    rows = [_row(block.head, "th"), *(_row(row, "td") for row in block.rows)]
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _row(cells: Sequence[Cell], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}><p>{_words(cell)}</p></{tag}>' for cell in cells)}</tr>"


def _lists(items: Sequence[BulletItem]) -> Iterator[str]:
    """One list for each run of bullets, and for each run of numbers that follow each other."""
    last = -1  # the number before; 0 among bullets
    for item in items:
        number = int(item.number[:-1]) if item.number else 0
        if last < 0 or bool(last) != bool(number) or (number and number != last + 1):
            if last >= 0:
                yield "</ol>" if last else "</ul>"
            yield f'<ol start="{number}">' if number else "<ul>"
        yield f"<li><p>{_words(item.runs)}</p>{''.join(_lists(item.items))}</li>"
        last = number
    if last >= 0:
        yield "</ol>" if last else "</ul>"


def _words(runs: Sequence[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.is_note:
        text = f'<span data-note="{text}"></span>'
    elif run.attachment:
        text = f'<span data-attachment="{run.attachment}">{text}</span>'
    elif run.href:
        text = f'<a href="{escape(run.href)}">{text}</a>'
    return f"<strong>{text}</strong>" if run.strong else text
