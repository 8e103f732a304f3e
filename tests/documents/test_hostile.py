"""Every hostile file, sent as an attachment and to be read in: a sentence for each, never a 500, nothing kept of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import Attachment, Case, StoredFile
from tests.documents import hostile, hostile_excel, hostile_office, hostile_others
from tests.documents.hostile import Hostile
from tests.pages.answers import signed_in
from tests.people import Walk

pytestmark = pytest.mark.django_db
GROUPS = [
    hostile.pdfs,
    hostile_office.offices,
    hostile_excel.excels,
    hostile_others.images,
    hostile_others.texts,
]
Group = Callable[[], Sequence[Hostile]]
ACTIVE = re.compile(
    rb"/JavaScript|/JS\b|/Launch|/SubmitForm|/ImportData|/GoTo[RE]|/EmbeddedFile|/XFA|file://|javascript:"
    rb"|/Rendition\b|/Movie\b"
)


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def counted() -> tuple[int, ...]:
    """How many rows there are of what a file could become."""
    return tuple(m.objects.count() for m in (Case, Attachment, StoredFile))


def test_there_are_two_hundred() -> None:
    names = [(one.filename, one.name) for group in GROUPS for one in group()]
    assert len(names) == len(set(names)) >= 200


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.__name__)
def test_as_an_attachment(walk: Walk, group: Group) -> None:
    client, case = signed_in(walk.people.officer), walk.opened()
    wrong = []
    for one in group():
        before = counted()
        file = SimpleUploadedFile(one.filename, one.data)
        answer = client.post(
            reverse("case_attachments", args=[case.pk]), {"title": one.name, "file": file}
        )
        if answer.status_code == 302:
            kept = StoredFile.objects.latest("pk")
            if not one.may_pass or ACTIVE.search(bytes(kept.data)):
                wrong.append(f"{one.name}: let in")
            case.attachments.all().delete()
        elif fault := _fault(answer, "form", before):
            wrong.append(f"{one.name}: {fault}")
    assert wrong == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.__name__)
def test_to_be_read_in(walk: Walk, group: Group) -> None:
    client, case = signed_in(walk.people.officer), walk.opened()
    wrong = []
    for one in group():
        before = counted()
        file = SimpleUploadedFile(one.filename, one.data)
        answer = client.post(reverse("case_new"), {"import": "1", "file": file})
        if answer.status_code == 302:
            opened = Case.objects.latest("pk")
            page = client.get(answer["Location"])
            if not one.name.startswith("text-") or opened == case or page.status_code != 200:
                wrong.append(f"{one.name}: opened a case")
            if b"<script>alert" in page.content:
                wrong.append(f"{one.name}: the page runs it")
        elif fault := _fault(answer, "upload", before):
            wrong.append(f"{one.name}: {fault}")
    assert wrong == []


def _fault(answer: object, form: str, before: tuple[int, ...]) -> str:
    """What is wrong with a refusal: its status, its sentence, or something that was written."""
    if answer.status_code != 422:  # type: ignore[attr-defined]
        return f"status {answer.status_code}"  # type: ignore[attr-defined]
    said = [s for errors in answer.context[form].errors.values() for s in errors]  # type: ignore[attr-defined]
    if not said or not all(re.fullmatch(r"[A-ZÅÄÖ].*[.]", sentence) for sentence in said):
        return f"no sentence: {said}"
    return "" if counted() == before else "something was kept"
