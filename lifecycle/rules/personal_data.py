"""Finds what may be personal data in a text before it is published, and takes words out of it.

What is found is help for the person who reviews, not the truth: a number may look like something it is not, and a
name nobody has registered is not seen. Nothing is taken out that the reviewer has not chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_SHORTEST_OWNER: Final = 4  # letters: of shorter words an s makes another word
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
_YEAR: Final = r"(?:(?:18|19|20)\d\d|\d\d)"
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_BIRTH: Final = r"(?:[06][1-9]|[1278]\d|[39][01])"
_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    # a day of birth (that of a samordningsnummer has 60 added), then four digits
    "personal_number": re.compile(
        rf"(?<!\d)(?:{_YEAR}{_MONTH}{_BIRTH}{_GAP}?(?:{_DASH}|[+/])?{_GAP}?\d\d{_GAP}?\d\d"
        rf"|{_YEAR}{_DASH}{_MONTH}{_DASH}{_BIRTH}{_DASH}\d{{4}})(?!\d)"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?![\w-])"),
    "phone": re.compile(
        rf"(?<![\w/:.-])(?:(?:\+|00)46{_GAP}?(?:\(0\))?{_GAP}?|0)\d{{1,3}}(?:{_GAP}|{_DASH}|/){{0,3}}"
        rf"\d{{2,3}}(?:(?:{_GAP}|{_DASH})?\d{{2,3}}){{1,3}}(?!\w)"
    ),
    "address": re.compile(
        rf"(?<!\w)(?:(?:{_PLACE}){_GAP})?[A-ZÅÄÖ][\w-]{{0,30}}(?i:{_STREET}){_GAP}\d{{1,4}}(?!\d)"
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
    """Return the text with the words replaced; words that overlap are replaced as one, so that no piece is left."""
    found = {m.span() for each in words if each.strip() for m in _of(each).finditer(text)}
    kept, at = [], 0
    for start, end in _merged(found):
        kept += [text[at:start], REMOVED]
        at = end
    return "".join([*kept, text[at:]])


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _of(words: str) -> re.Pattern[str]:
    """The words as a whole, with any white space between them; a name in the genitive too ("Alms", "Rut:s")."""
    parts = words.split()
    body = rf"{_GAP}+".join(re.escape(part) for part in parts)
    # a number may stand right beside letters ("nr850101-1234"); a word may not be a part of another
    before, after = _edge(parts[0][0]), _edge(parts[-1][-1])
    owner = "(?::?s)?" if parts[-1][-1].isalpha() and len(words) >= _SHORTEST_OWNER else ""
    return re.compile(f"(?<!{before}){body}{owner}(?!{after})", re.IGNORECASE)


def _edge(sign: str) -> str:
    """What may not stand right outside the words beside this sign: more of the same kind."""
    return r"\d" if sign.isdigit() else r"[^\W\d_]" if sign.isalpha() else r"[^\w\W]"
