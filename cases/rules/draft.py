"""A draft as plain values, and what is wrong with it at once: what could not be stored at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cases.rules.errors import Invalid
from cases.rules.points import DecisionPoint, require_conditions

MAX_TEXT: Final = 200_000
MAX_ROWS: Final = 200
MAX_POINTS: Final = 60
MAX_WHOLE: Final = 200_000  # characters in all: about 75 pages, what a document may hold
# Control characters but for line ends and tabs, halves of pairs, and what turns the direction of writing.
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A headed text; `level` 1 is a main heading. `key` says which it is, however it is named or moved."""

    level: int
    heading: str
    text: str
    key: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class DraftSigner:
    """Somebody expected to stand in the signature block."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything the case officer writes, except attachments, which are files."""

    title: str
    sections: tuple[DraftSection, ...] = ()
    points: tuple[DecisionPoint, ...] = ()
    signers: tuple[DraftSigner, ...] = ()
    recipients: tuple[str, ...] = ()


def tidied(draft: Draft) -> Draft:
    """Return the draft as it is stored: without the space around what is written on a line."""
    return replace(
        draft,
        title=draft.title.strip(),
        sections=tuple(replace(s, heading=s.heading.strip()) for s in draft.sections),
        points=tuple(replace(p, text=p.text.strip()) for p in draft.points),
        signers=tuple(DraftSigner(s.name.strip(), s.title.strip()) for s in draft.signers),
        recipients=tuple(name.strip() for name in draft.recipients),
    )


def require_possible(draft: Draft) -> None:
    """Raise Invalid for what cannot be stored at all, with the field it stands in."""
    if not draft.title.strip():
        raise Invalid("no_title", "Skriv en rubrik för ärendet.", field="title")
    if len(draft.title) > 250:
        raise Invalid("long_title", "Rubriken får ha högst 250 tecken.", field="title")
    for rows, name, most in (
        (draft.sections, "avsnitt", MAX_ROWS),
        (draft.points, "punkter", MAX_POINTS),
        (draft.signers, "undertecknare", MAX_POINTS),
        (draft.recipients, "mottagare", MAX_ROWS),
    ):
        if len(rows) > most:
            raise Invalid("too_many", f"Ett utkast kan ha högst {most} {name}.")
    whole = sum(len(s.text) for s in draft.sections) + sum(len(p.text) for p in draft.points)
    if whole > MAX_WHOLE:
        raise Invalid(
            "too_long", f"Texten har {whole} tecken i allt. Den får ha högst {MAX_WHOLE}."
        )
    for index, section in enumerate(draft.sections):
        _require_section(index, section)
    _require_points(draft.points)
    for index, signer in enumerate(draft.signers):
        _require_signer(index, signer)
    for name in draft.recipients:
        if len(name.strip()) > 200:
            raise Invalid(
                "long_recipient", "En mottagare får ha högst 200 tecken.", field="recipients"
            )
        require_printable(name, "recipients")
    require_printable(draft.title, "title")


def _require_signer(index: int, signer: DraftSigner) -> None:
    field_name = f"signer-{index}"
    if not signer.name.strip() or not signer.title.strip():
        raise Invalid("half_signer", "Ange både namn och titel.", field=field_name)
    if len(signer.name.strip()) > 120 or len(signer.title.strip()) > 120:
        raise Invalid("long_signer", "Namn och titel får ha högst 120 tecken.", field=field_name)
    require_printable(signer.name + signer.title, field_name)


def _require_section(index: int, section: DraftSection) -> None:
    if not section.heading.strip():
        raise Invalid("no_heading", "Avsnittet saknar rubrik.", field=f"section-{index}-heading")
    if len(section.heading) > 200:
        raise Invalid(
            "long_heading", "Rubriken får ha högst 200 tecken.", field=f"section-{index}-heading"
        )
    if len(section.text) > MAX_TEXT:
        raise Invalid(
            "long_text", f"Avsnittet får ha högst {MAX_TEXT} tecken.", field=f"section-{index}-text"
        )
    if section.level not in (1, 2, 3):
        raise Invalid("level", "Rubriknivån ska vara 1, 2 eller 3.", field=f"section-{index}-level")
    require_printable(section.heading, f"section-{index}-heading")
    require_printable(section.text, f"section-{index}-text")


def _require_points(points: Sequence[DecisionPoint]) -> None:
    for index, point in enumerate(points):
        name = f"point-{index}-text"
        if not point.text.strip():
            raise Invalid("empty_point", f"Punkt {point.number} saknar text.", field=name)
        if len(point.text) > MAX_TEXT:
            raise Invalid("long_text", f"Punkten får ha högst {MAX_TEXT} tecken.", field=name)
        require_printable(point.text, name)
    require_conditions({p.number: p.depends_on for p in points}, [p.number for p in points])


def require_printable(text: str, field_name: str) -> None:
    """Raise Invalid for control characters that no document or database can carry, for those that turn the
    direction of writing, so that a text reads as something else than it says, and for a text nobody can see.
    """
    if text.strip() and not _UNSEEN.sub("", text).strip():
        raise Invalid("nothing_seen", "Skriv något som syns.", field=field_name)
    found = _UNPRINTABLE.search(text)
    if found:
        raise Invalid(
            "control_character",
            f"Texten innehåller ett osynligt styrtecken (U+{ord(found[0]):04X}). Ta bort det.",
            field=field_name,
        )
