"""Sets a tjänsteutlåtande as PDF/A-2a and PDF/UA-1: the same content gives the same bytes, everywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any, Final

from django.template import Context, Engine
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from cases.documents.pdf_metadata import ArchivalMetadata
from cases.documents.resources import HERE, LOGO, STYLESHEET, OwnFilesOnly, printable
from cases.rules.assembly import OfficerReport, SignedApproval, assemble
from cases.rules.content import content_hash, excerpt
from cases.rules.errors import Invalid

UNDATED: Final = date(1970, 1, 1)  # a draft's metadata: the clock is not asked

ENGINE: Final = Engine(dirs=[str(HERE)])  # of its own, so that no settings are needed


def render_officer_report(
    content_text: str, approvals: Sequence[SignedApproval], dated: date | None
) -> bytes:
    """Return the PDF of the stored canonical JSON; without a date it is a draft and says so.

    Reads no clock, no settings and no address. Raises Invalid with a sentence for content that cannot be
    set: see `assemble` and `require_renderable`.
    """
    report = assemble(content_text, approvals, dated)
    require_glyphs(texts_in(astuple(report)))
    html = ENGINE.get_template("officer_report.html").render(
        Context({"report": report, "foot": "\n".join(report.masthead.foot)}, autoescape=True)
    )
    identifier = _identifier(content_text, approvals, dated)
    try:
        return set_pages(html, report, dated or UNDATED, identifier)
    except (FatalURLFetchingError, RecursionError) as error:  # the first is not an Exception
        raise Invalid("unrenderable", "Dokumentet kunde inte skapas av innehållet.") from error


def require_renderable(content_text: str) -> None:
    """Raise Invalid when the document of the content could not be made; takes milliseconds.

    Asked before content is frozen, so that the worker does not stand with a document it cannot make.
    """
    require_glyphs(texts_in(astuple(assemble(content_text, [], None))))


def set_pages(
    html: str, report: OfficerReport, day: date, identifier: bytes, more_style: str = ""
) -> bytes:
    """Lay out and write. Typefaces are registered anew each time: nothing is shared between documents."""
    logo = base64.b64decode(report.template.logo)
    fetcher, fonts = OwnFilesOnly({LOGO: logo} if logo else {}), FontConfiguration()
    style = STYLESHEET.read_text(encoding="utf-8") + more_style
    stylesheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[stylesheet], font_config=fonts
    )
    document.metadata = _metadata(report, day)
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/a-2a", pdf_tags=True, pdf_identifier=identifier
    )
    return pdf


def _metadata(report: OfficerReport, day: date) -> ArchivalMetadata:
    head = report.masthead
    return ArchivalMetadata(
        title=f"{report.template.document_name}: {report.title}",
        authors=[f"{head.municipality}, {head.administration}"],
        description=f"Till {head.recipient}, {head.registry_number}, {head.date}",
        keywords=[head.fingerprint],
        created=day.isoformat(),
        modified=day.isoformat(),
        lang="sv",
    )


def _identifier(
    content_text: str, approvals: Sequence[SignedApproval], dated: date | None
) -> bytes:
    """The file's identifier (ISO 32000-1, 14.4): 16 bytes of everything that decides its words."""
    facts = json.dumps(
        [
            content_hash(content_text),
            [a.as_dict() for a in approvals],
            dated.isoformat() if dated else None,
        ],
        sort_keys=True,
    )
    return hashlib.sha256(facts.encode()).digest()[:16]


def texts_in(value: Any) -> Iterable[str]:
    """Every text in nested tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts_in(inner)


def require_glyphs(texts: Iterable[str]) -> None:
    """Raise Invalid for a character without a glyph: another machine would borrow it from its own fonts."""
    for text in texts:
        missing = set(text) - printable()
        if missing:
            char = next(c for c in text if c in missing)
            raise Invalid(
                "no_glyph",
                f"Tecknet {char} (U+{ord(char):04X}) {excerpt(text, text.index(char))} finns inte i "
                "dokumentets typsnitt. Skriv det på annat sätt.",
            )
