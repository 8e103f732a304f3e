"""Comments on the pages: made while reviewing, answered in the editor, seen at the next review."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from cases.models import Case, SectionComment
from lifecycle import operations
from organisation.web.clock import today
from tests.pages.answers import signed_in
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def said(walk: Walk, case: Case, text: str = "Vem ansvarar?", number: int = 1) -> SectionComment:
    return operations.make_comment(
        case_id=case.pk, version=case.version, part="avsnitt", number=number, text=text,
        actor=walk.people.head, on=walk.on,
    )  # fmt: skip


def sent_back(walk: Walk, case: Case) -> Case:
    facts = {"step": 1, "comment": "Se kommentarerna."}
    walk.answer(case, "approve", operations.return_to_author, walk.people.head, **facts)
    return walk.again(case)


def test_from_a_comment_to_the_next_review(walk: Walk) -> None:
    case = walk.submitted()
    head, officer = signed_in(walk.people.head), signed_in(walk.people.officer)
    url = reverse("case_comment", args=[case.pk, "avsnitt", 1])
    answer = head.post(url, {"text": "Vem <b>ansvarar</b>?", "version": "1"}, follow=True)
    assert "är sparad" in answer.content.decode()
    html = page(head, "case_review", case.pk)
    assert "Vem &lt;b&gt;ansvarar&lt;/b&gt;?" in html and "1 kommentar till version 1" in html
    assert "Din kommentar i texten följer med" in html
    case = sent_back(walk, case)
    html = page(officer, "case_edit", case.pk)
    assert "1 kommentar att ta ställning till" in html and "Vem &lt;b&gt;" in html
    assert "inte slutbehandlad" not in html
    html = page(officer, "case_submit", case.pk)
    assert "1 kommentar är varken besvarad eller åtgärdad" in html
    row = SectionComment.objects.get()
    reply = reverse("case_comment_answer", args=[case.pk, row.pk])
    back = officer.post(reply, {"text": "Styrelsen.", "back": "skriv"})
    assert back["Location"] == f"/arenden/{case.pk}/skriv/#kommentar-{row.pk}"
    assert "varken" not in page(officer, "case_submit", case.pk)
    done = reverse("case_comment_resolve", args=[case.pk, row.pk])
    officer.post(done, {"do": "resolve", "back": "skriv"})
    assert "Vem &lt;b&gt;" not in page(officer, "case_edit", case.pk)
    case = walk.submitted(case)
    html = page(head, "case_review", case.pk)
    assert "version 1" in html and "Styrelsen." in html and "Åtgärdad" in html
    assert "En kommentar" in page(head, "case_versions", case.pk)


@pytest.mark.parametrize(("text", "sentence"), [("", "Skriv något"), ("x" * 4001, "högst 4000")])
def test_a_wrong_comment_is_kept_and_nothing_is_written(
    walk: Walk, text: str, sentence: str
) -> None:
    case = walk.submitted()
    head = signed_in(walk.people.head)
    before = everything()
    for url in (
        reverse("case_comment", args=[case.pk, "avsnitt", 1]),
        reverse("case_comment", args=[case.pk, "hela", 0]),
    ):
        answer = head.post(url, {"text": text, "version": "1"})
        assert answer.status_code == 422
        assert sentence in answer.content.decode() and text in answer.content.decode()
    assert everything() == before


def test_places_that_are_not_there_and_stale_pages(walk: Walk) -> None:
    case = walk.submitted()
    head = signed_in(walk.people.head)
    for part, number in (("avsnitt", 99), ("bilaga", 1), ("hela", 1), ("punkt", 0)):
        assert head.post(reverse("case_comment", args=[case.pk, part, number])).status_code == 404
    url = reverse("case_comment", args=[case.pk, "avsnitt", 1])
    answer = head.post(url, {"text": "Till fel version.", "version": "7"})
    assert answer.status_code == 409 and "Till fel version." in answer.content.decode()
    assert not SectionComment.objects.exists()


def test_as_many_queries_however_many_comments(walk: Walk) -> None:
    case = walk.submitted()
    client = signed_in(walk.people.head)
    counts = []
    for n in (1, 5):
        for k in range(n):
            row = said(walk, case, f"Nummer {k}", 1 + k % 2)
            operations.answer_comment(
                case_id=case.pk, comment=row.pk, text="Ja", actor=walk.people.director, on=walk.on
            )
        page(client, "case_review", case.pk)
        with CaptureQueriesContext(connection) as queries:
            page(client, "case_review", case.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_no_form_is_shown_when_nothing_can_be_said(walk: Walk) -> None:
    case = walk.submitted()
    row = said(walk, case)
    head = signed_in(walk.people.head)
    sent_back(walk, case)
    assert head.get(reverse("case_comment", args=[case.pk, "avsnitt", 1])).status_code == 409
    assert head.get(reverse("case_comment_answer", args=[case.pk, row.pk])).status_code == 200


@pytest.mark.parametrize("text", ["\u200b", "\u2060\ufeff ", "\u00ad"])
def test_what_nobody_can_see_is_no_comment(walk: Walk, text: str) -> None:
    case = walk.submitted()
    head = signed_in(walk.people.head)
    answer = head.post(
        reverse("case_comment", args=[case.pk, "avsnitt", 1]), {"text": text, "version": "1"}
    )
    assert answer.status_code == 422
    assert "Skriv något" in answer.content.decode()
    assert not case.comments.exists()
