"""Binds a case's attachments to one PDF: a list first, a bookmark for each, one file in memory after another."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import pikepdf
from django.template import Context, Engine
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cases.documents.bound_tags import describe
from cases.documents.resources import HERE, OwnFilesOnly, printable
from cases.rules.bundles import Bundle, BundleEntry

_ENGINE: Final = Engine(dirs=[str(HERE)])
_STYLE: Final = HERE / "bundle.css"
_PAPER: Final = (7.3, 10.7)  # inches of an A4 page inside its margins


def render_bundle(bundle: Bundle, bytes_of: Callable[[BundleEntry], bytes]) -> bytes:
    """Return one PDF of the attachments that have pages; the list says what happens to the others.

    `bytes_of` is asked once for each file, when its turn comes.
    """
    starts: dict[int, int] = {}
    first = len(_list(bundle, starts)[1])
    with pikepdf.new() as bound:
        sources = []
        for entry in bundle.included:
            starts[entry.number] = first + len(bound.pages)
            sources.append(opened(entry.becomes, entry.title, bytes_of(entry)))
            bound.pages.extend(sources[-1].pages)
        front = pikepdf.open(io.BytesIO(_list(bundle, starts)[0]))
        for at, page in enumerate(front.pages):
            bound.pages.insert(at, page)
        _add_bookmarks(bound, bundle, starts)
        describe(bound, [front, *sources], f"Bilagor: {bundle.title}")
        out = io.BytesIO()
        bound.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        for source in (*sources, front):
            source.close()
    return out.getvalue()


def _list(bundle: Bundle, starts: dict[int, int]) -> tuple[bytes, list[object]]:
    """The first pages: each attachment with its page, or why it has none. Also those pages."""
    rows = [
        (_set(e.label), e.absence or f"sida {starts.get(e.number, 0) + 1}") for e in bundle.entries
    ]
    facts = {"title": _set(bundle.title), "number": bundle.registry_number, "rows": rows}
    html = _ENGINE.get_template("bundle.html").render(Context(facts, autoescape=True))
    fetcher, fonts = OwnFilesOnly(), FontConfiguration()
    style = CSS(string=_STYLE.read_text(encoding="utf-8"), url_fetcher=fetcher, font_config=fonts)
    made = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)
    return made.write_pdf(pdf_variant="pdf/ua-1"), made.pages


def _set(text: str) -> str:
    """The words with a question mark for what no typeface here has."""
    return "".join(sign if sign in printable() else "?" for sign in text)


def opened(becomes: str, title: str, data: bytes) -> pikepdf.Pdf:
    """Return a file that becomes pages ("pdf" or "image") as PDF; a picture fills an A4 page at most."""
    if becomes == "pdf":
        return pikepdf.open(io.BytesIO(data))
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        shown = picture.convert("RGB")
        across = max(shown.width / _PAPER[0], shown.height / _PAPER[1], 72)
        out = io.BytesIO()
        shown.save(out, "PDF", resolution=across, title=title)
    return pikepdf.open(out)


def _add_bookmarks(bound: pikepdf.Pdf, bundle: Bundle, starts: dict[int, int]) -> None:
    with bound.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Bilagor", 0))
        for entry in bundle.included:
            outline.root.append(pikepdf.OutlineItem(entry.label, starts[entry.number]))
