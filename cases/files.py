"""Takes a file in: what it is by its content, how large, cleaned of active content, kept under its hash."""

from __future__ import annotations

import hashlib
import io
from typing import Final

import pikepdf
import puremagic

from cases.models import StoredFile
from cases.rules.errors import Invalid

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PAGES: Final = 2000
# a hostile file has anything anywhere: numbers for dictionaries, arrays for names, circles
_BROKEN: Final = (
    pikepdf.PdfError,
    RecursionError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    OverflowError,
)
_ACTIVE: Final = (
    "/OpenAction",
    "/AA",
    "/JavaScript",
    "/JS",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMediaContent",
)
_ACTING_ANNOTATIONS: Final = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")


def store_pdf(data: bytes) -> StoredFile:
    """Keep an uploaded PDF, saved anew without scripts, launches or embedded files.

    Raises Invalid with a sentence when it is empty, too large, not a PDF, broken or locked.
    """
    if not data:
        raise Invalid("empty_file", "Filen är tom. Välj en annan fil.", field="file")
    if len(data) > MAX_BYTES:
        raise Invalid(
            "large_file", "Filen är större än 20 MB. Dela upp eller minska den.", field="file"
        )
    if not _is_pdf(data):
        raise Invalid(
            "not_pdf", "Filen är inte en PDF. Spara den som PDF och försök igen.", field="file"
        )
    cleaned, pages = _clean(data)
    return store(cleaned, "application/pdf", pages)


def store(data: bytes, content_type: str, pages: int | None = None) -> StoredFile:
    """Keep bytes under their SHA-256; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(data), "pages": pages, "content_type": content_type, "data": data},
    )
    return file


def _is_pdf(data: bytes) -> bool:
    try:
        return any(m.mime_type == "application/pdf" for m in puremagic.magic_string(data))
    except (puremagic.PureError, ValueError):
        return False


def _clean(data: bytes) -> tuple[bytes, int]:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            if not 1 <= pages <= MAX_PAGES:
                raise Invalid(
                    "page_count", f"En bilaga kan ha 1 till {MAX_PAGES} sidor.", field="file"
                )
            _remove_active(pdf)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
            return out.getvalue(), pages
    except pikepdf.PasswordError as error:
        raise Invalid(
            "locked_pdf", "PDF-filen är låst med lösenord. Ladda upp en olåst.", field="file"
        ) from error
    except _BROKEN as error:
        raise Invalid(
            "broken_pdf", "PDF-filen är skadad och går inte att läsa.", field="file"
        ) from error


def _remove_active(pdf: pikepdf.Pdf) -> None:
    """Remove from every object what can act by itself: scripts, actions, forms' code, embedded files."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for key in _ACTIVE:
            if key in item:
                del item[key]
        if "/S" in item and "/Next" in item:  # a chain of actions; a bookmark's /Next has no /S
            del item["/Next"]
        action = item.get("/A")  # without /S it is a tag's attributes, which stay
        if (
            isinstance(action, pikepdf.Dictionary)
            and "/S" in action
            and not _leads_somewhere(action)
        ):
            del item["/A"]
        if item.get("/Subtype") in _ACTING_ANNOTATIONS:
            item["/Subtype"] = pikepdf.Name("/Text")


def _leads_somewhere(action: pikepdf.Dictionary) -> bool:
    """A link within the document, or to an address on the web or by mail."""
    if action.get("/S") == "/GoTo":
        return True
    address = str(action.get("/URI", "")).strip().lower()
    return action.get("/S") == "/URI" and address.startswith(("http://", "https://", "mailto:"))
