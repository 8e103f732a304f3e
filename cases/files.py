"""Keeps bytes under their own hash; what comes from outside is taken in by cases.intake first."""

from __future__ import annotations

import hashlib

from cases.intake import take_in
from cases.models import StoredFile


def store_upload(data: bytes) -> StoredFile:
    """Keep an uploaded file, cleaned. Raises Invalid with a sentence when it cannot be taken in."""
    taken = take_in(data)
    return store(taken.data, taken.content_type, taken.pages)


def store(data: bytes, content_type: str, pages: int | None = None) -> StoredFile:
    """Keep bytes under their SHA-256; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(data), "pages": pages, "content_type": content_type, "data": data},
    )
    return file
