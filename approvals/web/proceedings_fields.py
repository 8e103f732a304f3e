"""The rows of a recording form that tell of votes, statements and conflicts of interest; empty rows are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict

from approvals.rules.proceedings import (
    KINDS,
    MAX_LINE,
    MAX_ROWS,
    MAX_TEXT,
    Proceedings,
    Recusal,
    Statement,
    Vote,
)

# kind of row: its parts, with the words on screen
ROWS: Final = {
    "vote": {
        "yes_means": "Ja betyder",
        "no_means": "Nej betyder",
        "yes": "Antal Ja",
        "no": "Antal Nej",
        "abstained": "Avstod",
    },
    "statement": {"kind": "Slag", "who": "Vem", "text": "Text"},
    "recusal": {"who": "Vem anmälde jäv", "substitute": "Vem tjänstgjorde i stället"},
}
_COUNTED: Final = ("yes", "no", "abstained")


def add_rows(form: forms.Form, with_minority: bool) -> None:
    """Add the fields: as many rows of each kind as were posted, one more where that was asked for."""
    data = _counted(form)
    for kind, parts in ROWS.items():
        for i in range(row_count(data, kind)):
            for part, label in parts.items():
                form.fields[f"{kind}-{i}-{part}"] = _field(part, label)
    if with_minority:
        form.fields["minority"] = _number("Så många begärde det", forms.IntegerField)


def _counted(form: forms.Form) -> Mapping[str, Any]:
    return form.data if form.is_bound else form.initial


def row_count(data: Mapping[str, Any], kind: str) -> int:
    """How many rows of the kind the form has: as posted, and one more when its button was pressed."""
    text = str(data.get(f"{kind}s", ""))
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    return min(count + (data.get("do") == f"add-{kind}"), MAX_ROWS)


class _ByTheRules:
    """A field that the rules judge: a row is filled in, or left out whole."""

    def validate(self, value: Any) -> None:
        """Leave it to the rules."""


class _Text(_ByTheRules, forms.CharField):
    pass


class _Choice(_ByTheRules, forms.ChoiceField):
    pass


class _Count(_ByTheRules, forms.IntegerField):
    pass


def _field(part: str, label: str) -> forms.Field:
    if part in _COUNTED:
        return _number(label, forms.IntegerField if part == "abstained" else _Count)
    if part == "kind":
        widget = forms.Select(attrs={"class": "ds-input"})
        return _Choice(label=label, choices=list(KINDS.items()), widget=widget)
    is_long = part == "text"
    most = MAX_TEXT if is_long else MAX_LINE
    widget = forms.Textarea if is_long else forms.TextInput
    kind = forms.CharField if part in ("text", "substitute") else _Text
    return kind(
        label=label,
        required=kind is _Text,
        max_length=most,
        widget=widget(attrs={"class": "ds-input", **({"rows": 3} if is_long else {})}),
        error_messages={"max_length": f"Skriv högst {most} tecken."},
    )


def _number(label: str, kind: type[forms.IntegerField]) -> forms.IntegerField:
    sentence = "Skriv antalet med siffror."
    return kind(
        label=label,
        required=kind is _Count,
        min_value=0,
        max_value=999,
        widget=forms.TextInput(attrs={"class": "ds-input", "inputmode": "numeric", "size": 4}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


def proceedings_of(form: forms.Form) -> Proceedings:
    """What the rows say (call when valid); a row where nothing is written says nothing."""
    said = form.cleaned_data
    return Proceedings(
        votes=tuple(
            Vote(r["yes_means"], r["no_means"], *(r[n] or 0 for n in _COUNTED))
            for r in _rows(form, "vote")
        ),
        statements=tuple(
            Statement(r["kind"], r["who"], r["text"]) for r in _rows(form, "statement")
        ),
        recusals=tuple(Recusal(r["who"], r["substitute"]) for r in _rows(form, "recusal")),
        minority=said.get("minority"),
    )


def as_initial(said: Proceedings) -> dict[str, Any]:
    """The rows' fields and counts as they are filled in with what was said before."""
    kinds = {"vote": said.votes, "statement": said.statements, "recusal": said.recusals}
    found: dict[str, Any] = {"minority": said.minority}
    for kind, rows in kinds.items():
        found[f"{kind}s"] = len(rows)
        for i, row in enumerate(rows):
            found |= {f"{kind}-{i}-{part}": value for part, value in asdict(row).items()}
    return found


def _rows(form: forms.Form, kind: str) -> list[dict[str, Any]]:
    parts = ROWS[kind]
    rows = [
        {part: form.cleaned_data[f"{kind}-{i}-{part}"] for part in parts}
        for i in range(row_count(form.data, kind))
    ]
    return [row for row in rows if any(v not in ("", None) for p, v in row.items() if p != "kind")]


def bound_rows(form: forms.Form, kind: str) -> list[list[Any]]:
    """Each row's bound fields, for the template."""
    data = _counted(form)
    return [
        [form[f"{kind}-{i}-{part}"] for part in ROWS[kind]] for i in range(row_count(data, kind))
    ]


def counts(form: forms.Form) -> list[tuple[str, int]]:
    """The hidden fields that say how many rows there are."""
    data = _counted(form)
    return [(f"{kind}s", row_count(data, kind)) for kind in ROWS]


def unjudged(form: forms.Form) -> forms.Form:
    """The form as typed with a row more, before anything in it is judged."""
    form._errors = ErrorDict()
    return form
