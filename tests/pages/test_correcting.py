"""Correcting a recorded outcome on the meeting's page."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from approvals.models import MinuteItem
from cases.models import Case
from tests.pages.test_meetings import ADOPT, answers, at, at_board
from tests.people import Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """The pages' clock can be moved."""
    settings.DEMO = True


def where(item: MinuteItem, what: str) -> str:
    return f"/sammantraden/{item.meeting_id}/{what}/{item.pk}/"


def recorded(walk: Walk) -> MinuteItem:
    item = at_board(walk)
    walk.record(item, dict.fromkeys(ADOPT, "rejected"))
    return item


def test_an_outcome_is_taken_back_shown_struck_and_recorded_anew(walk: Walk) -> None:
    item = recorded(walk)
    secretary = at(walk, walk.people.secretary)
    page = f"/sammantraden/{item.meeting_id}/?arende={item.pk}"
    html = secretary.get(page).content.decode()
    assert "Rätta utfallet" in html and "Anteckna en rättelse" not in html
    html = secretary.post(where(item, "ratta"), {"reason": "Fel knapp."}, follow=True)
    told = html.content.decode()
    assert "Utfallet är taget tillbaka." in told
    assert "<del>§ 1. Punkt 1: Avslag, Punkt 2: Avslag, Punkt 3: Avslag</del>" in told
    assert "Fel knapp." in told and 'value="1"' in told
    secretary.post(where(item, "utfall"), answers(item, ADOPT))
    html = secretary.get(page).content.decode()
    assert "<del>§ 1." in html and "§ 1</b>" in html
    assert Case.objects.get(pk=item.case_id).stage == "council"


def test_what_was_taken_back_is_filled_in_to_be_changed(walk: Walk) -> None:
    item = at_board(walk)
    secretary = at(walk, walk.people.secretary)
    said = {
        **answers(item, {1: "changed", 2: "approved", 3: "rejected"}),
        "text-1": "Avtalet godkänns till och med 2027.",
        "votes": "1",
        "vote-0-yes_means": "bifall",
        "vote-0-no_means": "avslag",
        "vote-0-yes": "9",
        "vote-0-no": "2",
        "recusals": "1",
        "recusal-0-who": "Ada Ek (X)",
    }
    assert secretary.post(where(item, "utfall"), said).status_code == 302
    first = MinuteItem.objects.get(pk=item.pk)
    assert first.result
    html = secretary.post(where(item, "ratta"), {"reason": "Punkt 3."}, follow=True)
    assert "Det som togs tillbaka är ifyllt nedan." in html.content.decode()
    form = html.context["record"]
    filled = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    filled |= dict(form.row_counts())
    for name, value in said.items() - {("task", said["task"])}:
        assert str(filled[name]) == str(value), name
    assert filled["text-2"] == form.proposed[form.points[1].pk]
    again = {name: str(value) for name, value in filled.items()} | {"point-3": "approved"}
    assert secretary.post(where(item, "utfall"), again).status_code == 302
    second = MinuteItem.objects.get(pk=item.pk)
    assert second.proceedings == first.proceedings
    outcomes = second.outcomes.order_by("point__number").values_list("outcome", "decided_text")
    assert outcomes[0] == ("changed", "Avtalet godkänns till och med 2027.")
    assert [outcome for outcome, _ in outcomes] == ["changed", "approved", "approved"]


def test_a_refused_reason_stays_on_the_page(walk: Walk) -> None:
    item = recorded(walk)
    secretary = at(walk, walk.people.secretary)
    before = everything()
    answer = secretary.post(where(item, "ratta"), {"reason": ""})
    assert answer.status_code == 422
    assert "Skriv varför utfallet ska rättas." in answer.content.decode()
    assert everything() == before


def test_after_the_minutes_only_a_slip_of_the_pen_is_noted(walk: Walk) -> None:
    item = recorded(walk)
    walk.minutes(item.case)
    secretary = at(walk, walk.people.secretary)
    page = f"/sammantraden/{item.meeting_id}/?arende={item.pk}"
    html = secretary.get(page).content.decode()
    assert "Rätta utfallet" not in html and "Anteckna en rättelse" in html
    answer = secretary.post(where(item, "ratta"), {"reason": "Fel."})
    assert answer.status_code == 409
    assert "Ett skrivfel antecknas som rättelse." in answer.content.decode()
    text = {"text": "Läs 2027, inte 2026."}
    html = secretary.post(where(item, "rattelse"), text, follow=True).content.decode()
    assert "Rättelse: Läs 2027, inte 2026." in html
    assert "Avslag" in html


@pytest.mark.parametrize("what", ["ratta", "rattelse"])
def test_who_is_not_the_secretary_corrects_nothing(walk: Walk, what: str) -> None:
    item = recorded(walk)
    for person in (walk.people.auditor, walk.people.registrar):
        client = at(walk, person)
        page = client.get(f"/sammantraden/{item.meeting_id}/?arende={item.pk}").content.decode()
        assert "Rätta utfallet" not in page
        answer = client.post(where(item, what), {"reason": "x", "text": "x"})
        assert answer.status_code == 403
    item.refresh_from_db()
    assert item.result == "rejected"
