"""Sets a summons (kallelse) as PDF/A-2a and PDF/UA-1, and binds the documents behind it with a bookmark for each."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pikepdf
from django.template import Context
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cases.documents.bound_tags import describe
from cases.documents.bundle import opened
from cases.documents.pdf_metadata import ArchivalMetadata
from cases.documents.render import ENGINE
from cases.documents.resources import HERE, STYLESHEET, OwnFilesOnly, printable
from cases.rules.assembly import addresses, fingerprint_of
from lifecycle.rules.dates import long_date, weekday_date

_STYLE: Final = HERE / "summons.css"


def render_summons(content_text: str) -> bytes:
    """Return the PDF of the stored canonical JSON (approvals.summonses). Reads no clock and no settings."""
    content: dict[str, Any] = json.loads(content_text)
    dated = date.fromisoformat(content["dated"])
    facts = _printed(
        {
            **content,
            "day": weekday_date(date.fromisoformat(content["date"])),
            "dated": long_date(dated),
            "foot": "\n".join(addresses(content["municipality"])),
            "fingerprint": fingerprint_of(content_text),
        }
    )
    html = ENGINE.get_template("summons.html").render(Context(facts, autoescape=True))
    fetcher, fonts = OwnFilesOnly(), FontConfiguration()
    style = STYLESHEET.read_text(encoding="utf-8") + _STYLE.read_text(encoding="utf-8")
    sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet], font_config=fonts)
    document.metadata = ArchivalMetadata(
        title=_title(facts),
        authors=[facts["municipality"]["name"]],
        description=f"{facts['body']} {facts['day']}",
        keywords=[facts["fingerprint"]],
        created=dated.isoformat(),
        modified=dated.isoformat(),
        lang="sv",
    )
    identifier = hashlib.sha256(content_text.encode()).digest()[:16]
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/a-2a", pdf_tags=True, pdf_identifier=identifier
    )
    return pdf


def _title(facts: dict[str, Any]) -> str:
    return f"{facts['name']}: {facts['body']} {facts['day']}"


def bind_summons(content_text: str, pdf: bytes, bytes_of: Callable[[str], bytes]) -> bytes:
    """Return the summons with its documents behind it in the order of the agenda.

    `bytes_of` is asked for each file by its SHA-256 when its turn comes. The same files give the same bytes.
    """
    content: dict[str, Any] = json.loads(content_text)
    with pikepdf.new() as bound:
        sources = [pikepdf.open(io.BytesIO(pdf))]
        bound.pages.extend(sources[0].pages)
        marks = [pikepdf.OutlineItem(content["name"], 0)]
        for line in content["lines"]:
            marks += _bind_line(bound, sources, line, bytes_of)
        with bound.open_outline() as outline:
            outline.root.extend(marks)
        day = weekday_date(date.fromisoformat(content["date"]))
        describe(bound, sources, f"{_title({**content, 'day': day})}, med handlingar")
        out = io.BytesIO()
        bound.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        for source in sources:
            source.close()
    return out.getvalue()


def _bind_line(
    bound: pikepdf.Pdf,
    sources: list[pikepdf.Pdf],
    line: dict[str, Any],
    bytes_of: Callable[[str], bytes],
) -> list[pikepdf.OutlineItem]:
    """Add the documents of a line of the agenda; return its bookmark, when it has any pages."""
    included = [document for document in line["documents"] if document["becomes"]]
    marks = []
    for document in included:
        marks.append(pikepdf.OutlineItem(document["label"], len(bound.pages)))
        data = bytes_of(document["sha256"])
        sources.append(opened(document["becomes"], document["label"], data))
        bound.pages.extend(sources[-1].pages)
    if not marks:
        return []
    start = len(bound.pages) - sum(len(s.pages) for s in sources[-len(marks) :])
    case = pikepdf.OutlineItem(f"{line['number']}. {line['text']}", start)
    case.children.extend(marks)
    return [case]


def _printed(value: Any) -> Any:
    """The content with a question mark for what no typeface here has, and numbers as text."""
    if isinstance(value, str):
        return "".join(sign if sign in printable() or sign == "\n" else "?" for sign in value)
    if isinstance(value, list):
        return [_printed(each) for each in value]
    if isinstance(value, dict):
        return {key: _printed(each) for key, each in value.items()}
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value
