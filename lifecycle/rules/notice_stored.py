"""Notice rules to and from what is stored, typed in a form or given on a command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Final, cast

from cases.rules.errors import Invalid
from lifecycle.rules.notice_base import FormField, Rule, form_fields
from lifecycle.rules.notice_open import AtLongest, CalendarMonths, Months, NotBefore
from lifecycle.rules.notice_other import (
    Breach,
    Conditional,
    MutualEnd,
    NoRule,
    Replaced,
    UnknownRule,
    WithOther,
)
from lifecycle.rules.notice_period import UNITS, Period, Unit
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.notice_year import YearAfter, YearOf, YearTurn

RULE_TYPES: Final[dict[str, type[Rule]]] = {
    rule.key: rule
    for rule in (
        YearTurn, YearAfter, YearOf, Prolonged, Months, CalendarMonths, AtLongest, FixedTerm,
        NotBefore, WithOther, Replaced, Breach, Conditional, MutualEnd, NoRule, UnknownRule,
    )
}  # fmt: skip


def rule_type(key: str) -> type[Rule]:
    """Return the class of the rule with this key; raises Invalid with the keys there are."""
    if key not in RULE_TYPES:
        absent = f"Regeln {key} finns inte. " if key else ""
        raise Invalid("rule", f"{absent}Välj en regel: {', '.join(RULE_TYPES)}.", field="rule")
    return RULE_TYPES[key]


def to_values(rule: Rule) -> dict[str, str | int]:
    """Return the rule as flat plain values: days as åååå-mm-dd, a period as `notice_months`."""
    values: dict[str, str | int] = {"rule": rule.key}
    for described in fields(rule):
        value = getattr(rule, described.name)
        if isinstance(value, Period):
            values[f"{described.name}_{value.unit}"] = value.number
        elif isinstance(value, date):
            values[described.name] = value.isoformat()
        elif value is not None:
            values[described.name] = value
    return values


def from_values(values: Mapping[str, object]) -> Rule:
    """Make the rule from flat values, typed or as text; empty text means not given.

    Raises Invalid, naming the field, when one is missing, wrong, unknown or contradicts another.
    """
    found = rule_type(str(values.get("rule", "")))
    left = {k: v for k, v in values.items() if k != "rule" and v not in (None, "")}
    given: dict[str, object] = {}
    for form in form_fields(found):
        value = _period(form, left) if form.kind == "period" else _plain(form, left)
        if value is not None:
            given[form.name] = value
        elif form.required and form.initial is None:
            raise Invalid("missing", f"{form.label}: fyll i fältet.", field=form.name)
    if left:
        _refuse_unknown(found, next(iter(left)))
    return found(**given)


def to_json(rule: Rule) -> str:
    """Return the rule as JSON text, always the same for the same rule."""
    return json.dumps(to_values(rule), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Rule:
    """Make the rule from JSON text; raises Invalid when it is not one."""
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Invalid("json", "Regeln går inte att läsa: den är inte lagrad som den ska.")
    return from_values(values)


def field_names(rule: type[Rule]) -> tuple[str, ...]:
    """Return the names `from_values` knows for this rule."""
    names: list[str] = []
    for form in form_fields(rule):
        units = [unit for unit, _ in form.choices] if form.kind == "period" else []
        names += [f"{form.name}_{unit}" for unit in units] or [form.name]
    return tuple(names)


def _refuse_unknown(rule: type[Rule], name: str) -> None:
    known = ", ".join(field_names(rule)) or "inga"
    raise Invalid(
        "unknown_field",
        f"Regel {rule.key} har inget fält som heter {name}. Fälten är: {known}.",
        field=name,
    )


def _plain(form: FormField, left: dict[str, object]) -> object:
    value = left.pop(form.name, None)
    if not isinstance(value, str):
        return value
    text = value.strip()
    if form.kind == "date":
        return _day(form, text)
    if form.kind == "number":
        return _number(form, text)
    return text


def _day(form: FormField, text: str) -> date:
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "value", f"{form.label}: skriv dagen som åååå-mm-dd.", field=form.name
        ) from None


def _number(form: FormField, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise Invalid("value", f"{form.label}: ange ett helt tal.", field=form.name)
    return int(text)


def _period(form: FormField, left: dict[str, object]) -> Period | None:
    typed = left.pop(form.name, None)
    if isinstance(typed, Period):
        return typed
    found = [(unit, left.pop(f"{form.name}_{unit}", None)) for unit in UNITS]
    given = [(unit, value) for unit, value in found if value is not None]
    if typed is not None or len(given) > 1:
        raise Invalid("value", f"{form.label}: ange tiden i en enhet.", field=form.name)
    if not given:
        return None
    unit, value = given[0]
    number = _number(form, value.strip()) if isinstance(value, str) else value
    try:
        return Period(cast("int", number), cast("Unit", unit))
    except Invalid as fault:
        sentence = fault.sentence[0].lower() + fault.sentence[1:]
        raise Invalid(fault.code, f"{form.label}: {sentence}", field=form.name) from None


def stored_rule(key: str, terms: str) -> Rule:
    """Return the rule an agreement stores: its key, and the JSON of its parameters where it has any."""
    if terms:
        return from_json(terms)
    found = RULE_TYPES.get(key, UnknownRule)
    return from_values({"rule": found.key})
