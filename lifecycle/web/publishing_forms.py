"""The form in which a meeting's §§ are reviewed before they are published: what is shown, what is taken out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cases.rules.errors import Invalid
from cases.web.fields import text_field
from lifecycle.publications import Material, Reviewed
from lifecycle.rules.personal_data import KINDS, REMOVED
from lifecycle.rules.public_minutes import (
    LONGEST_WORDS,
    MOST_REASON,
    MOST_WORDS,
    Choice,
    require_choice,
)


class FlaggedField(forms.MultipleChoiceField):
    """What was found in a §; words found no longer are no error here: the operation says that the minutes changed."""

    def valid_value(self, value: Any) -> bool:
        """Take any words."""
        return True


class RemoveForm(forms.Form):
    """Why what is published is taken down."""

    reason = text_field(
        "Skäl", "Skriv varför sidan tas bort.", rows=2, most=MOST_REASON,
        hint="Stannar i systemet. Den som öppnar adressen får bara veta att sidan är borttagen.",
    )  # fmt: skip


class ReviewForm(forms.Form):
    """Four fields for each §, named by the item's key, and what the reviewer has seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, material: Material, choices: Mapping[int, Choice] | None = None
    ) -> None:
        super().__init__(data, initial={"seen": material.seen})
        self.rows = material.rows
        choices = choices or material.choices()
        for row in self.rows:
            for name, field in _fields(row, choices[row.key]).items():
                self.fields[f"{row.key}-{name}"] = field

    def of_row(self, row: Reviewed) -> dict[str, BoundField]:
        """The fields of a §, by their plain names."""
        names = ("is_public", "flagged", "words", "reason")
        return {n: self[f"{row.key}-{n}"] for n in names if f"{row.key}-{n}" in self.fields}

    def choices(self) -> dict[int, Choice]:
        """What was chosen, once the form is valid."""
        return {row.key: self._choice(row) for row in self.rows}

    def judge(self, material: Material) -> None:
        """Say already before anything is published what would be refused of the choices."""
        if not self.is_valid():
            return
        chosen = self.choices()
        for row in material.rows:
            try:
                require_choice(str(row.key), row.said, chosen[row.key], is_marked=row.is_marked)
            except Invalid as refusal:
                self.add_error(refusal.field, refusal.sentence)

    def _choice(self, row: Reviewed) -> Choice:
        said = {n: self.cleaned_data.get(f"{row.key}-{n}") for n in ("flagged", "words", "reason")}
        lines = (" ".join(line.split()) for line in (said["words"] or "").splitlines())
        words = dict.fromkeys([*(said["flagged"] or ()), *filter(None, lines)])
        is_public = bool(self.cleaned_data.get(f"{row.key}-is_public"))
        return Choice(is_public, (said["reason"] or "").strip(), tuple(words))


def _fields(row: Reviewed, chosen: Choice) -> dict[str, forms.Field]:
    number = row.said["paragraph"]
    flagged = [f.text for f in row.findings]
    typed = [w for w in chosen.words if w not in flagged]
    found = {
        "is_public": forms.BooleanField(
            label=f"Publicera § {number}", required=False, initial=chosen.is_public
        )
    }
    if row.findings:
        found["flagged"] = FlaggedField(
            label="Kan vara personuppgifter eller hemligt",
            help_text=f"Det du kryssar i byts mot {REMOVED}.",
            choices=[(f.text, f"{f.text} ({KINDS[f.kind]})") for f in row.findings],
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ds-input"}),
            initial=[w for w in chosen.words if w in flagged],
        )
    found["words"] = text_field(
        "Annat som ska tas bort",
        rows=2,
        most=MOST_WORDS * (LONGEST_WORDS + 2),
        hint="En uppgift på varje rad, som den står i texten.",
    )
    found["reason"] = text_field("Skäl", rows=2, most=MOST_REASON, hint=_why(row))
    found["words"].initial = "\n".join(typed)
    found["reason"].initial = chosen.reason
    return found


def _why(row: Reviewed) -> str:
    if row.is_marked:
        return "Ärendet har en sekretessmarkering. Skriv varför paragrafen publiceras, eller varför den inte gör det. Skälet publiceras inte."
    return "Skriv varför, om paragrafen inte publiceras. Skälet publiceras inte."


def shown(form: ReviewForm, material: Material) -> Iterator[tuple[Reviewed, Choice]]:
    """Each § with what is chosen now: as it was sent, else as the review begins."""
    is_sent = form.is_bound and form.errors is not None  # asking makes the form read what was sent
    chosen = form.choices() if is_sent else material.choices()
    for row in material.rows:
        yield row, chosen[row.key]
