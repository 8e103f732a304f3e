"""Sets the yearly account of a body's directives as PDF/A-2a and PDF/UA-1: the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Final

from django.template import Context
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cases.documents.pdf_metadata import ArchivalMetadata
from cases.documents.render import ENGINE
from cases.documents.resources import HERE, STYLESHEET, OwnFilesOnly, printable
from cases.rules.content import content_hash
from lifecycle.rules.dates import long_date

_STYLE: Final = HERE / "account.css"


def render_account(content_text: str) -> bytes:
    """Return the PDF of the stored canonical JSON (approvals.rules.accounts). Reads no clock and no settings."""
    account: dict[str, Any] = _printed(json.loads(content_text))
    day = account["as_of"]
    facts = {
        **account,
        "as_of": _day(day),
        "fingerprint": f"Innehåll {content_hash(content_text)[:16]}",
        "groups": [
            {"heading": g["heading"], "tasks": [_task(task) for task in g["tasks"]]}
            for g in account["groups"]
        ],
    }
    html = ENGINE.get_template("account.html").render(Context(facts, autoescape=True))
    fetcher, fonts = OwnFilesOnly(), FontConfiguration()
    style = STYLESHEET.read_text(encoding="utf-8") + _STYLE.read_text(encoding="utf-8")
    sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet], font_config=fonts)
    document.metadata = ArchivalMetadata(
        title=f"Redovisning av uppdrag {account['year']}: {account['body']}",
        authors=[account["municipality"]],
        description=f"Läget {_day(day)}",
        keywords=[facts["fingerprint"]],
        created=day,
        modified=day,
        lang="sv",
    )
    identifier = hashlib.sha256(content_text.encode()).digest()[:16]
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/a-2a", pdf_tags=True, pdf_identifier=identifier
    )
    return pdf


def _task(task: dict[str, Any]) -> dict[str, Any]:
    """The task with its days in words; numbers and days as text, so that no locale touches them."""
    told = task["report"]
    return {
        **task,
        **{key: _day(task[key]) for key in ("given_on", "due_on", "due", "closed_on")},
        "report": {**told, "day": _day(told["day"])} if told else None,
    }


def _day(text: str | None) -> str:
    return long_date(date.fromisoformat(text)) if text else ""


def _printed(value: Any) -> Any:
    """The content with a question mark for what no typeface here has, and the year as text."""
    if isinstance(value, str):
        return "".join(sign if sign in printable() or sign == "\n" else "?" for sign in value)
    if isinstance(value, list):
        return [_printed(each) for each in value]
    if isinstance(value, dict):
        return {key: _printed(each) for key, each in value.items()}
    return str(value) if isinstance(value, int) else value
