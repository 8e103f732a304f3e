"""Saves a PDF anew without scripts, launches or embedded files."""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Final

import pikepdf

from cases.rules.errors import Invalid

MAX_PAGES: Final = 2000
MAX_DEPTH: Final = 100  # of objects written inside one another
CPU_SECONDS, MEMORY = 4, 600 * 1024 * 1024  # of a process of its own
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
_AS_IT_IS: Final = pikepdf.StreamDecodeLevel.none  # pages are not unpacked to be packed anew
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
            pdf.save(out, deterministic_id=True, stream_decode_level=_AS_IT_IS)
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
    for item in (*pdf.objects, pdf.trailer):
        _disarm(item, MAX_DEPTH)


def _disarm(item: pikepdf.Object, depth: int) -> None:
    """The object, and those written inside it; what it refers to is an object of its own."""
    if depth == 0:
        raise ValueError("objects in objects without end")
    if isinstance(item, pikepdf.Array):
        inner = list(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        _remove_keys(item)
        inner = [item[key] for key in item.keys()]  # noqa: SIM118 -- iterating gives no keys
    else:
        return
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _disarm(each, depth - 1)


def _remove_keys(item: pikepdf.Object) -> None:
    for key in _ACTIVE:
        if key in item:
            del item[key]
    if "/S" in item and "/Next" in item:  # a chain of actions; a bookmark's /Next has no /S
        del item["/Next"]
    action = item.get("/A")  # without /S it is a tag's attributes, which stay
    if isinstance(action, pikepdf.Dictionary) and "/S" in action and not _leads_somewhere(action):
        del item["/A"]
    if item.get("/Subtype") in _ACTING_ANNOTATIONS:
        item["/Subtype"] = pikepdf.Name("/Text")


def _leads_somewhere(action: pikepdf.Dictionary) -> bool:
    """A link within the document, or to an address on the web or by mail."""
    if action.get("/S") == "/GoTo":
        return True
    address = str(action.get("/URI", "")).strip().lower()
    return action.get("/S") == "/URI" and address.startswith(("http://", "https://", "mailto:"))


def main() -> None:
    """Clean the PDF on standard input: one line of JSON about it, then its bytes."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        cleaned, pages = clean(sys.stdin.buffer.read())
        said: dict[str, object] = {"pages": pages}
    except Invalid as refusal:
        cleaned, said = b"", {"code": refusal.code, "sentence": refusal.sentence}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + cleaned)
