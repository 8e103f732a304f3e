"""What an extract of minutes (protokollsutdrag) consists of: one § as it was approved, put together from frozen content.

What the minutes of a matter hold: KL (2017:725) 5:65-67; approval and notice: 5:69, 8:12; appeal: 13:5.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final

from cases.rules.assembly import (
    MAX_CHARACTERS,
    Masthead,
    OfficerReport,
    addresses,
    fingerprint_of,
    frozen_template,
    label,
    point_heading,
    printed,
)
from cases.rules.errors import Invalid
from cases.rules.markup import Block, one_line, parse_markup
from cases.rules.templates import MAX_LOGO, Template

KIND: Final = "minutes_extract"
SCHEMA: Final = 1
_MARKUP: Final = 2
_REMARKS: Final = {
    "approved": "",
    "changed": "Förslaget bifölls med ändring. Så lyder beslutet:",
    "rejected": "Avslag. Så löd förslaget:",
    "referred_back": "Återremiss. Så löd förslaget:",
    "tabled": "Bordläggning. Så löd förslaget:",
    "off_agenda": "Utgick från dagordningen. Så löd förslaget:",
    "noted": "Noteras:",
    "passed_on": "Överlämnas utan eget ställningstagande. Så lyder förslaget:",
}


@dataclass(frozen=True, slots=True)
class ExtractPoint:
    """A point under its own number: what was decided, with a remark where it is not the proposal as it stood."""

    number: str
    remark: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ExtractGroup:
    """What the body decided itself, or proposed to another body."""

    heading: str
    points: tuple[ExtractPoint, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """A whole extract for one recipient, ready to be set; `day` is the day the § was approved."""

    report: OfficerReport
    day: date
    recipient: str
    groups: tuple[ExtractGroup, ...]
    motivation: tuple[Block, ...]
    handling: tuple[str, ...]
    force: tuple[str, ...]


def assemble_extract(content_text: str, recipient: str) -> Extract:
    """Return the extract of the stored canonical JSON (lifecycle/extracts.py) for one recipient.

    Raises Invalid when the content is of no known kind or too long to be set.
    """
    if len(content_text) > MAX_CHARACTERS + MAX_LOGO:
        raise Invalid("too_long", f"Ett protokollsutdrag får ha högst {MAX_CHARACTERS} tecken.")
    content = json.loads(content_text)
    if content.get("schema") != SCHEMA or content.get("kind") != KIND:
        raise Invalid("unknown_schema", "Innehållet är inte ett protokollsutdrag av känt slag.")
    template = replace(
        frozen_template(content.pop("template", None)), document_name="Protokollsutdrag"
    )
    content = printed(content)
    to = label(printed(recipient))
    report = OfficerReport(
        title=f"§\u00a0{content['paragraph']} {label(content['title'])}",
        template=template,
        masthead=_masthead(content, to, template, fingerprint_of(content_text)),
        blocks=(),
    )
    return Extract(
        report,
        day=date.fromisoformat(content["approved_on"]),
        recipient=to,
        groups=_groups(content["points"]),
        motivation=parse_markup(content["motivation"], _MARKUP),
        handling=tuple(_handling(content)),
        force=tuple(_force(content, template)),
    )


def _masthead(
    content: Mapping[str, Any], recipient: str, template: Template, fingerprint: str
) -> Masthead:
    sender = content["municipality"]
    return Masthead(
        municipality=label(sender["name"]),
        administration=label(content["body"]),
        date=template.day(date.fromisoformat(content["held_on"])),
        registry_number=label(content["registry_number"]) or "Inte registrerat",
        case_officer=(),
        recipient=recipient,
        foot=template.foot or addresses(sender),
        fingerprint=fingerprint,
    )


def _groups(points: Sequence[Mapping[str, Any]]) -> tuple[ExtractGroup, ...]:
    return tuple(
        ExtractGroup(label(heading), tuple(_point(each) for each in group))
        for heading, group in groupby(points, key=_heading)
    )


def _heading(point: Mapping[str, Any]) -> str:
    return point_heading(point["kind"], point["body"], point["proposing_body"])


def _point(point: Mapping[str, Any]) -> ExtractPoint:
    text = point["decided_text"] or point["proposed_text"]
    remark = _REMARKS[point["outcome"]]
    if point["outcome"] == "changed" and point["kind"] == "proposal":
        remark = "Förslaget ändrades. Så lyder det nu:"
    return ExtractPoint(f"{point['number']}.", remark, parse_markup(text, _MARKUP))


def _handling(content: Mapping[str, Any]) -> list[str]:
    """Where, how many took part, and what was told: recusals, votes, dissents, as they were recorded."""
    place, hour, present = content["place"], content["starts_at"], content["present"]
    held = ", ".join(filter(None, (place, f"klockan\u00a0{hour}" if hour else "")))
    first = [f"Plats och tid: {held}."] if held else []
    first += [f"Antal närvarande vid sammanträdet: {present}."] if present else []
    lines = [line for sentence in content["proceedings"] for line in sentence.splitlines()]
    return [*first, *(one_line(line) for line in lines if line.strip())]


def _force(content: Mapping[str, Any], template: Template) -> list[str]:
    """How the § was approved and announced, and how long it can be appealed."""
    approved = template.day(date.fromisoformat(content["approved_on"]))
    by = one_line(content.get("approved_by", ""))
    whom = f" av {by}" if by else ""
    first = (
        f"Paragrafen justerades omedelbart, {approved}{whom}."
        if content["is_immediate"]
        else f"Protokollet justerades {approved}{whom}."
    )
    if not content["posted_on"]:
        return [
            first,
            "Anslaget var inte uppsatt när utdraget gjordes. Tiden för att överklaga räknas från den dag "
            "det sätts upp på kommunens anslagstavla.",
        ]
    posted = template.day(date.fromisoformat(content["posted_on"]))
    last = template.day(date.fromisoformat(content["last_appeal_day"]))
    return [
        first,
        f"Justeringen tillkännagavs på kommunens anslagstavla {posted}.",
        f"Sista dag att överklaga beslutet: {last}.",
    ]
