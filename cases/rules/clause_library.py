"""Clauses with their placeholders: which there are, what they are filled with, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cases.rules.clause_texts import CLAUSES, NOTICE, TERM, Clause, Variant
from cases.rules.errors import Invalid
from cases.rules.markup_text import escaped

LIBRARY: Final[dict[str, Clause]] = {clause.key: clause for clause in CLAUSES}

# What stands in braces in a clause, and what a form calls it.
PLACEHOLDERS: Final[dict[str, str]] = {
    "kommun": "Kommunens namn",
    "kommunens_organisationsnummer": "Kommunens organisationsnummer",
    "kommunens_adress": "Kommunens adress",
    "kommunens_kontakt": "Kommunens kontaktperson",
    "kommunens_åtaganden": "Kommunens åtaganden",
    "motpart": "Motpartens namn",
    "motpartens_organisationsnummer": "Motpartens organisationsnummer",
    "motpartens_adress": "Motpartens adress",
    "motpartens_kontakt": "Motpartens kontaktperson",
    "motpartens_åtaganden": "Motpartens åtaganden",
    "parterna": "Parterna, en på varje rad",
    "avtalets_namn": "Avtalets benämning",
    "avtalets_bilagor": "Avtalets bilagor",
    "syfte": "Syfte",
    "fokusområden": "Fokusområden",
    "första_dag": "Avtalets första dag",
    "diarienummer": "Diarienummer",
    "ersättning": "Ersättning",
    "huvudavtal": "Huvudavtal",
    "tingsrätt": "Tingsrätt",
    "antal_original": "Antal exemplar",
    "sista_svarsdag": "Sista svarsdag",
}
# What only the register may say, since days are computed from it: a typed day could say something else.
FROM_REGISTER_ONLY: Final = frozenset({"första_dag"})

_PLACEHOLDER: Final = re.compile(r"\{([a-zåäö_]{2,40})\}")
# Words that say how long an agreement lasts. They stand in two clauses only, whose words are computed with.
_TERM_WORDS: Final = re.compile(
    r"\buppsägningstid"
    r"|\btills vidare\b"
    r"|\bförläng(?:s|as|er|ning\w*)\b"
    r"|\b(?:sägs?|säga|sägas|säger) upp\b.{0,200}?\b(?:månad|veck|dag|år)"
    r"|\bupps(?:ägning|agt)\w{0,9}\b.{0,200}?\b(?:månad|veck|dagar|årsskift)"
    r"|\bavtalet (?:gäller|löper|upphör)\b.{0,200}?(?:\btill och med\b|\bden \d|\bmånad|\bår\b|årsskift|(?<![\d-])20\d\d\b)",
    re.IGNORECASE,
)
# Words are read as they are seen: a line break is a space, a mark in the middle of a word is nothing.
_BLOCK_END: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:-|\d+\.)\s)|\|")
_UNSEEN: Final = re.compile(r"[*\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_ABBREVIATED: Final = re.compile(r"\bt\.?\s?o\.?\s?m\b\.?", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its placeholders filled in; `missing` names those that had no value, as the form does."""

    text: str
    missing: tuple[str, ...] = ()


def with_own(own: Iterable[tuple[str, Variant]]) -> dict[str, Clause]:
    """Return the library with a municipality's own wordings: in the place of ours with the same key, or after them."""
    library = dict(LIBRARY)
    for key, variant in own:
        clause = library[key]
        known = {each.key: each for each in clause.variants} | {variant.key: variant}
        library[key] = replace(clause, variants=tuple(known.values()))
    return library


def usual() -> tuple[Clause, ...]:
    """Return the clauses a new draft begins with, in order."""
    return tuple(clause for clause in CLAUSES if clause.is_usual)


def clause_of(key: str) -> Clause:
    """Return the clause with the key; raises Invalid when there is none."""
    if key not in LIBRARY:
        raise Invalid("no_such_clause", "Välj en klausul i listan.", field="add")
    return LIBRARY[key]


def variant_of(clause: Clause, key: str) -> Variant:
    """Return the clause's variant with the key; raises Invalid when there is none."""
    for variant in clause.variants:
        if variant.key == key:
            return variant
    raise Invalid("no_such_variant", f"Välj hur {clause.heading} ska lyda.")


def placeholders_in(text: str) -> tuple[str, ...]:
    """Return the names in braces, each once, in order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def unknown_in(text: str) -> tuple[str, ...]:
    """Return the names in braces that nothing can be filled into."""
    return tuple(name for name in placeholders_in(text) if name not in PLACEHOLDERS)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Return the text with every placeholder exchanged for its value, which is markup.

    A value is never read for placeholders of its own. What is missing stands as its name in brackets.
    """
    missing: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if values.get(name, "").strip():
            return values[name]
        label = PLACEHOLDERS.get(name, name)
        missing[label] = None
        return escaped(f"[{label}]")

    return Filled(_PLACEHOLDER.sub(value, text), tuple(missing))


def tells_of_term(text: str) -> str:
    """Return the first sentence that says how long an agreement lasts or how it is ended, or nothing.

    Such words outside the clauses of term and notice could contradict the rule that days are counted by.
    """
    for block in _BLOCK_END.split(text):
        plain = " ".join(_UNSEEN.sub("", _ABBREVIATED.sub("till och med", block)).split())
        for sentence in _SENTENCE_END.split(plain):
            if _TERM_WORDS.search(sentence):
                return sentence.strip(" -")
    return ""


def all_texts() -> Iterator[tuple[Clause, Variant]]:
    """Every variant of every clause."""
    return ((clause, variant) for clause in CLAUSES for variant in clause.variants)


__all__ = [
    "CLAUSES",
    "FROM_REGISTER_ONLY",
    "LIBRARY",
    "NOTICE",
    "PLACEHOLDERS",
    "TERM",
    "Clause",
    "Filled",
    "Variant",
    "all_texts",
    "clause_of",
    "fill",
    "placeholders_in",
    "tells_of_term",
    "unknown_in",
    "usual",
    "variant_of",
    "with_own",
]
