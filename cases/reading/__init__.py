"""Reads a file as the text of a tjänsteutlåtande, in lines that cases/rules/officer_report_text.py understands.

Text is decoded, the words of a PDF are put in lines by their places, and the paragraphs of a Word file become
lines with the marks of the markup. Headings that the format knows of end the text as an outline, as
`pdftotext` writes one; the parser takes their levels from it.
"""

from __future__ import annotations

from typing import Final

from cases.intake.kinds import PDF, kind_of, stranger
from cases.intake.office import require_harmless
from cases.reading import docx, pdf
from cases.reading.outline import Readable
from cases.rules.errors import Invalid

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_TEXT_BYTES: Final = 2 * 1024 * 1024
_ENCODINGS: Final = ("utf-8-sig", "cp1252")
_BINARY: Final = ("image/png", "image/jpeg")

__all__ = ["MAX_BYTES", "Readable", "read"]


def read(data: bytes) -> Readable:
    """Return the words of the file. Raises Invalid with a sentence when it cannot be read as text."""
    if len(data) > MAX_BYTES:
        raise Invalid(
            "large_file",
            "Filen är större än 5 MB. Spara tjänsteutlåtandet utan bilagor.",
            field="file",
        )
    kind = kind_of(data)
    if kind == PDF:
        return pdf.read(data)
    if kind == "zip":
        require_harmless(data)
        return docx.read(data)
    if kind in _BINARY:
        sentence = "Filen är en bild. Välj tjänsteutlåtandet som text, PDF eller Word."
        raise Invalid("not_text", sentence, field="file")
    return Readable(_decoded(data))


def _decoded(data: bytes) -> str:
    if len(data) > MAX_TEXT_BYTES:
        sentence = "Filen är större än 2 MB och kan inte vara ett tjänsteutlåtande som text."
        raise Invalid("large_file", sentence, field="file")
    known = stranger(data)
    if known.code != "unknown_type":
        raise known
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(
        "unreadable_report",
        "Filen går inte att läsa som text. Spara den som ren text (UTF-8), PDF eller Word.",
        field="file",
    )
