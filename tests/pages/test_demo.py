"""The demonstration: what is loaded, who may step in from where, and the clock that moves."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from approvals.models import Meeting
from cases.models import Agreement, Case
from config.urls import urlpatterns as of_the_product
from lifecycle.demo.calendar import calendar_between, council_weeks, lay_patterns
from lifecycle.demo.people import DOMAIN
from lifecycle.proof import verify_everything
from lifecycle.rules.dates import is_working_day
from lifecycle.rules.patterns import BodyPattern, InWeeks, meetings_of_year
from organisation.models import Body, DemoClock, Person
from tests.people import People, Walk

urlpatterns = [*of_the_product, path("demo/", include("config.demo_urls"))]


@pytest.fixture
def demo(settings: Settings) -> None:
    """The addresses and settings of the demonstration."""
    settings.DEMO = settings.OWN_REGISTRY_SERIES = True
    settings.ROOT_URLCONF = __name__


# What is loaded -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_eight_agreements_in_all_their_places(demo: None) -> None:
    call_command("load_demo", "--if-empty", stdout=StringIO())
    assert Counter(Agreement.objects.values_list("state", "phase")) == {
        ("in_force", "annual_review"): 1,
        ("proposed", "draft"): 1,
        ("proposed", "board"): 1,
        ("notice_given", "notice_given"): 1,
        ("ended", "ended"): 1,
        ("signing", "signing"): 1,
        ("proposed", "approval"): 1,
        ("proposed", "council"): 1,
    }
    assert verify_everything().findings == []
    assert not ProcrastinateJob.objects.exists()
    listed = Client().get("/offentligt/").content.decode()
    assert listed.count('href="/offentligt/k') == 2  # the council's meeting and the board's
    assert Person.objects.get(email=f"jonas.ekdahl{DOMAIN}").check_password("avtalsgang demo")
    before = (Person.objects.count(), Case.objects.count(), Meeting.objects.count())
    said = StringIO()
    call_command("load_demo", "--if-empty", stdout=said)
    assert "Inget läggs in" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("load_demo", stdout=StringIO())
    assert (Person.objects.count(), Case.objects.count(), Meeting.objects.count()) == before


def test_the_councils_weeks_hold_whatever_day_it_is() -> None:
    for ahead in range(0, 2000, 3):
        today = date(2026, 1, 1) + timedelta(days=ahead)
        council = BodyPattern("KF", InWeeks(0, council_weeks(today)), announcement_days=7)
        years = range(today.year, today.year + 3)
        councils = [m.day for year in years for m in meetings_of_year((council,), year)]
        for day in councils:
            assert is_working_day(day) and day.weekday() == 0
            first = day - timedelta(days=19 + 14)  # the working committee
            assert all(d.month != 7 and (1, 8) < (d.month, d.day) < (12, 20) for d in (day, first))
        assert min(day for day in councils if day > today) < today + timedelta(weeks=13)
        assert councils[-1] > today + timedelta(days=18 * 31)
        apart = [later - day for day, later in pairwise(councils)]
        assert timedelta(weeks=3) <= min(apart)
        assert max(apart) <= timedelta(weeks=15)
        assert len(councils) >= 3 * 8


@pytest.mark.django_db
def test_the_demonstrations_bodies_follow_their_patterns(people: People) -> None:
    named = {"KF": people.council, "KS": people.board, "SN": people.committee}
    for name in ("KSAU", "GAN"):
        named[name] = Body.objects.create(name=name, short_name=name, kind="committee")
    today = date(2026, 11, 23)
    lay_patterns(named, today=today, actor=people.administrator, on=today)
    made = calendar_between(today, date(2028, 1, 1))
    by_day = sorted({m.body for m in made})
    assert by_day == ["GAN", "KF", "KS", "KSAU", "SN"]
    assert next(m.day for m in made if m.body == "KF") == date(2026, 11, 30)
    assert all(is_working_day(m.day) and (m.stop is None or m.stop < m.day) for m in made)


# The two doors --------------------------------------------------------------------------------------


@pytest.fixture
def somebody(db: None, people: People) -> Person:
    """An invented person of the demonstration."""
    return Person.objects.create(name="Ada Prov", email=f"ada.prov{DOMAIN}")


def test_one_click_steps_in(demo: None, somebody: Person) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.get("/demo/").status_code == 200
    assert client.post("/demo/", {"person": somebody.pk}).url == "/"
    assert client.session["_auth_user_id"] == str(somebody.pk)


@pytest.mark.parametrize(
    "sender",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "127.0.0.1"},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_REAL_IP": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "192.0.2.1", "HTTP_HOST": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_nobody_steps_in_from_elsewhere(
    demo: None, somebody: Person, sender: dict[str, str]
) -> None:
    client = Client(**{"SERVER_NAME": "127.0.0.1", **sender})
    assert client.get("/demo/").status_code == 403
    assert client.post("/demo/", {"person": somebody.pk}).status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["", "x", "9" * 30, "real", "inactive"])
def test_nobody_but_invented_people_can_be_stepped_into(
    demo: None, people: People, somebody: Person, key: str
) -> None:
    Person.objects.filter(pk=somebody.pk).update(is_active=False)
    chosen = {"real": people.officer.pk, "inactive": somebody.pk}.get(key, key)
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.post("/demo/", {"person": chosen}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_doors_are_not_there_outside_the_demonstration(settings: Settings) -> None:
    settings.ROOT_URLCONF = "config.urls"
    settings.DEMO = False
    if any(str(p.pattern) == "demo/" for p in of_the_product):
        pytest.skip("this run was started with DEMO=1")
    assert Client().get("/demo/").status_code == 404
    assert Client().get("/demo/klocka/").status_code == 404


def test_the_clock_moves_agreements_at_once(demo: None, walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(Case.objects.get(agreement=agreement))
    Agreement.objects.filter(pk=agreement.pk).update(
        term="fixed", ends_on=timezone.localdate() + timedelta(days=9)
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(walk.people.officer, backend="config.sign_in.SignInBackend")
    day = timezone.localdate() + timedelta(days=10)
    assert client.post("/demo/klocka/", {"day": day.isoformat()}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert DemoClock.objects.get().moved_to == day


@pytest.mark.parametrize("day", ["1999-01-01", "2026-02-31", "", "9999-01-01"])
def test_the_clock_refuses_other_days(demo: None, people: People, day: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(people.officer, backend="config.sign_in.SignInBackend")
    page = client.post("/demo/klocka/", {"day": day})
    assert page.status_code == 422
    assert page.context["form"].errors["day"]
    assert not DemoClock.objects.exists()


@pytest.mark.django_db
def test_the_clock_asks_who_you_are(demo: None) -> None:
    answer = Client(SERVER_NAME="127.0.0.1").post(
        "/demo/klocka/", {"day": timezone.localdate().isoformat()}
    )
    assert answer.status_code == 302
    assert "/konto/" in answer.url
    assert not DemoClock.objects.exists()
