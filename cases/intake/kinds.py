"""What a file is by its first bytes, never by its name; and what to say of the kinds that are not taken in."""

from __future__ import annotations

from typing import Final

import puremagic

from cases.rules.errors import Invalid

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Final = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", PNG: ".png", JPEG: ".jpg"}
NAMES: Final = {PDF: "PDF", DOCX: "Word", XLSX: "Excel", PNG: "Bild (PNG)", JPEG: "Bild (JPEG)"}

_TAKEN: Final = "En bilaga kan vara PDF, Word (.docx), Excel (.xlsx), PNG eller JPEG."
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGERS: Final = (
    (
        (_OLD_OFFICE,),
        "old_office",
        "Filen är i ett äldre Office-format eller låst med lösenord. Spara den utan lösenord som .docx, .xlsx eller PDF.",
    ),
    ((b"{\\rtf",), "rtf", "Filen är i formatet RTF. Spara den som .docx eller PDF."),
    (
        (b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"RIFF"),
        "other_image",
        "Bilden är varken PNG eller JPEG. Spara den som något av dem.",
    ),
    (
        (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"),
        "program",
        "Filen är ett program och tas inte emot.",
    ),
    (
        (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
        "archive",
        "Filen är ett komprimerat arkiv. Packa upp det och bifoga filerna var för sig.",
    ),
)


def kind_of(data: bytes) -> str:
    """Return the content type, "zip" for what may be an Office file, or "" for what is not taken in."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return PDF if _is_pdf(data) else ""


def _is_pdf(data: bytes) -> bool:
    try:
        return any(m.mime_type == PDF for m in puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return False


def stranger(data: bytes) -> Invalid:
    """Return the refusal for a file of a kind that is not taken in: what it is, and what to do."""
    for beginnings, code, sentence in _STRANGERS:
        if data.startswith(beginnings):
            return Invalid(code, sentence, field="file")
    head = data[:2000].lower()
    if b"<svg" in head:
        sentence = "Bilden är en SVG, som kan innehålla program. Spara den som PNG."
        return Invalid("svg", sentence, field="file")
    if b"<html" in head or b"<!doctype html" in head or b"<script" in head:
        sentence = "Filen är en webbsida. Skriv ut den som PDF och bifoga den."
        return Invalid("web_page", sentence, field="file")
    return Invalid("unknown_type", f"Filen är inte av en känd typ. {_TAKEN}", field="file")
