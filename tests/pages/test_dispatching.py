"""The dispatch list's pages: extracts of minutes asked for and read, receipts noted; refusals write nothing."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from cases.models import Case, Recipient
from lifecycle import jobs
from lifecycle.models import ExtractCopy, MinutesExtract, Receipt
from organisation.models import Person
from organisation.web.clock import today
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk, a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read; `the_clock_follows` moves that day after it."""
    settings.DEMO = True
    return Walk(people, on=today())


def decided(walk: Walk, *, with_minutes: bool = True) -> Case:
    """A case in execution, its minutes approved unless they shall not be."""
    case = walk.decided()
    the_clock_follows(walk)
    return walk.minutes(case) if with_minutes else case


def order(walk: Walk, case: Case, person: Person | None = None) -> HttpResponse:
    """Ask for the case's extracts, as the page does."""
    client = signed_in(person or walk.people.registrar)
    return client.post(reverse("case_extracts", args=[case.pk]))


def made(walk: Walk, case: Case) -> list[ExtractCopy]:
    """The extracts are asked for on the page, and the worker has made them."""
    assert order(walk, case).status_code == 302
    job = ProcrastinateJob.objects.get(task_name="render_extracts", args__case_id=case.pk)
    with patch("lifecycle.jobs.render_extract", lambda text, name: a_pdf(name + text)):
        jobs.render_extracts(**job.args)
    ProcrastinateJob.objects.filter(pk=job.pk).delete()
    return list(ExtractCopy.objects.filter(extract__item__case=case))


# Extracts ---------------------------------------------------------------------------------------------


def test_the_registrar_asks_for_extracts_and_everybody_who_may_read_the_case_reads_them(
    walk: Walk,
) -> None:
    case = decided(walk)
    p = walk.people
    assert "Gör protokollsutdrag" in see(p.registrar, "case_extracts", case.pk)
    copy = made(walk, case)[0]
    for person in (p.registrar, p.officer, p.auditor):
        html = see(person, "case_extracts", case.pk)
        assert "Karolinska Institutet" in html
        assert "Gör protokollsutdrag</button>" not in html
        response = signed_in(person).get(reverse("case_extract", args=[case.pk, copy.pk]))
        assert response.content == bytes(copy.file.data)
        assert response["Content-Type"] == "application/pdf"
    links = see(p.registrar, "case_dispatch", case.pk)
    assert reverse("case_extract", args=[case.pk, copy.pk]) in links


def test_while_the_worker_makes_them_the_page_reads_itself_again(walk: Walk) -> None:
    case = decided(walk)
    order(walk, case)
    html = see(walk.people.registrar, "case_extracts", case.pk)
    assert "tas fram" in html
    assert 'http-equiv="refresh"' in html
    assert 'http-equiv="refresh"' not in see(walk.people.registrar, "case_dispatch", case.pk)


def test_before_the_approval_of_minutes_both_pages_say_so_and_nothing_is_ordered(
    walk: Walk,
) -> None:
    case = decided(walk, with_minutes=False)
    for page in ("case_extracts", "case_dispatch"):
        assert "inte justerat" in see(walk.people.registrar, page, case.pk)
    response = order(walk, case)
    assert response.status_code == 409
    assert "inte justerat" in response.content.decode()
    assert not MinutesExtract.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="render_extracts").exists()


def test_only_registrar_and_secretary_order_extracts(walk: Walk) -> None:
    case = decided(walk)
    assert order(walk, case, walk.people.officer).status_code == 403
    assert order(walk, case, walk.people.outsider).status_code == 404
    assert not MinutesExtract.objects.exists()


def test_an_extract_of_another_case_is_not_found_here(walk: Walk) -> None:
    case, other = decided(walk), walk.ready()
    copy = made(walk, case)[0]
    client = signed_in(walk.people.registrar)
    assert client.get(reverse("case_extract", args=[other.pk, copy.pk])).status_code == 404


def test_the_list_asks_as_many_questions_of_two_recipients_as_of_many(walk: Walk) -> None:
    case = decided(walk)
    made(walk, case)
    client = signed_in(walk.people.registrar)
    few = _queries(client, case)
    Recipient.objects.bulk_create(
        Recipient(case=case, position=n, name=f"Nämnd {n}") for n in range(10, 30)
    )
    made(walk, case)
    assert _queries(client, case) == few


def _queries(client: Client, case: Case) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("case_dispatch", args=[case.pk])).status_code == 200
    return len(queries)


# Receipts ---------------------------------------------------------------------------------------------


def sent(walk: Walk, case: Case) -> Recipient:
    """The decision is sent to the first recipient, with a receipt asked for."""
    row: Recipient = case.recipients.first()
    said = {"recipients": [row.pk], "how": "post", "dispatched_on": walk.on, "wants_receipt": "on"}
    address = reverse("case_dispatch", args=[case.pk])
    assert signed_in(walk.people.registrar).post(address, said).status_code == 302
    return row


def note(walk: Walk, row: Recipient, person: Person | None = None, **said: Any) -> HttpResponse:
    """Send the receipt's form."""
    address = reverse("case_receipt", args=[row.case_id, row.pk])
    facts = {"kind": "mottagningskvitto", "received_on": walk.on.isoformat(), **said}
    return signed_in(person or walk.people.registrar).post(address, facts)


def test_a_receipt_that_is_waited_for_stands_in_the_list_until_it_has_come(walk: Walk) -> None:
    case = decided(walk)
    row = sent(walk, case)
    assert "Väntar" in see(walk.people.registrar, "case_dispatch", case.pk)
    assert note(walk, row).status_code == 302
    html = see(walk.people.registrar, "case_dispatch", case.pk)
    assert "Väntar" not in html
    assert "Mottagningskvitto" in html
    assert "Kvittot är antecknat." in see(walk.people.registrar, "case_receipt", case.pk, row.pk)
    assert note(walk, row).status_code == 409


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": ""}, "Välj vad som har kommit."),
        ({"received_on": ""}, "Ange vilken dag beslutet togs emot."),
        ({"received_on": "2199-12-31"}, "Dagen ska ligga mellan"),
        ({"kind": "none"}, "Skriv varför inget kvitto kommer."),
    ],
)
def test_a_wrong_receipt_is_explained_and_not_noted(
    walk: Walk, said: dict[str, str], sentence: str
) -> None:
    row = sent(walk, decided(walk))
    response = note(walk, row, **said)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Receipt.objects.get().is_open


def test_a_receipt_that_will_not_come_stands_with_its_reason(walk: Walk) -> None:
    case = decided(walk)
    row = sent(walk, case)
    said = {"kind": "none", "missing_because": "Mottagaren har upphört."}
    assert note(walk, row, **said).status_code == 302
    assert "Mottagaren har upphört." in see(walk.people.officer, "case_dispatch", case.pk)


def test_only_registrar_and_secretary_note_receipts(walk: Walk) -> None:
    row = sent(walk, decided(walk))
    assert note(walk, row, walk.people.officer).status_code == 403
    assert note(walk, row, walk.people.outsider).status_code == 404
    assert Receipt.objects.get().is_open


def test_the_inbox_tells_whose_receipt_is_waited_for_when_nothing_else_is(walk: Walk) -> None:
    case = decided(walk)
    row = sent(walk, case)
    assert "Väntar på kvitto" not in see(walk.people.registrar, "inbox")
    case.recipients.exclude(pk=row.pk).delete()
    html = see(walk.people.registrar, "inbox")
    assert "Skickat. Väntar på kvitto från Karolinska Institutet." in html
