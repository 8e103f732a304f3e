"""What an annulled decision and days that went wrong look like, where the agreement and the meeting stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.models import Meeting
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from tests.lifecycle.appeals import appealed, council_item, follow
from tests.pages.test_meetings import at
from tests.people import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """The pages' clock can be moved, and walks start on the day it is."""
    settings.DEMO = True
    walk.on = timezone.localdate()


def test_the_agreement_warns_while_it_rests_on_what_was_annulled(walk: Walk) -> None:
    agreement = walk.in_force()
    officer = at(walk, walk.people.officer)
    url = f"/avtal/{agreement.pk}/"
    assert "En domstol har upphävt" not in officer.get(url).content.decode()
    appeal = appealed(walk, agreement.cases.get())
    follow(walk, appeal, "annulled_partly", points=(1,))
    html = officer.get(url).content.decode()
    assert "En domstol har upphävt det som avtalet vilar på" in html
    assert "Punkt 1 är upphävd av förvaltningsrätten." in html
    assert "tar ställning till det som en domstol har upphävt" in html
    follow(walk, appeal, "restored")
    assert "En domstol har upphävt" not in officer.get(url).content.decode()


def test_a_signed_agreement_that_has_not_started_is_asked_about(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    start = walk.on + timedelta(days=200)
    facts = {"facts": {"starts_on": start}, "actor": walk.people.officer, "on": walk.on}
    flows.run(operations.edit_agreement, agreement_id=case.agreement_id, **facts)
    agreement = walk.in_force(case)
    assert agreement.state == "signed"
    follow(walk, appealed(walk, case), "annulled")
    assert Question.objects.filter(kind="annulment", agreement=agreement).exists()


def test_a_meeting_says_that_it_is_appealed_until_that_is_settled(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    pages = ("/sammantraden/?visa=hallna", f"/sammantraden/{council_item(case).meeting_id}/")
    secretary = at(walk, walk.people.secretary)

    def said() -> list[bool]:
        return ["En paragraf är överklagad" in secretary.get(p).content.decode() for p in pages]

    assert said() == [False, False]
    appeal = appealed(walk, case)
    assert said() == [True, True]
    follow(walk, appeal, "undo", note="Fel ärende.")
    assert said() == [False, False]
    appeal = appealed(walk, case)
    follow(walk, appeal, "dismissed")
    assert said() == [True, True]
    follow(walk, appeal, "final")
    assert said() == [False, False]


def test_late_minutes_and_a_late_notice_are_told_beside_the_days(walk: Walk) -> None:
    case = walk.decided()
    meeting: Meeting = council_item(case).meeting
    secretary = at(walk, walk.people.secretary)
    url = f"/sammantraden/{meeting.pk}/"
    walk.on = meeting.date + timedelta(days=30)
    days = {"actor": walk.people.secretary, "on": walk.on, "meeting_id": meeting.pk}
    flows.keep_minutes(desk.approve_minutes, approved_on=walk.on, **days)
    at(walk, walk.people.secretary)
    html = secretary.get(url).content.decode()
    assert f"Protokollet justerades {long_date(walk.on)}, efter sista dagen" in html
    walk.on += timedelta(days=10)
    flows.keep_minutes(desk.post_notice, posted_on=walk.on, **{**days, "on": walk.on})
    at(walk, walk.people.secretary)
    html = secretary.get(url).content.decode()
    assert f"Anslaget sattes upp {long_date(walk.on)}, efter sista dagen" in html
    assert "inte än" not in html
