"""The agreement's page: who may read it, where it stands, what is missing, and its cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from cases.models import Agreement
from cases.rules.draft import DraftSection
from lifecycle.rules.notice_other import UnknownRule
from lifecycle.rules.notice_year import YearTurn
from organisation.models import Person
from organisation.web.clock import today
from tests.pages.agreements import (
    edit,
    page,
    review,
    send,
    signed_in,
    text,
)
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk that starts today; the pages' clock follows it (see `page` and `send`)."""
    settings.DEMO = True
    return Walk(people, on=today())


def test_those_of_the_unit_and_those_who_see_all_may_read(walk: Walk) -> None:
    agreement = walk.in_force()
    p = walk.people
    for person in (
        p.officer,
        p.head,
        p.director,
        p.coordinator,
        p.auditor,
        p.registrar,
        p.signatory,
    ):
        assert page(walk, person, "agreement", agreement.pk).status_code == 200, person


def test_outsiders_and_people_without_a_role_find_nothing(walk: Walk) -> None:
    agreement = walk.in_force()
    nobody = Person.objects.create(name="Ingen Alls", email="ingen@example.se")
    for person in (walk.people.outsider, walk.people.administrator, nobody):
        for name in ("agreement", "agreement_edit", "agreement_end", "agreement_receive_notice"):
            assert page(walk, person, name, agreement.pk).status_code == 404, (person, name)


def test_an_agreement_that_does_not_exist_is_not_found(walk: Walk) -> None:
    assert page(walk, walk.people.auditor, "agreement", 2**62).status_code == 404


def test_the_page_says_where_it_stands_and_who_is_asked(walk: Walk) -> None:
    case = walk.submitted()
    html = text(page(walk, walk.people.officer, "agreement", case.agreement_id))
    assert "Tjänsteutlåtandet granskas" in html
    assert "Karin Sandell granskar tjänsteutlåtandet" in html
    assert reverse("case", args=[case.pk]) in html
    assert html.count('aria-current="step"') == 1


def test_the_page_counts_what_notice_today_would_lead_to(walk: Walk) -> None:
    agreement = walk.in_force()
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    year = walk.on.year
    assert f"Sägs avtalet upp i dag upphör det 31\u00a0december {year + 1}." in html
    assert f"Då upphör det 31\u00a0december {year} om det sägs upp i dag." in html


def test_an_unknown_notice_rule_is_said_to_be_unknown(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.reading(agreement, UnknownRule())
    html = text(page(walk, walk.people.auditor, "agreement", agreement.pk))
    assert "Okänt: uppsägningsregel" in html
    assert "Sägs avtalet upp i dag" not in html


def test_who_may_tell_a_missing_fact_is_asked_for_it_with_a_link(walk: Walk) -> None:
    agreement = walk.in_force()
    asked = "Uppsägningsregeln är inte angiven. Ange den så att"
    link = reverse("agreement_edit", args=[agreement.pk])
    assert asked not in text(page(walk, walk.people.officer, "agreement", agreement.pk))
    edit(walk, agreement, term="unknown")
    walk.reading(agreement, UnknownRule())
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert asked in html
    assert f'href="{reverse("agreement_notice_rule", args=[agreement.pk])}"' in html
    assert f'href="{link}#id_term"' in html
    form = text(page(walk, walk.people.officer, "agreement_edit", agreement.pk))
    assert 'id="id_term"' in form
    for person in (walk.people.head, walk.people.registrar, walk.people.auditor):
        assert link not in text(page(walk, person, "agreement", agreement.pk))


def test_what_the_text_says_of_term_and_notice_stands_where_it_is_asked_for(walk: Walk) -> None:
    draft = replace(
        walk.draft(), sections=(DraftSection(1, "Avtalet", "Avtalet gäller tills vidare. Mer."),)
    )
    agreement = walk.opened(draft=draft).agreement
    for name in ("agreement", "agreement_edit"):
        html = text(page(walk, walk.people.officer, name, agreement.pk))
        assert '<blockquote class="av-quote">Avtalet gäller tills vidare.</blockquote>' in html
    edit(walk, agreement, term="open_ended")
    walk.reading(agreement, YearTurn())
    for name in ("agreement", "agreement_edit"):
        html = text(page(walk, walk.people.officer, name, agreement.pk))
        assert "I tjänsteutlåtandet står" not in html


def test_the_notice_from_the_counterparty_is_told_first_of_all(walk: Walk) -> None:
    agreement = walk.in_force()
    said = {"received_on": walk.on, "reference": "Brev, KS-2026/140"}
    send(walk, walk.people.registrar, "agreement_receive_notice", agreement.pk, **said)
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Motparten har sagt upp ditt avtal" in html
    assert "Du är avtalsansvarig." in html
    assert html.count("Brev, KS-2026/140") == 2
    html = text(page(walk, walk.people.auditor, "agreement", agreement.pk))
    assert "Motparten har sagt upp avtalet" in html
    assert "Avtalsansvarig är Jonas Ekdahl." in html
    send(walk, walk.people.registrar, "agreement_revoke_notice", agreement.pk, reason="Överens.")
    assert "Motparten har" not in text(page(walk, walk.people.officer, "agreement", agreement.pk))


def test_refusals_do_not_crowd_out_what_has_happened(walk: Walk) -> None:
    agreement = walk.in_force()
    for _ in range(8):
        send(walk, walk.people.head, "agreement_edit", agreement.pk)
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Avtalet registrerades" in html
    assert "Motpartens underskrift registrerades" in html
    assert "Nekades" not in html
    assert (
        text(page(walk, walk.people.auditor, "agreement_history", agreement.pk)).count(
            "Försökte ändra avtalets uppgifter: saknade behörighet"
        )
        == 8
    )


def test_the_agreements_text_is_a_link_for_those_who_may_read_its_case(walk: Walk) -> None:
    agreement = walk.in_force()
    case = agreement.cases.get()
    link = reverse("case_attachment_file", args=[case.pk, 1])
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert f'href="{link}">Bilaga 1. Samverkansavtal</a>' in html
    assert signed_in(walk, walk.people.officer).get(link).status_code == 200
    outsider = walk.people.outsider
    edit(walk, agreement, responsible=outsider)
    assert link not in text(page(walk, outsider, "agreement", agreement.pk))
    assert signed_in(walk, outsider).get(link).status_code == 404


@pytest.mark.parametrize("name", ["agreement", "agreement_history", "agreement_edit"])
def test_the_head_of_a_page_can_be_asked_for(walk: Walk, name: str) -> None:
    address = reverse(name, args=[walk.in_force().pk])
    assert signed_in(walk, walk.people.coordinator).head(address).status_code == 200


@pytest.mark.parametrize(
    "stage", ["opened", "submitted", "approved", "proposed", "decided", "in_force"]
)
def test_every_phase_marks_exactly_one_step(walk: Walk, stage: str) -> None:
    result = getattr(walk, stage)()
    pk = result.pk if isinstance(result, Agreement) else result.agreement_id
    html = text(page(walk, walk.people.coordinator, "agreement", pk))
    assert html.count('aria-current="step"') == 1


def test_the_number_of_queries_does_not_grow_with_the_agreements_life(walk: Walk) -> None:
    agreement = walk.in_force()
    counts = []
    for year in range(3):
        client = signed_in(walk, walk.people.auditor)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("agreement", args=[agreement.pk]))
        counts.append(len(queries))
        review(walk, agreement, walk.on.year)
        walk.on = date(walk.on.year + 1, 2, 1 + year)
    assert counts[1] == counts[2], counts
    assert counts[0] <= counts[2]
