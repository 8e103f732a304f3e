"""The administrator's forms about people: they read what was typed and never save."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from organisation.models import Appointment, Body, Person, Role, Unit
from organisation.web.fields import DayField

_REQUIRED: Final = {"required": "Fyll i fältet."}
_CHOICE: Final = {"required": "Välj i listan.", "invalid_choice": "Välj i listan."}


def _text(label: str, length: int, *, required: bool = True, kind: str = "text") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "ds-input", "type": kind})
    messages = {**_REQUIRED, "max_length": f"Skriv högst {length} tecken."}
    return forms.CharField(
        label=label, max_length=length, required=required, widget=widget, error_messages=messages
    )


def _day(label: str, help_text: str = "", *, required: bool = True) -> DayField:
    return DayField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Ange dagen.",
            "invalid": "Skriv dagen som åååå-mm-dd, till exempel 2027-01-15.",
        },
    )


def _row(label: str, rows: Any, empty: str, help_text: str = "") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        rows,
        label=label,
        required=False,
        empty_label=empty,
        help_text=help_text,
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages=_CHOICE,
    )


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "ds-input"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=_CHOICE)


class PersonForm(forms.Form):
    """A new person."""

    name = _text("Namn", 120)
    email = _text("E-postadress", 254, kind="email")
    phone = _text("Telefon", 40, required=False, kind="tel")


class AppointmentForm(forms.Form):
    """A role from a day, perhaps to a day; its fields are the operation's arguments."""

    role = _choice("Roll", [("", "Välj roll"), *Role.choices])
    kind = _choice("Slag", Appointment.Kind.choices)
    title = _text("Titel, som den ska stå i dokument", 120)
    unit = _row("Enhet", Unit.objects.order_by("name"), "Alla enheter")
    body = _row(
        "Organ",
        Body.objects.filter(closed_on__isnull=True).order_by("name"),
        "Alla organ",
        "Bara för nämndsekreterare.",
    )
    stands_in_for = _row(
        "Ersätter", Person.objects.none(), "Ingen", "Bara för ersättare: vem personen ersätter."
    )
    starts = _day("Från och med")
    ends = _day("Till och med", "Lämna tomt om uppdraget gäller tills vidare.", required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(is_active=True, is_system=False).exclude(pk=person.pk)
        self.fields["stands_in_for"].queryset = others


class EndForm(forms.Form):
    """The last day of an appointment."""

    ends = _day("Sista dag")
