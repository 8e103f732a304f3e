"""The history pages: who may read them, that they are verified, filtered and told in Swedish."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from history import journal
from history.actor import By
from history.kinds import KINDS
from history.models import Event
from history.proof import Finding, Report
from lifecycle.web import history as page
from lifecycle.web import telling
from organisation.models import Person
from organisation.web.clock import today
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People) -> Walk:
    """A walk that starts on the day the pages read."""
    return Walk(people, on=today())


def see(person: Person, name: str, *args: int, status: int = 200, **asked: Any) -> str:
    """The page as the person gets it."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == status
    return response.content.decode()


def numbers(html: str) -> list[int]:
    """The events' numbers, as the table shows them."""
    return [int(n) for n in re.findall(r'<td class="av-muted">(\d+)</td>', html)]


# Who may read --------------------------------------------------------------------------------------------


def test_history_is_read_by_those_who_may_read_its_subject(walk: Walk) -> None:
    case = walk.submitted()
    for person in (walk.people.officer, walk.people.head, walk.people.auditor):
        assert "Historiken stämmer" in see(person, "case_history", case.pk)
        assert "Historiken stämmer" in see(person, "agreement_history", case.agreement_id)
    for person in (walk.people.outsider, walk.people.administrator, walk.people.signatory):
        see(person, "case_history", case.pk, status=404)
        see(person, "agreement_history", case.agreement_id, status=404)


def test_the_organisations_history_is_for_those_who_look_after_or_audit_it(people: People) -> None:
    for person in (people.administrator, people.auditor, people.coordinator):
        see(person, "organisation_history")
    for person in (people.officer, people.director, people.outsider):
        html = see(person, "organisation_history", status=403)
        assert "administratörer, koordinatorer och revisorer" in html


# What it says --------------------------------------------------------------------------------------------


def test_the_chain_is_verified_and_counted(walk: Walk) -> None:
    case = walk.submitted()
    html = see(walk.people.auditor, "case_history", case.pk)
    count = Event.objects.filter(subject_kind="case", subject_id=case.pk).count()
    assert f"{count} av {count} händelser stämmer" in html
    assert numbers(html) == list(range(count, 0, -1))


def test_a_broken_chain_is_said_to_be_broken_and_from_where(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = walk.submitted()
    broken = [
        Finding(f"case {case.pk} händelse 4", "innehållet är ändrat."),
        Finding(f"case {case.pk} händelse 3", "kontrollsumman stämmer inte."),
    ]
    monkeypatch.setattr(page, "verify_chains", lambda subject: Report(5, 1, broken))
    html = see(walk.people.auditor, "case_history", case.pk)
    assert "Historiken stämmer inte från händelse 3" in html
    assert "Händelse 4: innehållet är ändrat." in html
    assert "händelser stämmer med" not in html


def test_a_lost_chain_is_said_to_be_broken(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walk.submitted()
    lost = [Finding(f"case {case.pk}", "hela kedjan saknas.")]
    monkeypatch.setattr(page, "verify_chains", lambda subject: Report(0, 0, lost))
    html = see(walk.people.auditor, "case_history", case.pk)
    assert "Historiken stämmer inte</h2>" in html


def test_who_did_what_is_told_in_swedish(walk: Walk) -> None:
    agreement = walk.in_force()
    html = see(walk.people.auditor, "agreement_history", agreement.pk)
    assert "Avtalet undertecknades<small>" in html
    assert "Motpartens underskrift registrerades<small>Rut Alm, rektor, för Karolinska" in html
    assert (
        "Uppsägningsregel: ”Det är okänt vad avtalet säger om uppsägning.” blev ”Avtalet upphör"
        in html
    )
    assert "Jonas Ekdahl<small>utredare</small>" in html
    assert "{" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.S)


def test_every_kind_of_event_has_its_phrases() -> None:
    assert set(telling.PHRASES) == set(KINDS)


def test_every_phrase_uses_words_that_exist() -> None:
    for phrases in telling.PHRASES.values():
        for how in re.findall(r"\{\w+:(\w+)\}", " ".join(phrases)):
            assert how in telling._WORDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_with_no_facts_or_facts_of_another_time_can_be_read(kind: str) -> None:
    assert telling.told(kind, {}) == []
    names = re.findall(r"\{(\w+)", " ".join(telling.PHRASES[kind]))
    strange = dict.fromkeys(names, "något") | {"points": {"1": "?"}, "route": [{}], "unmet": []}
    strange |= {"copies": {"Karolinska Institutet": "abc"}}
    assert all(isinstance(said, str) for said in telling.told(kind, strange))


def test_a_signature_told_before_it_had_a_kind_of_its_own_is_the_counterpartys() -> None:
    theirs = {"party": "KI", "signed_on": "2026-05-04", "name": "Rut Alm", "title": "rektor"}
    kind = telling.kind_of("agreement_signed", theirs)
    assert KINDS[kind] == "Motpartens underskrift registrerades"
    assert telling.told(kind, theirs) == ["Rut Alm, rektor, för KI den 4\u00a0maj 2026"]
    ours = {"party": "Huddinge kommun", "signed_on": "2026-05-04", "unmet": [], "deviation": ""}
    assert telling.kind_of("agreement_signed", ours) == "agreement_signed"
    assert telling.told("agreement_signed", ours) == ["Huddinge kommun, 4\u00a0maj 2026"]


def test_outcomes_are_told_by_point() -> None:
    facts = {"points": {"1": "approved", "2": "approved", "10": "rejected"}, "paragraph": 7}
    assert telling.told("item_recorded", facts) == [
        "§ 7",
        "Punkt 1 och 2: bifall. Punkt 10: avslag",
    ]


def test_names_and_words_are_escaped(walk: Walk) -> None:
    case = walk.opened()
    by = By(walk.people.officer.pk, "<script>", "titel", "")
    journal.record(
        subject=("case", case.pk), kind="case_withdrawn", by=by, on=walk.on, facts={"reason": "<b>"}
    )
    html = see(walk.people.auditor, "case_history", case.pk)
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


# Filters and pages ---------------------------------------------------------------------------------------


def test_it_is_filtered_by_kind_person_and_day(walk: Walk) -> None:
    case = walk.approved()
    officer = walk.people.head
    auditor = walk.people.auditor
    by_kind = see(auditor, "case_history", case.pk, slag="version_approved")
    assert len(numbers(by_kind)) == 2
    by_person = see(auditor, "case_history", case.pk, slag="version_approved", vem=officer.pk)
    assert len(numbers(by_person)) == 1
    tomorrow = walk.on + timedelta(days=1)
    later = see(auditor, "case_history", case.pk, fran=tomorrow)
    assert numbers(later) == []
    assert "Inga händelser passar filtret" in later


def test_a_filter_that_cannot_be_read_says_so(walk: Walk) -> None:
    case = walk.opened()
    auditor = walk.people.auditor
    html = see(auditor, "case_history", case.pk, fran="i går", status=422)
    assert "Skriv dagen som åååå-mm-dd." in html
    turned = {"fran": walk.on, "till": walk.on - timedelta(days=1)}
    html = see(auditor, "case_history", case.pk, status=422, **turned)
    assert "Sista dagen ligger före den första." in html
    see(auditor, "case_history", case.pk, fore="x", vem="\0", status=422)


def test_it_shows_how_it_was_a_day(walk: Walk) -> None:
    case = walk.submitted()
    first = walk.on
    walk.proposed(walk.approved(case))
    whole = numbers(see(walk.people.auditor, "case_history", case.pk))
    then = see(walk.people.auditor, "case_history", case.pk, den=first)
    assert "Så här såg det ut" in then
    assert numbers(then) == whole[-len(numbers(then)) :]
    assert len(numbers(then)) < len(whole)
    assert "<dd>Hos nämnd eller styrelse</dd>" in then


def test_a_long_history_is_read_page_by_page_with_the_same_number_of_queries(walk: Walk) -> None:
    case = walk.opened()
    client = Client()
    client.force_login(walk.people.auditor, backend="config.sign_in.SignInBackend")
    address = reverse("case_history", args=[case.pk])
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    by = By(walk.people.officer.pk, "Jonas Ekdahl", "utredare", "")
    for version in range(120):
        journal.record(
            subject=("case", case.pk),
            kind="draft_edited",
            by=by,
            on=walk.on,
            facts={"version": version},
        )
    with CaptureQueriesContext(connection) as many:
        html = client.get(address).content.decode()
    assert len(many) == len(few)
    seen = numbers(html)
    while "Visa äldre" in html:
        older = re.search(r'href="([^"]+)">Visa äldre', html)
        assert older is not None
        html = client.get(older[1].replace("&amp;", "&")).content.decode()
        seen += numbers(html)
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) == 121
