"""The tjänsteutlåtande as Word from the case's page: the frozen one when there is one, else the draft."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.http import HttpResponse

from cases.documents.word import COPY, WORD
from cases.rules.content import content_hash
from tests.pages.test_people import signed_in
from tests.people import Walk

pytestmark = pytest.mark.django_db


def opened(answer: HttpResponse) -> str:
    """The foot and the words of the Word file that was sent."""
    assert (answer.status_code, answer["Content-Type"]) == (200, WORD)
    document = docx.Document(BytesIO(answer.content))
    foot = document.sections[0].footer.paragraphs[0].text
    return "\n".join((foot, *(p.text for p in document.paragraphs)))


def test_a_draft_is_sent_as_a_draft(walk: Walk) -> None:
    case = walk.ready()
    browser = signed_in(walk.people.officer)
    answer = browser.get(f"/arenden/{case.pk}/tjansteutlatande.docx")
    number = (case.registry_number or "").replace("/", "-")
    assert f'attachment; filename="tjansteutlatande-{number}.docx"' in answer["Content-Disposition"]
    assert "Utkast, version" in opened(answer)
    assert (
        f"/arenden/{case.pk}/tjansteutlatande.docx"
        in browser.get(f"/arenden/{case.pk}/").content.decode()
    )


def test_a_frozen_one_says_that_the_pdf_is_the_record(walk: Walk) -> None:
    case = walk.approved()
    browser = signed_in(walk.people.secretary)
    answer = browser.get(f"/arenden/{case.pk}/tjansteutlatande.docx")
    assert COPY in opened(answer)
    assert walk.people.director.name in opened(answer)
    said = docx.Document(BytesIO(answer.content)).core_properties
    assert said.identifier == f"sha256:{content_hash(case.versions.get().content)}"


def test_who_may_not_read_the_case_finds_nothing(walk: Walk) -> None:
    case = walk.ready()
    for person in (walk.people.outsider, walk.people.secretary, walk.people.administrator):
        answer = signed_in(person).get(f"/arenden/{case.pk}/tjansteutlatande.docx")
        assert answer.status_code == 404
