"""What the checks of a draft know, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class AttachmentFact:
    """An attachment as the checks need it."""

    number: int
    title: str
    has_file: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: an error stops submission, a warning does not.

    `place` is the field it stands in; `words` those it is about there, as they are read, when it is about some.
    """

    code: str
    is_error: bool
    sentence: str
    place: str = ""
    words: str = ""

    @property
    def is_about_reading(self) -> bool:
        """Whether it tells how the text reads, not what it says: there may be many."""
        return self.code in ("hard_to_read", "long_sentence")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks know beside the draft itself.

    `bodies` maps a body's key to its name inside a sentence ("kommunfullmäktige"). `dated` is the day the
    document would get today, or the day it has. `deciding` is the name of the body that the delegation
    scheme lets decide, with the scheme's number, when it is known.
    """

    attachments: Sequence[AttachmentFact] = ()
    registry_number: str = ""
    bodies: Mapping[int, str] = field(default_factory=dict)
    dated: date | None = None
    deciding: tuple[str, str] | None = None


def warning(code: str, sentence: str, place: str = "", words: str = "") -> Check:
    """A finding that does not stop submission."""
    return Check(code, False, sentence, place, words)


def error(code: str, sentence: str, place: str = "", words: str = "") -> Check:
    """A finding that stops submission."""
    return Check(code, True, sentence, place, words)
