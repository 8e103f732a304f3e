"""Saves a PDF anew without scripts, launches or embedded files."""

from __future__ import annotations

import io
from typing import Final

import pikepdf

from cases.rules.errors import Invalid

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


def clean(data: bytes) -> tuple[bytes, int]:
    """Return the document without what acts, and its pages. Raises Invalid when it is broken, locked or too long."""
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
