"""Carrying out a decision: signing, counterparty, notice, dispatch, conditions, closing; refusals write nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.draft import DraftPoint, DraftSection
from lifecycle import flows, operations
from lifecycle.models import Notice, Question, Signature
from organisation.models import DemoClock, Person
from organisation.web.clock import today
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read; `the_clock_follows` moves that day after it."""
    settings.DEMO = True
    return Walk(people, on=today())


def the_clock_follows(walk: Walk) -> None:
    """Let the pages read the day the walk has come to."""
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": walk.on})


def decided(walk: Walk) -> Case:
    """A case in execution, read by the pages on the day it was decided."""
    case = walk.decided()
    the_clock_follows(walk)
    return case


def signed_in(person: Person) -> Client:
    """A browser where the person has signed in."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def see(person: Person, url_name: str, *args: object) -> str:
    """The page as the person gets it."""
    response = signed_in(person).get(reverse(url_name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def post(
    person: Person, case: Case, kind: str, url_name: str, *args: Any, **said: Any
) -> HttpResponse:
    """Answer the case's open question of the kind, as the form would."""
    question = Question.objects.filter(case=case, kind=kind).first()
    data = {"task": question.task if question else 1, **said}
    return signed_in(person).post(reverse(url_name, args=[case.pk, *args]), data)


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
        ({"signed_on": "9999-01-01"}, "ligger efter i dag"),
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
        ({"dispatched_on": "9999-12-31"}, "ligger efter i dag", 422),
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
    assert "<del>Avtalet i bilaga 1 godkänns.</del>" in html
    assert "<ins>En ändrad lydelse.</ins>" in html
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
        points=(DraftPoint(1, walk.people.board.pk, None, "Avtalet sägs upp."),),
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
        ("9999-12-31", "kan inte ha kommit fram"),
        ("2019-01-01", "ligger före avtalets första dag"),
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
    flows.run(
        operations.edit_agreement,
        agreement_id=case.agreement_id,
        facts={"notice_rule": "unknown"},
        actor=walk.people.officer,
        on=walk.on,
    )
    html = see(walk.people.signatory, "case_give_notice", case.pk)
    assert "Avtalet har ingen känd uppsägningsregel." in html
    said = {"received_on": walk.on.isoformat()}
    response = post(walk.people.signatory, case, "give_notice", "case_give_notice", **said)
    assert response.status_code == 422
    assert not Notice.objects.exists()
