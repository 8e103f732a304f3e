"""Writes blocks back as markup: what cases/rules/markup.py reads as the same blocks again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from cases.rules.markup import (
    Block,
    BulletItem,
    BulletList,
    Cell,
    Paragraph,
    Run,
    Table,
    one_line,
    parse_markup,
)

_SIGN: Final = re.compile(r"[\\*\[\]^]|\{(?=[Bb]ilaga )")  # what could begin or end something
_BEGINS: Final = re.compile(r"^(?:(-)(?=\s)|(\d{1,2})([.)])(?=\s)|(\|))")
_CITED: Final = re.compile(r"(?<!\\)((?:\\\\)*)\{([Bb]ilaga) ([1-9]\d{0,2})\}")

_PLAIN_CITED: Final = re.compile(
    r"(?<![\w{\\/-])([Bb]ilaga)[ \u00a0]([1-9]\d{0,2})(?![\w}]|[.,:]\d)"
)


def as_markup(blocks: Sequence[Block]) -> str:
    """Return the text that is read as the blocks; lines are parted by one or two line breaks."""
    return "\n\n".join("\n".join(_written(block)) for block in blocks)


def escaped(text: str) -> str:
    """Return the words so that they are read as the characters they are, inside a line."""
    return _SIGN.sub(r"\\\g<0>", text)


def renumbered(text: str, numbers: dict[int, int]) -> str:
    """Return the text with its citations' numbers exchanged; what is not in `numbers` becomes plain words.

    An attachment that is gone leaves the words "bilaga 2" behind, for the checks to find and the writer to mend.
    """

    def cite(found: re.Match[str]) -> str:
        before, word, number = found[1], found[2], int(found[3])
        new = numbers.get(number)
        return f"{before}{{{word} {new}}}" if new else f"{before}{word} {number}"

    return _CITED.sub(cite, text)


def cited_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of the attachments that the text's citations name, in order."""
    return tuple(int(found[3]) for found in _CITED.finditer(text))


def with_citations(text: str, numbers: dict[int, int]) -> str:
    """Return the text with plain words "bilaga 2" made into citations, by the number each has now.

    Words already in braces, in a link, or naming an attachment that is not in `numbers` stay as they are.
    """

    def cite(found: re.Match[str]) -> str:
        new = numbers.get(int(found[2]))
        return f"{{{found[1]} {new}}}" if new else found[0]

    return _PLAIN_CITED.sub(cite, text)


def plain_text(text: str) -> str:
    """Return the words of a text in markup on separate lines, without marks and footnotes."""
    return "\n".join(line for block in parse_markup(text) for line in _words(block))


def _words(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        for row in (block.head, *block.rows):
            yield "\t".join(Paragraph(cell).text for cell in row)
    else:
        for item in block.items:
            yield item.text
            yield from (inner.text for inner in item.items)


def _written(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _begun(_line(block.runs))
    elif isinstance(block, BulletList):
        for item in block.items:
            yield _item(item, "")
            yield from (_item(inner, "  ") for inner in item.items)
    else:
        yield from (_row(row) for row in (block.head, *block.rows))


def _item(item: BulletItem, indent: str) -> str:
    return f"{indent}{item.number or '-'} {_begun(_line(item.runs))}"


def _row(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join(_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _begun(line: str) -> str:
    """The line so that its first sign begins neither item nor row."""
    return _BEGINS.sub(
        lambda found: f"{found[2]}\\{found[3]}" if found[2] else f"\\{found[0]}", line
    )


def _line(runs: Sequence[Run]) -> str:
    """The words with their marks; neighbours that are bold share one pair of stars."""
    text: list[str] = []
    for is_strong, group in groupby(runs, key=lambda run: run.strong):
        words = "".join(_run(run) for run in group)
        inside = words.strip() if is_strong else ""
        text.append(words.replace(inside, f"**{inside}**", 1) if inside else words)
    return one_line("".join(text))


def _run(run: Run) -> str:
    if run.attachment:
        return "{" + run.text + "}"
    if run.is_note:
        return f"^[{escaped(run.text)}]"
    return f"[{escaped(run.text)}]({run.href})" if run.href else escaped(run.text)
