"""What a document may be set with: the project's own typefaces and stylesheet, and nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont, woff2
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

HERE: Final = Path(__file__).resolve().parent
FONTS: Final = HERE.parents[1] / "node_modules" / "@fontsource"
STYLESHEET: Final = HERE / "officer_report.css"
LOGO: Final = "logo:"
SCHEME: Final = "typeface:"  # of our own, so that no address in a text can mean one of ours

_SUBSETS: Final = ("latin", "latin-ext")
_PACKAGES: Final = ("source-serif-4", "inter")
_WEIGHTS: Final = (400, 600)


def typeface_files() -> dict[str, Path]:
    """Return every address the stylesheet uses, with its file."""
    return {
        f"{SCHEME}{name}": FONTS / package / "files" / name
        for package in _PACKAGES
        for subset in _SUBSETS
        for weight in _WEIGHTS
        for name in [f"{package}-{subset}-{weight}-normal.woff2"]
    }


@cache
def typefaces() -> dict[str, bytes]:
    """Return every address with its font, unpacked: WeasyPrint would do that anew for every document.

    Raises OSError where the files are not installed (`npm ci`).
    """
    return {address: _unpacked(path) for address, path in typeface_files().items()}


def _unpacked(path: Path) -> bytes:
    unpacked = BytesIO()
    woff2.decompress(str(path), unpacked)
    return unpacked.getvalue()


@cache
def printable() -> frozenset[str]:
    """Return the characters that both typefaces have: what a document can say."""
    per_package = []
    for package in _PACKAGES:
        covered: set[int] = set()
        for address, data in typefaces().items():
            if address.startswith(SCHEME + package):
                covered |= TTFont(BytesIO(data)).getBestCmap().keys()
        per_package.append(covered)
    return frozenset(chr(code) for code in set.intersection(*per_package))


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives typefaces and pictures from memory and stops the rendering at any other address, `data:` included."""

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.pictures = pictures or {}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the typeface or picture; raises FatalURLFetchingError for everything else."""
        if url in self.pictures:
            return URLFetcherResponse(
                url, body=self.pictures[url], headers={"Content-Type": "image/png"}
            )
        data = typefaces().get(url)
        if data is None:
            self.refused.append(url)
            raise FatalURLFetchingError(f"not part of the document: {url}")
        return URLFetcherResponse(url, body=data, headers={"Content-Type": "font/ttf"})
