"""What an agreement draft or a letter consists of, put together from its frozen content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from cases.rules.assembly import (
    MAX_CHARACTERS,
    Attachments,
    Masthead,
    OfficerReport,
    Section,
    addresses,
    fingerprint_of,
    frozen_template,
    label,
    printed,
)
from cases.rules.assembly import Text as Sections
from cases.rules.errors import Invalid
from cases.rules.markup import parse_markup
from cases.rules.papers import AGREEMENT_DRAFT, KIND_NAMES
from cases.rules.templates import MAX_LOGO, Template

SCHEMA: Final = 1
_NAMES: Final = {**KIND_NAMES, AGREEMENT_DRAFT: "Avtal"}
_MARKUP: Final = 2


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document, ready to be set: an agreement with its places for signatures, or a letter to somebody.

    `report` holds what any document has; an agreement stands without the municipality's letterhead, since it
    is both parties'.
    """

    report: OfficerReport
    to: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_agreement: bool = False


def assemble_paper(content_text: str) -> Paper:
    """Return the document of the stored canonical JSON (cases/papers.py).

    Raises Invalid when the content is of no known kind or too long to be set.
    """
    if len(content_text) > MAX_CHARACTERS + MAX_LOGO:
        raise Invalid("too_long", f"Texten får ha högst {MAX_CHARACTERS} tecken i allt.")
    content = json.loads(content_text)
    if content.get("schema") != SCHEMA or content.get("kind") not in _NAMES:
        raise Invalid("unknown_schema", "Innehållet är inte en handling av känt slag.")
    template = frozen_template(content.pop("template", None))
    content = printed(content)
    kind = content["kind"]
    template = replace(template, document_name=_NAMES[kind])
    report = OfficerReport(
        title=label(content["title"]),
        template=template,
        masthead=_masthead(content, template, fingerprint_of(content_text)),
        blocks=_blocks(content),
    )
    return Paper(
        report,
        to=tuple(line for each in content["to"] if (line := label(each))),
        places=tuple(label(name) for name in content["places"]),
        is_agreement=kind == AGREEMENT_DRAFT,
    )


def _masthead(content: Mapping[str, Any], template: Template, fingerprint: str) -> Masthead:
    sender, officer = content["municipality"], content["case_officer"]
    named = ", ".join(filter(None, (label(officer["name"]), label(officer["title"]))))
    lines = (named, label(officer["phone"]), label(officer["email"]))
    day = template.day(date.fromisoformat(content["dated"])) if content["dated"] else ""
    return Masthead(
        municipality=label(sender["name"]),
        administration=label(sender["administration"]),
        date=day,
        registry_number=label(content["registry_number"]) or "Inte registrerat",
        case_officer=tuple(line for line in lines if line),
        recipient=label(content["to"][0]) if content["to"] else label(content["title"]),
        foot=() if content["kind"] == AGREEMENT_DRAFT else template.foot or addresses(sender),
        fingerprint=fingerprint,
    )


def _blocks(content: Mapping[str, Any]) -> tuple[Sections | Attachments, ...]:
    enclosed = tuple((f"Bilaga {e['number']}.", label(e["title"])) for e in content["enclosed"])
    sections = Sections(_sections(content["sections"]))
    return (sections, Attachments(enclosed)) if enclosed else (sections,)


def _sections(sections: Sequence[Mapping[str, str]]) -> tuple[Section, ...]:
    return tuple(
        Section("2", label(each["heading"]), parse_markup(each["text"], _MARKUP))
        for each in sections
    )
