"""What a body has ordered is asked of its owner in time: the last day, then a report a year, also when the case is closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import Directive
from approvals.rules.directives import wanted_by
from lifecycle import flows, jobs
from lifecycle.models import Question
from organisation.web.clock import today
from tests.lifecycle import acts
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read."""
    settings.DEMO = True
    return Walk(people, on=today())


GIVEN = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("due_on", "last", "day"),
    [
        (None, None, date(2027, 5, 4)),
        (None, date(2027, 3, 1), date(2028, 3, 1)),
        (date(2026, 9, 1), None, date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 8, 2), date(2027, 8, 2)),
        (date(2026, 9, 1), date(2026, 10, 1), date(2027, 10, 1)),
        (date(2029, 9, 1), None, date(2027, 5, 4)),
    ],
)
def test_the_day_a_report_is_wanted(due_on: date | None, last: date | None, day: date) -> None:
    assert wanted_by(GIVEN, due_on, last) == day


def followed(walk: Walk, days: int | None) -> Directive:
    """A directive due so many days on, put on the list as the page does."""
    case = acts.ordered(walk)
    facts = {"point": 3, "text": "Skriv under avtalet.", "owner": walk.people.officer}
    due = walk.on + timedelta(days=days) if days is not None else None
    who = {"actor": walk.people.secretary, "on": walk.on}
    return flows.run(desk.follow_directive, case_id=case.pk, due_on=due, **facts, **who)


def asked() -> list[tuple[date, str]]:
    """The last day and the reason of each open question about a directive."""
    rows = Question.objects.filter(kind="directive").order_by("pk")
    return list(rows.values_list("due_on", "due_because"))


def the_day_comes(walk: Walk, on: date) -> None:
    """The walk's day moves there, and the worker does what the new day brings."""
    walk.on = on
    jobs.move_what_the_day_moves(on)


@pytest.mark.django_db
def test_the_owner_is_asked_a_month_ahead_and_the_report_answers(walk: Walk) -> None:
    row = followed(walk, 60)
    assert asked() == []
    the_day_comes(walk, row.due_on - timedelta(days=31))
    assert asked() == []
    the_day_comes(walk, row.due_on - timedelta(days=30))
    assert asked() == [(row.due_on, "uppdraget ska vara utfört")]
    the_clock_follows(walk)
    inbox = see(walk.people.officer, "inbox")
    assert "Rapportera uppdraget om" in inbox and reverse("directive", args=[row.pk]) in inbox
    assert "rapporterar ett uppdrag" in see(walk.people.officer, "case", row.case_id)
    assert see(walk.people.officer, "agreement", row.case.agreement_id)
    url = reverse("directive_report", args=[row.pk])
    assert signed_in(walk.people.officer).post(url, {"text": "Undertecknat."}).status_code == 302
    assert asked() == []
    the_day_comes(walk, row.due_on + timedelta(days=5))
    assert asked() == []
    the_day_comes(walk, row.reports.get().reported_on + timedelta(days=340))
    assert [why for _, why in asked()] == ["årlig rapport"]


@pytest.mark.django_db
def test_a_concluded_directive_is_not_asked_about_and_a_closed_case_still_is(walk: Walk) -> None:
    row = followed(walk, None)
    Directive.objects.filter(pk=row.pk).update(given_on=walk.on - timedelta(days=400))
    row.case.closed_on = walk.on
    row.case.stage = "closed"
    row.case.save()
    the_day_comes(walk, walk.on + timedelta(days=1))
    ((due, _),) = asked()
    assert due < walk.on
    the_clock_follows(walk)
    assert "Försenat" in see(walk.people.officer, "inbox")
    url = reverse("directive_conclude", args=[row.pk])
    said = {"evidence": "Avtalet är undertecknat."}
    assert signed_in(walk.people.secretary).post(url, said).status_code == 302
    assert asked() == []


@pytest.mark.django_db
def test_the_list_has_the_latest_first(walk: Walk) -> None:
    late, soon = followed(walk, 400), followed(walk, 60)
    Directive.objects.filter(pk=late.pk).update(due_on=walk.on + timedelta(days=1), text="Den ena.")
    Directive.objects.filter(pk=soon.pk).update(text="Den andra.")
    walk.on += timedelta(days=2)
    the_clock_follows(walk)
    page = see(walk.people.officer, "directive_list")
    assert page.index("Den ena.") < page.index("Den andra.") and "Försenat" in page


@pytest.mark.django_db
def test_who_has_it_now_is_asked_and_of_what_lapsed_nobody(walk: Walk) -> None:
    row = followed(walk, 10)
    assert Question.objects.get(kind="directive").person == walk.people.officer
    facts = {"case_id": row.case_id, "directive_id": row.pk}
    who = {"actor": walk.people.secretary, "on": walk.on}
    new = {"owner": walk.people.coordinator, "due_on": row.due_on, "reason": "Ny."}
    flows.run(desk.change_directive, **facts, **new, **who)
    assert Question.objects.get(kind="directive").person == walk.people.coordinator
    flows.run(desk.lapse_directive, reason="Återtaget.", **facts, **who)
    the_day_comes(walk, walk.on + timedelta(days=400))
    assert asked() == []
