"""Nine ways for a document to fetch something: with our fetcher none reaches a server or a file on the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from cases.documents.resources import OwnFilesOnly

SECRET: Final = "hemlig uppgift på disken"
# HERE is the server's address, FILE a file on the disk.
WAYS: Final = {
    "style sheet": "<link rel=stylesheet href=HERE/css>",
    "picture": "<img src=HERE/img alt=x>",
    "redirected picture": "<img src=HERE/redirect alt=x>",
    "import": "<style>@import url(HERE/import);</style>",
    "typeface": "<style>@font-face{font-family:x;src:url(HERE/font)}p{font-family:x}</style><p>x</p>",
    "background": "<style>p{background:url(HERE/background)}</style><p>x</p>",
    "drawing": "<svg width=9 height=9><image width=9 height=9 href=HERE/svg /></svg>",
    "object": "<object data=HERE/object></object>",
    "attached file": "<link rel=attachment href=FILE><a rel=attachment href=FILE>x</a>",
}


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine and what has been asked of it."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.path == "/redirect" else 200)
            self.send_header("Location", "/secret")
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}", asked
    running.shutdown()
    running.server_close()


@pytest.fixture
def page(way: str, server: tuple[str, list[str]], tmp_path: Path) -> str:
    """A page that tries the way."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return WAYS[way].replace("HERE", server[0]).replace("FILE", file.as_uri())


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_fetched(page: str, way: str, server: tuple[str, list[str]]) -> None:
    fetcher = OwnFilesOnly()
    with suppress(FatalURLFetchingError):  # stops at once, except inside a drawing
        HTML(string=page, url_fetcher=fetcher).write_pdf()
    assert fetcher.refused
    assert server[1] == []


@pytest.mark.parametrize("way", WAYS)
def test_the_same_page_would_fetch_without_our_fetcher(
    page: str, way: str, server: tuple[str, list[str]]
) -> None:
    pdf = PdfReader(BytesIO(HTML(string=page).write_pdf()))
    attached = [data for files in pdf.attachments.values() for data in files]
    assert server[1] or SECRET.encode() in attached
