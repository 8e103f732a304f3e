"""A draft as the text a kept save holds, and back: with the keys that tell which row is which."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.merging import Row, changed, fields_of, merge, with_parts, without_row
from cases.rules.points import DecisionPoint


def as_kept(draft: Draft) -> str:
    """Return the draft as JSON with sorted keys and no spaces; equal drafts give equal texts."""
    said = {
        "title": draft.title,
        "sections": [[s.key, s.level, s.heading, s.text] for s in draft.sections],
        "points": [
            [p.key, p.number, p.body, p.proposing_body, p.text, list(p.depends_on)]
            for p in draft.points
        ],
        "signers": [[s.name, s.title] for s in draft.signers],
        "recipients": list(draft.recipients),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_kept(text: str) -> Draft:
    """Return the draft that `as_kept` wrote."""
    said: Mapping[str, Sequence[Any]] = json.loads(text)
    return Draft(
        title=str(said["title"]),
        sections=tuple(
            DraftSection(level, head, body, k) for k, level, head, body in said["sections"]
        ),
        points=tuple(
            DecisionPoint(number, body, proposing, words, tuple(depends_on), key)
            for key, number, body, proposing, words, depends_on in said["points"]
        ),
        signers=tuple(DraftSigner(name, title) for name, title in said["signers"]),
        recipients=tuple(said["recipients"]),
    )


_NAMES: Final = {
    ("title", ""): "rubriken",
    ("signers", ""): "undertecknarna",
    ("recipients", ""): "mottagarna",
    ("order", "section"): "avsnittens ordning",
    ("order", "point"): "punkternas ordning",
}


def named_changes(before: Draft, after: Draft) -> list[list[str]]:
    """Return kind, key and name of each row that differs: a section by its heading, a point by its number.

    What only one of the drafts has is told as new, or as removed.
    """
    was, now = _names(before), _names(after)
    found = []
    for row in changed(before, after):
        told = "" if row in was and row in now else " (nytt)" if row in now else " (borttaget)"
        found.append([*row, (now.get(row) or was.get(row) or "") + told])
    return found


def _names(draft: Draft) -> dict[Row, str]:
    sections = {("section", s.key): s.heading for s in draft.sections}
    return {**_NAMES, **sections, **{("point", p.key): f"punkt {p.number}" for p in draft.points}}


def fetched(now: Draft, kept: Draft, row: Row | None) -> Draft:
    """Return the draft with one row as it was in the kept save, or with everything as it was.

    A row that is gone comes back after the row it stood after; one that is new since then goes.
    """
    if row is None:
        return kept
    if row[0] == "order":
        return merge(_in_order_of(now, kept), now, kept).draft
    was = {place: value for place, value in fields_of(kept).items() if place[:2] == row}
    if not was:
        return without_row(now, row)
    if any(place in was for place in fields_of(now)):
        return with_parts(now, was)
    return merge(without_row(kept, row), now, kept).draft


def _in_order_of(now: Draft, kept: Draft) -> Draft:
    """The kept draft as if only its order had been changed from what it is now."""
    places = {s.key: at for at, s in enumerate(now.sections)}
    points = {p.key: p.number for p in now.points}
    return replace(
        kept,
        sections=tuple(sorted(kept.sections, key=lambda s: places.get(s.key, len(places)))),
        points=tuple(sorted(kept.points, key=lambda p: points.get(p.key, len(points) + 1))),
    )
