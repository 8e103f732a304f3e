"""The forms of an agreement draft and of a letter: what was typed, read back as what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django import forms

from cases.models import Case
from cases.rules.clause_library import CLAUSES, NOTICE, PLACEHOLDERS, Clause, clause_of
from cases.rules.papers import (
    CONSULTATION,
    MAX_CLAUSES,
    MAX_HEADING,
    MAX_TEXT,
    MAX_TITLE,
    MAX_TO,
    MAX_VALUE,
    AgreementDraft,
    Chosen,
    Letter,
    chosen,
)
from cases.web.fields import choice_field, day_field, text_field

_LAST: Final = "signatures"
_STALE: Final = {"required": "Läs in sidan igen.", "invalid": "Läs in sidan igen."}


def _hidden_number(most: int) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0, max_value=most, widget=forms.HiddenInput, error_messages=_STALE
    )


class _Line(forms.CharField):
    """One line, in a field that grows with it: a line break is a space."""

    def to_python(self, value: Any) -> Any:
        """Return the line as it was typed, but for its breaks."""
        return " ".join(str(super().to_python(value)).splitlines())


def _line(label: str, missing: str, most: int) -> forms.CharField:
    return _Line(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 1, "data-line": ""}),
        error_messages={"required": missing, "max_length": f"Skriv högst {most} tecken."},
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A clause in the form, with its fields by name."""

    index: int
    clause: Clause
    form: forms.Form
    is_last: bool

    @property
    def number(self) -> int:
        """The clause's number as it is read."""
        return self.index + 1

    @property
    def is_notice(self) -> bool:
        """Whether its words come from the rule."""
        return self.clause.key == NOTICE

    @property
    def fields(self) -> dict[str, forms.BoundField]:
        """Its fields: key, heading, and variant, pick and text where it has them."""
        names = ("key", "heading", "variant", "pick", "text")
        prefix = f"clause-{self.index}-"
        return {n: self.form[prefix + n] for n in names if prefix + n in self.form.fields}


class AgreementDraftForm(forms.Form):
    """A whole agreement draft: its title, its clauses in order, and what the register has no words for."""

    title = _line("Avtalets rubrik", "Ge avtalet en rubrik.", MAX_TITLE)
    seen = _hidden_number(2**31 - 1)
    count = _hidden_number(MAX_CLAUSES)

    def __init__(
        self,
        data: Any,
        draft: AgreementDraft,
        seen: int,
        asked: Iterable[str],
        library: Mapping[str, Clause],
    ) -> None:
        super().__init__(data, initial=as_posted(draft, seen))
        self.stored, self.library = draft, library
        source: Mapping[str, Any] = self.data if self.is_bound else self.initial
        self.rows = self._rows(source)
        posted = [n.removeprefix("value-") for n in source if n.startswith("value-")]
        self.values = [n for n in dict.fromkeys((*asked, *posted)) if n in PLACEHOLDERS]
        for name in self.values:
            self.fields[f"value-{name}"] = text_field(PLACEHOLDERS[name], rows=2, most=MAX_VALUE)
        self.fields["add"] = forms.ChoiceField(
            label="Klausul att lägga till",
            required=False,
            choices=[("", "Välj"), *((c.key, c.heading) for c in CLAUSES)],
            widget=forms.Select(attrs={"class": "ds-input"}),
            error_messages={"invalid_choice": "Välj i listan."},
        )

    def _rows(self, source: Mapping[str, Any]) -> list[Row]:
        count = str(source.get("count", 0))
        many = int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
        many = min(many, MAX_CLAUSES)
        keys = [str(source.get(f"clause-{index}-key", "")) for index in range(many)]
        clauses = [self.library[clause_of(key).key] for key in keys]
        for index, clause in enumerate(clauses):
            self._add_fields(f"clause-{index}-", clause)
        return [Row(i, c, self, i == len(clauses) - 1) for i, c in enumerate(clauses)]

    def _add_fields(self, prefix: str, clause: Clause) -> None:
        variants = [(v.key, v.name) for v in clause.variants]
        self.fields[f"{prefix}key"] = forms.CharField(widget=forms.HiddenInput)
        self.fields[f"{prefix}heading"] = _line("Rubrik", "Ge klausulen en rubrik.", MAX_HEADING)
        if clause.is_fixed:
            if variants:
                self.fields[f"{prefix}variant"] = choice_field(
                    "Så börjar avtalet gälla", variants, "Välj."
                )
            return
        self.fields[f"{prefix}variant"] = forms.CharField(widget=forms.HiddenInput)
        self.fields[f"{prefix}text"] = text_field(
            "Text", "Skriv klausulens text, eller ta bort klausulen.", rows=6, most=MAX_TEXT
        )
        if len(variants) > 1:
            self.fields[f"{prefix}pick"] = choice_field("Lydelse ur biblioteket", variants, "Välj.")

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields for what the register has no words for."""
        return [self[f"value-{name}"] for name in self.values]

    def draft(self) -> AgreementDraft:
        """Return what was typed; the rule of notice is kept, since it has a page of its own."""
        said = self.cleaned_data

        def of(row: Row, name: str) -> str:
            return str(said.get(f"clause-{row.index}-{name}") or "").replace("\r\n", "\n").strip()

        clauses = tuple(
            Chosen(row.clause.key, of(row, "variant"), of(row, "heading"), of(row, "text"))
            for row in self.rows
        )
        typed = ((n, str(said.get(f"value-{n}") or "").strip()) for n in self.values)
        values = tuple(sorted((name, value) for name, value in typed if value))
        return replace(self.stored, title=said["title"].strip(), clauses=clauses, values=values)


def as_posted(draft: AgreementDraft, seen: int) -> dict[str, Any]:
    """Return the draft as the form posts it."""
    found: dict[str, Any] = {"title": draft.title, "seen": seen, "count": len(draft.clauses)}
    for index, each in enumerate(draft.clauses):
        facts = {"key": each.key, "heading": each.heading, "variant": each.variant}
        facts |= {"text": each.text, "pick": each.variant}
        found |= {f"clause-{index}-{name}": value for name, value in facts.items()}
    return found | {f"value-{name}": value for name, value in draft.values}


def restructured(
    draft: AgreementDraft, do: str, said: Mapping[str, Any], library: Mapping[str, Clause]
) -> AgreementDraft:
    """Return the draft with what a button asks for: a clause moved, removed, reworded or added."""
    verb, _, number = do.partition("-")
    rows = list(draft.clauses)
    if verb == "add" and said.get("add"):
        ends = bool(rows) and rows[-1].key == _LAST and said["add"] != _LAST
        rows.insert(len(rows) - 1 if ends else len(rows), chosen(said["add"], "", library))
    elif number.isascii() and number.isdecimal() and len(number) < 4 and int(number) < len(rows):
        _change(rows, verb, int(number), said, library)
    return replace(draft, clauses=tuple(rows))


def _change(
    rows: list[Chosen], verb: str, at: int, said: Mapping[str, Any], library: Mapping[str, Clause]
) -> None:
    if verb == "remove":
        del rows[at]
    elif verb == "variant" and (pick := said.get(f"clause-{at}-pick")):
        rows[at] = replace(chosen(rows[at].key, pick, library), heading=rows[at].heading)
    elif verb in ("up", "down"):
        place = max(at - 1, 0) if verb == "up" else at + 1
        rows.insert(place, rows.pop(at))


class LetterForm(forms.Form):
    """A remiss or a covering letter."""

    seen = _hidden_number(2**31 - 1)
    to = text_field(
        "Till",
        "Skriv vem det ska till.",
        rows=3,
        most=MAX_TO,
        hint="En rad för namn, en för adress. Första raden är mottagaren.",
    )
    title = text_field("Rubrik", "Skriv rubriken.", most=MAX_TITLE)
    dated = day_field("Datum")
    text = text_field("Text", "Skriv texten.", rows=10, most=MAX_TEXT)
    question = text_field(
        "Det här vill vi ha svar på", "Skriv vad ni vill ha svar på.", rows=5, most=MAX_TEXT
    )
    last_day = day_field("Sista dagen att svara", "Ange sista dagen att svara.")
    enclosed = forms.MultipleChoiceField(
        label="Bilagor som följer med",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj bland bilagorna i listan."},
    )

    def __init__(self, data: Any, *, case: Case, kind: str, letter: Letter, seen: int) -> None:
        super().__init__(data, initial={**_initial(letter), "seen": seen})
        if kind != CONSULTATION:
            del self.fields["question"], self.fields["last_day"]
        there = case.attachments.values_list("number", "title", "secrecy_provision")
        choices = [(str(n), _named(n, title, secret)) for n, title, secret in there]
        if choices:
            self.fields["enclosed"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["enclosed"]

    def letter(self) -> Letter:
        """Return what was typed."""
        said = self.cleaned_data
        texts = {
            n: said.get(n, "").replace("\r\n", "\n").strip()
            for n in ("to", "title", "text", "question")
        }
        enclosed = tuple(sorted(int(n) for n in said.get("enclosed", [])))
        return Letter(
            **texts, dated=said["dated"], last_day=said.get("last_day"), enclosed=enclosed
        )


def _named(number: int, title: str, secret: str) -> str:
    name = f"Bilaga {number}. {title}"
    return f"{name} (sekretessmarkerad)" if secret else name


def _initial(letter: Letter) -> dict[str, Any]:
    names = ("to", "title", "dated", "text", "question", "last_day")
    facts: dict[str, Any] = {name: getattr(letter, name) for name in names}
    return {**facts, "enclosed": [str(n) for n in letter.enclosed]}
