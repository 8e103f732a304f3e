"""Administration of people: only administrators, appointments by day, and an auditor who is nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.urls import bad_request
from organisation.models import Appointment, Person
from tests.people import SINCE, People

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    """A browser signed in as the person."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


@pytest.fixture
def admin(people: People) -> Client:
    """The administrator's browser."""
    return signed_in(people.administrator)


def appointment(**changes: Any) -> dict[str, Any]:
    """What the form for a new appointment posts."""
    facts = {"role": "coordinator", "kind": "ordinary", "title": "koordinator"}
    return {**facts, "starts": timezone.localdate().isoformat(), "ends": "", **changes}


def test_only_an_administrator_opens_the_pages(people: People, admin: Client) -> None:
    paths = ("/personer/", "/personer/ny/", f"/personer/{people.officer.pk}/")
    for path in paths:
        assert admin.get(path).status_code == 200
    for person in people.all():
        if person == people.administrator:
            continue
        answers = [signed_in(person).get(path) for path in paths]
        assert [a.status_code for a in answers] == [403, 403, 403]
        assert "Det gör en administratör." in answers[0].content.decode()


def test_the_list_shows_todays_appointments_and_searches(people: People, admin: Client) -> None:
    page = admin.get("/personer/").content.decode()
    assert "Gunnar Åström" in page
    assert "förtroendevald revisor" in page
    found = admin.get("/personer/", {"q": "ekdahl"}).context["people"]
    assert [p.name for p in found] == ["Jonas Ekdahl"]
    found = admin.get("/personer/", {"q": "kommundirektör"}).context["people"]
    assert [p.name for p in found] == ["Maria Lindqvist"]
    assert "Ingen person hittades" in admin.get("/personer/", {"q": "zzz"}).content.decode()


def test_a_person_is_registered(admin: Client) -> None:
    facts = {"name": "Stina Ek", "email": "Stina.Ek@Example.se", "phone": ""}
    answer = admin.post("/personer/ny/", facts)
    person = Person.objects.get(email="stina.ek@example.se")
    assert answer.url == f"/personer/{person.pk}/"
    assert not person.has_usable_password()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("stina", "Ange en fullständig e-postadress"), ("taken", "används av en annan person")],
)
def test_a_wrong_address_is_refused_at_its_field(
    people: People, admin: Client, email: str, sentence: str
) -> None:
    before = Person.objects.count()
    typed = people.officer.email.upper() if email == "taken" else email
    page = admin.post("/personer/ny/", {"name": "Stina Ek", "email": typed})
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["email"][0]
    assert 'value="Stina Ek"' in page.content.decode()
    assert Person.objects.count() == before


def test_an_appointment_is_given_and_shown_where_it_belongs(people: People, admin: Client) -> None:
    starts = timezone.localdate() + timedelta(days=20)
    facts = appointment(
        role="municipal_director",
        kind="substitute",
        title="ersättare för kommundirektören",
        stands_in_for=people.director.pk,
        starts=starts.isoformat(),
        ends=(starts + timedelta(days=13)).isoformat(),
    )
    assert admin.post(f"/personer/{people.head.pk}/uppdrag/", facts).status_code == 302
    groups = admin.get(f"/personer/{people.head.pk}/").context["groups"]
    assert [g["name"] for g in groups] == ["Nu", "Kommande"]
    assert groups[1]["rows"][0]["appointment"].stands_in_for == people.director


def test_an_auditor_is_nothing_else_and_the_field_says_so(people: People, admin: Client) -> None:
    page = admin.post(f"/personer/{people.auditor.pk}/uppdrag/", appointment())
    assert page.status_code == 422
    assert "revisor kan inte ha något annat uppdrag" in page.context["form"].errors["role"][0]
    assert 'value="koordinator"' in page.content.decode()
    assert Appointment.objects.filter(person=people.auditor).count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("role", {"role": "king"}),
        ("starts", {"starts": "2026-02-31"}),
        ("ends", {"ends": "2019-01-01"}),
        ("unit", {"role": "department_head"}),
        ("stands_in_for", {"kind": "substitute"}),
    ],
)
def test_an_impossible_appointment_is_refused_at_its_field(
    people: People, admin: Client, field: str, changes: dict[str, str]
) -> None:
    before = Appointment.objects.count()
    page = admin.post(f"/personer/{people.registrar.pk}/uppdrag/", appointment(**changes))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert Appointment.objects.count() == before


def test_an_appointment_ends_today_at_the_earliest(people: People, admin: Client) -> None:
    row = Appointment.objects.get(person=people.officer)
    url = f"/personer/{people.officer.pk}/uppdrag/{row.pk}/avsluta/"
    page = admin.post(url, {"ends": SINCE.isoformat()})
    assert page.status_code == 422
    assert "Ange en dag från och med" in page.content.decode()
    row.refresh_from_db()
    assert row.ends is None
    assert admin.post(url, {"ends": timezone.localdate().isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.ends == timezone.localdate()


def test_somebody_elses_appointment_is_not_found(people: People, admin: Client) -> None:
    row = Appointment.objects.get(person=people.officer)
    url = f"/personer/{people.head.pk}/uppdrag/{row.pk}/avsluta/"
    assert admin.post(url, {"ends": timezone.localdate().isoformat()}).status_code == 404
    row.refresh_from_db()
    assert row.ends is None


def test_nobody_else_changes_anything(people: People) -> None:
    before = (Person.objects.count(), Appointment.objects.count())
    client = signed_in(people.coordinator)
    url = f"/personer/{people.officer.pk}/uppdrag/"
    assert client.post(url, appointment()).status_code == 403
    assert client.post("/personer/ny/", {"name": "X", "email": "x@x.se"}).status_code == 403
    assert (Person.objects.count(), Appointment.objects.count()) == before


def test_more_people_ask_no_more_of_the_database(people: People, admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get("/personer/")
        return len(caught)

    few = queries()
    for number in range(60):
        person = Person.objects.create(name=f"Person {number}", email=f"p{number}@example.se")
        Appointment.objects.create(person=person, role="registrar", title="x", starts=SINCE)
    assert queries() == few
    page = admin.get("/personer/")
    assert len(page.context["people"]) == 50
    rest = admin.get("/personer/", {"efter": page.context["following"]}).context["people"]
    assert len(rest) == Person.objects.filter(is_system=False).count() - 50


def test_what_cannot_be_read_is_told_so_and_never_a_500() -> None:
    client = Client()
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    response = client.post("/konto/login/", b"login=a", content_type=kind)
    assert response.status_code in (200, 400)
    response = bad_request(HttpRequest(), ValueError())
    assert response.status_code == 400
    assert "Inget är sparat" in response.content.decode()


def test_nobody_is_given_a_right_in_the_past(people: People, admin: Client) -> None:
    before = Appointment.objects.count()
    yesterday = timezone.localdate() - timedelta(days=1)
    facts = appointment(starts=yesterday.isoformat())
    page = admin.post(f"/personer/{people.registrar.pk}/uppdrag/", facts)
    assert page.status_code == 422
    assert "Ett uppdrag kan börja tidigast i dag" in page.context["form"].errors["starts"][0]
    assert Appointment.objects.count() == before
