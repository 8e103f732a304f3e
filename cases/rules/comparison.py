"""Compares two versions of a text word by word: what was inserted, what was deleted, what looks different.

Lines (paragraphs, items, rows) are aligned first and the words inside those that belong together then. What
comes out is blocks to be shown like any others, their words marked "ins", "del" or "style". Without the
deleted words it is the new text, without the inserted ones the old. Texts too long to compare are shown whole,
the old deleted and the new inserted: the time is bounded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from cases.rules.markup import Block, BulletItem, BulletList, Cell, Paragraph, Run, Table, plain

MAX_LINES: Final = 1_500
# Pairs of equal words or lines. A long paragraph of Swedish has a thousand or two.
MAX_MATCHES: Final = 20_000
MOST_WORK: Final = 15_000_000  # of a page: about a second
ALIKE: Final = 0.4  # lines with less than this in common are another line
_WORDS: Final = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")  # a word with the space after it


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, an item or a row; `head` is what kind it is, `cells` its words (one but for rows)."""

    head: tuple[str, int, str]
    cells: tuple[Cell, ...]

    @property
    def words(self) -> str:
        return "\t".join("".join(run.text for run in cell) for cell in self.cells)


class Budget:
    """What is left to spend on comparing the texts of a page.

    difflib looks through the pairs of equal words once for each stretch it finds, so that the work grows
    faster than the pairs: by the power of one and a half where every second word is the same.
    """

    def __init__(self) -> None:
        self.left = MOST_WORK

    def allows(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Tell whether the two may be compared, and take what it costs."""
        counts = Counter(new)
        matches = sum(counts[word] for word in old)
        work = int(matches**1.5) + len(old) + len(new)
        if matches > MAX_MATCHES or work > self.left:
            return False
        self.left -= work
        return True


def compare(
    before: Sequence[Block], after: Sequence[Block], budget: Budget | None = None
) -> tuple[Block, ...]:
    """Return the blocks of both with marks; equal blocks come back as they are.

    The texts of one page share a `budget`; what it does not reach to is shown whole.
    """
    if tuple(before) == tuple(after):
        return tuple(after)
    old, new = list(_lines(before)), list(_lines(after))
    if max(len(old), len(new)) > MAX_LINES:
        return _blocks([*_all(old, "del"), *_all(new, "ins")])
    return _blocks(list(_aligned(old, new, budget or Budget())))


def compare_line(before: str, after: str) -> Cell:
    """Return one line's words (a title, a heading) with marks."""
    return _words(((Run(before),) if before else ()), ((Run(after),) if after else ()), Budget())


def is_changed(blocks: Sequence[Block]) -> bool:
    """Tell whether anything in the compared blocks is marked."""
    return any(run.mark for line in _lines(blocks) for cell in line.cells for run in cell)


def words(blocks: Sequence[Block]) -> str:
    """Return all that is read, footnotes too, whatever it looks like: equal for texts that say the same."""
    return "\n".join(line.words for line in _lines(blocks))


# Lines ---------------------------------------------------------------------------------------------------


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _Line(("paragraph", 0, ""), (block.runs,))
        elif isinstance(block, Table):
            yield _Line(("head", 0, ""), block.head)
            yield from (_Line(("row", 0, ""), row) for row in block.rows)
        else:
            for item in block.items:
                yield _Line(("item", 1, item.number), (item.runs,))
                yield from (_Line(("item", 2, i.number), (i.runs,)) for i in item.items)


def _aligned(old: Sequence[_Line], new: Sequence[_Line], budget: Budget) -> Iterator[_Line]:
    """The lines of both in order; those that changed are paired where they are alike."""
    keys: tuple[list[Hashable], list[Hashable]] = [_key(x) for x in old], [_key(x) for x in new]
    if not budget.allows(*keys):
        keys = _numbered(keys[0]), _numbered(keys[1])
    same = SequenceMatcher(None, *keys, autojunk=False)
    for verb, a, b, c, d in same.get_opcodes():
        if verb == "equal":
            yield from (_joined(o, n, budget) for o, n in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from _replaced(old[a:b], new[c:d], budget)


def _key(line: _Line) -> tuple[str, str]:
    return line.head[0], line.words


def _numbered(keys: Sequence[Hashable]) -> list[Hashable]:
    """Lines that stand many times are told apart by their number: the third is then the third."""
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for key in keys:
        seen[key] += 1
        found.append((key, seen[key]))
    return found


def _replaced(old: Sequence[_Line], new: Sequence[_Line], budget: Budget) -> Iterator[_Line]:
    """Pair each new line with the first old one, in order, that it is alike; the rest is deleted or inserted."""
    at = 0
    words = {id(line): line.words.split() for line in (*old, *new)}
    counts = {key: Counter(said) for key, said in words.items()}

    def is_alike(one: _Line, other: _Line) -> bool:
        if one.head[0] != other.head[0] or len(one.cells) != len(other.cells):
            return False
        if _most_alike(counts[id(one)], counts[id(other)]) <= ALIKE:
            return False
        a, b = words[id(one)], words[id(other)]
        if not budget.allows(a, b):
            return False
        return SequenceMatcher(None, a, b, autojunk=False).ratio() > ALIKE

    for line in new:
        found = next((i for i in range(at, min(len(old), at + 20)) if is_alike(old[i], line)), None)
        if found is None:
            yield from _all([line], "ins")
            continue
        yield from _all(old[at:found], "del")
        yield _joined(old[found], line, budget)
        at = found + 1
    yield from _all(old[at:], "del")


def _most_alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of their words two lines have in common, in whatever order: never less than in order."""
    few, many = sorted((one, other), key=len)
    total = one.total() + other.total()
    return 2 * sum(min(n, many[word]) for word, n in few.items()) / total if total else 1.0


def _joined(old: _Line, new: _Line, budget: Budget) -> _Line:
    if old.cells == new.cells:
        return new
    cells = tuple(_words(a, b, budget) for a, b in zip(old.cells, new.cells, strict=True))
    return _Line(new.head, cells)


def _all(lines: Sequence[_Line], mark: str) -> Iterator[_Line]:
    for line in lines:
        yield _Line(line.head, tuple(tuple(r._replace(mark=mark) for r in c) for c in line.cells))


def _blocks(lines: Sequence[_Line]) -> tuple[Block, ...]:
    """The lines as blocks again."""
    found: list[Block] = []
    for kind, group in groupby(lines, key=lambda line: _group(line.head[0])):
        rows = list(group)
        if kind == "paragraph":
            found.extend(Paragraph(line.cells[0]) for line in rows)
        elif kind == "item":
            found.append(_list(rows))
        else:
            found.extend(_tables(rows))
    return tuple(found)


def _group(kind: str) -> str:
    return "table" if kind in ("head", "row") else kind


def _list(lines: Sequence[_Line]) -> BulletList:
    tops: list[tuple[_Line, list[BulletItem]]] = []
    for line in lines:
        if line.head[1] == 2 and tops:
            tops[-1][1].append(BulletItem(line.cells[0], (), line.head[2]))
        else:
            tops.append((line, []))
    return BulletList(tuple(BulletItem(t.cells[0], tuple(u), t.head[2]) for t, u in tops))


def _tables(lines: Sequence[_Line]) -> Iterator[Table]:
    """A head begins a table; rows of another width, from a table that is gone, stand in one of their own."""
    rows: list[_Line] = []
    for line in lines:
        if rows and (line.head[0] == "head" or len(line.cells) != len(rows[0].cells)):
            yield Table(rows[0].cells, tuple(r.cells for r in rows[1:]))
            rows = []
        rows.append(line)
    if rows:
        yield Table(rows[0].cells, tuple(r.cells for r in rows[1:]))


# Words ---------------------------------------------------------------------------------------------------


def _words(old: Cell, new: Cell, budget: Budget) -> Cell:
    a, b = _pieces(old), _pieces(new)
    old_keys, new_keys = [r.text.strip() for r in a], [r.text.strip() for r in b]
    if not budget.allows(old_keys, new_keys):
        return (*(r._replace(mark="del") for r in old), *(r._replace(mark="ins") for r in new))
    found: list[Run] = []
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for verb, i, j, k, m in matcher.get_opcodes():
        if verb == "equal":
            pairs = zip(a[i:j], b[k:m], strict=True)
            found += [n if o[1:] == n[1:] else n._replace(mark="style") for o, n in pairs]
        else:
            if i < j and i and a[i - 1].text[-1:].isspace() and not found[-1].text[-1:].isspace():
                found.append(Run(" ", mark="del"))  # the space the old text had there
            found += [r._replace(mark="del") for r in a[i:j]]
            found += [r._replace(mark="ins") for r in b[k:m]]
    return tuple(_together(found))


def _pieces(cell: Cell) -> list[Run]:
    """Words and signs with the space after them, each with the look of its run; a footnote's words too."""
    found: list[Run] = []
    for run in cell:
        for word in _WORDS.findall(run.text):
            if word.isspace() and found:
                found[-1] = found[-1]._replace(text=found[-1].text + word)
            else:
                found.append(run._replace(text=word))
    return found


def _together(runs: Sequence[Run]) -> Iterator[Run]:
    for look, group in groupby(runs, key=lambda run: run[1:]):
        yield Run("".join(run.text for run in group), *look)


def old_words(blocks: Sequence[Block]) -> str:
    """The old text's words of compared blocks."""
    return _told(blocks, "ins")


def new_words(blocks: Sequence[Block]) -> str:
    """The new text's words of compared blocks."""
    return _told(blocks, "del")


def _told(blocks: Sequence[Block], without: str) -> str:
    lines = (
        "\t".join(plain([run for run in cell if run.mark != without]) for cell in line.cells)
        for line in _lines(blocks)
    )
    return "\n".join(line for line in lines if line.strip())
