"""All attachments in one PDF: what becomes pages, what is only named, who may ask, and what it costs."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdf
import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import operations
from cases.models import AttachmentBundle, Case
from lifecycle import jobs
from organisation.models import Person
from tests.documents.hostile_office import plain_word
from tests.pages.answers import signed_in
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def pages(number: int) -> bytes:
    """A PDF of so many pages."""
    with pikepdf.new() as made:
        for _ in range(number):
            made.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        made.save(out)
    return out.getvalue()


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "JPEG")
    return out.getvalue()


def attach(walk: Walk, case: Case, title: str, data: bytes) -> None:
    """One more attachment."""
    who: dict[str, Any] = {"actor": walk.people.officer, "on": walk.on}
    said = {"title": title, "filename": "fil", "data": data, "number": None}
    operations.add_attachment(case_id=case.pk, **said, **who)


def full(walk: Walk) -> Case:
    """A case with a PDF of three pages, a Word file, a picture, a secret PDF and one that waits for its file."""
    case = walk.opened(attachment_titles=("Avtalet",))
    for title, data in (
        ("Strategi \U0001f40b", pages(3)),
        ("Kalkyl", plain_word()),
        ("Karta", picture()),
    ):
        attach(walk, case, title, data)
    attach(walk, case, "Förhandling", a_pdf("hemlig"))
    operations.mark_secrecy(
        case_id=case.pk,
        number=5,
        provision="OSL 19 kap. 3 §",
        reason="Pågår.",
        actor=walk.people.officer,
        on=walk.on,
    )
    return case


def asked(person: Person, case: Case) -> HttpResponse:
    """Press the button."""
    return signed_in(person).post(reverse("case_bundle", args=[case.pk]))


def seen(person: Person, case: Case) -> HttpResponse:
    """What the address answers."""
    return signed_in(person).get(reverse("case_bundle", args=[case.pk]))


def test_it_is_ordered_once_waited_for_and_shown_with_bookmarks(walk: Walk) -> None:
    case = full(walk)
    html = seen(walk.people.officer, case).content.decode()
    assert "Ta fram filen" in html
    assert "Sekretessmarkerad, ingår inte" in html
    assert asked(walk.people.officer, case).status_code == 302
    assert asked(walk.people.head, case).status_code == 302
    job = ProcrastinateJob.objects.get(task_name="bundle_attachments")
    assert 'http-equiv="refresh"' in seen(walk.people.officer, case).content.decode()
    jobs.bundle_attachments(**job.args)
    answer = seen(walk.people.auditor, case)
    assert answer["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) == 1 + 3 + 1
    found = [(o.title, read.get_destination_page_number(o)) for o in read.outline]  # type: ignore[union-attr, arg-type]
    assert found == [("Bilagor", 0), ("Bilaga 2. Strategi \U0001f40b", 1), ("Bilaga 4. Karta", 4)]
    words = " ".join(read.pages[0].extract_text().split())
    for sentence in (
        "Bilaga 1. Avtalet filen saknas",
        "Bilaga 2. Strategi ? sida 2",
        "Bilaga 3. Kalkyl finns som egen fil (Word)",
        "Bilaga 4. Karta sida 5",
        "Bilaga 5. Förhandling sekretessmarkerad, ingår inte",
    ):
        assert sentence in words


def test_one_of_earlier_attachments_is_not_shown(walk: Walk) -> None:
    case = walk.ready()
    jobs.bundle_attachments(case.pk)
    assert seen(walk.people.officer, case)["Content-Type"] == "application/pdf"
    operations.retitle_attachment(
        case_id=case.pk, number=1, title="Ny", actor=walk.people.officer, on=walk.on
    )
    assert "Ta fram filen" in seen(walk.people.officer, case).content.decode()
    jobs.bundle_attachments(case.pk)
    assert AttachmentBundle.objects.count() == 1


def test_who_may_not_asks_for_nothing(walk: Walk) -> None:
    case = walk.ready()
    assert asked(walk.people.auditor, case).status_code == 403
    assert asked(walk.people.outsider, case).status_code == 404
    assert seen(walk.people.outsider, case).status_code == 404
    assert not ProcrastinateJob.objects.filter(task_name="bundle_attachments").exists()


def test_nothing_and_too_much_are_said_before_it_is_ordered(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = walk.opened(attachment_titles=("Avtalet",))
    assert "Ingen bilaga kan läggas i en PDF." in asked(walk.people.officer, empty).content.decode()
    monkeypatch.setattr("cases.web.bundle.MOST_BYTES", 10)
    case = walk.ready()
    answer = asked(walk.people.officer, case)
    assert answer.status_code == 422
    assert "större än 100 MB" in answer.content.decode()
    assert not ProcrastinateJob.objects.filter(task_name="bundle_attachments").exists()
