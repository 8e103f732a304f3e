"""What a body's directives come to in a year, read from their rows."""

from __future__ import annotations

from datetime import date

from approvals.models import Directive
from approvals.rules.accounts import Account, Report, Task, account_of
from organisation.models import Body


def read_account(body: Body, year: int, on: date) -> Account:
    """Return the account as the rows have it on the day (two queries)."""
    rows = Directive.objects.filter(body=body).exclude(status=Directive.Status.NONE)
    rows = rows.select_related("case", "point", "owner").prefetch_related("reports")
    return account_of(
        body.definite, year, [_task(row) for row in rows.order_by("given_on", "pk")], on
    )


def _task(row: Directive) -> Task:
    number = f", {row.case.registry_number}" if row.case.registry_number else ""
    return Task(
        text=row.text,
        decision=f"{row.case.title}{number}, punkt {row.point.number}",
        given_on=row.given_on,
        owner=row.owner.name,
        due_on=row.due_on,
        reports=tuple(Report(r.reported_on, r.text, r.name) for r in row.reports.all()),
        closed_on=row.closed_on,
        evidence=row.closing,
        is_lapsed=row.status == Directive.Status.LAPSED,
    )
