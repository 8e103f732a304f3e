"""Takes a file in: what it is by its content, within which limits, and free from what could act by itself.

Plain bytes in, plain bytes out: nothing here knows the database. Every refusal is an Invalid with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases.intake import image, office, pdf
from cases.intake.kinds import ENDINGS, JPEG, PDF, PNG, kind_of, stranger
from cases.rules.errors import Invalid

MAX_BYTES: Final = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file as it may be kept: its bytes, its type by content, and its pages where it has some."""

    data: bytes
    content_type: str
    pages: int | None = None


def take_in(data: bytes) -> TakenIn:
    """Return the file cleaned. Raises Invalid with a sentence when it cannot be kept."""
    if not data:
        raise Invalid("empty_file", "Filen är tom. Välj en annan fil.", field="file")
    if len(data) > MAX_BYTES:
        raise Invalid(
            "large_file", "Filen är större än 20 MB. Dela upp eller minska den.", field="file"
        )
    kind = kind_of(data)
    if kind == PDF:
        cleaned, pages = pdf.take_in(data)
        return TakenIn(cleaned, PDF, pages)
    if kind == "zip":
        return TakenIn(data, office.require_harmless(data))
    if kind in (PNG, JPEG):
        return TakenIn(image.redrawn(data), kind)
    raise stranger(data)


def named_after(filename: str, content_type: str) -> str:
    """Return the name with the ending of what the file is, at most 200 characters."""
    ending = ENDINGS[content_type]
    stem, dot, last = filename.strip().rpartition(".")
    is_ending = bool(dot and stem) and len(last) <= 5 and last.isalnum() and not last.isdecimal()
    base = stem if is_ending else filename.strip()
    return f"{base[-(200 - len(ending)) :] or 'bilaga'}{ending}"
