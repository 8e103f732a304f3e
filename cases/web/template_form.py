"""The form for a template: each setting as a field, read back as settings."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from cases.documents.logo import MAX_BYTES
from cases.rules.templates import (
    BLOCKS,
    DATE_FORMS,
    HEAD_FIELDS,
    MAX_FOOT,
    MAX_FOOT_LINES,
    MAX_HEADING,
    MAX_SECTIONS,
    PAGE_FORMS,
    Template,
)
from cases.web.fields import choice_field, file_field, text_field

_PLACES: Final = ("Först", "Därefter", "Som tredje del", "Som fjärde del", "Sist")
_ALWAYS: Final = ("date", "registry_number")
_POINTS: Final = (("sentences", "Numrerade meningar"), ("att", "Att-satser utan nummer"))


def _radio(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj ett sätt.", "invalid_choice": "Välj ett sätt."},
    )


class TemplateForm(forms.Form):
    """Every setting of a template; its rules are the operation's."""

    name = text_field("Mallens namn", "Skriv mallens namn.", most=MAX_HEADING)
    source = text_field(
        "Förklaring", most=200, hint="Var sättet kommer ifrån, eller när det gäller."
    )
    document_name = text_field(
        "Dokumentets namn", "Skriv dokumentets namn.", most=MAX_HEADING,
        hint="Till exempel Tjänsteutlåtande eller Tjänsteskrivelse.",
    )  # fmt: skip
    proposal_heading = text_field("Rubrik över förslaget", "Skriv rubriken.", most=MAX_HEADING)
    attachments_heading = text_field("Rubrik över bilagorna", "Skriv rubriken.", most=MAX_HEADING)
    recipients_heading = text_field("Rubrik över mottagarna", "Skriv rubriken.", most=MAX_HEADING)
    points = _radio("Beslutspunkternas form", _POINTS)
    order_1 = choice_field(_PLACES[0], BLOCKS.items(), "Välj en del.")
    order_2 = choice_field(_PLACES[1], BLOCKS.items(), "Välj en del.")
    order_3 = choice_field(_PLACES[2], BLOCKS.items(), "Välj en del.")
    order_4 = choice_field(_PLACES[3], BLOCKS.items(), "Välj en del.")
    order_5 = choice_field(_PLACES[4], BLOCKS.items(), "Välj en del.")
    date_form = _radio("Datum", DATE_FORMS.items())
    page_form = _radio("Sidnummer", PAGE_FORMS.items())
    head = forms.MultipleChoiceField(
        label="Uppgifter i sidhuvudet",
        required=False,
        choices=[(k, v) for k, v in HEAD_FIELDS.items() if k not in _ALWAYS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Datum och diarienummer står alltid där.",
        error_messages={"invalid_choice": "Välj bland uppgifterna i listan."},
    )
    sections = text_field(
        "Avsnitt i nya utkast", "Ange minst ett avsnitt.", rows=6, most=MAX_SECTIONS * MAX_HEADING,
        hint="En rubrik på varje rad, i ordning.",
    )  # fmt: skip
    foot = text_field(
        "Sidfot på första sidan", rows=3, most=MAX_FOOT_LINES * (MAX_FOOT + 2),
        hint="Högst tre rader. Tomt betyder kommunens adress, telefon och webbplats.",
    )  # fmt: skip
    logo = file_field(
        "Logotyp", ".png,image/png", "Välj en PNG-bild.",
        hint="En PNG-bild som ersätter kommunens namn i huvudet.",
    )  # fmt: skip
    logo_text = text_field(
        "Vad logotypen säger", most=120, hint="Läses upp för den som inte ser bilden."
    )
    no_logo = forms.BooleanField(label="Ta bort logotypen", required=False)
    kept_logo = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=32000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logo"].required = False

    def clean(self) -> dict[str, Any]:
        """Say at the first place of the order when a part stands twice: the operation knows only the whole."""
        said: dict[str, Any] = super().clean() or {}
        order = _order(said)
        if len(order) == len(BLOCKS) and len(set(order)) < len(BLOCKS):
            self.add_error("order_1", "Ordningen ska ha varje del av dokumentet en gång.")
        file = said.get("logo")
        if file is not None and file.size > MAX_BYTES:
            self.add_error("logo", "Filen får vara högst 2 MB.")
        return said

    def settings(self) -> dict[str, Any]:
        """Return what was typed as a template's settings, except a picture's file."""
        said = self.cleaned_data
        plain = (
            "name", "source", "document_name", "proposal_heading", "attachments_heading",
            "recipients_heading", "date_form", "page_form", "logo_text",
        )  # fmt: skip
        return {
            **{name: said[name].strip() for name in plain},
            "order": _order(said),
            "att_clauses": said["points"] == "att",
            "head": [n for n in HEAD_FIELDS if n in _ALWAYS or n in said["head"]],
            "sections": _lines(said["sections"]),
            "foot": _lines(said["foot"]),
            "logo": "" if said["no_logo"] else said["kept_logo"],
            **({"logo_text": ""} if said["no_logo"] else {}),
        }


def initial_of(template: Template, version: int) -> dict[str, Any]:
    """The form's fields for a template as it is."""
    return {
        **template.as_dict(),
        **{f"order_{n}": block for n, block in enumerate(template.order, start=1)},
        "points": "att" if template.att_clauses else "sentences",
        "head": [name for name in template.head if name not in _ALWAYS],
        "sections": "\n".join(template.sections),
        "foot": "\n".join(template.foot),
        "logo": None,
        "kept_logo": template.logo,
        "seen": version,
    }


def _order(said: dict[str, Any]) -> list[str]:
    return [said[f"order_{n}"] for n in range(1, len(BLOCKS) + 1) if f"order_{n}" in said]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
