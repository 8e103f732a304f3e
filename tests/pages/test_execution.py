"""Carrying out a decision: signing, the counterparty, dispatch, closing; refusals write nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import Settings

from cases.models import Case
from history.models import Event
from lifecycle.models import Question, Signature
from organisation.models import Person
from organisation.web.clock import today
from tests.pages.answers import post, see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read; `the_clock_follows` moves that day after it."""
    settings.DEMO = True
    return Walk(people, on=today())


def decided(walk: Walk) -> Case:
    """A case in execution, read by the pages on the day it was decided."""
    case = walk.decided()
    the_clock_follows(walk)
    return case


PAGES = ("case_sign", "case_give_notice", "case_dispatch", "case_close")


@pytest.mark.parametrize("url_name", PAGES)
def test_who_may_read_the_case_sees_the_page_and_others_find_nothing(
    walk: Walk, url_name: str
) -> None:
    case = decided(walk)
    p = walk.people
    for person in (p.officer, p.signatory, p.registrar, p.auditor, p.secretary):
        assert "<h1" in see(person, url_name, case.pk)
    for person in (p.outsider, p.administrator):
        address = reverse(url_name, args=[case.pk])
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address, {"task": 1}).status_code == 404


@pytest.mark.parametrize("url_name", PAGES)
def test_a_draft_has_nothing_to_carry_out(walk: Walk, url_name: str) -> None:
    case = walk.ready()
    html = see(walk.people.registrar, url_name, case.pk)
    assert "Ärendet är i läget Utkast" in html
    assert '<button class="ds-button" data-fullwidth type="submit"' not in html


# Signing ----------------------------------------------------------------------------------------------


def test_signing_waits_for_the_minutes(walk: Walk) -> None:
    case = decided(walk)
    html = see(walk.people.signatory, "case_sign", case.pk)
    assert "är inte justerad." in html
    assert "disabled" in html
    response = post(walk.people.signatory, case, "sign", "case_sign")
    assert response.status_code == 409
    assert "Det går inte än." in response.content.decode()
    assert not Signature.objects.exists()


def test_before_legal_force_the_page_warns_and_lets_sign(walk: Walk) -> None:
    case = walk.minutes(decided(walk))
    html = see(walk.people.signatory, "case_sign", case.pk)
    assert "om ingen överklagar." in html
    assert "Hindrar inte" in html
    assert "disabled" not in html
    response = post(walk.people.signatory, case, "sign", "case_sign")
    assert response.status_code == 302
    signature = Signature.objects.get()
    assert (signature.person, signature.signed_on) == (walk.people.signatory, walk.on)
    assert "Avtalet väntar inte på kommunens underskrift." in see(
        walk.people.signatory, "case_sign", case.pk
    )


def test_a_rejected_point_asks_for_a_reason(walk: Walk) -> None:
    case = walk.approved()
    item = walk.on_agenda(case, walk.people.board)
    case = walk.record(item, {1: "approved", 2: "approved", 3: "approved"})
    item = walk.on_agenda(case, walk.people.council)
    case = walk.minutes(walk.record(item, {1: "approved", 2: "rejected"}))
    Case.objects.get(pk=case.pk).points.filter(condition="void").update(condition="")
    the_clock_follows(walk)
    assert "Varför undertecknas avtalet ändå?" in see(walk.people.signatory, "case_sign", case.pk)
    response = post(walk.people.signatory, case, "sign", "case_sign", deviation=" ")
    assert response.status_code == 422
    assert "Skriv varför det görs ändå." in response.content.decode()
    response = post(walk.people.signatory, case, "sign", "case_sign", deviation="Rör\u202eannat.")
    assert response.status_code == 422
    assert "osynligt styrtecken" in response.content.decode()
    assert not Signature.objects.exists()
    post(walk.people.signatory, case, "sign", "case_sign", deviation="Punkten rör annat.")
    assert Signature.objects.get().deviation == "Punkten rör annat."


@pytest.mark.parametrize("name", ["officer", "director", "auditor"])
def test_only_a_signatory_signs(walk: Walk, name: str) -> None:
    case = walk.minutes(decided(walk))
    person = getattr(walk.people, name)
    assert "Det gör den som är utsedd till undertecknare." in see(person, "case_sign", case.pk)
    assert post(person, case, "sign", "case_sign").status_code == 403
    assert not Signature.objects.exists()


# The counterparty -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed"), [("name", "Rut\u202eAlm"), ("title", "rek\x1btor"), ("title", "x" * 121)]
)
def test_a_signer_whose_name_hides_or_turns_its_signs_is_refused(
    walk: Walk, field: str, typed: str
) -> None:
    case = walk.minutes(decided(walk))
    party = case.agreement.parties.get(is_ours=False)
    said = {"name": "Rut Alm", "title": "rektor", "signed_on": walk.on, field: typed}
    before = everything()
    response = post(walk.people.officer, case, "countersign", "case_countersign", party.pk, **said)
    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert _rows(everything()) == _rows(before)


@pytest.mark.parametrize("said", [{}, {"task": "x", "signed_on": "i går"}])
@pytest.mark.parametrize("url_name", ["case_sign", "case_countersign", "case_give_notice"])
def test_without_the_right_even_an_empty_or_wrong_form_is_forbidden(
    walk: Walk, url_name: str, said: dict[str, str]
) -> None:
    case = walk.minutes(decided(walk))
    party = case.agreement.parties.get(is_ours=False)
    args = [case.pk, party.pk] if url_name == "case_countersign" else [case.pk]
    before = _rows(everything())
    answer = signed_in(walk.people.auditor).post(reverse(url_name, args=args), said)
    assert answer.status_code == 403
    assert _rows(everything()) == before
    assert Event.objects.filter(subject_id=case.pk, kind="refused").count() == 1


def test_the_agreements_text_can_be_read_before_a_signature_is_registered(walk: Walk) -> None:
    case = walk.minutes(decided(walk))
    party = case.agreement.parties.get(is_ours=False)
    html = see(walk.people.officer, "case_countersign", case.pk, party.pk)
    assert f'href="{reverse("case_attachment_file", args=[case.pk, 1])}">Bilaga 1.' in html


def _rows(tables: dict[str, str]) -> dict[str, str]:
    """Every row but the book's and sign-in's: a refusal is told."""
    return {t: rows for t, rows in tables.items() if not t.startswith(("history", "organisation"))}


def test_the_counterpartys_signature_is_registered(walk: Walk) -> None:
    case = walk.minutes(decided(walk))
    party = case.agreement.parties.get(is_ours=False)
    assert "Karolinska Institutet" in see(
        walk.people.officer, "case_countersign", case.pk, party.pk
    )
    said = {"name": "Rut Alm", "title": "rektor", "signed_on": walk.on.isoformat()}
    response = post(walk.people.officer, case, "countersign", "case_countersign", party.pk, **said)
    assert response.status_code == 302
    assert Signature.objects.get().name == "Rut Alm"
    html = see(walk.people.officer, "case_countersign", case.pk, party.pk)
    assert "Karolinska Institutet har undertecknat." in html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Skriv vem som har undertecknat."),
        ({"title": ""}, "Skriv vilken titel den som undertecknade har."),
        ({"signed_on": "2199-01-01"}, "ligger efter i dag"),
        ({"signed_on": "i går"}, "Skriv dagen som åååå-mm-dd"),
        ({"name": "Rut\x07"}, "osynligt styrtecken"),
    ],
)
def test_a_wrong_signature_is_explained_and_kept_in_the_form(
    walk: Walk, wrong: dict[str, str], sentence: str
) -> None:
    case = decided(walk)
    party = case.agreement.parties.get(is_ours=False)
    said = {"name": "Rut Alm", "title": "rektorn", "signed_on": walk.on.isoformat(), **wrong}
    response = post(walk.people.officer, case, "countersign", "case_countersign", party.pk, **said)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "Rut" in html if said["name"].strip() else "rektorn" in html
    assert not Signature.objects.exists()


def test_our_own_party_and_other_agreements_parties_are_not_found(walk: Walk) -> None:
    case, other = decided(walk), walk.ready()
    ours = case.agreement.parties.get(is_ours=True)
    theirs = other.agreement.parties.get(is_ours=False)
    for party in (ours, theirs):
        address = reverse("case_countersign", args=[case.pk, party.pk])
        assert signed_in(walk.people.officer).get(address).status_code == 404


# Dispatch ---------------------------------------------------------------------------------------------


def send(
    walk: Walk, case: Case, keys: list[int], person: Person | None = None, **said: str
) -> HttpResponse:
    """Note that the decision was sent to these recipients."""
    data = {"recipients": keys, "how": "e-post", "dispatched_on": walk.on.isoformat(), **said}
    client = signed_in(person or walk.people.registrar)
    return client.post(reverse("case_dispatch", args=[case.pk]), data)


def test_the_decision_is_sent_to_some_and_then_to_all(walk: Walk) -> None:
    case = decided(walk)
    first, second = case.recipients.all()
    html = see(walk.people.registrar, "case_dispatch", case.pk)
    assert "Karolinska Institutet" in html
    assert "Samtliga nämnder" in html
    assert send(walk, case, [first.pk]).status_code == 302
    assert case.recipients.filter(dispatched_on=walk.on, dispatched_how="e-post").count() == 1
    assert Question.objects.filter(case=case, kind="dispatch").exists()
    assert send(walk, case, [second.pk], how="brev").status_code == 302
    assert not Question.objects.filter(case=case, kind="dispatch").exists()
    assert "Alla har fått beslutet." in see(walk.people.registrar, "case_dispatch", case.pk)


@pytest.mark.parametrize(
    ("said", "sentence", "status"),
    [
        ({"how": "  "}, "Ange hur beslutet skickades.", 422),
        ({"dispatched_on": "2199-12-31"}, "ligger efter i dag", 422),
        ({"dispatched_on": ""}, "Ange vilken dag beslutet skickades.", 422),
        ({"recipients": []}, "Välj minst en mottagare.", 422),
        ({"recipients": ["999999"]}, "En mottagare finns inte längre", 422),
    ],
)
def test_a_wrong_dispatch_notes_nobody(
    walk: Walk, said: dict[str, Any], sentence: str, status: int
) -> None:
    case = decided(walk)
    keys = [r.pk for r in case.recipients.all()]
    response = send(walk, case, said.pop("recipients", keys), **said)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not case.recipients.filter(dispatched_on__isnull=False).exists()


def test_who_already_has_it_is_not_noted_twice_and_nobody_else_is_either(walk: Walk) -> None:
    case = decided(walk)
    first, second = case.recipients.all()
    send(walk, case, [first.pk])
    response = send(walk, case, [second.pk, first.pk], how="bud")
    assert response.status_code == 409
    second.refresh_from_db()
    assert second.dispatched_on is None


def test_only_registrar_and_secretary_dispatch(walk: Walk) -> None:
    case = decided(walk)
    keys = [r.pk for r in case.recipients.all()]
    assert send(walk, case, keys, person=walk.people.officer).status_code == 403
    assert not case.recipients.filter(dispatched_on__isnull=False).exists()


# Closing ----------------------------------------------------------------------------------------------


def test_closing_lists_what_is_left(walk: Walk) -> None:
    case = decided(walk)
    html = see(walk.people.officer, "case_close", case.pk)
    assert "Avtalet är inte undertecknat av alla parter." in html
    assert "Beslutet är inte expedierat till Karolinska Institutet." in html
    assert "disabled" in html


def test_a_case_that_is_carried_out_is_closed(walk: Walk) -> None:
    walk.in_force()
    the_clock_follows(walk)
    case = Case.objects.get()
    send(walk, case, [r.pk for r in case.recipients.all()])
    assert "Allt är klart" in see(walk.people.officer, "case_close", case.pk)
    assert post(walk.people.officer, case, "close", "case_close").status_code == 302
    assert walk.again(case).stage == "closed"
    assert "Ärendet är i läget Avslutat" in see(walk.people.officer, "case_close", case.pk)


def test_a_stranger_to_the_unit_does_not_close(walk: Walk) -> None:
    walk.in_force()
    the_clock_follows(walk)
    case = Case.objects.get()
    send(walk, case, [r.pk for r in case.recipients.all()])
    assert post(walk.people.auditor, case, "close", "case_close").status_code == 403
    assert walk.again(case).stage == "execution"
