"""The yearly account of a body's directives: settled once, and then the bytes it was."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from approvals.accounts import read_account
from approvals.models import DirectiveAccount
from approvals.permissions import require
from approvals.rules.accounts import content_of
from cases.documents import render_account
from cases.files import store
from cases.rules.content import canonical, content_hash
from cases.rules.errors import NotNow
from history import journal
from organisation.models import Body, Person

ORGANISATION = ("organisation", 1)


@transaction.atomic
def settle_account(*, body_id: int, year: int, actor: Person, on: date) -> DirectiveAccount:
    """Settle the account of a body's directives for a year that has begun: its words and its PDF are frozen."""
    body = Body.objects.select_for_update().get(pk=body_id)
    by = require(actor, "settle_account", body, on)
    if year > on.year:
        raise NotNow("not_begun", f"År {year} har inte börjat än.")
    if DirectiveAccount.objects.filter(body=body, year=year).exists():
        raise NotNow("settled", f"Redovisningen för {year} är redan fastställd.")
    account = read_account(body, year, on)
    if account.is_empty:
        raise NotNow("nothing", f"Det finns inga uppdrag att redovisa för {year}.")
    content = canonical(content_of(account, settings.MUNICIPALITY["name"]))
    row = DirectiveAccount.objects.create(
        body=body,
        year=year,
        as_of=account.as_of,
        content=content,
        content_hash=content_hash(content),
        file=store(render_account(content), "application/pdf"),
        settled_on=on,
        name=by.name,
        title=by.title,
    )
    facts = {"body": body.name, "year": year, "as_of": row.as_of.isoformat()}
    facts["sha256"] = row.file.sha256
    journal.record(subject=ORGANISATION, kind="account_settled", by=by, on=on, facts=facts)
    return row
