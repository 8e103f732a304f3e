"""Sending a draft on: who will be asked, before it is sent; and what every form of a case refuses first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from approvals.models import RouteStep
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft
from cases.web.editor_form import as_posted
from history.models import Event
from organisation.models import Appointment
from tests.pages.answers import post, see, signed_in
from tests.people import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start today, and the pages' clock can follow them."""
    walk.on = timezone.localdate()
    settings.DEMO = True


def test_the_page_names_who_will_be_asked_and_stores_nothing(walk: Walk) -> None:
    case = walk.ready()
    html = see(walk.people.officer, "case_submit", case.pk)
    assert "<b>Karin Sandell</b>, avdelningschef" in html
    assert "<b>Maria Lindqvist</b>, kommundirektör" in html
    assert "<b>Kommunfullmäktige</b>" in html
    assert not RouteStep.objects.exists()
    post(walk.people.officer, case, "write", "case_submit")
    asked = [step.asked.name for step in RouteStep.objects.exclude(asked=None)]
    assert asked == ["Karin Sandell", "Maria Lindqvist"]


def test_a_stand_in_is_named_with_whom_they_stand_in_for(walk: Walk) -> None:
    case, p = walk.ready(), walk.people
    Appointment.objects.filter(person=p.director).update(ends=walk.on - timedelta(days=1))
    Appointment.objects.create(
        person=p.signatory, role="municipal_director", kind="substitute",
        title="ersättare för kommundirektören", stands_in_for=p.director, starts=walk.on,
    )  # fmt: skip
    html = see(p.officer, "case_submit", case.pk)
    assert (
        "<b>Anders Hallberg</b>, ersättare för kommundirektören, ersätter Maria Lindqvist" in html
    )


def test_the_page_says_why_nobody_can_be_asked_as_the_refusal_does(walk: Walk) -> None:
    case, sentence = walk.ready(), "har själv ändrat i utkastet. En ersättare behöver utses"
    VersionEditor.objects.create(case=case, version=1, person=walk.people.head)
    html = see(walk.people.officer, "case_submit", case.pk)
    assert sentence in html
    assert 'type="submit">Skicka på granskning' not in html
    response = post(walk.people.officer, case, "write", "case_submit")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not RouteStep.objects.exists()


FORMS = (
    "case_edit", "case_submit", "case_attachments", "case_registry_number", "case_share", "case_withdraw",
)  # fmt: skip


@pytest.mark.parametrize("url_name", FORMS)
def test_who_may_not_is_told_before_what_they_sent_is_read(walk: Walk, url_name: str) -> None:
    case = walk.ready()
    response = signed_in(walk.people.auditor).post(reverse(url_name, args=[case.pk]), {})
    assert response.status_code == 403
    assert Event.objects.filter(kind="refused", subject_id=case.pk).count() == 1
    assert Case.objects.get(pk=case.pk).edit_count == case.edit_count


@pytest.mark.parametrize("url_name", [*FORMS, "case", "case_pdf"])
def test_head_works_where_get_does(walk: Walk, url_name: str) -> None:
    case = walk.ready()
    address = reverse(url_name, args=[case.pk])
    assert signed_in(walk.people.officer).head(address).status_code == 200


def test_a_number_that_turns_the_direction_of_writing_is_refused_at_its_field(walk: Walk) -> None:
    case, typed = walk.ready(), "KS-2026/\u202e211"
    address = reverse("case_registry_number", args=[case.pk])
    response = signed_in(walk.people.registrar).post(address, {"registry_number": typed})
    assert response.status_code == 422
    assert "osynligt styrtecken (U+202E)" in response.content.decode()
    assert typed in response.content.decode()
    assert walk.again(case).registry_number == case.registry_number


def test_one_click_in_the_editor_orders_the_preview_and_waits_for_it(walk: Walk) -> None:
    case = walk.ready()
    client, draft = signed_in(walk.people.officer), walk.draft()
    sent = {**_posted(draft, case), "do": "preview"}
    page = client.post(reverse("case_edit", args=[case.pk]), sent, follow=True)
    assert "PDF-filen tas fram" in page.content.decode()
    assert 'http-equiv="refresh"' in page.content.decode()
    jobs = ProcrastinateJob.objects.filter(task_name="render_preview")
    assert [job.args for job in jobs] == [{"case_id": case.pk}]


def _posted(draft: Draft, case: Case) -> dict[str, object]:
    return as_posted(draft, case.edit_count)
