"""What is wrong or missing in a draft while it is written: errors stop submission, warnings do not.

Each finding names its place, so that the page can lead there. The points' wording is in point_checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cases.rules.draft import Draft, DraftSection
from cases.rules.findings import AttachmentFact, Check, Surroundings, error, warning
from cases.rules.point_checks import check_points
from cases.rules.readability import LONG_SENTENCE, Readability, readability

HARD_LIX: Final = 60  # "mycket svår" from here
ENOUGH_WORDS: Final = 50  # a shorter text has no meaningful LIX

_CITED: Final = re.compile(r"\bbilag(?:a|orna)\s+(\d{1,3})(?:\s+och\s+(\d{1,3}))?", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(
    r"\[[^\]\n]{0,60}\]|\bX{2,}\b|\bN\.?\s?N\.?\b|ÅÅÅÅ|\bTODO\b|lorem ipsum|_{3,}|\?{3,}|\bxx+\b"
)

# A footnote and a link stand in brackets too, and a bracket may be written with a backslash before it.
_NOTE_OR_LINK: Final = re.compile(
    r"\^\[((?:[^\[\]\\]|\\.)*)\]|\[((?:[^\[\]\\]|\\.)+)\]\((?:https?://|mailto:)[^\s()]*\)"
)
_ESCAPED: Final = re.compile(r"\\([\[\]^*_])")


def check(draft: Draft, around: Surroundings) -> tuple[Check, ...]:
    """Return what stands between the draft and submission: errors first, then warnings."""
    found = [
        *_missing(draft, around.registry_number),
        *_attachments(draft, around.attachments),
        *_empty_sections(draft.sections),
        *_placeholders(draft),
        *check_points(draft, around),
        *_reading(draft.sections),
    ]
    return tuple(sorted(found, key=lambda c: not c.is_error))


def _missing(draft: Draft, registry_number: str) -> Iterator[Check]:
    if not registry_number:
        yield error("no_registry_number", "Diarienummer saknas.", "registry_number")
    if not draft.points:
        yield error("no_points", "Förslag till beslut saknas. Lägg till en punkt.", "points")
    if not draft.sections:
        yield error("no_sections", "Utlåtandet har ingen text. Lägg till ett avsnitt.", "sections")
    if not draft.recipients:
        sentence = "Ingen mottagare är angiven under Beslutet ska skickas till."
        yield warning("no_recipients", sentence, "recipients")


def cited_attachments(draft: Draft) -> set[int]:
    """The numbers of the attachments that points and sections name."""
    text = "\n".join([*(p.text for p in draft.points), *(s.text for s in draft.sections)])
    return {int(n) for pair in _CITED.findall(text) for n in pair if n}


def _attachments(draft: Draft, attachments: Sequence[AttachmentFact]) -> Iterator[Check]:
    cited, present = cited_attachments(draft), {a.number for a in attachments}
    for attachment in attachments:
        if not attachment.has_file:
            sentence = f"Bilaga {attachment.number} har ingen fil. Ladda upp den."
            yield error("no_file", sentence, "attachments")
    for number in sorted(cited - present):
        sentence = f"Bilaga {number} nämns men är inte bifogad. Bifoga den."
        yield error("not_attached", sentence, "attachments")
    for number in sorted(present - cited):
        yield warning("never_cited", f"Bilaga {number} nämns inte i texten.", "attachments")


def _empty_sections(sections: Sequence[DraftSection]) -> Iterator[Check]:
    """A heading directly followed by a deeper one needs no text of its own."""
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        if not section.text.strip() and not (following and following.level > section.level):
            sentence = f"Avsnittet {section.heading} är tomt."
            yield error("empty_section", sentence, f"section-{index}-text")


def _placeholders(draft: Draft) -> Iterator[Check]:
    places = [
        ("Rubriken", "title", draft.title),
        *((f"Punkt {p.number}", f"point-{i}-text", p.text) for i, p in enumerate(draft.points)),
        *(
            (f"Avsnittet {s.heading}", f"section-{i}-text", s.text)
            for i, s in enumerate(draft.sections)
        ),
    ]
    for what, place, text in places:
        words = _ESCAPED.sub(r"\1", _NOTE_OR_LINK.sub(r"\1\2", text).replace("**", ""))
        if found := _PLACEHOLDER.search(words):
            sentence = f"{what} innehåller {found[0]}, som ser ut att vara kvar att fylla i."
            yield error("placeholder", sentence, place, found[0])


def _reading(sections: Sequence[DraftSection]) -> Iterator[Check]:
    for index, section in enumerate(sections):
        text = readability(section.text)
        place = f"section-{index}-text"
        if text.words >= ENOUGH_WORDS and text.lix >= HARD_LIX:
            sentence = f"Avsnittet {section.heading} har LIX {text.lix}, {text.level}."
            yield warning("hard_to_read", sentence, place)
        if text.long_sentences:
            sentence, opening = _about_long(section.heading, text)
            yield warning("long_sentence", sentence, place, opening)


def _about_long(heading: str, text: Readability) -> tuple[str, str]:
    """What is said of the long sentences, and how the longest begins."""
    longest = max(text.long_sentences, key=lambda s: len(s.split())).split()
    opening, number = " ".join(longest[:5]), len(text.long_sentences)
    if number == 1:
        return f"Meningen ”{opening} …” i {heading} har {len(longest)} ord. Dela den.", opening
    sentence = (
        f"{number} meningar i {heading} har fler än {LONG_SENTENCE} ord. Den längsta börjar "
        f"”{opening} …” och har {len(longest)}. Dela dem."
    )
    return sentence, opening
