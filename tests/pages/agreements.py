"""The agreement's pages as people meet them: who is signed in, what is shown and sent, what was written."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Agreement
from lifecycle import flows, operations
from lifecycle.models import Review
from organisation.models import DemoClock, Person
from tests.people import Walk
from tests.snapshot import everything


def signed_in(walk: Walk, person: Person) -> Client:
    """The person's browser, on the walk's day."""
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": walk.on})
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def page(walk: Walk, person: Person, name: str, *args: int, **asked: str) -> HttpResponse:
    """What the person is shown."""
    return signed_in(walk, person).get(reverse(name, args=args), asked)


def send(walk: Walk, person: Person, name: str, *args: int, **given: Any) -> HttpResponse:
    """The answer to a form the person sends."""
    return signed_in(walk, person).post(reverse(name, args=args), given)


def domain() -> dict[str, str]:
    """Every row of cases and agreements; signing in and a refusal write in the other tables."""
    written = ("history", "organisation")
    return {table: rows for table, rows in everything().items() if not table.startswith(written)}


def text(response: HttpResponse) -> str:
    """The page's text with hard spaces as they stand."""
    return response.content.decode()


def given(agreement: Agreement, **changes: Any) -> dict[str, Any]:
    """What the browser sends back: every field, and what each held when the page was read."""
    facts = {
        "title": agreement.title,
        "kind": agreement.kind,
        "purpose": agreement.purpose,
        "responsible": agreement.responsible_id,
        "term": agreement.term,
        "starts_on": agreement.starts_on or "",
        "ends_on": agreement.ends_on or "",
    }
    return {**{f"initial-{name}": value for name, value in facts.items()}, **facts, **changes}


def edit(walk: Walk, agreement: Agreement, **facts: Any) -> None:
    """Correct the register as the coordinator."""
    flows.run(
        operations.edit_agreement,
        agreement_id=agreement.pk,
        facts=facts,
        actor=walk.people.coordinator,
        on=walk.on,
    )


def open_review(walk: Walk, agreement: Agreement) -> Review:
    """Open this year's review."""
    opened: Review = flows.run(
        operations.open_review,
        agreement_id=agreement.pk,
        year=walk.on.year,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    return opened


def review(walk: Walk, agreement: Agreement, year: int) -> None:
    """Open a review and conclude it."""
    opened = open_review(walk, agreement)
    flows.run(
        operations.conclude_review,
        agreement_id=agreement.pk,
        review_id=opened.pk,
        results=f"Året {year}.",
        priorities="",
        conclusion="continue",
        actor=walk.people.coordinator,
        on=walk.on,
    )
