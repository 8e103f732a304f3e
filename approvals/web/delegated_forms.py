"""The forms about delegated decisions; they are read here and saved by operations only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from approvals import permissions
from approvals.rules.delegation import MAY_DELEGATE, MOST_TEXT
from approvals.rules.schemes import DEFAULT_SCHEME, DELEGATES
from cases.models import Agreement, Case
from cases.web.fields import choice_field, day_field, model_field, text_field
from organisation.models import Body, Person, Role, Unit


def scheme_in_short() -> list[str]:
    """Return what each delegate may decide, in a sentence each."""
    return [
        f"Nummer {rule.number}: {rule.name}. {Role(rule.delegate).label.capitalize()} beslutar. "
        + ("Anmäls till organet." if rule.is_reported else "Anslås för sig, anmäls inte.")
        for rule in sorted(DEFAULT_SCHEME, key=lambda r: r.number)
        if rule.delegate
    ]


class RecordForm(forms.Form):
    """What was decided, by whom and when; the scheme's number follows from the kind and the sum."""

    body = model_field("Organ", Body.objects.none(), "Välj organ.")
    kind = choice_field("Avtalstyp", [("", "Välj"), *Agreement.Kind.choices], "Välj avtalstyp.")
    value = text_field(
        "Belopp i kronor",
        "Skriv beloppet, 0 om det inte finns.",
        most=20,
        hint="Under hela avtalstiden. Tillsammans med avtalstypen ger det numret i delegationsordningen.",
    )
    text = text_field("Beslut", "Skriv vad som beslutades.", rows=3, most=MOST_TEXT)
    unit = model_field("Enhet", Unit.objects.order_by("name"), "Välj enhet.")
    decided_by = model_field("Beslutat av", Person.objects.none(), "Välj vem som beslutade.")
    decided_on = day_field("Beslutsdag", "Ange dagen för beslutet.")
    registry_number = text_field("Hör till ärende", most=40, hint="Diarienummer.")

    def __init__(self, data: Any, *, person: Person, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.person, self.on = person, on
        self.fields["body"].queryset = _bodies()  # type: ignore[attr-defined]
        self.fields["decided_by"].queryset = _deciders(person, on)  # type: ignore[attr-defined]

    def clean_value(self) -> int:
        """Read whole kronor, with or without spaces between the thousands."""
        digits = "".join(self.cleaned_data["value"].split())
        if not digits.isascii() or not digits.isdigit():
            raise forms.ValidationError("Skriv beloppet i hela kronor, till exempel 90 000.")
        return int(digits)

    def clean_registry_number(self) -> int | None:
        """Find the case among those the person may read."""
        number = self.cleaned_data["registry_number"].strip()
        if not number:
            return None
        cases = permissions.visible_to(self.person, Case.objects.all(), self.on)
        found = cases.filter(registry_number=number).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError("Det finns inget ärende med det diarienumret.")
        return found

    def facts(self) -> dict[str, Any]:
        """What the operation is told."""
        said = dict(self.cleaned_data)
        return {"case_id": said.pop("registry_number"), **said}


def _bodies() -> Any:
    return Body.objects.filter(closed_on=None, kind__in=MAY_DELEGATE).order_by("name")


def _deciders(person: Person, on: date) -> Any:
    """Whoever has held a delegate's post, for those who record for others; else oneself."""
    who = permissions.standing(person, on)
    people = Person.objects.filter(is_system=False)
    if not who.holding(Role.REGISTRAR, Role.COMMITTEE_SECRETARY):
        return people.filter(pk=person.pk)
    holders = Q(appointments__role__in=DELEGATES, appointments__starts__lte=on)
    return people.filter(holders).distinct()


class WithdrawForm(forms.Form):
    """Why a decision is withdrawn."""

    reason = text_field(
        "Varför återkallas beslutet?", "Skriv varför beslutet återkallas.", rows=3, most=MOST_TEXT
    )


class AnnounceForm(forms.Form):
    """The day the notice went up."""

    posted_on = day_field("Anslaget uppe", "Ange dagen då anslaget sattes upp.")


class TakeDownForm(forms.Form):
    """The day the notice came down."""

    removed_on = day_field("Anslaget nedtaget", "Ange dagen då anslaget togs ner.")
    early = forms.BooleanField(label="Anslaget togs ner för tidigt", required=False)


class ReportForm(forms.Form):
    """Which decisions were reported, and as which §."""

    decisions = forms.TypedMultipleChoiceField(
        label="Anmälda beslut",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst ett beslut.",
            "invalid_choice": "Ett av besluten är redan anmält eller återkallat. Läs in sidan igen.",
        },
    )
    paragraph = forms.IntegerField(
        label="Paragraf",
        min_value=1,
        max_value=9999,
        help_text="Numret i protokollet.",
        widget=forms.NumberInput(attrs={"class": "ds-input", "min": 1}),
        error_messages={
            "required": "Ange paragrafens nummer.",
            "invalid": "Skriv numret med siffror.",
            "min_value": "Ange paragrafens nummer, 1 till 9999.",
            "max_value": "Ange paragrafens nummer, 1 till 9999.",
        },
    )

    def __init__(self, data: Any, *, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["decisions"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("decisions", [key for key, _ in choices])
