"""Documents beside the tjänsteutlåtande: what is written in an agreement draft or a letter, and what may be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

from cases.rules.clause_library import (
    FROM_REGISTER_ONLY,
    LIBRARY,
    NOTICE,
    PLACEHOLDERS,
    TERM,
    Clause,
    clause_of,
    tells_of_term,
    unknown_in,
    usual,
    variant_of,
)
from cases.rules.clause_texts import LETTERS
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from cases.rules.markup_text import renumbered
from cases.rules.organisation_number import organisation_number
from cases.rules.templates import long_date

_NUMBERS: Final = ("kommunens_organisationsnummer", "motpartens_organisationsnummer")
MAX_CLAUSES: Final = 60
MAX_HEADING: Final = 120
MAX_TITLE: Final = 200
MAX_TEXT: Final = 20_000
MAX_VALUE: Final = 2_000
MAX_TO: Final = 600

AGREEMENT_DRAFT: Final = "agreement_draft"
CONSULTATION: Final = "consultation"
COVERING_LETTER: Final = "covering_letter"
KIND_NAMES: Final[dict[str, str]] = {
    AGREEMENT_DRAFT: "Avtalsutkast",
    CONSULTATION: "Remiss",
    COVERING_LETTER: "Följebrev",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause in a draft: which, in which variant, under which heading, and its text as it was edited.

    A fixed clause has no text of its own: what it says comes from the variant, or from the rule.
    """

    key: str
    variant: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement as it is written: its clauses, what the register does not know, and the rule of notice.

    `rule` is the rule's flat values (lifecycle/rules/notice_stored.py), empty until it is chosen.
    """

    title: str
    clauses: tuple[Chosen, ...]
    values: tuple[tuple[str, str], ...] = ()
    rule: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A remiss or a letter that goes with an agreement: to whom, what it says, and the attachments it brings.

    `question` and `last_day` are a remiss's. `enclosed` are numbers of the case's attachments.
    """

    to: str
    title: str
    text: str
    dated: date | None = None
    question: str = ""
    last_day: date | None = None
    enclosed: tuple[int, ...] = ()


Text = AgreementDraft | Letter
T = TypeVar("T", bound=Text)


def chosen(key: str, variant: str = "", library: Mapping[str, Clause] = LIBRARY) -> Chosen:
    """Return the clause as it comes from the library, in its first variant unless another is named."""
    clause = library[clause_of(key).key]
    if not clause.variants:
        return Chosen(key, "", clause.heading, "")
    found = variant_of(clause, variant) if variant else clause.variants[0]
    return Chosen(key, found.key, clause.heading, "" if clause.is_fixed else found.text)


def first_agreement_draft(title: str, library: Mapping[str, Clause] = LIBRARY) -> AgreementDraft:
    """Return the draft that an agreement is begun with."""
    return AgreementDraft(title, tuple(chosen(clause.key, "", library) for clause in usual()))


def require_possible_wording(clause: Clause, name: str, text: str) -> None:
    """Raise Invalid, with the form's field, for what cannot be a wording in the library."""
    if clause.is_fixed:
        raise Invalid("fixed_clause", f"{clause.heading} har systemets egna ord.")
    _require_line(name, "name", MAX_HEADING, "Ge lydelsen ett namn.")
    if not text.strip():
        raise Invalid("empty_clause", "Skriv lydelsen.", field="text")
    _require_text(text, "text", MAX_TEXT)
    _require_known(text, "text")
    require_no_term(text, "text", clause.heading)


def first_letter(kind: str, title: str) -> Letter:
    """Return the letter of a kind as it is begun."""
    return Letter("", f"{_TITLES[kind]}: {title}"[:MAX_TITLE], LETTERS[kind])


_TITLES: Final = {CONSULTATION: "Remiss", COVERING_LETTER: "För underskrift"}


def as_text(written: Text) -> str:
    """Return what was written as JSON to be stored."""
    return json.dumps(asdict(written), ensure_ascii=False, sort_keys=True, default=date.isoformat)


def agreement_draft_of(stored: str) -> AgreementDraft:
    """Return the stored agreement draft."""
    said = json.loads(stored)
    return AgreementDraft(
        title=said["title"],
        clauses=tuple(Chosen(**each) for each in said["clauses"]),
        values=tuple((name, value) for name, value in said["values"]),
        rule=tuple((name, value) for name, value in said["rule"]),
    )


def letter_of(stored: str) -> Letter:
    """Return the stored letter."""
    said: dict[str, Any] = json.loads(stored)
    for name in ("dated", "last_day"):
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    said["enclosed"] = tuple(said["enclosed"])
    return Letter(**{each.name: said[each.name] for each in fields(Letter)})


def with_numbers(written: T, numbers: Mapping[int, int]) -> T:
    """Return what was written with its attachments' numbers exchanged; what is not in `numbers` is gone."""
    if isinstance(written, Letter):
        return replace(
            written,
            text=renumbered(written.text, dict(numbers)),
            question=renumbered(written.question, dict(numbers)),
            enclosed=tuple(sorted(numbers[n] for n in written.enclosed if n in numbers)),
        )
    clauses = [replace(each, text=renumbered(each.text, dict(numbers))) for each in written.clauses]
    return replace(written, clauses=tuple(clauses))


def require_possible_agreement_draft(draft: AgreementDraft) -> None:
    """Raise Invalid, with the form's field, for what no agreement draft can be."""
    _require_line(draft.title, "title", MAX_TITLE, "Ge avtalet en rubrik.")
    require_no_term(draft.title, "title", "rubriken")
    keys = [each.key for each in draft.clauses]
    if not keys:
        raise Invalid("no_clauses", "Lägg till minst en klausul.", field="add")
    if len(keys) > MAX_CLAUSES:
        raise Invalid(
            "many_clauses", f"Ett avtal kan ha högst {MAX_CLAUSES} klausuler.", field="add"
        )
    for key in (TERM, NOTICE):
        if keys.count(key) > 1:
            name = LIBRARY[key].heading
            raise Invalid("twice", f"Klausulen {name} kan bara stå en gång.", field="add")
    for index, each in enumerate(draft.clauses):
        _require_clause(index, each)
    for name, value in draft.values:
        if name not in PLACEHOLDERS or name in FROM_REGISTER_ONLY:
            raise Invalid("no_such_value", "Uppgiften finns inte.")
        _require_text(value, f"value-{name}", MAX_VALUE)
        require_no_term(value, f"value-{name}", PLACEHOLDERS[name])
        if name in _NUMBERS:
            _require_number(value, f"value-{name}")


def _require_number(value: str, field: str) -> None:
    """A Swedish number has its check digit; a party from another country is described in words."""
    for one in re.split(r",| och ", value):
        if not re.search(r"[^\W\d]", one):
            organisation_number(one, field)


def _require_clause(index: int, each: Chosen) -> None:
    clause = clause_of(each.key)
    if clause.is_fixed and clause.variants:
        variant_of(clause, each.variant)
    _require_text(each.variant, f"clause-{index}-heading", MAX_HEADING)
    _require_line(each.heading, f"clause-{index}-heading", MAX_HEADING, "Ge klausulen en rubrik.")
    require_no_term(each.heading, f"clause-{index}-heading", "rubriken")
    field = f"clause-{index}-text"
    if clause.is_fixed:
        if each.text:
            raise Invalid("fixed_clause", f"{clause.heading} kan inte skrivas för hand.")
        return
    if not each.text.strip():
        raise Invalid(
            "empty_clause", "Skriv klausulens text, eller ta bort klausulen.", field=field
        )
    _require_text(each.text, field, MAX_TEXT)
    _require_known(each.text, field)
    require_no_term(each.text, field, each.heading)


def require_no_term(text: str, field: str, named: str) -> None:
    """Raise Invalid for words that tell how long the agreement lasts or how it is ended.

    They could contradict the rule that days are computed by: such words have one place.
    """
    if said := tells_of_term(text):
        raise Invalid(
            "term_in_text",
            f"Avtalstid och uppsägning skrivs bara i sina egna klausuler, så att avtalet och beräkningen säger detsamma. Ta bort ur {named}: ”{said[:120]}”.",
            field=field,
        )


def require_possible_letter(kind: str, letter: Letter, on: date) -> None:
    """Raise Invalid, with the form's field, for what no letter of the kind can be."""
    if not letter.to.strip():
        raise Invalid("no_recipient", "Skriv vem det ska till.", field="to")
    _require_text(letter.to, "to", MAX_TO)
    _require_line(letter.title, "title", MAX_TITLE, "Ge brevet en rubrik.")
    if letter.dated is None:
        raise Invalid("no_day", "Ange dagen.", field="dated")
    for name, text in (("text", letter.text), ("question", letter.question)):
        _require_text(text, name, MAX_TEXT)
        _require_known(text, name)
    if not letter.text.strip():
        raise Invalid("no_text", "Skriv brevets text.", field="text")
    if kind == CONSULTATION:
        _require_answerable(letter, letter.dated, on)


def _require_answerable(letter: Letter, dated: date, on: date) -> None:
    if not letter.question.strip():
        raise Invalid("no_question", "Skriv vad ni vill ha svar på.", field="question")
    if letter.last_day is None:
        raise Invalid("no_last_day", "Ange sista dagen att svara.", field="last_day")
    first = max(dated, on)
    if letter.last_day <= first:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen att svara, {long_date(letter.last_day)}, ska ligga efter {long_date(first)}.",
            field="last_day",
        )


def _require_line(text: str, field: str, most: int, missing: str) -> None:
    if not text.strip():
        raise Invalid("no_words", missing, field=field)
    if len(text.strip().splitlines()) > 1:
        raise Invalid("more_lines", "Skriv på en rad.", field=field)
    _require_text(text, field, most)


def _require_text(text: str, field: str, most: int) -> None:
    if len(text) > most:
        raise Invalid("long_text", f"Skriv högst {most} tecken.", field=field)
    require_printable(text, field)


def _require_known(text: str, field: str) -> None:
    if unknown := unknown_in(text):
        raise Invalid(
            "unknown_placeholder",
            f"Det finns ingen uppgift som heter {{{unknown[0]}}}. Skriv orden själv, eller ta bort klamrarna.",
            field=field,
        )


def values_of(draft: AgreementDraft, register: Mapping[str, str]) -> dict[str, str]:
    """Return what placeholders are filled with: the register's words, then what was typed where it has none."""
    typed = {name: value for name, value in draft.values if value.strip()}
    return {**typed, **{name: value for name, value in register.items() if value.strip()}}
