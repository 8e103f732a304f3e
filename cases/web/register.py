"""The register: every agreement a person may read, searched, filtered and ordered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals import permissions
from cases import queries
from cases.models import Agreement, Case
from cases.queries import Facets, Filters
from cases.web.looks import look_of
from lifecycle.rules.notice_stored import RULE_TYPES
from lifecycle.rules.states import PHASES
from organisation.web.clock import today

MAX_TEXT = 100
MAX_VALUES = 20
_RULE_NAMES = {key: rule.name for key, rule in RULE_TYPES.items()}


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show a page of the register, with the filters asked for and those that can be chosen."""
    on = today()
    readable = permissions.visible_to(request.user, Agreement.objects.all(), on)
    found = queries.facets(readable)
    asked = _asked(request.GET, request.user.pk)
    cases = permissions.visible_to(request.user, Case.objects.all(), on)
    matching = queries.narrowed(readable, cases, asked)
    rows, more = queries.page(
        matching,
        cases,
        order=asked.order,
        after=_number(request.GET.get("efter")),
        on=on,
    )
    context = {
        "on": on,
        "asked": asked,
        "rows": [_row(agreement, on) for agreement in rows],
        "total": found.total,
        "capped": found.capped,
        "matching": queries.count_to_limit(matching) if asked.narrowing else found.total,
        "counted_to": queries.COUNTED_TO,
        "facets": _choices(found, asked),
        "chips": _chips(request.GET, found, asked),
        "first_page": _address(request.GET, efter=None) if "efter" in request.GET else None,
        "next_page": _address(request.GET, efter=str(more)) if more else None,
        "by_day": _address(request.GET, efter=None, ordning=None),
        "by_title": _address(request.GET, efter=None, ordning="namn"),
    }
    return render(request, "agreement/register.html", context)


def _asked(given: QueryDict, reader: int) -> Filters:
    """Read the filters from the address; a value that does not exist asks for nothing."""
    return Filters(
        text=_text(given.get("q", "")),
        phases=tuple(p for p in given.getlist("lage") if p in PHASES),
        kinds=tuple(k for k in given.getlist("typ") if k in Agreement.Kind.values),
        units=tuple(n for n in map(_number, given.getlist("enhet")[:MAX_VALUES]) if n is not None),
        counterparties=tuple(filter(None, map(_text, given.getlist("motpart")[:MAX_VALUES]))),
        responsible=reader if given.get("mina") else None,
        order="title" if given.get("ordning") == "namn" else "day",
    )


def _text(given: str) -> str:
    """What was typed, on one line; PostgreSQL stores no null character."""
    return " ".join(given.replace("\0", "").split())[:MAX_TEXT]


def _number(given: str | None) -> int | None:
    """An id from an address, or nothing when it cannot be one."""
    if given is None or not given.isascii() or not given.isdigit() or len(given) > 18:
        return None
    return int(given)


def _row(agreement: Agreement, on: date) -> dict[str, Any]:
    numbers = [c.registry_number for c in agreement.readable_cases if c.registry_number]
    return {
        "agreement": agreement,
        "look": look_of(agreement.phase),
        "number": numbers[-1] if numbers else "",
        "counterparties": [p for p in agreement.parties.all() if not p.is_ours],
        "rule": _RULE_NAMES.get(agreement.notice_rule, agreement.notice_rule),
        "next": queries.next_day_of(agreement, on),
    }


def _choices(found: Facets, asked: Filters) -> list[dict[str, Any]]:
    """The facets with their choices; a chosen value stays even when nothing has it any more."""
    kinds = dict(Agreement.Kind.choices)
    return [
        _facet(
            "lage",
            "Läge",
            [(p, name, found.phases[p]) for p, name in PHASES.items()],
            asked.phases,
        ),
        _facet(
            "typ",
            "Avtalstyp",
            [(k, _capital(name), found.kinds[k]) for k, name in kinds.items()],
            asked.kinds,
        ),
        _facet(
            "enhet",
            "Förvaltas av",
            [(str(u.pk), u.name, n) for u, n in found.units],
            tuple(map(str, asked.units)),
        ),
        _facet(
            "motpart",
            "Motpart",
            _counterparties(found, asked),
            asked.counterparties,
        ),
    ]


def _facet(
    name: str, label: str, values: list[tuple[str, str, int]], chosen: tuple[str, ...]
) -> dict[str, Any]:
    options = [
        {"value": value, "label": text, "count": count, "chosen": value in chosen}
        for value, text, count in values
        if count or value in chosen
    ]
    return {
        "name": name,
        "label": label,
        "options": options,
        "open": name == "lage" or bool(chosen),
    }


def _counterparties(found: Facets, asked: Filters) -> list[tuple[str, str, int]]:
    common = dict(found.counterparties)
    rare = [name for name in asked.counterparties if name not in common]
    return [(n, n, count) for n, count in common.items()] + [(n, n, 0) for n in rare]


def _chips(given: QueryDict, found: Facets, asked: Filters) -> list[dict[str, str]]:
    """What is asked for, each with the address that asks for everything but that."""
    units = {str(u.pk): u.name for u, _ in found.units}
    kinds = dict(Agreement.Kind.choices)
    chosen = [("q", asked.text, f"”{asked.text}”")] if asked.text else []
    chosen += [("lage", p, PHASES[p]) for p in asked.phases]
    chosen += [("typ", k, _capital(kinds[k])) for k in asked.kinds]
    chosen += [("enhet", str(u), units.get(str(u), "Okänd enhet")) for u in asked.units]
    chosen += [("motpart", c, c) for c in asked.counterparties]
    if asked.responsible is not None:
        chosen.append(("mina", "1", "Mina avtal"))
    return [{"label": label, "url": _without(given, name, value)} for name, value, label in chosen]


def _without(given: QueryDict, name: str, value: str) -> str:
    rest = given.copy()
    rest.pop("efter", None)
    kept = [v for v in rest.getlist(name) if name not in ("q", "mina") and _text(v) != value]
    rest.setlist(name, kept)
    return f"?{rest.urlencode()}"


def _address(given: QueryDict, **changes: str | None) -> str:
    """The present address with some values set, or left out where they are None."""
    changed = given.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
