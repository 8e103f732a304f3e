"""The forms of an agreement's verbs: Swedish labels and sentences, never saved by themselves."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.safestring import SafeString

from cases.models import Agreement, Party
from lifecycle.models import Review
from lifecycle.operations.ending import END_REASONS, MAX_REFERENCE
from organisation.models import Appointment, Body, Person, Role
from organisation.web.fields import DayField

EMPTY: Final = {"required": "Fyll i fältet."}
DATE_ERRORS: Final = {**EMPTY, "invalid": "Skriv dagen som åååå-mm-dd, till exempel 2026-06-30."}
CHOICE_ERRORS: Final = {
    "required": "Välj ett alternativ.",
    "invalid_choice": "Välj ett alternativ i listan.",
}
MAX_TEXT: Final = 20_000
NUMBER: Final = "organisation_number_"  # and the party's id


def errors(most: int) -> dict[str, str]:
    """What a text field says when it is empty, or longer than `most` characters."""
    return {**EMPTY, "max_length": f"Skriv högst {most} tecken."}


def day_field(label: str, **options: Any) -> DayField:
    """A day, entered as åååå-mm-dd or in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, error_messages=DATE_ERRORS, **options)


def text_field(label: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """A longer text."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=MAX_TEXT,
        error_messages=errors(MAX_TEXT),
        **options,
    )


class AgreementForm(forms.Form):
    """Everything the register says about an agreement that a person may correct."""

    title = forms.CharField(label="Benämning", max_length=250, error_messages=errors(250))
    kind = forms.ChoiceField(label="Avtalstyp", choices=(), error_messages=CHOICE_ERRORS)
    purpose = text_field("Syfte", rows=3, required=False)
    responsible = forms.ModelChoiceField(
        Person.objects.none(),
        label="Avtalsansvarig",
        empty_label=None,
        error_messages=CHOICE_ERRORS,
    )
    term = forms.ChoiceField(label="Avtalstid", choices=(), error_messages=CHOICE_ERRORS)
    starts_on = day_field("Gäller från och med", required=False)
    ends_on = day_field(
        "Gäller till och med",
        required=False,
        help_text="Lämna tomt om avtalet gäller tills vidare.",
    )

    def __init__(self, *args: Any, agreement: Agreement, on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=_facts_of(agreement), **kwargs)
        for party in agreement.parties.filter(is_ours=False):
            self.fields[f"{NUMBER}{party.pk}"] = _number_field(party)
        self.fields["kind"].choices = _capitalised(Agreement.Kind.choices)
        self.fields["term"].choices = _capitalised(Agreement.Term.choices)
        self.fields["responsible"].queryset = _can_be_responsible(on, agreement.responsible_id)
        if agreement.state in ("in_force", "notice_given"):
            del self.fields["starts_on"]  # the first day is locked; the page says so
        for field in self.fields.values():
            field.show_hidden_initial = True

    def remembered(self) -> list[SafeString]:
        """What each field held when the page was read, hidden: so that only what the writer changed is written."""
        return [field.as_hidden(only_initial=True) for field in self]

    def numbers(self) -> list[forms.BoundField]:
        """The counterparties' organisation numbers, one field each."""
        return [field for field in self if field.name.startswith(NUMBER)]

    def changed(self) -> dict[str, dict[Any, Any]]:
        """What the writer changed since the page was read, as the operation takes it."""
        said = {name: self.cleaned_data[name] for name in self.changed_data}
        numbers = {n: value for n, value in said.items() if n.startswith(NUMBER)}
        return {
            "facts": {n: value for n, value in said.items() if n not in numbers},
            "organisation_numbers": {int(n.removeprefix(NUMBER)): v for n, v in numbers.items()},
        }


def _number_field(party: Party) -> forms.CharField:
    """A party's organisation number; whether it can be one is for the operation to say."""
    return forms.CharField(
        label=f"Organisationsnummer, {party.name}",
        required=False,
        max_length=20,
        initial=party.organisation_number,
        help_text="Tio siffror, till exempel 202100-2973.",
        error_messages=errors(20),
    )


def _facts_of(agreement: Agreement) -> dict[str, Any]:
    names = AgreementForm.base_fields
    return {name: getattr(agreement, name) for name in names if name != "responsible"} | {
        "responsible": agreement.responsible_id
    }


def _capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in choices]


def _can_be_responsible(on: date, present: int) -> Any:
    """People who hold a role on the day, auditors excepted, and whoever is responsible already."""
    holders = Appointment.objects.on_day(on).exclude(role=Role.AUDITOR).values("person")
    people = Person.objects.filter(pk__in=holders, is_active=True, is_system=False)
    return people | Person.objects.filter(pk=present)


class OpenReviewForm(forms.Form):
    """Which year is reviewed."""

    year = forms.IntegerField(
        label="År",
        min_value=1990,
        max_value=2100,
        error_messages={
            **EMPTY,
            "invalid": "Skriv året med fyra siffror.",
            "min_value": "Skriv året med fyra siffror.",
            "max_value": "Skriv året med fyra siffror.",
        },
    )


class ConcludeReviewForm(forms.Form):
    """What a year's review came to."""

    results = text_field(
        "Vad har samarbetet lett till?",
        rows=6,
        help_text="Vad som har gjorts, vad det har gett och vad som inte blev av.",
    )
    priorities = text_field("Prioriteringar nästa år", required=False)
    conclusion = forms.ChoiceField(
        label="Slutsats",
        choices=_capitalised([c for c in Review.Conclusion.choices if c[0]]),
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )


class ReceiveNoticeForm(forms.Form):
    """The day a notice from the counterparty was received, and how it came."""

    received_on = day_field(
        "Dagen uppsägningen kom fram",
        help_text="Den dag då den nådde kommunen, inte dagen då den skrevs.",
    )
    reference = forms.CharField(
        label="Hur den kom, och brevets diarienummer",
        required=False,
        max_length=MAX_REFERENCE,
        help_text="Till exempel: brev, KS-2026/140.",
        error_messages=errors(MAX_REFERENCE),
    )


class ReasonForm(forms.Form):
    """Why something is taken back or given up."""

    reason = text_field("Varför?")


class EndForm(forms.Form):
    """Why and when an agreement ends."""

    why = forms.ChoiceField(
        label="Varför upphör avtalet?",
        choices=tuple(END_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages=CHOICE_ERRORS,
    )
    last_day = day_field(
        "Sista dagen avtalet gäller",
        required=False,
        help_text="Behövs inte när uppsägningstiden eller avtalstiden har löpt ut: då är dagen känd.",
    )
    reason = text_field(
        "Förklara",
        required=False,
        help_text="Till exempel vad parterna har kommit överens om. Behövs inte när tiden har löpt ut.",
    )


class TerminationForm(forms.Form):
    """The case in which giving notice is decided."""

    title = forms.CharField(label="Ärendets rubrik", max_length=250, error_messages=errors(250))
    recipient = forms.ModelChoiceField(
        Body.objects.none(),
        label="Ärendet går till",
        empty_label=None,
        error_messages=CHOICE_ERRORS,
        help_text="Samma organ som beslutade att ingå avtalet, om inget annat är sagt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides_first = Body.objects.exclude(kind=Body.Kind.COUNCIL)
        bodies = decides_first.filter(closed_on__isnull=True).order_by("name")
        self.fields["recipient"].queryset = bodies
