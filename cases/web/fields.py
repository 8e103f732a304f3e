"""Fields of plain forms on the case pages, each with its own Swedish sentences."""

from __future__ import annotations

from typing import Any

from django import forms

from organisation.web.fields import DayField


def day_field(label: str, missing: str = "Ange dagen.") -> DayField:
    """A field for a day."""
    return DayField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": "Skriv dagen som åååå-mm-dd, till exempel 2026-05-04.",
        },
    )


def text_field(
    label: str, missing: str = "", rows: int = 0, most: int = 250, hint: str = ""
) -> Any:
    """A field for text, over several rows when `rows` is given; required when `missing` has a sentence."""
    attrs: dict[str, Any] = {"class": "ds-input", **({"rows": rows} if rows else {})}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=most,
        widget=forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs),
        error_messages={"required": missing, "max_length": f"Skriv högst {most} tecken."},
    )


def choice_field(label: str, choices: Any, missing: str) -> forms.ChoiceField:
    """A field for one of several."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={"required": missing, "invalid_choice": "Välj i listan."},
    )


def model_field(label: str, rows: Any, missing: str) -> forms.ModelChoiceField:
    """A field for one of several rows."""
    return forms.ModelChoiceField(
        rows,
        label=label,
        empty_label="Välj",
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={"required": missing, "invalid_choice": "Välj i listan."},
    )


def file_field(label: str, accept: str, missing: str, hint: str = "") -> forms.FileField:
    """A field for a file; what it is, is decided by its content."""
    return forms.FileField(
        label=label,
        help_text=hint,
        widget=forms.FileInput(attrs={"class": "ds-input", "accept": accept}),
        error_messages={
            "required": missing,
            "empty": "Filen är tom. Välj en annan fil.",
            "missing": missing,
            "invalid": missing,
        },
    )
