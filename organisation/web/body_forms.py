"""The forms about bodies: what one is called, and the pattern its year is laid by; they never save."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms

from lifecycle.rules.dates import MONTHS, WEEKDAYS
from lifecycle.rules.patterns import LAST, ORDINALS
from organisation.models import Body, MeetingPattern
from organisation.operations.bodies import PatternFacts

_REQUIRED: Final = {"required": "Fyll i fältet."}
_CHOICE: Final = {"required": "Välj i listan.", "invalid_choice": "Välj i listan."}
_SELECT: Final = {"class": "ds-input"}
WEEKS: Final = (1, 2, 3, 4, LAST)
NONE: Final = "none"


def _text(
    label: str, length: int, help_text: str = "", *, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "ds-input"}),
        error_messages={**_REQUIRED, "max_length": f"Skriv högst {length} tecken."},
    )


def _days(label: str, help_text: str = "", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=365,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"class": "ds-input", "min": 0, "data-width": "auto"}),
        error_messages={
            "required": "Ange antalet dagar.",
            "invalid": "Skriv ett helt tal, till exempel 14.",
            "min_value": "Ange 0 dagar eller fler.",
            "max_value": "Ange färre dagar.",
        },
    )


class NewBodyForm(forms.Form):
    """A body to add."""

    name = _text("Namn", 120, "Som det ska stå i dokument, till exempel Socialnämnden.")
    short_name = _text("Förkortning", 12, "Bokstäver och siffror, till exempel SN.")
    kind = forms.ChoiceField(
        label="Slag", widget=forms.Select(attrs=_SELECT), error_messages=_CHOICE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        single = (Body.Kind.COUNCIL, Body.Kind.EXECUTIVE_BOARD)
        taken = set(Body.objects.filter(kind__in=single).values_list("kind", flat=True))
        kinds = [(kind, label) for kind, label in Body.Kind.choices if kind not in taken]
        self.fields["kind"].choices = [("", "Välj slag"), *kinds]  # type: ignore[attr-defined]


class BodyForm(forms.Form):
    """What a body is called, and whose series its paragraphs are numbered in."""

    name = _text("Namn", 120)
    short_name = _text("Förkortning", 12, "Bokstäver och siffror, till exempel SN.")
    definite_form = _text(
        "Namn inne i en mening",
        120,
        "Lämna tomt om det är namnet med liten bokstav först.",
        required=False,
    )
    numbered_with = forms.ModelChoiceField(
        Body.objects.none(),
        label="Paragraferna numreras",
        required=False,
        empty_label="i en egen serie för året",
        widget=forms.Select(attrs=_SELECT),
        error_messages=_CHOICE,
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        initial = {
            "name": body.name,
            "short_name": body.short_name,
            "definite_form": body.definite_form,
            "numbered_with": body.numbered_with_id,
        }
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["numbered_with"]
        field.queryset = _others(body).filter(numbered_with__isnull=True)
        field.label_from_instance = lambda other: f"i samma serie som {other.definite}"


def _others(body: Body) -> Any:
    return Body.objects.filter(closed_on__isnull=True).exclude(pk=body.pk).order_by("name")


class PatternForm(forms.Form):
    """The days a body meets; only the part that belongs to the chosen kind is read."""

    kind = forms.ChoiceField(
        label="Hur läggs dagarna?",
        choices=[
            ("months", "Vissa veckor i månaden, till exempel andra måndagen"),
            ("weeks", "Vissa veckor på året, till exempel vecka 6, 10 och 14"),
            ("ahead", "Ett antal dagar före ett annat organs sammanträden"),
            (NONE, "Inget mönster, sammanträdena läggs in ett för ett"),
        ],
        widget=forms.RadioSelect,
        error_messages=_CHOICE,
    )
    weekday = forms.TypedChoiceField(
        label="Veckodag",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Välj dag"), *((n, day) for n, day in enumerate(WEEKDAYS[:5]))],
        widget=forms.Select(attrs=_SELECT),
        error_messages=_CHOICE,
    )
    rounds = forms.MultipleChoiceField(
        label="Veckor i månaden",
        required=False,
        choices=[
            (f"{month}-{week}", f"{ORDINALS[week]} veckan i {MONTHS[month - 1]}")
            for month in range(1, 13)
            for week in WEEKS
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Markera veckor i tabellen."},
    )
    weeks = _text("Veckor på året", 200, "Till exempel 6, 10, 14, 18.", required=False)
    ahead_of = forms.ModelChoiceField(
        Body.objects.none(),
        label="Före vilket organ?",
        required=False,
        empty_label="Välj organ",
        widget=forms.Select(attrs=_SELECT),
        error_messages=_CHOICE,
    )
    days_ahead = _days("Antal dagar före", "På en ledig dag blir det arbetsdagen före.")
    closed_months = forms.TypedMultipleChoiceField(
        label="Månader utan sammanträden",
        required=False,
        coerce=int,
        choices=[(n, name) for n, name in enumerate(MONTHS, start=1)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Markera månader i listan."},
    )
    stop_days = _days(
        "Stoppdag, dagar före", "När handlingarna ska vara inne. Tomt om det inte finns någon."
    )
    call_days = _days("Kallelse, dagar före", required=True)
    announcement_days = _days("Tillkännages, dagar före", required=True)

    def __init__(
        self, *args: Any, body: Body, pattern: MeetingPattern | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_initial(pattern), **kwargs)
        self.body = body
        self.fields["ahead_of"].queryset = _others(body)  # type: ignore[attr-defined]
        self.is_council = body.kind == Body.Kind.COUNCIL
        if self.is_council:
            self.fields["call_days"].help_text = "Minst en vecka (KL 5:15)."
            self.fields["announcement_days"].help_text = "Minst en vecka (KL 5:13)."
        else:
            del self.fields["announcement_days"]

    def clean_weeks(self) -> tuple[int, ...]:
        """The weeks as numbers; commas, spaces and "och" between them."""
        text = self.cleaned_data["weeks"]
        words = [word for word in re.split(r"[\s,;]+|och", text) if word]
        if not all(re.fullmatch(r"[0-9]{1,2}", word) for word in words):
            raise forms.ValidationError("Skriv veckornas nummer, till exempel 6, 10, 14.")
        return tuple(map(int, words))

    def facts(self) -> PatternFacts:
        """What was said (call when valid)."""
        said = dict(self.cleaned_data)
        said["kind"] = "" if said["kind"] == NONE else said["kind"]
        said["closed_months"] = tuple(said["closed_months"])
        said["rounds"] = tuple(
            (int(month), int(week))
            for month, _, week in (value.partition("-") for value in said["rounds"])
        )
        return PatternFacts(**said)

    def months(self) -> list[dict[str, Any]]:
        """The weeks of the months as rows of boxes."""
        chosen = set(self["rounds"].value() or [])
        return [
            {
                "name": name,
                "boxes": [
                    {
                        "value": f"{month}-{week}",
                        "label": f"{ORDINALS[week]} veckan i {name}",
                        "head": ORDINALS[week],
                        "checked": f"{month}-{week}" in chosen,
                    }
                    for week in WEEKS
                ],
            }
            for month, name in enumerate(MONTHS, start=1)
        ]


def _initial(row: MeetingPattern | None) -> dict[str, Any]:
    if row is None:
        return {"kind": "months", "closed_months": [7], "call_days": 7, "announcement_days": 7}
    return {
        "kind": row.kind,
        "weekday": row.weekday,
        "rounds": [f"{month}-{week}" for month, week in row.rounds],
        "weeks": ", ".join(map(str, row.weeks)),
        "ahead_of": row.ahead_of_id,
        "days_ahead": row.days_ahead,
        "closed_months": row.closed_months,
        "stop_days": row.stop_days,
        "call_days": row.call_days,
        "announcement_days": row.announcement_days,
    }
