"""Settling a condition and giving notice: what the page shows first, and that a wrong answer writes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.draft import DraftSection
from cases.rules.points import DecisionPoint
from history.models import Event
from lifecycle import flows, operations
from lifecycle.models import Notice
from lifecycle.rules.notice_other import UnknownRule
from organisation.web.clock import today
from tests.pages.answers import post, see, signed_in, the_clock_follows
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read; `the_clock_follows` moves that day after it."""
    settings.DEMO = True
    return Walk(people, on=today())


# Conditions -------------------------------------------------------------------------------------------


def to_settle(walk: Walk) -> Case:
    """The council changed point 1, which the board's point 3 hangs on."""
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "changed", 2: "approved"})
    the_clock_follows(walk)
    return case


def test_the_secretary_sees_what_was_changed(walk: Walk) -> None:
    case = to_settle(walk)
    assert case.points.get(number=3).condition == "reevaluate"
    html = see(walk.people.secretary, "case_settle", case.pk, 3)
    assert re.search(r"<del>.*Avtalet i bilaga 1 godkänns\.</del>", html)
    assert re.search(r"<ins>.*En ändrad lydelse\.</ins>", html)
    assert "Det gör organets nämndsekreterare." in see(
        walk.people.officer, "case_settle", case.pk, 3
    )


def test_the_point_holds(walk: Walk) -> None:
    case = to_settle(walk)
    said = {"holds": "yes", "motivation": "Ändringen rör inte uppdraget."}
    assert post(walk.people.secretary, case, "settle", "case_settle", 3, **said).status_code == 302
    assert case.points.get(number=3).condition == "fulfilled"


def test_the_point_is_taken_up_again(walk: Walk) -> None:
    case = to_settle(walk)
    said = {"holds": "no", "motivation": "Uppdraget behöver ändras."}
    assert post(walk.people.secretary, case, "settle", "case_settle", 3, **said).status_code == 302
    assert walk.again(case).stage == "board"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"motivation": "Så är det."}, "Välj om punkten gäller eller tas upp igen."),
        ({"holds": "yes", "motivation": " "}, "Skriv varför."),
    ],
)
def test_settling_needs_an_answer_and_a_reason(
    walk: Walk, said: dict[str, str], sentence: str
) -> None:
    case = to_settle(walk)
    response = post(walk.people.secretary, case, "settle", "case_settle", 3, **said)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert case.points.get(number=3).condition == "reevaluate"


def test_a_point_that_is_not_there_is_not_found(walk: Walk) -> None:
    case = to_settle(walk)
    for number in (9, 70_000):
        address = reverse("case_settle", args=[case.pk, number])
        assert signed_in(walk.people.secretary).get(address).status_code == 404
    assert "ska inte prövas på nytt" in see(walk.people.secretary, "case_settle", case.pk, 1)


# Notice -----------------------------------------------------------------------------------------------


def to_terminate(walk: Walk) -> Case:
    """A decided case to give notice of an agreement in force, its minutes approved."""
    agreement = walk.in_force()
    walk.closed(Case.objects.get())
    case = flows.open_with(
        operations.open_termination,
        agreement_id=agreement.pk,
        title="Uppsägning av avtalet",
        recipient=walk.people.board,
        actor=walk.people.officer,
        on=walk.on,
    )
    draft = replace(
        read_draft(case),
        sections=(DraftSection(1, "Sammanfattning", "Avtalet sägs upp."),),
        points=(DecisionPoint(1, walk.people.board.pk, None, "Avtalet sägs upp."),),
        recipients=("Karolinska Institutet",),
    )
    facts = {"case_id": case.pk, "actor": walk.people.officer, "on": walk.on}
    drafting.set_registry_number(registry_number=f"KS-2027/{case.pk}", **facts)
    drafting.edit_draft(draft=draft, seen=0, **facts)
    case = walk.approved(walk.submitted(walk.again(case)))
    item = walk.on_agenda(case, walk.people.board)
    case = walk.minutes(walk.record(item, {1: "approved"}))
    the_clock_follows(walk)
    return case


def test_the_last_day_is_counted_before_notice_is_given(walk: Walk) -> None:
    case = to_terminate(walk)
    html = see(walk.people.signatory, "case_give_notice", case.pk)
    assert f"Sista dag blir 31\u00a0december {walk.on.year + 1}" in html
    assert f"Då blir sista dag 31\u00a0december {walk.on.year}." in html
    said = {"received_on": (walk.on - timedelta(days=1)).isoformat(), "count": "1"}
    response = post(walk.people.signatory, case, "give_notice", "case_give_notice", **said)
    assert response.status_code == 200
    assert not Notice.objects.exists()


def test_notice_is_given(walk: Walk) -> None:
    case = to_terminate(walk)
    said = {"received_on": walk.on.isoformat()}
    response = post(walk.people.signatory, case, "give_notice", "case_give_notice", **said)
    assert response.status_code == 302
    notice = Notice.objects.get()
    assert (notice.received_on, notice.last_day.year) == (walk.on, walk.on.year + 1)
    assert "Ärendet väntar inte på en uppsägning." in see(
        walk.people.signatory, "case_give_notice", case.pk
    )


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "Ange vilken dag uppsägningen kom fram."),
        ("2199-12-31", "kan inte ha kommit fram"),
        ("2019-01-01", "ligger före beslutet"),
    ],
)
def test_a_wrong_day_gives_no_notice(walk: Walk, day: str, sentence: str) -> None:
    case = to_terminate(walk)
    response = post(walk.people.signatory, case, "give_notice", "case_give_notice", received_on=day)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Notice.objects.exists()


def test_only_a_signatory_gives_notice(walk: Walk) -> None:
    case = to_terminate(walk)
    said = {"received_on": walk.on.isoformat()}
    response = post(walk.people.officer, case, "give_notice", "case_give_notice", **said)
    assert response.status_code == 403
    assert not Notice.objects.exists()


def test_without_a_rule_nothing_is_guessed(walk: Walk) -> None:
    case = to_terminate(walk)
    walk.reading(case.agreement, UnknownRule())
    html = see(walk.people.signatory, "case_give_notice", case.pk)
    assert "Avtalet har ingen känd uppsägningsregel." in html
    said = {"received_on": walk.on.isoformat()}
    response = post(walk.people.signatory, case, "give_notice", "case_give_notice", **said)
    assert response.status_code == 422
    assert not Notice.objects.exists()


# The counterparty's notice ----------------------------------------------------------------------------


def noticed(walk: Walk) -> int:
    """The counterparty has given notice; returns the agreement."""
    agreement = walk.in_force()
    facts = {"received_on": walk.on, "actor": walk.people.registrar, "on": walk.on}
    flows.run(operations.receive_notice, agreement_id=agreement.pk, reference="Brev", **facts)
    the_clock_follows(walk)
    return int(agreement.pk)


def test_a_received_notice_waits_in_the_inbox_of_the_person_responsible(walk: Walk) -> None:
    key = noticed(walk)
    assert "Ta del av uppsägningen från" in see(walk.people.officer, "inbox")
    assert "Ta del av uppsägningen från" not in see(walk.people.registrar, "inbox")
    html = see(walk.people.officer, "agreement_acknowledge_notice", key)
    assert "Motparten har sagt upp avtalet" in html and "Brev" in html


def test_once_read_it_is_nobodys_task_and_cannot_be_read_again(walk: Walk) -> None:
    key = noticed(walk)
    url = reverse("agreement_acknowledge_notice", args=[key])
    officer = signed_in(walk.people.officer)
    assert officer.post(url).status_code == 302
    assert "Ta del av uppsägningen" not in see(walk.people.officer, "inbox")
    page = see(walk.people.officer, "agreement", key)
    assert "Avtalsansvarig har tagit del av den" in page and url not in page
    response = officer.post(url)
    assert response.status_code == 409 and "redan" in response.content.decode()
    assert Event.objects.filter(kind="notice_acknowledged").count() == 1


def test_ones_own_notice_is_not_read_back(walk: Walk) -> None:
    case = to_terminate(walk)
    said = {"received_on": walk.on.isoformat()}
    post(walk.people.signatory, case, "give_notice", "case_give_notice", **said)
    url = reverse("agreement_acknowledge_notice", args=[case.agreement_id])
    assert signed_in(walk.people.officer).post(url).status_code == 409
