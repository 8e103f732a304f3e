"""What differs between two frozen versions, a sentence for each difference and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.rules.comparison import words
from cases.rules.markup import parse_markup
from cases.rules.pairing import Piece, pair

Content = dict[str, Any]
Pairs = tuple[tuple[Content | None, Content], ...]
Found = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; `anchor` is where it stands, empty for what is gone."""

    number: int
    sentence: str
    anchor: str = ""


def changes_between(before: Content | None, after: Content) -> tuple[Change, ...]:
    """Return what differs, in reading order; nothing when there is no earlier version."""
    if before is None:
        return ()
    found = [
        *_title(before, after),
        *_points(before, after),
        *_sections(before, after),
        *_attachments(before, after),
        *_recipients(before, after),
    ]
    return tuple(Change(n, sentence, anchor) for n, (sentence, anchor) in enumerate(found, start=1))


# Which is which ------------------------------------------------------------------------------------------


def paired_points(before: Content | None, after: Content) -> Pairs:
    """Each point with what it was, however it was numbered then."""
    return _paired(before, after, "points", lambda p: Piece(p["number"], p["text"], p["text"]))


def paired_sections(before: Content | None, after: Content) -> Pairs:
    """Each section with what it was: the second of a heading with the second, then the renamed ones."""
    old = _sections_as_pieces(before["sections"]) if before else []
    found = pair(old, _sections_as_pieces(after["sections"]), names_first=True)
    return _with_old(before, after, "sections", found)


def paired_attachments(before: Content | None, after: Content) -> Pairs:
    """Each attachment with what it was: the same file, else a title much like it, else the same number."""
    return _paired(
        before, after, "attachments",
        lambda a: Piece(a["number"], a["title"], a["sha256"] or a["title"]),
    )  # fmt: skip


def gone(before: Content, pairs: Pairs, kind: str) -> list[Content]:
    """The pieces of the earlier version that the later one has not, in their order."""
    kept = {id(old) for old, _ in pairs if old is not None}
    return [piece for piece in before[kind] if id(piece) not in kept]


def _paired(before: Content | None, after: Content, kind: str, piece: Any) -> Pairs:
    old = [piece(p) for p in before[kind]] if before else []
    return _with_old(before, after, kind, pair(old, [piece(p) for p in after[kind]]))


def _with_old(
    before: Content | None, after: Content, kind: str, found: Iterable[int | None]
) -> Pairs:
    pieces = before[kind] if before else ()
    return tuple(
        (None if at is None else pieces[at], new)
        for at, new in zip(found, after[kind], strict=True)
    )  # fmt: skip


def _sections_as_pieces(sections: list[Content]) -> list[Piece]:
    seen: dict[str, int] = {}
    pieces = []
    for section in sections:
        heading = section["heading"]
        seen[heading] = seen.get(heading, 0) + 1
        # an empty section is like no other: what it is lies in its heading alone
        same = section["text"] or (heading, seen[heading])
        pieces.append(Piece((heading, seen[heading]), section["text"], same))
    return pieces


# Sentences -----------------------------------------------------------------------------------------------


def _title(before: Content, after: Content) -> Found:
    return [("Rubriken är ändrad", "rubrik")] if before["title"] != after["title"] else []


def _points(before: Content, after: Content) -> Found:
    pairs = paired_points(before, after)
    numbers = {old["number"]: new["number"] for old, new in pairs if old}
    found, moved = [], []
    for old, new in pairs:
        sentence = _point_sentence(before, old, after, new, numbers)
        if sentence:
            found.append((sentence, point_anchor(new["number"])))
        elif old and old["number"] != new["number"]:
            moved.append((old["number"], new["number"]))
    if moved:
        told = ", ".join(f"punkt {was} är nu {is_now}" for was, is_now in moved)
        found.append((f"Ny numrering: {told}", point_anchor(moved[0][1])))
    lost = gone(before, pairs, "points")
    return found + [(f"Beslutspunkt {p['number']} är borttagen", "") for p in lost]


def _point_sentence(
    before: Content, old: Content | None, after: Content, new: Content, numbers: dict[int, int]
) -> str:
    """What is different in a point besides its number; empty when nothing is."""
    number = new["number"]
    if old is None:
        return f"Ny beslutspunkt {number}"
    name = f"eslutspunkt {number}"
    if old["number"] != number:
        name += f" (tidigare {old['number']})"
    if old["text"] != new["text"]:
        if _same_words(before, old, after, new):
            return f"Bara utseendet eller en länk är ändrad i b{name}"
        return f"B{name} är ändrad"
    if sorted(numbers.get(n, -n) for n in old["depends_on"]) != sorted(new["depends_on"]):
        return f"Villkoret i b{name} är ändrat"
    other = {"number", "text", "depends_on"}
    if any(old.get(key) != new[key] for key in new if key not in other):
        return f"B{name} beslutas av ett annat organ"
    return ""


def _same_words(before: Content, old: Content, after: Content, new: Content) -> bool:
    """Whether the two texts read the same, so that only their look or the links' addresses differ."""
    then = words(parse_markup(old["text"], before["schema"]))
    return then == words(parse_markup(new["text"], after["schema"]))


def _sections(before: Content, after: Content) -> Found:
    pairs = paired_sections(before, after)
    found = []
    for index, (old, new) in enumerate(pairs):
        sentences = _section_sentences(before, old, after, new)
        found += [(sentence, section_anchor(index)) for sentence in sentences]
    kept = [id(old) for old, _ in pairs if old is not None]
    if kept != [id(old) for old in before["sections"] if id(old) in kept]:
        found.append(("Avsnitten står i en annan ordning", ""))
    lost = gone(before, pairs, "sections")
    return found + [(f"Avsnittet {s['heading']} är borttaget", "") for s in lost]


def _section_sentences(
    before: Content, old: Content | None, after: Content, new: Content
) -> list[str]:
    heading = new["heading"]
    if old is None:
        return [f"Nytt avsnitt: {heading}"]
    found = []
    if old["heading"] != heading:
        found.append(f"Avsnittet {old['heading']} heter nu {heading}")
    if old["level"] != new["level"]:
        found.append(f"Rubriken {heading} har en annan nivå")
    if old["text"] != new["text"]:
        same = _same_words(before, old, after, new)
        look = f"Bara utseendet eller en länk är ändrad i avsnittet {heading}"
        found.append(look if same else f"Avsnittet {heading} är ändrat")
    return found


def _attachments(before: Content, after: Content) -> Found:
    pairs = paired_attachments(before, after)
    found, moved = [], []
    for old, new in pairs:
        number = new["number"]
        if old is None:
            found.append((f"Ny bilaga {number}", "bilagor"))
            continue
        if old["sha256"] != new["sha256"]:
            found.append((f"Bilaga {number} har en ny fil", "bilagor"))
        if old["title"] != new["title"]:
            found.append((f"Bilaga {number} heter något annat", "bilagor"))
        if old["number"] != number:
            moved.append(f"bilaga {old['number']} är nu {number}")
    if moved:
        found.append((f"Ny numrering: {', '.join(moved)}", "bilagor"))
    lost = gone(before, pairs, "attachments")
    return found + [(f"Bilaga {a['number']} är borttagen", "") for a in lost]


def _recipients(before: Content, after: Content) -> Found:
    same = before["recipients"] == after["recipients"]
    return [] if same else [("Mottagarna av beslutet är ändrade", "mottagare")]


def point_anchor(number: int) -> str:
    """The point's id on the page."""
    return f"punkt-{number}"


def section_anchor(index: int) -> str:
    """The section's id on the page."""
    return f"avsnitt-{index + 1}"
