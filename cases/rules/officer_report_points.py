"""Reads the decision points of a tjänsteutlåtande: who decides each and what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cases.rules.officer_report_blocks import items, markup, write
from cases.rules.officer_report_lines import Line, dangles, ends_sentence, join, starts_paragraph

PointKind = Literal["proposal", "own_decision"]

_BODY = (
    r"(?:[^\W\d_]+-, ){0,3}(?:[^\W\d_]+-? och )?[^\W\d_]*"
    r"(?:fullmäktige|styrelsen|nämnden|utskottet|beredningen|direktionen)(?:s \w*utskott)?"
)
_PROPOSES = re.compile(
    rf"({_BODY})s förslag till (?:beslut (?:i|av) )?({_BODY})(?: för beslut)?"
    rf"|({_BODY}) föreslår(?: att)? ({_BODY})(?: att)?(?: besluta| beslutar)?(?: att)?"
    r"(?: följande)?",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    rf"({_BODY})s (?:eget )?beslut(?: för egen del)?"
    rf"|({_BODY})(?: föreslås)? beslutar?(?: för egen del)?(?: att)?(?: följande)?"
    rf"|för egen del beslutar ({_BODY})(?: att)?(?: följande)?"
    rf"|(?:beslut )?i ({_BODY})",
    re.IGNORECASE,
)
_PROPOSING_SENTENCE = re.compile(rf"({_BODY}) föreslår(?: att)? ({_BODY})\b", re.IGNORECASE)
_BODY_NAME = re.compile(
    r"(?:\S+ ){0,7}\S*(?:fullmäktige|styrelsen?|nämnd|nämnden|utskott|utskottet|beredning"
    r"|beredningen|direktionen?)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(\S.*)")
_CONDITION = re.compile(
    r"under förutsättning|förutsatt att|med förbehåll|på villkor|villkorat av|givet att"
    r"|om (?:kommun)?fullmäktige (?:beslutar|bifaller|godkänner|antar)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\bpunkt(?:en|er|erna)?\s+(\d{1,2}(?:\s*(?:,|-|–|och|samt|till|t\.o\.m\.)\s*\d{1,2}\b)*)"
    r"(?! i (?:avtal|bilag|reglement|policy))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,2})(?:\s*(?:-|–|till|t\.o\.m\.)\s*(\d{1,2}))?")
_ABOVE = re.compile(r"\b(?:enligt|i enlighet med) (?:ovan|förslaget|ovanstående)", re.IGNORECASE)
_COUNCIL = re.compile(r"\b(?:kommun|region)?fullmäktige\b", re.IGNORECASE)
_SENTENCE_STOP = re.compile(r"[.!?]\s+(?=[^\W\d_a-zåäö])|\n")


@dataclass(frozen=True)
class ParsedPoint:
    """One decision point.

    `body` is the body that decides it, in the nominative; `kind` is "proposal" when the recipient
    proposes it to that body and "own_decision" when the recipient decides itself; `depends_on`
    holds the numbers of the points that must be adopted first.
    """

    number: int
    body: str
    kind: PointKind
    text: str
    depends_on: tuple[int, ...] = ()


@dataclass
class _Group:
    """The lines under one body heading, or before the first."""

    proposer: str
    body: str
    kind: PointKind
    lines: list[Line] = field(default_factory=list)
    explicit: bool = True


def is_body(text: str) -> bool:
    """Whether the line is only the name of a political body ("Kommunstyrelsen")."""
    return len(text) <= 80 and bool(_BODY_NAME.fullmatch(text))


def body_name(text: str) -> str:
    """The body as the product writes it: nominative given, capital first, council in full."""
    name = text.lower() if text.isupper() else text
    if name.casefold() == "fullmäktige":
        return "Kommunfullmäktige"
    return name[:1].upper() + name[1:]


def opens_body(text: str) -> bool:
    """Whether the line says which body the points after it are for."""
    return _body_heading(text, "") is not None


def read_points(
    lines: Sequence[Line], recipient: str, width: int
) -> tuple[list[ParsedPoint], list[str], str]:
    """The points of the proposal, the lines that are none, and the proposing body (or "")."""
    groups = _groups(lines, recipient)
    points: list[ParsedPoint] = []
    stray: list[str] = []
    for group in groups:
        numbered, before = _numbered_parts(group.lines)
        if numbered:
            stray.extend(join([line.text]) for line in before)
            found = [(number, markup(part, width)) for number, part in numbered]
        else:
            found = [(0, text) for text in _unnumbered_texts(group.lines, width)]
        points.extend(_point(number, text, group) for number, text in found)
    proposer = next((group.proposer for group in groups if group.proposer), "")
    return _with_conditions(_renumbered(points)), stray, proposer


def _groups(lines: Sequence[Line], recipient: str) -> list[_Group]:
    """The lines of the proposal cut at the body headings, which may wrap over two lines."""
    groups = [_Group("", recipient, "own_decision", explicit=False)]
    at = 0
    while at < len(lines):
        fresh = at == 0 or lines[at].gap > 0 or ends_sentence(lines[at - 1].text)
        opened = None
        for span in (1, 2):
            text = join(line.text for line in lines[at : at + span])
            opened = opened or (_body_heading(text, recipient) if fresh else None)
            if opened:
                break
        if opened:
            groups.append(opened)
            at += span
        else:
            groups[-1].lines.append(lines[at])
            at += 1
    return groups


def _body_heading(text: str, recipient: str) -> _Group | None:
    """The group a body heading or a lead-in ("Kommunstyrelsen beslutar:") opens, or None."""
    if len(text) > 200:
        return None
    plain = text.rstrip(": ")
    if found := _PROPOSES.fullmatch(plain):
        proposer, body = found[1] or found[3], found[2] or found[4]
        return _Group(body_name(proposer), body_name(body), "proposal")
    if found := _DECIDES.fullmatch(plain):
        named = next(part for part in found.groups() if part)
        # "I kommunstyrelsen och kommunfullmäktige": the last body named is the one that decides.
        body = body_name(re.split(r" och (?=\S*fullmäktige$)", named)[-1])
        council = "fullmäktige" in body.casefold() and body != recipient
        return _Group("", body, "proposal") if council else _Group(body, body, "own_decision")
    return None


def _numbered_parts(lines: Sequence[Line]) -> tuple[list[tuple[int, list[Line]]], list[Line]]:
    """The numbered points with their lines, and the lines before the first number.

    A number opens a point only if it rises and does not continue a wrapped "punkterna 1 och".
    """
    parts: list[tuple[int, list[Line]]] = []
    before: list[Line] = []
    for at, line in enumerate(lines):
        found = _NUMBERED.fullmatch(line.text)
        wrapped = at > 0 and not line.gap and dangles(lines[at - 1].text)
        if found and not wrapped and (not parts or int(found[1]) > parts[-1][0]):
            parts.append((int(found[1]), [replace(line, text=found[2], gap=0, new_page=False)]))
        elif parts:
            parts[-1][1].append(line)
        else:
            before.append(line)
    return parts, before


def _unnumbered_texts(lines: Sequence[Line], width: int) -> list[str]:
    """One text per paragraph or att-sats; a list belongs to the paragraph that introduces it."""
    texts: list[str] = []
    part: list[Line] = []
    for line in lines:
        if part and (_next_att(part[-1], line) or starts_paragraph(part[-1], line, width)):
            texts.extend(_split_list(part, width))
            part = []
        part.append(line)
    if part:
        texts.extend(_split_list(part, width))
    merged: list[str] = []
    for text in texts:
        if merged and text.startswith("- ") and merged[-1].split("\n")[0].endswith(":"):
            merged[-1] += ("\n" if "\n- " in merged[-1] else "\n\n") + text
        else:
            merged.append(text)
    return [text.removeprefix("- ") for text in merged]


def _next_att(previous: Line, line: Line) -> bool:
    """Whether the line begins the next att-sats of a list that commas or blank lines divide."""
    divided = (",", " att", ", samt", ", och") if line.gap else (",", " att")
    return line.text.startswith("att ") and previous.text.endswith(divided)


def _split_list(part: Sequence[Line], width: int) -> list[str]:
    """The items of a part, each written on its own."""
    return [write([item]).strip() for item in items(part, width)]


def _point(number: int, text: str, group: _Group) -> ParsedPoint:
    """The point of the group; without a body heading the sentence itself may name the body."""
    if not group.explicit and (found := _PROPOSING_SENTENCE.match(text)):
        return ParsedPoint(number, body_name(found[2]), "proposal", text)
    return ParsedPoint(number, group.body, group.kind, text)


def _renumbered(points: Sequence[ParsedPoint]) -> list[ParsedPoint]:
    """The written numbers where they rise through the document, else 1, 2, 3 …"""
    numbers = [point.number for point in points]
    rising = all(a < b for a, b in zip([0, *numbers], numbers, strict=False))
    if rising:
        return list(points)
    return [replace(point, number=at) for at, point in enumerate(points, start=1)]


def _with_conditions(points: Sequence[ParsedPoint]) -> list[ParsedPoint]:
    """The points with `depends_on` read from their wording."""
    return [replace(point, depends_on=_depends_on(point, points)) for point in points]


def _depends_on(point: ParsedPoint, points: Sequence[ParsedPoint]) -> tuple[int, ...]:
    """The points a condition in the text names, or all of the other body for "enligt ovan"."""
    condition = _CONDITION.search(point.text)
    if condition is None:
        return ()
    stop = _SENTENCE_STOP.search(point.text, condition.end())
    clause = point.text[condition.start() : stop.start() if stop else None]
    others = [other for other in points if other.number != point.number]
    references = list(_REFERENCE.finditer(clause))
    if references:
        wanted = {number for found in references for number in _numbers(found[1])}
        return tuple(other.number for other in others if other.number in wanted)
    elsewhere = [other for other in others if other.body != point.body]
    if _COUNCIL.search(clause):
        elsewhere = [other for other in elsewhere if _COUNCIL.search(other.body)]
    elif not _ABOVE.search(clause):
        return ()
    return tuple(other.number for other in elsewhere)


def _numbers(written: str) -> set[int]:
    """The numbers of "1, 2 och 4" or "1–3"."""
    numbers: set[int] = set()
    for found in _RANGE.finditer(written):
        first = int(found[1])
        numbers.update(range(first, int(found[2] or first) + 1))
    return numbers
