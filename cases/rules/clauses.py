"""Finds the sentences of a text that say how long an agreement lasts and how it is ended by notice.

They are shown to whoever tells the register: what the words come to is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

MOST: Final = 5
_ABOUT: Final = re.compile(
    r"\b(avtalstid\w*|avtalsperiod\w*|uppsägning\w*|tills vidare|sägs? upp|säg(?:a|er|es) upp)\b"
    r"|\bavtalet\b.*\b(till och med|upphör|löper)\b",
    re.IGNORECASE,
)
_SAYS: Final = re.compile(
    r"\b(gäller|gälla|löper|upphör|är|kan|får|sägs|säger|säga|säges|förlängs)\b", re.IGNORECASE
)
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")


def clauses_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the first sentences that speak of term or notice, each once, in order."""
    found: dict[str, None] = {}
    for sentence in _sentences(texts):
        if _ABOUT.search(sentence) and _SAYS.search(sentence):
            found[sentence] = None
    return tuple(found)[:MOST]


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            yield from (s.strip(" -*") for s in _SENTENCE_ENDS.split(line.strip()))
