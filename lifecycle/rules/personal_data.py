"""Finds what may be personal data in a text before it is published, and takes words out of it.

What is found is help for the person who reviews, not the truth: a number may look like something it is not, and a
name nobody has registered is not seen. Nothing is taken out that the reviewer has not chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

REMOVED: Final = "[uppgift borttagen]"
KINDS: Final[dict[str, str]] = {
    "personal_number": "personnummer eller samordningsnummer",
    "email": "e-postadress",
    "phone": "telefonnummer",
    "address": "adress",
    "secret": "sekretessmarkerad bilaga",
    "name": "namn på en person",
}
# A person's name may stand in the minutes for good reason: an official's, or that of somebody elected.
KEPT_UNLESS_CHOSEN: Final = frozenset({"name"})

# What a word processor may put between digits: hyphens and dashes of several lengths, and hard spaces.
_DASH: Final = "[-\u2010\u2011\u2012\u2013\u2014\u2212]"
_GAP: Final = r"[\s\u00a0]"
_STREET: Final = "gatan|vägen|gränden?|stigen|torget|backen|allén?|plan|leden|esplanaden|gata|väg|stig|torg|kajen"
_PLACE: Final = "Lilla|Stora|Norra|Södra|Östra|Västra|Gamla|Nya|Övre|Nedre|Sankt"
_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    # a day of birth (that of a samordningsnummer has 60 added), then four digits
    "personal_number": re.compile(
        rf"(?<!\d)(?:(?:18|19|20)\d\d|\d\d)(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])"
        rf"{_GAP}?(?:{_DASH}|\+)?{_GAP}?\d{{4}}(?!\d)"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w-])"),
    "phone": re.compile(
        rf"(?<![\w/:.-])(?:(?:\+|00)46{_GAP}?(?:\(0\))?{_GAP}?|0)\d{{1,3}}(?:{_GAP}|{_DASH}|/){{0,3}}"
        rf"\d{{2,3}}(?:(?:{_GAP}|{_DASH})?\d{{2,3}}){{1,3}}(?!\w)"
    ),
    "address": re.compile(
        rf"(?<!\w)(?:(?:{_PLACE}){_GAP})?[A-ZÅÄÖ][\w-]{{0,30}}(?:{_STREET}){_GAP}\d{{1,4}}(?!\d)"
        rf"(?:{_GAP}?[A-Za-z](?!\w))?"
        rf"|(?<!\d)[1-9]\d\d{_GAP}\d\d{_GAP}{{1,2}}[A-ZÅÄÖ][^\W\d_]{{1,60}}(?![^\W\d_])"
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Words in a text, and what they may be."""

    kind: str
    text: str

    @property
    def is_removed_unless_kept(self) -> bool:
        """Whether it is taken out when the reviewer says nothing."""
        return self.kind not in KEPT_UNLESS_CHOSEN


def find(text: str, known: Mapping[str, Iterable[str]]) -> tuple[Finding, ...]:
    """Return what may be personal data or secret in the text, each wording once; `known` has words by kind."""
    found: dict[str, Finding] = {}
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            words = " ".join(match[0].split())
            found.setdefault(words, Finding(kind, words))
    plain = _plain(text)
    for kind in ("secret", "name"):
        for words in known.get(kind, ()):
            # a register knows a thousand names: only those that stand here at all are looked for with care
            if words.strip() and _plain(words) in plain and _of(words).search(text):
                found.setdefault(words, Finding(kind, words))
    return tuple(found.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def holds(text: str, words: str) -> bool:
    """Tell whether the words stand in the text, whatever white space and letter case they are written with."""
    return bool(words.strip()) and bool(_of(words).search(text))


def without(text: str, words: Iterable[str]) -> str:
    """Return the text with each of the words replaced; the longest first, so that none is left in pieces."""
    for each in sorted({w.strip() for w in words if w.strip()}, key=lambda w: (-len(w), w)):
        text = _of(each).sub(REMOVED, text)
    return text


def _of(words: str) -> re.Pattern[str]:
    """The words as a whole, with any white space between them."""
    parts = words.split()
    body = rf"{_GAP}+".join(re.escape(part) for part in parts)
    # a number may stand right beside letters ("nr850101-1234"); a word may not be a part of another
    before, after = _edge(parts[0][0]), _edge(parts[-1][-1])
    return re.compile(f"(?<!{before}){body}(?!{after})", re.IGNORECASE)


def _edge(sign: str) -> str:
    """What may not stand right outside the words beside this sign: more of the same kind."""
    return r"\d" if sign.isdigit() else r"[^\W\d_]" if sign.isalpha() else r"[^\w\W]"
