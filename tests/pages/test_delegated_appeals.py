"""Appeals of decisions by delegation: registered, followed, told, and refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from approvals import legal_days
from approvals import operations as desk
from approvals.appeal_models import Appeal, AppealStep
from approvals.delegation_models import DelegatedDecision
from history.proof import Report
from lifecycle.appeal_proof import check_appeals
from lifecycle.delegating import delegate
from organisation.models import Person
from organisation.web.clock import today
from tests.lifecycle.acts import delegated
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Any) -> Walk:
    """A walk from today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def announced(walk: Walk) -> DelegatedDecision:
    """A decision with its own notice up since today."""
    row = delegated(walk)
    facts = {"decision_id": row.pk, "actor": walk.people.secretary, "on": walk.on}
    delegate(desk.announce_delegated_decision, posted_on=walk.on, **facts)
    the_clock_follows(walk)
    return DelegatedDecision.objects.get(pk=row.pk)


def sent(walk: Walk, row: DelegatedDecision, person: Person, **changes: Any) -> int:
    """What the answer to a registration is."""
    said = {"received_on": walk.on.isoformat(), "appellant": "en kommunmedlem", "court_number": ""}
    url = reverse("delegated_appeals", args=[row.pk])
    return signed_in(person).post(url, {**said, **changes}).status_code


def step(walk: Walk, row: DelegatedDecision, outcome: str, **changes: Any) -> int:
    """What the answer to a step of its first appeal is."""
    appeal = Appeal.objects.get(decision=row)
    said = {"outcome": outcome, "day": walk.on.isoformat(), "note": "Mål 12-26."}
    said["seen"] = str(appeal.steps.count())
    url = reverse("delegated_appeal_step", args=[row.pk, appeal.pk])
    return signed_in(walk.people.registrar).post(url, {**said, **changes}).status_code


def test_an_appeal_keeps_legal_force_away_until_it_is_settled(walk: Walk) -> None:
    row = announced(walk)
    last = legal_days.of_decision(row).last.value
    assert "Registrera ett överklagande" in see(walk.people.registrar, "delegated", row.pk)
    assert "Registrera ett överklagande" not in see(walk.people.officer, "delegated", row.pk)
    assert sent(walk, row, walk.people.registrar) == 302
    walk.on = last + timedelta(days=1)
    the_clock_follows(walk)
    facts = {"decision_id": row.pk, "actor": walk.people.secretary, "on": walk.on}
    delegate(desk.remove_delegation_notice, removed_on=walk.on, **facts)
    html = see(walk.people.officer, "delegated", row.pk)
    assert "Inte laga kraft" in html and "Väntar på förvaltningsrätten" in html
    assert "Överklagat" in see(walk.people.officer, "delegated_list")
    assert step(walk, row, "dismissed") == 302
    assert "Inte laga kraft" in see(walk.people.officer, "delegated", row.pk)
    assert step(walk, row, "final") == 302
    html = see(walk.people.officer, "delegated", row.pk)
    assert "Inte laga kraft" not in html and "Laga kraft" in html
    history = see(walk.people.auditor, "organisation_history")
    for sentence in ("Delegationsbeslutet överklagades", "en kommunmedlem", "Mål 12-26."):
        assert sentence in history
    report = Report()
    check_appeals(report)
    assert not report.findings
    unsaid = {
        "outcome": "handled",
        "day": walk.on,
        "recorded_on": walk.on,
        "name": "N",
        "title": "T",
    }
    AppealStep.objects.create(appeal=Appeal.objects.get(), **unsaid)
    check_appeals(report)
    assert report.findings


def test_an_annulled_decision_says_so(walk: Walk) -> None:
    row = announced(walk)
    assert sent(walk, row, walk.people.secretary) == 302
    assert step(walk, row, "annulled") == 302
    assert legal_days.of_decision(DelegatedDecision.objects.get(pk=row.pk)).force.warnings == (
        "Beslutet är upphävt av förvaltningsrätten. Avgörandet har inte fått laga kraft.",
    )
    assert "upphäver beslutet" in see(walk.people.officer, "delegated_list")
    assert "upphäver beslutet" in see(walk.people.auditor, "delegated_appeals", row.pk)


def test_the_case_tells_of_it(walk: Walk) -> None:
    case = walk.ready()
    row = delegated(walk, case_id=case.pk, unit=case.unit)
    the_clock_follows(walk)
    assert "Överklagat" not in see(walk.people.officer, "case", case.pk)
    assert sent(walk, row, walk.people.registrar) == 302
    html = see(walk.people.officer, "case", case.pk)
    assert "Överklagat" in html and reverse("delegated_appeals", args=[row.pk]) in html
    assert "Delegationsbeslutet överklagades" in see(walk.people.auditor, "case_history", case.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_on": "2020-01-01"},
        {"received_on": "2099-01-01"},
        {"appellant": " "},
        {"appellant": "x" * 121},
        {"court_number": "x" * 41},
    ],
)
def test_what_cannot_be_registered_is_refused_at_its_field(
    walk: Walk, wrong: dict[str, str]
) -> None:
    row = announced(walk)
    assert sent(walk, row, walk.people.registrar, **wrong) == 422
    assert not Appeal.objects.exists()


def test_who_may_not_and_what_does_not_belong(walk: Walk) -> None:
    row, other = announced(walk), announced(walk)
    for person in (walk.people.officer, walk.people.head, walk.people.auditor):
        assert sent(walk, row, person) == 403
    assert not Appeal.objects.exists()
    sent(walk, row, walk.people.registrar)
    appeal = Appeal.objects.get()
    url = reverse("delegated_appeal_step", args=[other.pk, appeal.pk])
    assert signed_in(walk.people.registrar).post(url, {"outcome": "dismissed"}).status_code == 404
    assert step(walk, row, "final") == 422  # before any court has ruled
    assert step(walk, row, "dismissed") == 302
    assert step(walk, row, "dismissed", seen="0") == 409  # sent twice: the next court's otherwise
    assert AppealStep.objects.count() == 1
