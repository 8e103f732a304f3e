"""Canonical JSON of frozen content, and its hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(content: dict[str, Any]) -> str:
    """Return the content as canonical JSON text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(text: str) -> str:
    """Return the SHA-256 of the stored text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
