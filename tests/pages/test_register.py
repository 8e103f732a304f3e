"""The register: who finds what, searching, filtering, the order of days, pages, and its cost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import operations as desk
from cases import queries
from cases.models import Agreement, Case, Party
from lifecycle import flows, operations
from organisation.models import Person
from organisation.web.clock import today
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People) -> Walk:
    """A walk on the day the pages read."""
    return Walk(people, on=today())


def see(person: Person, **asked: Any) -> str:
    """The register as the person gets it."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    response = client.get(reverse("agreement_register"), asked)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    """The agreements' titles, in the order of the table."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def row(people: People, title: str, counterparty: str = "Motparten AB", **facts: Any) -> Agreement:
    """An agreement written straight into the table: the register only reads."""
    agreement = Agreement.objects.create(
        **{
            "title": title,
            "kind": "cooperation_agreement",
            "owner_unit": people.department,
            "responsible": people.officer,
            "registered_on": date(2026, 1, 1),
            "state": "in_force",
            "phase": "in_force",
            "term": "open_ended",
            "notice_rule": "B1",
            "starts_on": date(2020, 1, 1),
            **facts,
        }
    )
    Party.objects.create(agreement=agreement, name="Demokommun", is_ours=True)
    Party.objects.create(agreement=agreement, name=counterparty, position=2)
    return agreement


# Who finds what ------------------------------------------------------------------------------------------


def test_each_finds_their_own(people: People) -> None:
    row(people, "Vår samverkan")
    row(people, "Deras samverkan", owner_unit=people.elsewhere, responsible=people.outsider)
    assert titles(see(people.officer)) == ["Vår samverkan"]
    assert titles(see(people.outsider)) == ["Deras samverkan"]
    assert titles(see(people.auditor)) == ["Deras samverkan", "Vår samverkan"]
    for person in (people.administrator, Person.objects.create(name="X", email="x@example.se")):
        html = see(person)
        assert titles(html) == []
        assert "Inga avtal att visa" in html
        assert "samverkan" not in html


def test_facets_and_search_tell_nothing_about_what_one_may_not_read(people: People) -> None:
    row(people, "Vår", "Motparten AB")
    hidden = {"owner_unit": people.elsewhere, "responsible": people.outsider}
    row(people, "Deras", "Hemliga Stiftelsen", **hidden)
    html = see(people.officer)
    assert "Hemliga Stiftelsen" not in html
    assert people.elsewhere.name not in html
    assert titles(see(people.officer, q="Hemliga")) == []
    assert titles(see(people.officer, enhet=people.elsewhere.pk)) == []


def test_what_is_asked_in_a_case_one_may_not_read_is_not_shown_counted_or_found(walk: Walk) -> None:
    desk.schedule_meeting(
        body=walk.people.board,
        date=walk.on + timedelta(days=30),
        stop_date=walk.on + timedelta(days=9),
        actor=walk.people.secretary,
        on=walk.on,
    )
    case = walk.submitted()
    flows.run(
        operations.edit_agreement,
        agreement_id=case.agreement_id,
        facts={"responsible": walk.people.outsider},
        actor=walk.people.coordinator,
        on=walk.on,
    )
    for person, sees in ((walk.people.officer, True), (walk.people.outsider, False)):
        html = see(person)
        assert titles(html) == ["Samverkan med Karolinska Institutet"]
        assert ("handlingar till KS" in html) is sees
        assert ("Ingen dag än" in html) is not sees
        assert (case.registry_number in html) is sees
        assert bool(titles(see(person, q=case.registry_number))) is sees
    rows, _ = queries.page(
        Agreement.objects.all(), Case.objects.none(), order="day", after=None, on=walk.on
    )
    assert [(row.next_day, row.rank) for row in rows] == [(None, queries.UNDATED)]


def test_nobody_reads_it_without_signing_in(client: Client) -> None:
    assert client.get(reverse("agreement_register")).status_code == 302


# Searching and filtering ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["öppna", "ÖPPNA DATA", "örebro", "ÖREBRO", "202100-1234", "KS-2026/7", "jämlik"]
)
def test_search_finds_in_title_party_number_and_purpose_whatever_the_case(
    people: People, text: str
) -> None:
    found = row(people, "Öppna data", "Örebro universitet", purpose="JÄMLIK HÄLSA")
    found.parties.filter(is_ours=False).update(organisation_number="202100-1234")
    Case.objects.create(
        agreement=found,
        kind="enter",
        registry_number="KS-2026/7",
        title="Ärendet",
        recipient_body=people.board,
        unit=people.department,
        case_officer=people.officer,
        opened_on=date(2026, 1, 1),
    )
    row(people, "Annat", "Karlstads universitet")
    assert titles(see(people.auditor, q=text)) == ["Öppna data"]


@pytest.mark.parametrize("text", ["\0", "%", "_", "'", "\\", "<b>", "x" * 5000, "[", "ß", "😀"])
def test_search_stands_strange_text(people: People, text: str) -> None:
    row(people, "Öppna data")
    html = see(people.auditor, q=text)
    assert "<b>" not in html.replace("<b>1 avtal</b>", "").replace("<b>0 av 1 avtal</b>", "")


def test_filters_narrow_together_and_can_be_taken_off_one_by_one(people: People) -> None:
    row(people, "Ett", "Högskolan", kind="iop")
    row(people, "Två", "Högskolan", phase="notice_given", state="notice_given", last_day=today())
    row(people, "Tre", "Regionen", kind="iop", responsible=people.head)
    assert titles(see(people.auditor, typ="iop", motpart="Högskolan")) == ["Ett"]
    assert titles(see(people.auditor, lage="notice_given")) == ["Två"]
    assert titles(see(people.head, mina="1")) == ["Tre"]
    html = see(people.auditor, typ="iop", motpart="Högskolan")
    assert 'href="?typ=iop"' in html
    assert "1 av 3 avtal" in html


@pytest.mark.parametrize(
    "asked",
    [
        {"lage": "nej"},
        {"typ": "nej"},
        {"enhet": "x"},
        {"enhet": "9" * 30},
        {"efter": "-1"},
        {"efter": "99999"},
        {"ordning": "x"},
        {"efter": "²"},
    ],
)
def test_what_does_not_exist_asks_for_nothing(people: People, asked: dict[str, str]) -> None:
    row(people, "Ett")
    assert titles(see(people.auditor, **asked)) == ["Ett"]


def test_no_hits_says_what_to_do(people: People) -> None:
    row(people, "Ett")
    html = see(people.auditor, q="finns inte")
    assert "Inga avtal passar filtret" in html
    assert "0 av 1 avtal" in html


# The order of days ---------------------------------------------------------------------------------------


def everyone(people: People, on: date) -> list[Agreement]:
    """One agreement for every way a next day comes about."""
    ended = {"state": "ended", "phase": "ended", "last_day": on, "end_reason": "Slut."}
    given = {"state": "notice_given", "phase": "notice_given", "last_day": on + timedelta(days=40)}
    fixed = {"term": "fixed", "notice_rule": "none"}
    return [
        row(people, "A slut", **ended),
        row(people, "B ingen dag", notice_rule="none"),
        row(people, "C regel A", notice_rule="A"),
        row(people, "D regel B1"),
        row(people, "E löper ut", ends_on=on + timedelta(days=10), **fixed),
        row(people, "F uppsagt", **given),
        row(people, "G börjar", state="signed", phase="signed", starts_on=on + timedelta(days=5)),
        row(people, "H okänd regel", notice_rule="unknown"),
        row(people, "I okänd tid", term="unknown", notice_rule="none"),
        row(people, "J båda", ends_on=on + timedelta(days=3), **{**fixed, "notice_rule": "B2"}),
        row(people, "K förslag", state="proposed", phase="draft", term="unknown"),
    ]


def test_what_is_unknown_comes_first_and_what_is_over_last(people: People) -> None:
    everyone(people, today())
    shown = titles(see(people.auditor))
    assert set(shown[:2]) == {"H okänd regel", "I okänd tid"}
    assert shown[2:5] == ["J båda", "G börjar", "E löper ut"]
    assert shown[-3:] == ["B ingen dag", "K förslag", "A slut"]


def test_an_unknown_value_is_said_in_words(people: People) -> None:
    row(people, "Ett", notice_rule="unknown")
    html = see(people.auditor)
    assert html.count("Okänt</span>") >= 1
    assert "Uppsägningsregel saknas" in html


@pytest.mark.parametrize(
    "day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)]
)
def test_the_database_sorts_by_the_day_that_is_shown(people: People, day: date) -> None:
    everyone(people, day)
    rows, _ = queries.page(
        Agreement.objects.all(), Case.objects.all(), order="day", after=None, on=day
    )
    for agreement in rows:
        shown = queries.next_day_of(agreement, day)
        assert agreement.next_day == shown.day, agreement
        assert (agreement.rank == queries.UNKNOWN) == bool(shown.unknown), agreement


def test_an_open_question_with_a_day_counts(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.on = max(walk.on, today())
    review = flows.run(
        operations.open_review,
        agreement_id=agreement.pk,
        year=agreement.starts_on.year,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    rows, _ = queries.page(
        Agreement.objects.all(), Case.objects.all(), order="day", after=None, on=review.due_on
    )
    assert rows[0].next_day == review.due_on
    assert queries.next_day_of(rows[0], review.due_on).label == "årlig uppföljning"


def test_by_name_in_swedish_order(people: People) -> None:
    for title in ("Öar", "Zon", "Ängar", "Åar", "ask", "Bok"):
        row(people, title)
    shown = titles(see(people.auditor, ordning="namn"))
    assert shown == ["ask", "Bok", "Zon", "Åar", "Ängar", "Öar"]


# Pages and cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["namn", "dag"])
def test_every_agreement_is_met_once_page_by_page(people: People, order: str) -> None:
    on = today()
    for n in range(40):
        row(people, f"Avtal {n % 7}", notice_rule=("A", "B1", "unknown")[n % 3])
        row(people, f"Avtal {n}", state="signed", phase="signed", starts_on=on + timedelta(n % 5))
    for n in range(30):
        row(people, f"Slut {n}", state="abandoned", phase="abandoned")
    seen: list[str] = []
    asked: dict[str, str] = {"ordning": order}
    while True:
        html = see(people.auditor, **asked)
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', html)
        following = re.search(r"efter=(\d+)\">Visa nästa", html)
        if following is None:
            break
        asked["efter"] = following[1]
    assert len(seen) == len(set(seen)) == 110


def test_the_number_of_queries_is_the_same_for_1_3_and_300(people: People) -> None:
    counts = []
    for upto in (1, 3, 300):
        while Agreement.objects.count() < upto:
            row(people, f"Avtal {Agreement.objects.count()}", f"Part {Agreement.objects.count()}")
        client = Client()
        client.force_login(people.auditor, backend="config.sign_in.SignInBackend")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("agreement_register"))
        counts.append(len(captured))
        assert not any("OFFSET" in q["sql"] for q in captured)
    assert len(set(counts)) == 1, counts
