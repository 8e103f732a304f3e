"""What the pages that answer a question share: the case in scope, its open question, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from cases.models import Case
from lifecycle import flows
from organisation.web.clock import today
from organisation.web.doors import attempt
from organisation.web.fields import DayField


class AnswerForm(forms.Form):
    """Carries the task that is answered, so that an old page is told that somebody else was first."""

    task = forms.IntegerField(
        label="Sidan",
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages={
            "required": "Frågan är redan besvarad. Läs in sidan igen.",
            "invalid": "Frågan är redan besvarad. Läs in sidan igen.",
            "min_value": "Frågan är redan besvarad. Läs in sidan igen.",
            "max_value": "Frågan är redan besvarad. Läs in sidan igen.",
        },
    )


def day_field(label: str, missing: str) -> DayField:
    """A field for a day, with its own sentences."""
    return DayField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        error_messages={
            "required": missing,
            "invalid": "Skriv dagen som åååå-mm-dd, till exempel 2026-05-04.",
        },
    )


def text_field(label: str, missing: str = "", rows: int = 0, max_length: int = 20_000) -> Any:
    """A field for text, over several rows when `rows` is given; required when `missing` has a sentence."""
    attrs: dict[str, Any] = {"class": "ds-input", **({"rows": rows} if rows else {})}
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=max_length,
        widget=forms.Textarea(attrs=attrs) if rows else forms.TextInput(attrs=attrs),
        error_messages={
            "required": missing,
            "max_length": f"Skriv högst {max_length} tecken.",
        },
    )


def answer(
    request: HttpRequest,
    form: forms.Form,
    case: Case,
    operation: Callable[..., Any],
    *,
    verb: str,
    **facts: Any,
) -> bool:
    """Answer the question the form carries by one operation; False when it was refused, `form` says why."""
    on = today()
    task = form.cleaned_data["task"]
    done = attempt(
        request,
        lambda: flows.perform(task, operation, case_id=case.pk, actor=request.user, on=on, **facts),
        verb=verb,
        subject=("case", case.pk),
        form=form,
    )
    return done is not None
