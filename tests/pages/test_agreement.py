"""The agreement's page and its verbs: who may read and do, what is refused, and what is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from cases.models import Agreement, Case
from history.models import Event
from lifecycle import flows, operations
from lifecycle.models import Notice, Review
from lifecycle.rules.dates import long_date
from organisation.models import DemoClock, Person
from organisation.web.clock import today
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk that starts today; the pages' clock follows it (see `page` and `send`)."""
    settings.DEMO = True
    return Walk(people, on=today())


def signed_in(walk: Walk, person: Person) -> Client:
    """The person's browser, on the walk's day."""
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": walk.on})
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def page(walk: Walk, person: Person, name: str, *args: int) -> HttpResponse:
    """What the person is shown."""
    return signed_in(walk, person).get(reverse(name, args=args))


def send(walk: Walk, person: Person, name: str, *args: int, **given: Any) -> HttpResponse:
    """The answer to a form the person sends."""
    return signed_in(walk, person).post(reverse(name, args=args), given)


def domain() -> dict[str, str]:
    """Every row of cases and agreements; signing in and a refusal write in the other tables."""
    written = ("history", "organisation")
    return {table: rows for table, rows in everything().items() if not table.startswith(written)}


def text(response: HttpResponse) -> str:
    """The page's text with hard spaces as they stand."""
    return response.content.decode()


# Reading -------------------------------------------------------------------------------------------------


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
    assert f"Då upphör det 31\u00a0december {year}." in html


def test_an_unknown_notice_rule_is_said_to_be_unknown(walk: Walk) -> None:
    agreement = walk.in_force()
    _edit(walk, agreement, notice_rule="unknown")
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Okänt: uppsägningsregel" in html
    assert "Sägs avtalet upp i dag" not in html


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
        _review(walk, agreement, walk.on.year)
        walk.on = date(walk.on.year + 1, 2, 1 + year)
    assert counts[1] == counts[2], counts
    assert counts[0] <= counts[2]


# Correcting the register ---------------------------------------------------------------------------------


def _given(agreement: Agreement, **changes: Any) -> dict[str, Any]:
    """What the browser sends back: every field, and what each held when the page was read."""
    facts = {
        "title": agreement.title,
        "kind": agreement.kind,
        "purpose": agreement.purpose,
        "responsible": agreement.responsible_id,
        "term": agreement.term,
        "starts_on": agreement.starts_on or "",
        "ends_on": agreement.ends_on or "",
        "notice_rule": agreement.notice_rule,
        "notice_clause": agreement.notice_clause,
    }
    return {**{f"initial-{name}": value for name, value in facts.items()}, **facts, **changes}


def test_what_is_edited_is_written_and_told(walk: Walk) -> None:
    agreement = walk.in_force()
    given = _given(agreement, notice_clause="Avtalet kan sägas upp skriftligen.", notice_rule="A")
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **given)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert (agreement.notice_rule, agreement.notice_clause) == (
        "A",
        "Avtalet kan sägas upp skriftligen.",
    )
    assert Event.objects.filter(kind="agreement_edited", subject_id=agreement.pk).count() == 2


def test_the_form_remembers_what_each_field_held(walk: Walk) -> None:
    agreement = walk.in_force()
    html = text(page(walk, walk.people.officer, "agreement_edit", agreement.pk))
    for name in set(_given(agreement)) - {"starts_on", "initial-starts_on"}:
        assert html.count(f'name="{name}"') == 1, name
    assert 'name="starts_on"' not in html


def test_somebody_elses_change_meanwhile_is_not_undone(walk: Walk) -> None:
    agreement = walk.in_force()
    stale = _given(agreement, title="Ett nytt namn")
    _edit(walk, agreement, purpose="Jämlik hälsa")
    send(walk, walk.people.officer, "agreement_edit", agreement.pk, **stale)
    agreement.refresh_from_db()
    assert (agreement.title, agreement.purpose) == ("Ett nytt namn", "Jämlik hälsa")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Fyll i fältet."),
        ({"term": "fixed"}, "Ett tidsbestämt avtal behöver en sista dag."),
        ({"ends_on": "31 december"}, "Skriv dagen som åååå-mm-dd"),
        ({"ends_on": "2090-01-01"}, "Ett avtal tills vidare har ingen sista dag. Töm fältet."),
        ({"notice_rule": "C"}, "Välj ett alternativ i listan."),
        ({"responsible": "0"}, "Välj ett alternativ i listan."),
    ],
)
def test_a_wrong_correction_is_refused_and_kept(
    walk: Walk, changes: dict[str, str], sentence: str
) -> None:
    agreement = walk.in_force()
    before = domain()
    given = _given(agreement, purpose="Det här skrev jag", **changes)
    answer = send(walk, walk.people.officer, "agreement_edit", agreement.pk, **given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Det här skrev jag" in text(answer)
    assert domain() == before


# Annual review -------------------------------------------------------------------------------------------


def test_a_review_is_opened_and_concluded(walk: Walk) -> None:
    agreement = walk.in_force()
    year = walk.on.year
    send(walk, walk.people.coordinator, "agreement_review_open", agreement.pk, year=year)
    review = Review.objects.get(agreement=agreement)
    given = {"results": "Två seminarier.", "priorities": "", "conclusion": "continue"}
    answer = send(walk, walk.people.officer, "agreement_review", agreement.pk, review.pk, **given)
    assert answer.status_code == 302, text(answer)
    review.refresh_from_db()
    assert (review.conclusion, review.results) == ("continue", "Två seminarier.")
    shown = text(page(walk, walk.people.auditor, "agreement_review", agreement.pk, review.pk))
    assert "Två seminarier." in shown
    assert "<textarea" not in shown


def test_a_second_review_the_same_year_is_refused(walk: Walk) -> None:
    agreement = walk.in_force()
    _review(walk, agreement, walk.on.year)
    before = domain()
    answer = send(
        walk, walk.people.coordinator, "agreement_review_open", agreement.pk, year=walk.on.year
    )
    assert answer.status_code == 409
    assert "finns redan" in text(answer)
    assert domain() == before


def test_a_review_without_results_is_refused_and_keeps_what_was_typed(walk: Walk) -> None:
    agreement = walk.in_force()
    review = _open_review(walk, agreement)
    before = domain()
    given = {"results": "", "priorities": "Jämlik hälsa", "conclusion": "continue"}
    answer = send(walk, walk.people.officer, "agreement_review", agreement.pk, review.pk, **given)
    assert answer.status_code == 422
    assert "Jämlik hälsa" in text(answer)
    assert domain() == before


def test_an_auditor_reads_an_open_review_without_a_form(walk: Walk) -> None:
    agreement = walk.in_force()
    review = _open_review(walk, agreement)
    shown = text(page(walk, walk.people.auditor, "agreement_review", agreement.pk, review.pk))
    assert "Det gör avtalsansvarig eller koordinatorn." in shown
    assert "<textarea" not in shown


# Notice --------------------------------------------------------------------------------------------------


def test_the_last_day_is_counted_before_anything_is_written(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    answer = send(
        walk,
        walk.people.registrar,
        "agreement_receive_notice",
        agreement.pk,
        received_on=walk.on,
        rakna="1",
    )
    assert answer.status_code == 200
    assert f"Sista dag blir 31\u00a0december {walk.on.year + 1}" in text(answer)
    assert f"upphör 31\u00a0december {walk.on.year}." in text(answer)
    assert domain() == before


def test_a_received_notice_is_registered_and_taken_back(walk: Walk) -> None:
    agreement = walk.in_force()
    registrar = walk.people.registrar
    answer = send(walk, registrar, "agreement_receive_notice", agreement.pk, received_on=walk.on)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.last_day) == ("notice_given", date(walk.on.year + 1, 12, 31))
    answer = send(
        walk, registrar, "agreement_revoke_notice", agreement.pk, reason="Parterna är överens."
    )
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.last_day) == ("in_force", None)
    assert Notice.objects.get(agreement=agreement).revoked_on == walk.on


def test_a_notice_from_tomorrow_is_refused_with_both_days(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    tomorrow = walk.on + timedelta(days=1)
    answer = send(
        walk,
        walk.people.registrar,
        "agreement_receive_notice",
        agreement.pk,
        received_on=tomorrow,
    )
    assert answer.status_code == 422
    assert long_date(tomorrow) in text(answer)
    assert str(tomorrow) in text(answer)
    assert domain() == before


def test_only_the_registrar_registers_a_notice(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    assert (
        page(walk, walk.people.officer, "agreement_receive_notice", agreement.pk).status_code == 403
    )
    answer = send(
        walk, walk.people.officer, "agreement_receive_notice", agreement.pk, received_on=walk.on
    )
    assert answer.status_code == 403
    assert "registratorn" in text(answer)
    assert domain() == before
    assert Event.objects.filter(subject_id=agreement.pk, kind="refused").count() == 1


def test_giving_notice_opens_a_case_of_its_own(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(Case.objects.get(agreement=agreement))
    given = {"title": "Uppsägning av samverkan", "recipient": walk.people.board.pk}
    answer = send(walk, walk.people.officer, "agreement_open_termination", agreement.pk, **given)
    case = Case.objects.get(agreement=agreement, kind="terminate")
    assert answer["Location"] == reverse("case", args=[case.pk])
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Öppet ärende: säga upp avtal" in html


def test_giving_notice_waits_for_the_case_that_is_open(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    given = {"title": "Uppsägning av samverkan", "recipient": walk.people.board.pk}
    answer = send(walk, walk.people.officer, "agreement_open_termination", agreement.pk, **given)
    assert answer.status_code == 409
    assert "Avtalet har redan ett öppet ärende." in text(answer)
    assert domain() == before


# The end -------------------------------------------------------------------------------------------------


def test_an_agreement_ends_for_a_reason_and_then_cannot_be_changed(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.on += timedelta(days=30)
    given = {
        "why": "mutual",
        "last_day": walk.on - timedelta(days=1),
        "reason": "Parterna avslutar samarbetet.",
    }
    answer = send(walk, walk.people.coordinator, "agreement_end", agreement.pk, **given)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert page(walk, walk.people.coordinator, "agreement_edit", agreement.pk).status_code == 409
    assert "agreement_edit" not in text(page(walk, walk.people.officer, "agreement", agreement.pk))


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"why": "mutual", "reason": "Överenskommet."}, 422, "Ange sista dagen avtalet gäller."),
        ({"why": "mutual", "last_day": "2000-01-01"}, 422, "Skriv varför."),
        ({"why": "notice"}, 409, "Avtalet är inte uppsagt."),
        ({"why": "expired"}, 409, "Avtalet har ingen bestämd sista dag."),
        ({}, 422, "Välj ett alternativ."),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    walk: Walk, given: dict[str, str], status: int, sentence: str
) -> None:
    agreement = walk.in_force()
    before = domain()
    answer = send(walk, walk.people.coordinator, "agreement_end", agreement.pk, **given)
    assert answer.status_code == status
    assert sentence in text(answer)
    assert domain() == before


def test_an_agreement_waiting_for_signatures_can_be_given_up(walk: Walk) -> None:
    case = walk.decided()
    answer = send(walk, walk.people.officer, "agreement_abandon", case.agreement_id, reason=" ")
    assert answer.status_code == 422
    answer = send(
        walk,
        walk.people.officer,
        "agreement_abandon",
        case.agreement_id,
        reason="Motparten avstår.",
    )
    assert answer.status_code == 302, text(answer)
    agreement = Agreement.objects.get(pk=case.agreement_id)
    assert (agreement.state, agreement.end_reason) == ("abandoned", "Motparten avstår.")
    html = text(page(walk, walk.people.auditor, "agreement", agreement.pk))
    assert "Avtalet ingicks inte" in html


def test_a_verb_that_is_not_for_this_state_says_so_when_it_is_opened(walk: Walk) -> None:
    case = walk.decided()
    opened = page(walk, walk.people.coordinator, "agreement_end", case.agreement_id)
    assert opened.status_code == 409


# -----------------------------------------------------------------------------------------------------------


def _edit(walk: Walk, agreement: Agreement, **facts: Any) -> None:
    flows.run(
        operations.edit_agreement,
        agreement_id=agreement.pk,
        facts=facts,
        actor=walk.people.coordinator,
        on=walk.on,
    )


def _open_review(walk: Walk, agreement: Agreement) -> Review:
    review: Review = flows.run(
        operations.open_review,
        agreement_id=agreement.pk,
        year=walk.on.year,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    return review


def _review(walk: Walk, agreement: Agreement, year: int) -> None:
    review = _open_review(walk, agreement)
    flows.run(
        operations.conclude_review,
        agreement_id=agreement.pk,
        review_id=review.pk,
        results=f"Året {year}.",
        priorities="",
        conclusion="continue",
        actor=walk.people.coordinator,
        on=walk.on,
    )
