"""What is done to an agreement from its page: review, notice and end; refusals write nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from cases.models import Agreement, Case
from history.models import Event
from lifecycle.models import Notice, Review
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_other import UnknownRule
from organisation.web.clock import today
from tests.pages.agreements import (
    domain,
    open_review,
    page,
    review,
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


# Annual review ------------------------------------------------------------------------------------------


def test_a_review_is_opened_and_concluded(walk: Walk) -> None:
    agreement = walk.in_force()
    year = walk.on.year
    send(walk, walk.people.coordinator, "agreement_review_open", agreement.pk, year=year)
    review = Review.objects.get(agreement=agreement)
    said = {"results": "Två seminarier.", "priorities": "", "conclusion": "continue"}
    answer = send(walk, walk.people.officer, "agreement_review", agreement.pk, review.pk, **said)
    assert answer.status_code == 302, text(answer)
    review.refresh_from_db()
    assert (review.conclusion, review.results) == ("continue", "Två seminarier.")
    shown = text(page(walk, walk.people.auditor, "agreement_review", agreement.pk, review.pk))
    assert "Två seminarier." in shown
    assert "<textarea" not in shown


def test_a_second_review_the_same_year_is_refused(walk: Walk) -> None:
    agreement = walk.in_force()
    review(walk, agreement, walk.on.year)
    before = domain()
    answer = send(
        walk, walk.people.coordinator, "agreement_review_open", agreement.pk, year=walk.on.year
    )
    assert answer.status_code == 409
    assert "finns redan" in text(answer)
    assert domain() == before


def test_a_review_without_results_is_refused_and_keeps_what_was_typed(walk: Walk) -> None:
    agreement = walk.in_force()
    review = open_review(walk, agreement)
    before = domain()
    said = {"results": "", "priorities": "Jämlik hälsa", "conclusion": "continue"}
    answer = send(walk, walk.people.officer, "agreement_review", agreement.pk, review.pk, **said)
    assert answer.status_code == 422
    assert "Jämlik hälsa" in text(answer)
    assert domain() == before


def test_an_auditor_reads_an_open_review_without_a_form(walk: Walk) -> None:
    agreement = walk.in_force()
    review = open_review(walk, agreement)
    shown = text(page(walk, walk.people.auditor, "agreement_review", agreement.pk, review.pk))
    assert "Det gör avtalsansvarig eller koordinatorn." in shown
    assert "<textarea" not in shown


# Who may, before what is sent is read ---------------------------------------------------------------------

VERBS = {
    "agreement_edit": "head",
    "agreement_review_open": "head",
    "agreement_receive_notice": "officer",
    "agreement_revoke_notice": "officer",
    "agreement_open_termination": "registrar",
    "agreement_end": "head",
    "agreement_abandon": "head",
}


@pytest.mark.parametrize("said", [{}, {"title": "", "received_on": "i går", "year": "x"}])
@pytest.mark.parametrize("name", sorted(VERBS))
def test_without_the_right_even_an_empty_or_wrong_form_is_forbidden(
    walk: Walk, name: str, said: dict[str, str]
) -> None:
    agreement = walk.in_force()
    before = domain()
    person = getattr(walk.people, VERBS[name])
    assert send(walk, person, name, agreement.pk, **said).status_code == 403
    assert domain() == before
    refused = Event.objects.get(subject_kind="agreement", subject_id=agreement.pk, kind="refused")
    assert refused.actor_id == person.pk


def test_without_the_right_an_empty_review_is_forbidden(walk: Walk) -> None:
    agreement = walk.in_force()
    opened = open_review(walk, agreement)
    before = domain()
    answer = send(walk, walk.people.auditor, "agreement_review", agreement.pk, opened.pk)
    assert answer.status_code == 403
    assert domain() == before
    assert Event.objects.filter(subject_id=agreement.pk, kind="refused").count() == 1


@pytest.mark.parametrize("sign", ["\x1b", "\u202e"])
def test_reasons_that_hide_or_turn_their_signs_are_refused(walk: Walk, sign: str) -> None:
    agreement = walk.in_force()
    before = domain()
    given = {"why": "mutual", "last_day": walk.on, "reason": f"Över{sign}ens"}
    answer = send(walk, walk.people.coordinator, "agreement_end", agreement.pk, **given)
    assert answer.status_code == 422
    assert "osynligt styrtecken" in text(answer)
    assert domain() == before


# Notice -------------------------------------------------------------------------------------------------


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
    assert f"Då blir sista dag 31\u00a0december {walk.on.year}." in text(answer)
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


def test_without_a_rule_nothing_is_counted_and_the_page_says_who_tells_it(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.reading(agreement, UnknownRule())
    registrar = walk.people.registrar
    html = text(page(walk, registrar, "agreement_receive_notice", agreement.pk))
    assert "Jonas Ekdahl, som är avtalsansvarig, eller koordinatorn anger regeln" in html
    assert 'name="received_on"' not in html
    before = domain()
    answer = send(walk, registrar, "agreement_receive_notice", agreement.pk, received_on=walk.on)
    assert answer.status_code == 422
    assert "uppsägningsregel" in text(answer).casefold()
    assert domain() == before


def test_how_a_notice_came_is_kept_and_told(walk: Walk) -> None:
    agreement = walk.in_force()
    said = {"received_on": walk.on, "reference": "  Brev, KS-2026/140 "}
    html = text(
        send(walk, walk.people.registrar, "agreement_receive_notice", agreement.pk, rakna=1, **said)
    )
    assert 'value="Brev, KS-2026/140"' in html.replace("  Brev", "Brev").replace("140 ", "140")
    send(walk, walk.people.registrar, "agreement_receive_notice", agreement.pk, **said)
    assert Notice.objects.get(agreement=agreement).reference == "Brev, KS-2026/140"
    html = text(page(walk, walk.people.auditor, "agreement_history", agreement.pk))
    assert "Hur den kom: Brev, KS-2026/140" in html


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [("x" * 201, "Skriv högst 200 tecken."), ("KS\u202e041", "osynligt styrtecken")],
)
def test_how_a_notice_came_is_short_and_plain(walk: Walk, reference: str, sentence: str) -> None:
    agreement = walk.in_force()
    before = domain()
    said = {"received_on": walk.on, "reference": reference}
    answer = send(walk, walk.people.registrar, "agreement_receive_notice", agreement.pk, **said)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert domain() == before


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
    said = {"title": "Uppsägning av samverkan", "recipient": walk.people.board.pk}
    answer = send(walk, walk.people.officer, "agreement_open_termination", agreement.pk, **said)
    case = Case.objects.get(agreement=agreement, kind="terminate")
    assert answer["Location"] == reverse("case", args=[case.pk])
    html = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "Öppet ärende: säga upp avtal" in html
    point = case.points.get()
    assert (point.body, point.proposing_body) == (walk.people.council, walk.people.board)
    assert point.text.endswith("med Karolinska Institutet sägs upp.")
    assert [r.name for r in case.recipients.all()] == ["Karolinska Institutet"]
    assert "Sammanfattning" in [s.heading for s in case.sections.all()]


def test_giving_notice_waits_for_the_case_that_is_open(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    said = {"title": "Uppsägning av samverkan", "recipient": walk.people.board.pk}
    answer = send(walk, walk.people.officer, "agreement_open_termination", agreement.pk, **said)
    assert answer.status_code == 409
    assert "Avtalet har redan ett öppet ärende." in text(answer)
    assert domain() == before


# The end ------------------------------------------------------------------------------------------------


def test_an_agreement_ends_for_a_reason_and_then_cannot_be_changed(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.on += timedelta(days=30)
    said = {
        "why": "mutual",
        "last_day": walk.on - timedelta(days=1),
        "reason": "Parterna avslutar samarbetet.",
    }
    answer = send(walk, walk.people.coordinator, "agreement_end", agreement.pk, **said)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert page(walk, walk.people.coordinator, "agreement_edit", agreement.pk).status_code == 409
    assert "agreement_edit" not in text(page(walk, walk.people.officer, "agreement", agreement.pk))


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"why": "mutual", "reason": "Överenskommet."}, 422, "Ange sista dagen avtalet gäller."),
        ({"why": "mutual", "last_day": "2000-01-01"}, 422, "Skriv varför."),
        ({"why": "notice"}, 409, "Avtalet är inte uppsagt."),
        ({"why": "expired"}, 409, "Avtalet har ingen bestämd sista dag, eller förlängs den dagen."),
        ({}, 422, "Välj ett alternativ."),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    walk: Walk, said: dict[str, str], status: int, sentence: str
) -> None:
    agreement = walk.in_force()
    before = domain()
    answer = send(walk, walk.people.coordinator, "agreement_end", agreement.pk, **said)
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
