"""A frozen version as the reviewer reads it: points and sections in order, and what has changed in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from cases.rules.checks import check
from cases.rules.comparison import Budget, compare, compare_line
from cases.rules.draft import Draft, DraftSection
from cases.rules.findings import AttachmentFact, Check, Surroundings
from cases.rules.markup import Block, BulletItem, BulletList, Cell, Run, parse_markup
from cases.rules.points import DecisionPoint
from lifecycle.web.review_changes import (
    Change,
    Content,
    gone,
    paired_points,
    paired_sections,
    point_anchor,
    section_anchor,
)
from lifecycle.web.wording import genitive, listed


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """A decision point with its mark in the margin, if it has changed, and its number before."""

    number: int
    was: int
    blocks: tuple[Block, ...]
    condition: str
    change: int | None
    is_gone: bool = False

    @property
    def anchor(self) -> str:
        """Its id on the page; empty for one that is gone."""
        return "" if self.is_gone else point_anchor(self.number)

    @property
    def name(self) -> str:
        """What it is called in running text."""
        return f"punkt {self.number}"


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
    title: Cell
    blocks: tuple[Block, ...]
    words: int
    change: int | None
    is_gone: bool = False

    @property
    def number(self) -> int:
        """Its number among the version's sections."""
        return int(self.anchor.rpartition("-")[2] or 0)


def read_points(
    content: Content, changes: tuple[Change, ...], before: Content | None = None
) -> tuple[ReadGroup, ...]:
    """Return the points under the headings of the document, in order.

    With the version `before`, its words are marked where they differ and points that are gone come last.
    """
    marks = {c.anchor: c.number for c in changes if c.anchor}
    pairs = paired_points(before, content)
    budget = Budget()
    groups: list[tuple[str, list[ReadPoint]]] = []
    for old, point in pairs:
        heading = _heading(point)
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        blocks = _compared(before, old, content, point, budget)
        mark = marks.get(point_anchor(point["number"]))
        was = old["number"] if old else point["number"]
        groups[-1][1].append(ReadPoint(point["number"], was, blocks, _condition(point), mark))
    lost = gone(before, pairs, "points") if before else []
    if lost:
        struck = [
            ReadPoint(p["number"], p["number"], _gone(before, p, content), "", None, True)
            for p in lost
        ]
        groups.append(("Borttagna punkter", struck))
    return tuple(ReadGroup(heading, tuple(points)) for heading, points in groups)


def _compared(
    before: Content | None, old: Content | None, after: Content, new: Content | None, budget: Budget
) -> tuple[Block, ...]:
    """The text of a point or section; with an earlier version, what only one of them has is marked."""
    now = parse_markup(new["text"], after["schema"]) if new else ()
    if before is None:
        return now
    return compare(parse_markup(old["text"], before["schema"]) if old else (), now, budget)


def _gone(before: Content | None, old: Content, after: Content) -> tuple[Block, ...]:
    """The text of a point or section that only the version before has."""
    return _compared(before, old, after, None, Budget())


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
    pairs = paired_sections(before, content)
    budget = Budget()
    found = []
    for index, (old, section) in enumerate(pairs):
        anchor = section_anchor(index)
        blocks = _compared(before, old, content, section, budget)
        title = compare_line(old["heading"] if old else section["heading"], section["heading"])
        found.append((old, _read(section, anchor, title, blocks, marks.get(anchor))))
    order = before["sections"] if before else []
    for section in gone(before, pairs, "sections") if before else ():
        blocks = _gone(before, section, content)
        title = (Run(section["heading"], mark="del"),)
        struck = _read(section, "", title, blocks, 0, is_gone=True)
        _put_after(found, order, section, struck)
    return tuple(read for _, read in found)


def _read(
    section: Content,
    anchor: str,
    title: Cell,
    blocks: tuple[Block, ...],
    change: int | None,
    *,
    is_gone: bool = False,
) -> ReadSection:
    words = len(section["text"].split())
    heading, level = section["heading"], section["level"]
    return ReadSection(anchor, level, heading, title, blocks, words, change, is_gone)


def _put_after(
    found: list[tuple[Content | None, ReadSection]],
    order: list[Content],
    lost: Content,
    struck: ReadSection,
) -> None:
    """Put a section that is gone after the nearest one before it that is still there."""
    places = {id(old): at for at, (old, _) in enumerate(found)}
    at = next(i for i, section in enumerate(order) if section is lost)
    earlier = (places[id(s)] + 1 for s in reversed(order[:at]) if id(s) in places)
    found.insert(next(earlier, 0), (lost, struck))


def read_attachments(content: Content, before: Content | None = None) -> tuple[Block, ...]:
    """Return the list of attachments; with the version `before`, marked where the words differ."""
    return _listed(
        [f"Bilaga {a['number']}. {a['title']}" for a in content["attachments"]],
        [f"Bilaga {a['number']}. {a['title']}" for a in before["attachments"]] if before else None,
    )


def read_recipients(content: Content, before: Content | None = None) -> tuple[Block, ...]:
    """Return the list of recipients; with the version `before`, marked where the words differ."""
    return _listed(content["recipients"], before["recipients"] if before else None)


def _listed(now: list[str], then: list[str] | None) -> tuple[Block, ...]:
    def as_list(lines: list[str]) -> tuple[Block, ...]:
        return (BulletList(tuple(BulletItem((Run(x),), (), "") for x in lines)),) if lines else ()

    return as_list(now) if then is None else compare(as_list(then), as_list(now))


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
