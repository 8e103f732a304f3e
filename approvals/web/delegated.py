"""The register of delegated decisions: searched by body, year, number and person, shown or taken as a list (CSV)."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals import permissions
from approvals.delegation_models import DelegatedDecision
from approvals.web.delegated_stand import Row, rows_of
from lifecycle.rules.statutory_time import APPEAL_DAYS
from organisation.models import Body, Person
from organisation.web.clock import today

PAGE: Final = 50
_COLUMNS: Final = (
    "Nummer", "Organ", "Beslutat", "Nummer i delegationsordningen", "Beslut", "Belopp i kronor", "Beslutat av",
    "Titel", "Ersätter", "Enhet", "Diarienummer", "Läge",
)  # fmt: skip


@login_required
@require_safe
def delegated_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the register, newest first."""
    on = today()
    readable = _readable(request, on)
    shown = _asked(readable, request.GET, on)
    page = _number(request.GET.get("sida"), 9_999) or 1
    found = list(shown[(page - 1) * PAGE : page * PAGE + 1])
    waiting = request.GET.get("visa") == "kvar"
    context = {
        "rows": rows_of(found[:PAGE], request.user, on),
        "choices": _choices(readable),
        "asked": {name: request.GET.get(name, "") for name in ("organ", "ar", "nummer", "vem")},
        "waiting": waiting,
        "filtering": waiting or any(request.GET.get(n) for n in ("organ", "ar", "nummer", "vem")),
        "tabs": [_address(request.GET, visa=None), _address(request.GET, visa="kvar")],
        "query": _address(request.GET, sida=None),
        "newer": _address(request.GET, sida=str(page - 1)) if page > 1 else "",
        "older": _address(request.GET, sida=str(page + 1)) if len(found) > PAGE else "",
        "may_record": permissions.allows(request.user, "record_delegated_decision", None, on),
    }
    return render(request, "delegated/list.html", context)


@login_required
@require_safe
def delegated_csv(request: HttpRequest) -> HttpResponse:
    """The same decisions as a list for a spreadsheet: semicolons, and a mark that tells it is UTF-8."""
    on = today()
    found = list(_asked(_readable(request, on), request.GET, on))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="delegationsbeslut_{on}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    writer = csv.writer(response, delimiter=";")
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(row) for row in rows_of(found, request.user, on))
    return response


def _cells(row: Row) -> list[str]:
    one = row.decision
    said = (
        str(one), one.body.name, one.decided_on.isoformat(), one.scheme_number, one.text, str(one.value),
        one.name, one.title, one.on_behalf_of, one.unit.name,
        (one.case.registry_number or "") if one.case and row.reads_case else "",
        ". ".join(stand.sentence for stand in row.stands),
    )  # fmt: skip
    # a spreadsheet would reckon a cell that begins like a formula
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in said]


def _readable(request: HttpRequest, on: date) -> QuerySet[DelegatedDecision]:
    rows = permissions.visible_to(request.user, DelegatedDecision.objects.all(), on)
    related = ("body", "unit", "case", "withdrawal", "notice", "report__meeting")
    return rows.select_related(*related).prefetch_related("appeals__steps")


def _asked(
    rows: QuerySet[DelegatedDecision], given: QueryDict, on: date
) -> QuerySet[DelegatedDecision]:
    """What the address asks for; a value that does not exist asks for nothing."""
    asked = {
        "body__short_name": given.get("organ", "").replace("\0", ""),
        "year": _number(given.get("ar"), 9_999),
        "scheme_number": given.get("nummer", "").replace("\0", "")[:20],
        "decided_by": _number(given.get("vem"), 2**62),
    }
    found = rows.filter(**{name: value for name, value in asked.items() if value})
    return found.filter(_waits(on)) if given.get("visa") == "kvar" else found


def _waits(on: date) -> Q:
    """To be reported, to be announced, or with a notice that has been up for the whole appeal time."""
    over = on - timedelta(days=APPEAL_DAYS)
    unreported = Q(is_reported=True, report=None)
    unannounced = Q(is_announced=True, notice=None)
    up = Q(notice__removed_on=None, notice__posted_on__lt=over)
    return Q(withdrawal=None) & (unreported | unannounced | up)


def _choices(readable: QuerySet[DelegatedDecision]) -> dict[str, Any]:
    """Only what stands in the register can be chosen."""
    bare = readable.select_related(None).order_by()
    numbers = bare.values_list("scheme_number", flat=True).distinct()
    return {
        "bodies": Body.objects.filter(pk__in=bare.values("body")).order_by("name"),
        "years": [str(y) for y in bare.values_list("year", flat=True).distinct().order_by("-year")],
        "numbers": list(numbers.order_by("scheme_number")),
        "people": [
            (str(pk), name)
            for pk, name in Person.objects.filter(pk__in=bare.values("decided_by")).values_list(
                "pk", "name"
            )
        ],
    }


def _number(given: str | None, most: int) -> int | None:
    if given is None or not given.isascii() or not given.isdigit() or len(given) > 18:
        return None
    return int(given) if int(given) <= most else None


def _address(given: QueryDict, **changes: str | None) -> str:
    """The present address with some values set, or left out where they are None; another filter starts anew."""
    changed = given.copy()
    changed.pop("sida", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"
