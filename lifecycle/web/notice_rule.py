"""How a notice clause is read: its words, the kind of rule they make, the rule's values, and why."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from cases.models import Agreement, Case
from cases.rules.errors import Invalid
from cases.web.looks import look_of
from lifecycle import flows, operations
from lifecycle.queries import rule_of
from lifecycle.rules.notice_base import FormField, Rule, form_fields
from lifecycle.rules.notice_period import UNITS, Period
from lifecycle.rules.notice_stored import RULE_TYPES, from_values
from lifecycle.web.agreement_forms import CHOICE_ERRORS, EMPTY, day_field, errors, text_field
from lifecycle.web.agreement_missing import clauses_of
from lifecycle.web.agreement_verbs import EDIT, GET_OR_POST, back_to, entered
from lifecycle.web.reading import count
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of

# Readings of a clause. The other rules are events: breach, replacement, an agreement to end.
READINGS: Final = ("A", "B1", "B2", "C", "D", "E", "F", "G", "H", "I", "none", "unknown")
_MAX_NUMBER: Final = 100_000
_WHOLE: Final = {**EMPTY, "invalid": "Ange ett helt tal.", "max_value": "Talet är för stort."}


class RuleForm(forms.Form):
    """The values that a kind of rule asks for."""

    def __init__(self, *args: Any, kind: type[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for asked in form_fields(kind):
            self.fields |= _fields_for(asked)

    @property
    def values(self) -> list[list[forms.BoundField]]:
        """The fields of the rule itself, in order: a period's number and unit together."""
        together = [(asked.name, f"{asked.name}_unit") for asked in form_fields(self.kind)]
        return [[self[name] for name in names if name in self.fields] for names in together]

    def rule(self) -> Rule:
        """Make the rule of what was given; raises Invalid at the field that is wrong."""
        given: dict[str, object] = {"rule": self.kind.key}
        for asked in form_fields(self.kind):
            value = self.cleaned_data.get(asked.name)
            if asked.kind == "period" and value is not None:
                given[f"{asked.name}_{self.cleaned_data[f'{asked.name}_unit']}"] = value
            else:
                given[asked.name] = value
        return from_values(given)


class ReadingForm(RuleForm):
    """The clause's words, the values its rule asks for, and why the words are read so."""

    def __init__(self, *args: Any, kind: type[Rule], **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["clause"] = text_field(
            "Avtalets ord om uppsägning",
            rows=3,
            required=kind.key not in ("none", "unknown"),
            help_text="Skriv av klausulen ordagrant ur det undertecknade avtalet.",
        )
        self.fields["reason"] = text_field(
            "Varför läses orden så?",
            rows=2,
            required=False,
            help_text="Till exempel vem som har bedömt det. Visas bredvid regeln.",
        )


def _fields_for(asked: FormField) -> dict[str, forms.Field]:
    """The form fields that ask for one value of a rule: two for a period, its number and its unit."""
    common = {"required": asked.required, "help_text": asked.help}
    if asked.kind == "date":
        return {asked.name: day_field(asked.label, **common)}
    if asked.kind == "choice":
        choice = forms.ChoiceField(
            label=asked.label, choices=asked.choices, error_messages=CHOICE_ERRORS, **common
        )
        return {asked.name: choice}
    if asked.kind == "text":
        text = forms.CharField(
            label=asked.label, max_length=250, error_messages=errors(250), **common
        )
        return {asked.name: text}
    number = forms.IntegerField(
        label=asked.label, max_value=_MAX_NUMBER, error_messages=_WHOLE, **common
    )
    if asked.kind == "number":
        return {asked.name: number}
    unit = forms.ChoiceField(label="Räknat i", choices=asked.choices, error_messages=CHOICE_ERRORS)
    return {asked.name: number, f"{asked.name}_unit": unit}


def values_of_rule(rule: Rule) -> dict[str, Any]:
    """Return the fields of a rule as it is."""
    found: dict[str, Any] = {}
    for asked in form_fields(type(rule)):
        value = getattr(rule, asked.name)
        found[asked.name] = value.number if isinstance(value, Period) else value
        if asked.kind == "period":
            found[f"{asked.name}_unit"] = value.unit if value else asked.choices[0][0]
    return found


def first_values(kind: type[Rule], agreement: Agreement) -> dict[str, Any]:
    """Return what the form of another kind of rule begins with: the register's days where they fit."""
    found: dict[str, Any] = {}
    for asked in form_fields(kind):
        found[asked.name] = asked.initial
        if asked.kind == "period":
            months = "months" in dict(asked.choices)
            found[f"{asked.name}_unit"] = "months" if months else next(iter(UNITS))
        if asked.name in ("end", "until"):
            found[asked.name] = agreement.ends_on
        if asked.name == "start":
            found[asked.name] = agreement.starts_on
    return found


@login_required
@require_http_methods(GET_OR_POST)
def notice_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the kind of rule, give its values, see it counted, and store the reading."""
    row = entered(request, pk, EDIT)
    now = rule_of(row)
    kind = _kind(request, now)
    is_same = kind is type(now)
    first = values_of_rule(now) if is_same else first_values(kind, row)
    first |= {"clause": row.notice_clause, "reason": row.notice_reason if is_same else ""}
    form = ReadingForm(request.POST if request.method == "POST" else None, kind=kind, initial=first)
    only_count = "rakna" in request.POST
    form.fields["clause"].required &= not only_count
    rule = _rule(form) if form.is_valid() else None
    if rule is not None and not only_count and _store(request, row, form, rule):
        messages.success(request, "Läsningen av uppsägningsklausulen är sparad.")
        return back_to(row)
    if not form.is_bound and is_same:
        rule = now
    context = {
        "agreement": row,
        "look": look_of(row.phase),
        "form": form,
        "chosen": kind.key,
        "chosen_name": kind.name,
        "kinds": [(key, RULE_TYPES[key].name) for key in READINGS],
        "reading": count(rule, today()) if rule is not None else None,
        "clauses": clauses_of(_opening(request, row)) if now.key == "unknown" else (),
    }
    status = 200 if only_count and rule is not None else status_of(form)
    return render(request, "agreement/notice_rule.html", context, status=status)


def _kind(request: HttpRequest, now: Rule) -> type[Rule]:
    """The kind of rule that is asked for in the address or sent, else the one the agreement has."""
    sent = request.POST if request.method == "POST" else request.GET
    key = sent.get("regel", now.key)
    if key not in READINGS and request.method == "POST":
        raise Invalid("rule", "Välj en av reglerna i listan. Inget är sparat.")
    return RULE_TYPES[key] if key in READINGS else type(now)


def _rule(form: ReadingForm) -> Rule | None:
    """The rule of what was given, or None when it cannot be one: the form says why at the field."""
    try:
        return form.rule()
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def _store(request: HttpRequest, row: Agreement, form: ReadingForm, rule: Rule) -> Agreement | None:
    words = {name: form.cleaned_data[name] for name in ("clause", "reason")}
    facts = {"agreement_id": row.pk, "actor": request.user, "on": today(), "rule": rule, **words}
    return attempt(
        request,
        lambda: flows.run(operations.read_clause, **facts),
        verb=EDIT.name,
        subject=("agreement", row.pk),
        form=form,
    )


def _opening(request: HttpRequest, row: Agreement) -> Case | None:
    """The case that enters the agreement, if the reader may read it."""
    entering = row.cases.filter(kind=Case.Kind.ENTER).order_by("pk")
    return permissions.visible_to(request.user, entering, today()).last()
