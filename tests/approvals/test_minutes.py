"""The minutes' dates: what must come before what, and a notice that comes down too early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem
from cases.rules.errors import Invalid, NotNow
from lifecycle.queries import gate
from lifecycle.rules.dates import long_date
from lifecycle.rules.statutory_time import last_appeal_day
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db
ADOPT = {1: "approved", 2: "approved", 3: "approved"}


def said(walk: Walk, meeting: Meeting, **facts: Any) -> dict[str, Any]:
    """What the secretary says today about a meeting."""
    return {"meeting_id": meeting.pk, "actor": walk.people.secretary, "on": walk.on, **facts}


def held(walk: Walk) -> MinuteItem:
    """An item on a meeting held today whose outcome is recorded."""
    item = walk.on_agenda(walk.approved(), walk.people.board)
    walk.record(item, ADOPT)
    return item


def announced(walk: Walk) -> Meeting:
    """A meeting whose notice went up today."""
    item = held(walk)
    walk.minutes(item.case)
    return Meeting.objects.get(pk=item.meeting_id)


def test_minutes_are_not_approved_before_attendance_and_every_outcome(walk: Walk) -> None:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    meeting = item.meeting
    with refused("unrecorded_items", NotNow):
        desk.approve_minutes(**said(walk, meeting, approved_on=walk.on))
    Meeting.objects.filter(pk=meeting.pk).update(present_count=None)
    with refused("no_attendance", NotNow):
        desk.approve_minutes(**said(walk, meeting, approved_on=walk.on))


def test_a_notice_comes_after_the_approval_and_goes_down_after_it_went_up(walk: Walk) -> None:
    meeting = held(walk).meeting
    with refused("minutes_not_approved", NotNow):
        desk.post_notice(**said(walk, meeting, posted_on=walk.on))
    with refused("notice_not_posted", NotNow):
        desk.remove_notice(**said(walk, meeting, removed_on=walk.on, early=True))


def down_on(walk: Walk, meeting: Meeting, day: date, **facts: Any) -> Meeting:
    """Note on a later day that the notice came down on `day`."""
    walk.on = max(walk.on, day)
    return desk.remove_notice(**said(walk, meeting, removed_on=day, **facts))


@pytest.mark.parametrize("before", [0, 1, 7])
def test_a_notice_is_not_taken_down_before_the_time_to_appeal_is_over(
    walk: Walk, before: int
) -> None:
    meeting = announced(walk)
    last = last_appeal_day(walk.on).value
    early = last - timedelta(days=before)
    walk.on = early
    with refused("notice_down_early", Invalid) as refusal:
        down_on(walk, meeting, early)
    assert refusal.value.field == "early"
    assert long_date(last) in refusal.value.sentence
    assert long_date(early) in refusal.value.sentence


def test_that_it_came_down_early_is_recorded_when_it_is_said_outright(walk: Walk) -> None:
    meeting = announced(walk)
    early = walk.on + timedelta(days=3)
    assert down_on(walk, meeting, early, early=True).notice_removed_on == early
    case = MinuteItem.objects.get().case
    assert any("Tiden har då inte löpt ut" in c.sentence for c in gate(case, walk.on))


def test_the_day_after_the_last_day_of_appeal_asks_nothing_more(walk: Walk) -> None:
    meeting = announced(walk)
    day = last_appeal_day(walk.on).value + timedelta(days=1)
    assert down_on(walk, meeting, day).notice_removed_on == day


@pytest.mark.parametrize("names", ["x" * 251, "Eva\x00Ek", "\U0001f600"])
def test_names_that_no_minutes_can_show_are_refused(walk: Walk, names: str) -> None:
    meeting = held(walk).meeting
    code = "long_text" if names.isascii() and "\0" not in names else ""
    with pytest.raises(Invalid, match=code) as caught:
        desk.approve_minutes(**said(walk, meeting, approved_on=walk.on, approved_by=names))
    assert caught.value.field == "approved_by"
    assert Meeting.objects.get(pk=meeting.pk).minutes_approved_on is None
