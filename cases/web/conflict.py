"""Two people wrote at once: what the other saved, laid beside what was typed, so that no text is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.rules.draft import Draft, DraftSection
from cases.rules.points import DecisionPoint
from cases.web.editor_form import LEVELS

ABSENT = "Finns inte i den sparade texten."


@dataclass(frozen=True, slots=True)
class Piece:
    """A section or point that only the saved text has."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Differences:
    """The saved text where it differs: by the form's field, and what has no field there."""

    fields: dict[str, str] = field(default_factory=dict)
    only_theirs: list[Piece] = field(default_factory=list)


def differences(saved: Draft, typed: Draft, bodies: Mapping[int, str]) -> Differences:
    """Return everything in `saved` that saving `typed` would change. `bodies` are names by key."""
    found = Differences()
    if saved.title != typed.title:
        found.fields["title"] = saved.title
    if saved.recipients != typed.recipients:
        found.fields["recipients"] = "\n".join(saved.recipients) or "Ingen mottagare."
    if saved.signers != typed.signers:
        lines = [f"{s.name}, {s.title}" for s in saved.signers]
        found.fields["signers"] = "\n".join(lines) or "Ingen undertecknare."
    _compare_sections(found, saved.sections, typed.sections)
    _compare_points(found, saved.points, typed.points, bodies)
    return found


def _compare_sections(
    found: Differences, saved: Sequence[DraftSection], typed: Sequence[DraftSection]
) -> None:
    pairs = _paired(saved, typed)
    for i, mine in enumerate(typed):
        name = f"section-{i}"
        if i not in pairs:
            found.fields[f"{name}-heading"] = ABSENT
            continue
        theirs = saved[pairs[i]]
        if theirs.heading != mine.heading:
            found.fields[f"{name}-heading"] = theirs.heading
        if theirs.level != mine.level:
            found.fields[f"{name}-level"] = dict(LEVELS)[theirs.level]
        if theirs.text != mine.text:
            found.fields[f"{name}-text"] = theirs.text or "Ingen text."
    taken = set(pairs.values())
    found.only_theirs.extend(
        Piece(f"Avsnittet {s.heading}", s.text) for n, s in enumerate(saved) if n not in taken
    )


def _paired(saved: Sequence[DraftSection], typed: Sequence[DraftSection]) -> dict[int, int]:
    """Which saved section each typed one is: the first of the same heading, else the one in its place."""
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(saved)))
    for i, mine in enumerate(typed):
        same = next((n for n in free if saved[n].heading == mine.heading), None)
        if same is not None:
            pairs[i] = same
            del free[same]
    for i in range(len(typed)):
        if i not in pairs and i in free:
            pairs[i] = i
            del free[i]
    return pairs


def _compare_points(
    found: Differences,
    saved: Sequence[DecisionPoint],
    typed: Sequence[DecisionPoint],
    bodies: Mapping[int, str],
) -> None:
    for i, mine in enumerate(typed):
        name = f"point-{i}"
        if i >= len(saved):
            found.fields[f"{name}-text"] = ABSENT
            continue
        theirs = saved[i]
        if theirs.text != mine.text:
            found.fields[f"{name}-text"] = theirs.text
        if theirs.body != mine.body:
            found.fields[f"{name}-body"] = bodies[theirs.body]
        if theirs.depends_on != mine.depends_on:
            numbers = ", ".join(f"punkt {n}" for n in theirs.depends_on)
            found.fields[f"{name}-depends_on"] = numbers or "Inget villkor."
    found.only_theirs.extend(Piece(f"Punkt {p.number}", p.text) for p in saved[len(typed) :])
