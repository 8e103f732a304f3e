"""The arithmetic of the chain, shared by the journal that writes it and the proof that checks it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any, Final

START: Final = bytes(32)


def canonical(facts: dict[str, Any]) -> str:
    """Return facts as canonical JSON: sorted keys, no spaces, UTF-8 as it is. This text is what is hashed."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: bytes, body: str) -> bytes:
    """Return SHA-256(salt ‖ body): it stays when the body is disposed of."""
    return hashlib.sha256(salt + body.encode()).digest()


def link(prev: bytes, header: str, committed: bytes) -> bytes:
    """Return SHA-256(prev ‖ header ‖ commitment)."""
    return hashlib.sha256(prev + header.encode() + committed).digest()


def header_of(
    subject: tuple[str, int],
    sequence: int,
    kind: str,
    actor: int,
    legal_day: date,
    recorded_at: datetime,
) -> str:
    """Return the header text of an event: everything but names and words."""
    return canonical(
        {
            "format": 1,
            "subject": list(subject),
            "sequence": sequence,
            "kind": kind,
            "actor": actor,
            "legal_day": legal_day.isoformat(),
            "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
    )
