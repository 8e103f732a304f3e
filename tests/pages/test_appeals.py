"""Appeals on the pages: registered, followed, told wherever the decision stands; and days set otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals.models import Appeal, AppealStep, SetDay
from cases.models import Case
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from tests.lifecycle.appeals import appealed, council_item, follow
from tests.pages.test_meetings import at, at_board
from tests.people import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """The pages' clock can be moved, and walks start on the day it is."""
    settings.DEMO = True
    walk.on = timezone.localdate()


@pytest.fixture
def case(walk: Walk) -> Case:
    """Decided by the council, its minutes approved and announced today."""
    return walk.minutes(walk.decided())


def page_of(case: Case) -> str:
    item = council_item(case)
    return reverse("item_appeals", args=[item.meeting_id, item.pk])


def test_an_appeal_is_registered_followed_and_told_everywhere(walk: Walk, case: Case) -> None:
    registrar = at(walk, walk.people.registrar)
    html = registrar.get(page_of(case)).content.decode()
    assert "Ingen har överklagat." in html
    said = {"received_on": walk.on, "appellant": "En kommunmedlem", "court_number": "1234-26"}
    html = registrar.post(page_of(case), said, follow=True).content.decode()
    assert "Överklagandet är registrerat." in html
    assert "Väntar på förvaltningsrätten." in html and "1234-26" in html
    appeal = Appeal.objects.get()
    item = council_item(case)
    step = reverse("appeal_step", args=[item.meeting_id, item.pk, appeal.pk])
    said = {
        "outcome": "annulled_partly",
        "day": walk.on,
        "points": ["1"],
        "note": "Dom i målet",
        "seen": 0,
    }
    html = registrar.post(step, said, follow=True).content.decode()
    assert "Förvaltningsrätten upphäver vissa av punkterna." in html and "Punkt 1." in html
    for url in (f"/arenden/{case.pk}/", f"/sammantraden/{item.meeting_id}/?arende={item.pk}"):
        html = registrar.get(url).content.decode()
        assert "Överklagat" in html
        assert "Förvaltningsrätten upphäver vissa av punkterna" in html
        assert "Punkt 1 är upphävd av förvaltningsrätten." in html
    assert "§ 1 är överklagad." in html
    assert (
        "En paragraf är överklagad" in registrar.get("/sammantraden/?visa=hallna").content.decode()
    )
    html = registrar.get(f"/arenden/{case.pk}/historik/").content.decode()
    assert "Beslutet överklagades" in html
    assert "Förvaltningsrätten upphäver vissa av punkterna" in html


def test_what_was_typed_stays_when_refused(walk: Walk, case: Case) -> None:
    registrar = at(walk, walk.people.registrar)
    appeal = appealed(walk, case)
    said = {"received_on": walk.on + timedelta(days=1), "appellant": "Kommunmedlem Ek"}
    answer = registrar.post(page_of(case), said)
    assert answer.status_code == 422
    assert "Kommunmedlem Ek" in answer.content.decode()
    item = council_item(case)
    step = reverse("appeal_step", args=[item.meeting_id, item.pk, appeal.pk])
    for outcome in ("", "leave_refused", "handled"):
        answer = registrar.post(
            step, {"outcome": outcome, "day": walk.on, "note": "Min text", "seen": 0}
        )
        assert answer.status_code == 422
        assert "Min text" in answer.content.decode()
        assert "Välj vad som har hänt." in answer.content.decode()
    wrong = {"outcome": "annulled_partly", "day": walk.on, "note": "Min text", "seen": 0}
    assert "Ange vilka punkter som upphävs." in registrar.post(step, wrong).content.decode()
    assert Appeal.objects.count() == 1
    assert not AppealStep.objects.exists()


def test_whoever_may_not_reads_and_does_not_send(walk: Walk, case: Case) -> None:
    auditor = at(walk, walk.people.auditor)
    html = auditor.get(page_of(case)).content.decode()
    assert "Registrera överklagandet" not in html
    said = {"received_on": walk.on, "appellant": "En kommunmedlem"}
    assert auditor.post(page_of(case), said).status_code == 403
    assert not Appeal.objects.exists()


def test_a_late_appeal_is_told_as_late(walk: Walk, case: Case) -> None:
    walk.on += timedelta(days=30)
    appealed(walk, case)
    html = at(walk, walk.people.registrar).get(page_of(case)).content.decode()
    assert "Förvaltningsrätten prövar om det kom in i tid." in html


def test_whoever_is_responsible_is_asked_what_becomes_of_it(walk: Walk, case: Case) -> None:
    appeal = appealed(walk, case)
    follow(walk, appeal, "annulled")
    officer = at(walk, walk.people.officer)
    html = officer.get("/").content.decode()
    assert "Ta ställning till det upphävda beslutet om Karolinska Institutet" in html
    url = reverse("case_annulment", args=[case.pk, appeal.pk])
    assert url in html
    assert url in officer.get(f"/arenden/{case.pk}/").content.decode()
    html = officer.get(url).content.decode()
    assert "Förvaltningsrätten upphäver beslutet" in html
    task = Question.objects.get(kind="annulment").task
    assert officer.post(url, {"task": task, "note": ""}).status_code == 422
    html = officer.post(url, {"task": task, "note": "Avtalet ingås inte."}, follow=True)
    assert "Ditt ställningstagande är antecknat." in html.content.decode()
    assert "Inget väntar på ditt ställningstagande." in officer.get(url).content.decode()
    assert "Avtalet ingås inte." in officer.get(page_of(case)).content.decode()


def test_the_signing_page_says_that_a_court_has_annulled(walk: Walk, case: Case) -> None:
    follow(walk, appealed(walk, case), "annulled")
    html = at(walk, walk.people.signatory).get(f"/arenden/{case.pk}/underteckna/").content.decode()
    assert "Punkt 1 är upphävd av förvaltningsrätten." in html
    assert "Det går inte än." in html


def test_a_counted_day_is_set_otherwise_with_its_reason_beside(walk: Walk, case: Case) -> None:
    item = council_item(case)
    secretary = at(walk, walk.people.secretary)
    address = f"/sammantraden/{item.meeting_id}/"
    assert "Ändra en räknad dag" in secretary.get(address).content.decode()
    url = reverse("meeting_set_day", args=[item.meeting_id])
    early = {"what": "last_appeal", "day": walk.on, "reason": "Mitt skäl"}
    answer = secretary.post(url, early)
    assert answer.status_code == 422
    assert "Mitt skäl" in answer.content.decode()
    assert "Tiden kan inte göras kortare." in answer.content.decode()
    assert not SetDay.objects.exists()
    day = walk.on + timedelta(days=30)
    said = {"what": "last_appeal", "day": day, "reason": "Anslaget angav fel dag."}
    html = secretary.post(url, said, follow=True).content.decode()
    assert "Dagen är ändrad: sista dag att överklaga." in html
    assert f"<b>{long_date(day)}</b>" in html
    assert "Anslaget angav fel dag." in html
    assert SetDay.objects.get().name == walk.people.secretary.name
    assert long_date(day) in secretary.get(f"/arenden/{case.pk}/").content.decode()


def test_a_paragraph_of_its_own_has_its_own_day(walk: Walk) -> None:
    item = at_board(walk)
    walk.record(item, {p.number: "approved" for p in item.case.points.all()})
    secretary = at(walk, walk.people.secretary)
    days = {"approved_on": walk.on, "posted_on": walk.on}
    secretary.post(f"/sammantraden/{item.meeting_id}/omedelbar/{item.pk}/", days)
    url = reverse("meeting_set_day", args=[item.meeting_id]) + f"?arende={item.pk}"
    day = walk.on + timedelta(days=30)
    said = {"what": "last_appeal", "day": day, "reason": "Anslaget angav fel dag."}
    secretary.post(url, said)
    assert SetDay.objects.get().item_id == item.pk
    html = secretary.get(f"/sammantraden/{item.meeting_id}/?arende={item.pk}").content.decode()
    assert long_date(day) in html


def test_the_pages_ask_as_much_whatever_is_appealed(walk: Walk, case: Case) -> None:
    registrar = at(walk, walk.people.registrar)
    item = council_item(case)
    first = appealed(walk, case)
    follow(walk, first, "dismissed")
    for url in (page_of(case), f"/arenden/{case.pk}/", "/sammantraden/?visa=hallna"):
        registrar.get(url)
        with CaptureQueriesContext(
            connection,
        ) as few:
            registrar.get(url)
        for _ in range(3):
            follow(walk, appealed(walk, case), "dismissed")
        with CaptureQueriesContext(connection) as many:
            registrar.get(url)
        assert len(many) == len(few), url
    assert Appeal.objects.filter(item=item).count() == 10
