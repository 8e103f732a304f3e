"""Correcting what the register says about an agreement: what is written, told and refused."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from history.models import Event
from lifecycle import flows, operations
from organisation.web.clock import today
from tests.pages.agreements import (
    domain,
    edit,
    given,
    page,
    send,
    text,
)
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk that starts today; the pages' clock follows it (see `page` and `send`)."""
    settings.DEMO = True
    return Walk(people, on=today())


def test_what_is_edited_is_written_and_told(walk: Walk) -> None:
    agreement = walk.in_force()
    said = given(agreement, purpose="Jämlik hälsa")
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **said)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert agreement.purpose == "Jämlik hälsa"
    assert Event.objects.filter(kind="agreement_edited", subject_id=agreement.pk).count() == 3


def test_the_form_remembers_what_each_field_held(walk: Walk) -> None:
    agreement = walk.in_force()
    html = text(page(walk, walk.people.officer, "agreement_edit", agreement.pk))
    for name in set(given(agreement)) - {"starts_on", "initial-starts_on"}:
        assert html.count(f'name="{name}"') == 1, name
    assert 'name="starts_on"' not in html


def test_somebody_elses_change_meanwhile_is_not_undone(walk: Walk) -> None:
    agreement = walk.in_force()
    stale = given(agreement, title="Ett nytt namn")
    edit(walk, agreement, purpose="Jämlik hälsa")
    send(walk, walk.people.officer, "agreement_edit", agreement.pk, **stale)
    agreement.refresh_from_db()
    assert (agreement.title, agreement.purpose) == ("Ett nytt namn", "Jämlik hälsa")


def test_the_counterpartys_organisation_number_is_set_and_told(walk: Walk) -> None:
    agreement = walk.in_force()
    party = agreement.parties.get(is_ours=False)
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Organisationsnummer saknas" in html
    said = given(agreement, **{f"organisation_number_{party.pk}": "2021002973"})
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **said)
    assert answer.status_code == 302, text(answer)
    party.refresh_from_db()
    assert party.organisation_number == "202100-2973"
    html = text(page(walk, walk.people.auditor, "agreement_history", agreement.pk))
    assert "Organisationsnummer för Karolinska Institutet: tomt blev ”202100-2973”" in html
    form = text(page(walk, walk.people.officer, "agreement_edit", agreement.pk))
    assert 'value="202100-2973"' in form


@pytest.mark.parametrize(
    "number", ["202100-2974", "12345", "٢٠٢١٠٠-٢٩٧٣", "202100 2973 x", "1" * 20, "000000-0001"]
)
def test_a_number_that_cannot_be_right_writes_nothing_at_all(walk: Walk, number: str) -> None:
    agreement = walk.in_force()
    party = agreement.parties.get(is_ours=False)
    before = domain()
    said = given(agreement, title="Ett nytt namn", **{f"organisation_number_{party.pk}": number})
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **said)
    assert answer.status_code == 422
    assert "Numret stämmer inte. Skriv tio siffror" in text(answer)
    assert f'href="#id_organisation_number_{party.pk}"' in text(answer)
    assert f'value="{number}"' in text(answer)
    assert "Ett nytt namn" in text(answer)
    assert domain() == before


def test_our_own_number_and_other_agreements_parties_are_not_touched(walk: Walk) -> None:
    agreement, other = walk.in_force(), walk.opened().agreement
    ours = agreement.parties.get(is_ours=True)
    theirs = other.parties.get(is_ours=False)
    before = domain()
    numbers = {ours.pk: "202100-2973", theirs.pk: "202100-2973"}
    flows.run(
        operations.edit_agreement,
        agreement_id=agreement.pk,
        facts={},
        organisation_numbers=numbers,
        actor=walk.people.officer,
        on=walk.on,
    )
    assert domain() == before


@pytest.mark.parametrize("field", ["title", "purpose"])
@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\u2066"])
def test_text_that_hides_or_turns_its_signs_is_refused(walk: Walk, field: str, sign: str) -> None:
    agreement = walk.in_force()
    before = domain()
    said = given(agreement, **{field: f"Avtal{sign}med KI"})
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **said)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in text(answer)
    assert "osynligt styrtecken" in text(answer)
    assert domain() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Fyll i fältet."),
        ({"title": "x" * 251}, "Skriv högst 250 tecken."),
        ({"term": "fixed"}, "Ett tidsbestämt avtal behöver en sista dag."),
        ({"ends_on": "31 december"}, "Skriv dagen som åååå-mm-dd"),
        ({"ends_on": "2090-01-01"}, "Ett avtal tills vidare har ingen sista dag. Töm fältet."),
        ({"responsible": "0"}, "Välj ett alternativ i listan."),
    ],
)
def test_a_wrong_correction_is_refused_and_kept(
    walk: Walk, changes: dict[str, str], sentence: str
) -> None:
    agreement = walk.in_force()
    before = domain()
    said = given(agreement, purpose="Det här skrev jag", **changes)
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **said)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Det här skrev jag" in text(answer)
    assert domain() == before
