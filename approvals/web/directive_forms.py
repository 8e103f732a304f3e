"""What is said of a task on the balanslista: followed, dismissed, changed, reported, carried out, taken off."""

from __future__ import annotations

from typing import Any

from django import forms

from approvals.operations.directives import MAX_TEXT
from cases.web.fields import day_field, text_field
from organisation.models import Person


class FollowForm(forms.Form):
    """What is to be done, by whom and when."""

    text = text_field("Vad ska göras?", "Skriv vad som ska göras.", rows=4, most=MAX_TEXT)
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label="Ansvarig",
        empty_label="Välj person",
        widget=forms.Select(attrs={"class": "ds-input"}),
        error_messages={
            "required": "Välj vem som är ansvarig.",
            "invalid_choice": "Välj i listan.",
        },
    )
    due_on = day_field("Klart senast")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Person.objects.filter(is_active=True, is_system=False)  # type: ignore[attr-defined]
        self.fields["due_on"].required = False


class ChangeForm(FollowForm):
    """Another owner, or another last day, and why."""

    text = None
    reason = text_field(
        "Varför ändras uppdraget?", "Skriv varför uppdraget ändras.", rows=2, most=MAX_TEXT
    )


class LapseForm(forms.Form):
    """Why a task is not to be carried out any more."""

    reason = text_field(
        "Varför ska uppdraget inte utföras?",
        "Skriv varför uppdraget inte ska utföras.",
        rows=3,
        most=MAX_TEXT,
        hint="Till exempel att organet har återtagit det, med paragraf och datum, eller att beslutet är upphävt.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="avskriv_%s", **kwargs)  # the page asks for another reason


class DismissForm(forms.Form):
    """Why a point is no task to follow."""

    reason = text_field("Varför ska punkten inte följas?", "Skriv varför.", rows=2, most=MAX_TEXT)


class ReportForm(forms.Form):
    """What has been done."""

    text = text_field("Vad har gjorts?", "Skriv vad som har gjorts.", rows=4, most=MAX_TEXT)


class ConcludeForm(forms.Form):
    """What shows that the task was carried out."""

    evidence = text_field(
        "Vad visar att uppdraget är utfört?",
        "Skriv vad som visar att uppdraget är utfört.",
        rows=3,
        most=MAX_TEXT,
        hint="Till exempel ett undertecknat avtal, en rapport med diarienummer eller ett beslut.",
    )
