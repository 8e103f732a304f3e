"""Merges what two people wrote in the same draft: what only one of them changed is kept, whoever it was.

`base` is what both began from. A part (a heading, a text, a condition …) that both changed to different things
is a conflict: the stored text stands, and the writer's own is shown in its field until they choose. A row that
one removed and the other changed stays. Nothing inside a text is merged: a sentence that nobody wrote must not
stand in a proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import Invalid
from cases.rules.points import DecisionPoint, require_conditions

# What is merged by itself: its kind ("title", "section", "point" …), its row's key, and the part of the row.
Place = tuple[str, str, str]
Row = tuple[str, str]
Fields = Mapping[Place, Any]
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be stored; what the writer is to be shown, the same with their own words in `conflicts`; and
    what they typed.

    `spared` are rows that one removed and that stand because the other had changed them.
    """

    draft: Draft
    shown: Draft
    typed: Draft
    conflicts: tuple[Place, ...] = ()
    spared: tuple[Row, ...] = ()


def merge(
    base: Draft | None,
    theirs: Draft,
    mine: Draft,
    doubtful: Collection[Place] = (),
) -> Merged:
    """Merge `mine` into `theirs`, which is stored. Every row has its key (see `with_keys`).

    Without a base all that differs is a conflict, and no row is taken for removed. In the
    `doubtful` places any difference is a conflict, whoever made it.
    """
    b, t, m = (fields_of(base) if base else {}), fields_of(theirs), fields_of(mine)
    rows, spared = _rows(b, t, m)
    merged: dict[Place, Any] = {}
    conflicts = []
    for place in [p for p in {**t, **m} if p[:2] in rows]:
        was, stored, typed = b.get(place, _NOTHING), t.get(place, _NOTHING), m.get(place, _NOTHING)
        if typed is _NOTHING or typed == stored or (typed == was and place not in doubtful):
            merged[place] = stored if stored is not _NOTHING else typed
        elif stored is _NOTHING or (stored == was and place not in doubtful):
            merged[place] = typed
        else:
            merged[place] = stored
            conflicts.append(place)
    order = _orders(base, theirs, mine, rows)
    conflicts += _circles(merged, t, m, order)
    draft = _draft_of(merged, order)
    shown = _draft_of({**merged, **{place: m[place] for place in conflicts}}, order)
    return Merged(draft, shown, mine, tuple(conflicts), spared)


def _rows(b: Fields, t: Fields, m: Fields) -> tuple[set[Row], tuple[Row, ...]]:
    """The rows that stand, and those of them that one of the two had removed."""
    before, stored, typed = ({place[:2]: True for place in fields} for fields in (b, t, m))
    stand, spared = set(), []
    for row in {**stored, **typed}:
        if row in before and not (row in stored and row in typed):
            if _row(b, row) == _row(t if row in stored else m, row):
                continue
            spared.append(row)
        stand.add(row)
    return stand, tuple(spared)


def _row(fields: Fields, row: Row) -> dict[Place, Any]:
    return {place: value for place, value in fields.items() if place[:2] == row}


def changed(before: Draft, after: Draft) -> tuple[Row, ...]:
    """Return the rows that differ, are new, or are gone, in reading order; ("order", kind) for a new order."""
    old, new = fields_of(before), fields_of(after)
    places = {**new, **old}
    found = {p[:2]: True for p in places if old.get(p, _NOTHING) != new.get(p, _NOTHING)}
    for kind in ("section", "point"):
        was, is_now = _keys(before, kind), _keys(after, kind)
        both = set(was) & set(is_now)
        if [k for k in was if k in both] != [k for k in is_now if k in both]:
            found["order", kind] = True
    return tuple(found)


# The parts of a draft --------------------------------------------------------------------------------------


def fields_of(draft: Draft) -> dict[Place, Any]:
    """Return the draft as its parts, in reading order; a point's conditions are the keys of other points."""
    found: dict[Place, Any] = {("title", "", ""): draft.title}
    keys = {p.number: p.key for p in draft.points}
    for point in draft.points:
        row = ("point", point.key)
        found[*row, "text"] = point.text
        found[*row, "body"] = (point.body, point.proposing_body)
        found[*row, "depends_on"] = tuple(sorted(keys[n] for n in point.depends_on if n in keys))
    for section in draft.sections:
        row = ("section", section.key)
        found[*row, "heading"] = section.heading
        found[*row, "level"] = section.level
        found[*row, "text"] = section.text
    found["signers", "", ""] = draft.signers
    found["recipients", "", ""] = draft.recipients
    return found


def with_parts(draft: Draft, parts: Fields) -> Draft:
    """Return the draft with other values in the places, where it has them."""
    fields = fields_of(draft)
    order = {kind: _keys(draft, kind) for kind in ("section", "point")}
    return _draft_of({**fields, **{p: v for p, v in parts.items() if p in fields}}, order)


def without_row(draft: Draft, row: Row) -> Draft:
    """Return the draft without one section or point; conditions on a point that goes, go too."""
    kind, key = row
    order = {
        name: [k for k in _keys(draft, name) if (name, k) != (kind, key)]
        for name in ("section", "point")
    }
    return _draft_of(fields_of(draft), order)


def _draft_of(fields: Fields, order: Mapping[str, Sequence[str]]) -> Draft:
    numbers = {key: n for n, key in enumerate(order["point"], start=1)}
    return Draft(
        title=fields["title", "", ""],
        sections=tuple(_section(fields, key) for key in order["section"]),
        points=tuple(_point(fields, key, numbers) for key in numbers),
        signers=fields["signers", "", ""],
        recipients=fields["recipients", "", ""],
    )


def _section(fields: Fields, key: str) -> DraftSection:
    level, heading, text = (fields["section", key, part] for part in ("level", "heading", "text"))
    return DraftSection(level, heading, text, key)


def _point(fields: Fields, key: str, numbers: Mapping[str, int]) -> DecisionPoint:
    body, proposing_body = fields["point", key, "body"]
    text, others = fields["point", key, "text"], fields["point", key, "depends_on"]
    depends_on = tuple(sorted(numbers[k] for k in others if k in numbers))
    return DecisionPoint(numbers[key], body, proposing_body, text, depends_on, key)


def _circles(
    merged: dict[Place, Any], t: Fields, m: Fields, order: Mapping[str, Sequence[str]]
) -> list[Place]:
    """Let their conditions stand when both people's together go in a circle; mine are conflicts then."""
    points = _draft_of(merged, order).points
    try:
        require_conditions({p.number: p.depends_on for p in points}, [p.number for p in points])
    except Invalid:
        mine = [p for p in t if p[2] == "depends_on" and p in merged and merged[p] != t[p]]
        for place in mine:
            merged[place] = t[place]
        return [place for place in mine if place in m]
    return []


# In what order ---------------------------------------------------------------------------------------------


def _orders(
    base: Draft | None, theirs: Draft, mine: Draft, rows: Iterable[Row]
) -> dict[str, tuple[str, ...]]:
    stand = set(rows)
    return {
        kind: _ordered(
            _keys(base or theirs, kind),
            _keys(theirs, kind),
            _keys(mine, kind),
            [key for found, key in stand if found == kind],
        )
        for kind in ("section", "point")
    }


def _keys(draft: Draft, kind: str) -> list[str]:
    rows: Sequence[DraftSection | DecisionPoint]
    rows = draft.sections if kind == "section" else draft.points
    return [row.key for row in rows]


def _ordered(
    was: Sequence[str], theirs: Sequence[str], mine: Sequence[str], stand: Iterable[str]
) -> tuple[str, ...]:
    """The order of whoever moved something, theirs if both did; what only the other has comes after its like."""
    spine, other = (
        (theirs, mine) if not _moved(was, mine) or _moved(was, theirs) else (mine, theirs)
    )
    left = set(stand)
    found = [key for key in spine if key in left]
    for at, key in enumerate(other):
        if key in left and key not in found:
            before = next((k for k in reversed(other[:at]) if k in found), None)
            found.insert(found.index(before) + 1 if before is not None else 0, key)
    return tuple(found)


def _moved(was: Sequence[str], now: Sequence[str]) -> bool:
    both = set(was) & set(now)
    return [k for k in was if k in both] != [k for k in now if k in both]


# Keys --------------------------------------------------------------------------------------------------------


def with_keys(mine: Draft, base: Draft | None, count: int) -> Draft:
    """Return the draft with a key on each row. One without is the row of the same heading or number in the
    base that no other row is; else it is new and gets a key from `count`, which rises with each save.
    """
    section_names = [(s.key, s.heading) for s in base.sections] if base else []
    point_names = [(p.key, p.number) for p in base.points] if base else []
    sections = _keyed([(s.key, s.heading) for s in mine.sections], section_names, count)
    points = _keyed([(p.key, p.number) for p in mine.points], point_names, count)
    return replace(
        mine,
        sections=tuple(replace(s, key=k) for s, k in zip(mine.sections, sections, strict=True)),
        points=tuple(replace(p, key=k) for p, k in zip(mine.points, points, strict=True)),
    )


def _keyed(
    rows: Sequence[tuple[str, Any]], known: Sequence[tuple[str, Any]], count: int
) -> list[str]:
    taken = {key for key, _ in rows if key}
    free = [(key, name) for key, name in known if key not in taken]
    seen: set[str] = set()
    found = []
    for at, (given, name) in enumerate(rows, start=1):
        key = given if given not in seen else ""
        if not key:
            key = next((k for k, n in free if n == name), "")
            free = [row for row in free if row[0] != key]
        while not key or key in seen:
            key = (
                f"{count}.{at}"
                if f"{count}.{at}" not in taken | seen
                else f"{count}.{at}.{len(seen)}"
            )
        seen.add(key)
        found.append(key)
    return found
