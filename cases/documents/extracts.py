"""Sets extracts of minutes as PDF/A-2a and PDF/UA-1: same pages as a tjänsteutlåtande, one file for each recipient."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple
from typing import Final

from django.template import Context
from weasyprint.urls import FatalURLFetchingError

from cases.documents.render import ENGINE, require_glyphs, set_pages, texts_in
from cases.documents.resources import HERE
from cases.rules.errors import Invalid
from cases.rules.extract_assembly import Extract, assemble_extract

_STYLE: Final = HERE / "extract.css"


def render_extract(content_text: str, recipient: str) -> bytes:
    """Return the PDF for one recipient: always the same bytes for the same content and name.

    Raises Invalid with a sentence for content that cannot be set.
    """
    extract = _settable(content_text, recipient)
    facts = {"extract": extract, "foot": "\n".join(extract.report.masthead.foot)}
    html = ENGINE.get_template("extract.html").render(Context(facts, autoescape=True))
    said = json.dumps([content_text, recipient])
    identifier = hashlib.sha256(said.encode()).digest()[:16]
    style = _STYLE.read_text(encoding="utf-8")
    try:
        return set_pages(html, extract.report, extract.day, identifier, style)
    except (FatalURLFetchingError, RecursionError) as error:  # the first is not an Exception
        raise Invalid("unrenderable", "Protokollsutdraget kunde inte skapas.") from error


def require_settable_extract(content_text: str, recipient: str) -> None:
    """Raise Invalid when no extract could be made of the content; takes milliseconds."""
    _settable(content_text, recipient)


def _settable(content_text: str, recipient: str) -> Extract:
    extract = assemble_extract(content_text, recipient)
    require_glyphs(texts_in(astuple(extract)))
    return extract
