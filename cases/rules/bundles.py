"""What the file with all attachments holds: which attachments become pages, and what is said of the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

MOST_BYTES: Final = 100 * 1024 * 1024
_PAGES: Final = {"application/pdf": "pdf", "image/png": "image", "image/jpeg": "image"}


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One attachment as the bundle sees it; `kind` is what a reader calls such a file."""

    number: int
    title: str
    sha256: str
    content_type: str
    kind: str
    size: int
    is_secret: bool

    @property
    def label(self) -> str:
        """What stands in the list and among the bookmarks."""
        return f"Bilaga {self.number}. {self.title}"

    @property
    def becomes(self) -> str:
        """How it becomes pages: "pdf", "image", or "" when it does not."""
        return "" if self.is_secret else _PAGES.get(self.content_type, "")

    @property
    def absence(self) -> str:
        """Why it has no pages here, or ""."""
        if not self.sha256:
            return "filen saknas"
        if self.is_secret:
            return "sekretessmarkerad, ingår inte"
        return "" if self.becomes else f"finns som egen fil ({self.kind})"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The case's attachments in their order, under its title and number."""

    title: str
    registry_number: str
    entries: tuple[BundleEntry, ...]

    @property
    def key(self) -> str:
        """The same for the same attachments, another as soon as one has changed."""
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()

    @property
    def included(self) -> Sequence[BundleEntry]:
        """Those that become pages."""
        return [entry for entry in self.entries if entry.becomes]

    @property
    def size(self) -> int:
        """Bytes of those that become pages."""
        return sum(entry.size for entry in self.included)
