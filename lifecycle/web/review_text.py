"""A frozen version as the reviewer reads it: points and sections in order, and what has changed in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.rules.checks import check
from cases.rules.comparison import compare
from cases.rules.draft import Draft, DraftSection
from cases.rules.findings import AttachmentFact, Check, Surroundings
from cases.rules.markup import Block, parse_markup
from cases.rules.points import DecisionPoint
from lifecycle.web.wording import genitive, listed

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; `anchor` is where it stands, empty for what is gone."""

    number: int
    sentence: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """A decision point with its mark in the margin, if it has changed."""

    number: int
    blocks: tuple[Block, ...]
    condition: str
    change: int | None


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """The points under one heading: a body's proposal to another, or its own decision."""

    heading: str
    points: tuple[ReadPoint, ...]


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section with its blocks; `words` counts them for a section folded because nothing changed."""

    anchor: str
    level: int
    heading: str
    blocks: tuple[Block, ...]
    words: int
    change: int | None
    is_gone: bool = False


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


Found = list[tuple[str, str]]


def _title(before: Content, after: Content) -> Found:
    return [("Rubriken är ändrad", "rubrik")] if before["title"] != after["title"] else []


def _points(before: Content, after: Content) -> Found:
    old = {p["number"]: p for p in before["points"]}
    new = {p["number"]: p for p in after["points"]}
    found = [
        (_point_sentence(number, old.get(number), point), point_anchor(number))
        for number, point in new.items()
        if point != old.get(number)
    ]
    return found + [(f"Beslutspunkt {n} är borttagen", "") for n in old if n not in new]


def _point_sentence(number: int, old: Content | None, new: Content) -> str:
    if old is None:
        return f"Ny beslutspunkt {number}"
    if old["text"] != new["text"]:
        return f"Beslutspunkt {number} är ändrad"
    if old["depends_on"] != new["depends_on"]:
        return f"Villkoret i beslutspunkt {number} är ändrat"
    return f"Beslutspunkt {number} beslutas av ett annat organ"


def _sections(before: Content, after: Content) -> Found:
    """Sections are compared by heading, the second of the same name with the second."""
    old = _by_heading(before)
    new = _by_heading(after)
    found = []
    for index, (key, section) in enumerate(new.items()):
        if key not in old:
            found.append((f"Nytt avsnitt: {section['heading']}", section_anchor(index)))
        elif section != old[key]:
            found.append((f"Avsnittet {section['heading']} är ändrat", section_anchor(index)))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(("Avsnitten står i en annan ordning", ""))
    return found + [
        (f"Avsnittet {s['heading']} är borttaget", "") for key, s in old.items() if key not in new
    ]


def _by_heading(content: Content) -> dict[tuple[str, int], Content]:
    found: dict[tuple[str, int], Content] = {}
    seen: dict[str, int] = {}
    for section in content["sections"]:
        heading = section["heading"]
        seen[heading] = seen.get(heading, 0) + 1
        found[heading, seen[heading]] = section
    return found


def _attachments(before: Content, after: Content) -> Found:
    old = {a["number"]: a for a in before["attachments"]}
    new = {a["number"]: a for a in after["attachments"]}
    found = []
    for number, attachment in new.items():
        if number not in old:
            found.append((f"Ny bilaga {number}", "bilagor"))
        elif attachment["sha256"] != old[number]["sha256"]:
            found.append((f"Bilaga {number} har en ny fil", "bilagor"))
        elif attachment["title"] != old[number]["title"]:
            found.append((f"Bilaga {number} heter något annat", "bilagor"))
    return found + [(f"Bilaga {n} är borttagen", "") for n in old if n not in new]


def _recipients(before: Content, after: Content) -> Found:
    same = before["recipients"] == after["recipients"]
    return [] if same else [("Mottagarna av beslutet är ändrade", "mottagare")]


def point_anchor(number: int) -> str:
    """The point's id on the page."""
    return f"punkt-{number}"


def section_anchor(index: int) -> str:
    """The section's id on the page."""
    return f"avsnitt-{index + 1}"


def read_points(
    content: Content, changes: tuple[Change, ...], before: Content | None = None
) -> tuple[ReadGroup, ...]:
    """Return the points under the headings of the document, in order.

    With the version `before`, its words are marked where they differ and points that are gone come last.
    """
    marks = {c.anchor: c.number for c in changes if c.anchor}
    old = {p["number"]: p for p in before["points"]} if before else {}
    groups: list[tuple[str, list[ReadPoint]]] = []
    for point in content["points"]:
        heading = _heading(point)
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        number = point["number"]
        blocks = _compared(before, old.pop(number, None), content, point)
        mark = marks.get(point_anchor(number))
        groups[-1][1].append(ReadPoint(number, blocks, _condition(point), mark))
    if before and old:
        gone = [ReadPoint(n, _compared(before, p, content, None), "", None) for n, p in old.items()]
        groups.append(("Borttagna punkter", gone))
    return tuple(ReadGroup(heading, tuple(points)) for heading, points in groups)


def _compared(
    before: Content | None, old: Content | None, after: Content, new: Content | None
) -> tuple[Block, ...]:
    """The text of a point or section; with an earlier version, what only one of them has is marked."""
    now = parse_markup(new["text"], after["schema"]) if new else ()
    if before is None:
        return now
    return compare(parse_markup(old["text"], before["schema"]) if old else (), now)


def _heading(point: Content) -> str:
    owner = genitive(point["proposing_body"])
    if point["kind"] != "proposal":
        return f"{genitive(point['body'])} beslut"
    body = point["body"]
    return f"{owner} förslag till {body[:1].lower()}{body[1:]}"


def _condition(point: Content) -> str:
    others = [str(n) for n in point["depends_on"]]
    if not others:
        return ""
    points = "punkt" if len(others) == 1 else "punkterna"
    return f"Gäller under förutsättning att {points} {listed(others)} beslutas enligt förslaget."


def read_sections(
    content: Content, changes: tuple[Change, ...], before: Content | None = None
) -> tuple[ReadSection, ...]:
    """Return the sections with their text as blocks.

    With the version `before`, its words are marked where they differ, and a section that is gone stands
    where it stood.
    """
    marks = {c.anchor: c.number for c in changes if c.anchor}
    old = _by_heading(before) if before else {}
    new = _by_heading(content)
    found = []
    for index, (key, section) in enumerate(new.items()):
        anchor = section_anchor(index)
        blocks = _compared(before, old.get(key), content, section)
        words = len(section["text"].split())
        read = ReadSection(
            anchor, section["level"], section["heading"], blocks, words, marks.get(anchor)
        )
        found.append((key, read))
    for key, section in old.items():
        if key not in new:
            blocks = _compared(before, section, content, None)
            words = len(section["text"].split())
            gone = ReadSection("", section["level"], section["heading"], blocks, words, 0, True)
            _put_after(found, list(old), key, gone)
    return tuple(read for _, read in found)


Key = tuple[str, int]


def _put_after(
    found: list[tuple[Key, ReadSection]], order: list[Key], key: Key, gone: ReadSection
) -> None:
    """Put a section that is gone after the nearest one before it that is still there."""
    earlier = order[: order.index(key)]
    places = {k: at for at, (k, _) in enumerate(found)}
    at = next((places[k] + 1 for k in reversed(earlier) if k in places), 0)
    found.insert(at, (key, gone))


def checks_of(content: Content, on: date) -> tuple[Check, ...]:
    """Return what the checks say about the frozen content: warnings, and errors if rules have changed since."""
    names = sorted({p["body"] for p in content["points"]})
    draft = Draft(
        title=content["title"],
        sections=tuple(
            DraftSection(s["level"], s["heading"], s["text"]) for s in content["sections"]
        ),
        points=tuple(
            DecisionPoint(
                p["number"], names.index(p["body"]), None, p["text"], tuple(p["depends_on"])
            )
            for p in content["points"]
        ),
        recipients=tuple(content["recipients"]),
    )
    attachments = [
        AttachmentFact(a["number"], a["title"], bool(a["sha256"])) for a in content["attachments"]
    ]
    bodies = {key: name[:1].lower() + name[1:] for key, name in enumerate(names)}
    around = Surroundings(attachments, content["registry_number"], bodies, on)
    return check(draft, around)


def read_content(text: str) -> Content:
    """The frozen canonical JSON as values."""
    content: Content = json.loads(text)
    return content
