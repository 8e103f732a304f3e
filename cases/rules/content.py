"""Canonical JSON of frozen content, and its hash: the text that is stored, hashed and printed from."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cases.rules.errors import Invalid

# Marks that turn the reading order around: what is read must be what was decided (CVE-2021-42574).
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LAYOUT: Final = frozenset("\n\r\t")


def canonical(content: Mapping[str, Any]) -> str:
    """Return the content as canonical JSON: keys sorted, no spaces, characters as they are.

    Raises Invalid when a text holds a character that no document can carry (control characters, half
    surrogate pairs, noncharacters) or that changes the reading order, and ValueError for numbers that
    are not numbers.
    """
    for text in _texts(content):
        _require_carriable(text)
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def content_hash(text: str) -> str:
    """Return the SHA-256 of the stored text as UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def excerpt(text: str, at: int) -> str:
    """Return the words up to the character at the position, so that its place can be found."""
    before = " ".join("".join(c for c in text[max(0, at - 30) : at] if c.isprintable()).split())
    return f"efter ”{before}”" if before else "först i texten"


def _texts(value: Any) -> Iterator[str]:
    """Every text in the value, the names of the facts included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _require_carriable(text: str) -> None:
    for at, char in enumerate(text):
        if not _is_carriable(char):
            raise Invalid(
                "control_character",
                f"Texten innehåller ett osynligt styrtecken (U+{ord(char):04X}) {excerpt(text, at)}. "
                "Ta bort det.",
            )


def _is_carriable(char: str) -> bool:
    if char in _LAYOUT or " " <= char <= "~":
        return True
    code = ord(char)
    is_noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    is_control = unicodedata.category(char) in ("Cc", "Cs")
    return not (is_control or is_noncharacter or char in _REORDERING)
