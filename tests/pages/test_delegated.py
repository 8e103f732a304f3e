"""The pages about delegated decisions: recorded, searched, taken as a list, reported at a meeting, announced."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import operations as desk
from approvals.delegation_models import DelegatedDecision
from approvals.models import Meeting
from approvals.summonses import content_of_summons
from lifecycle import flows
from lifecycle.delegating import delegate
from lifecycle.jobs import move_what_the_day_moves
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from lifecycle.rules.statutory_time import last_appeal_day, legal_force_day
from organisation.web.clock import today
from tests.approvals.summonses import summons_made
from tests.lifecycle.acts import delegated, held_with_a_decision
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Any) -> Walk:
    """A walk from today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def said(walk: Walk, **changes: Any) -> dict[str, Any]:
    """What the head of the department sends."""
    p = walk.people
    return {
        "body": p.board.pk,
        "kind": "other",
        "value": "90 000",
        "text": "Avtal om lokal ingås.",
        "unit": p.department.pk,
        "decided_by": p.head.pk,
        "decided_on": walk.on.isoformat(),
        "registry_number": "",
        **changes,
    }


def spaced(html: str) -> str:
    """The page with plain spaces in its days."""
    return html.replace("\xa0", " ")


def day_of(day: date) -> str:
    """The day as pages write it, with plain spaces."""
    return spaced(long_date(day))


def reference(walk: Walk, number: int) -> str:
    """What the board's decision of that number is called this year."""
    return f"KS D {walk.on.year}:{number}"


def test_the_delegate_records_what_she_decided(walk: Walk) -> None:
    case, head = walk.ready(), signed_in(walk.people.head)
    url = reverse("delegated_new")
    form = head.get(url, {"arende": case.pk}).content.decode()
    assert case.registry_number in form
    assert "Nummer 5.3" in form and "Anslås för sig" in form
    answer = head.post(url, said(walk, registry_number=case.registry_number))
    row = DelegatedDecision.objects.get()
    assert answer.headers["Location"] == reverse("delegated", args=[row.pk])
    html = spaced(see(walk.people.head, "delegated", row.pk))
    for text in (reference(walk, 1), "Nummer 5.3", "90 000 kronor", "Ska anslås", case.title):
        assert text in html
    assert reference(walk, 1) in see(walk.people.auditor, "case_history", case.pk)
    assert f"{reverse('delegated_new')}?arende={case.pk}" in see(walk.people.head, "case", case.pk)
    html = see(walk.people.officer, "case", case.pk)
    assert reference(walk, 1) in html and reverse("delegated_new") not in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "mycket"}, "Skriv beloppet i hela kronor"),
        ({"value": "2000000"}, "Det kan inte beslutas på delegation."),
        ({"value": "500000"}, "låter direktör för Service och administration besluta"),
        ({"value": "9" * 20}, "Skriv beloppet i hela kronor"),
        ({"text": ""}, "Skriv vad som beslutades."),
        ({"decided_on": "2199-12-24"}, "ligger efter i dag"),
        ({"decided_on": "i går"}, "Skriv dagen som"),
        ({"registry_number": "KS-1900/1"}, "Det finns inget ärende med det diarienumret."),
        ({"body": "x"}, "Välj i listan."),
        ({"decided_by": "999999"}, "Välj i listan."),
    ],
)
def test_what_is_refused_is_said_at_the_field_and_kept(
    walk: Walk, changes: dict[str, str], sentence: str
) -> None:
    browser, before = signed_in(walk.people.head), _rows()
    sent = {"text": "Avtal om lokal i Flemingsberg.", **changes}
    answer = browser.post(reverse("delegated_new"), said(walk, **sent))
    html = spaced(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in html
    if sent["text"]:
        assert "Avtal om lokal i Flemingsberg." in html
    assert _rows() == before


def _rows() -> dict[str, str]:
    return {k: v for k, v in everything().items() if not k.startswith(("history", "organisation"))}


def test_who_may_not_is_told_and_who_may_not_see_finds_nothing(walk: Walk) -> None:
    row = delegated(walk)
    assert signed_in(walk.people.officer).get(reverse("delegated_new")).status_code == 403
    assert (
        signed_in(walk.people.outsider).get(reverse("delegated", args=[row.pk])).status_code == 404
    )
    others = signed_in(walk.people.officer)
    withdraw = reverse("delegated_withdraw", args=[row.pk])
    assert others.post(withdraw, {"reason": "Nej."}).status_code == 403
    assert not hasattr(DelegatedDecision.objects.get(), "withdrawal")


def test_the_register_is_searched_and_taken_as_a_list(walk: Walk) -> None:
    p = walk.people
    delegated(walk, text='=Lokal; med citat "ja"')
    delegated(walk, 500_000, text="Utvärdering.")
    delegated(walk, body=p.committee, text="Föreläsning.")
    browser = signed_in(p.auditor)

    def found(**asked: Any) -> list[str]:
        html = browser.get(reverse("delegated_list"), asked).content.decode()
        texts = ("=Lokal", "Utvärdering.", "Föreläsning.")
        return [text for text in texts if text in html]

    assert len(found()) == 3
    assert found(organ="SN") == ["Föreläsning."]
    assert found(nummer="5.1") == ["Utvärdering."]
    assert found(ar="1999") == [] and len(found(ar=walk.on.year, vem=p.head.pk)) == 3
    assert len(found(ar="nonsens", vem="x", sida="-1")) == 3
    assert (
        "Inga beslut passar"
        in browser.get(reverse("delegated_list"), {"ar": 1999}).content.decode()
    )
    answer = browser.get(reverse("delegated_csv"), {"organ": "KS"})
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Nummer", reference(walk, 2), reference(walk, 1)]
    assert rows[2][4] == '\'=Lokal; med citat "ja"'  # never reckoned as a formula


def test_the_list_asks_as_many_questions_however_long(walk: Walk) -> None:
    browser, counts = signed_in(walk.people.secretary), []
    for _ in range(2):
        for _ in range(3):
            delegated(walk)
            delegated(walk, 500_000, case_id=None)
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("delegated_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16, counts


def test_the_secretary_is_asked_and_notes_what_was_reported(walk: Walk) -> None:
    secretary = walk.people.secretary
    meeting, row = held_with_a_decision(walk)
    the_clock_follows(walk)
    move_what_the_day_moves(walk.on)
    assert Question.objects.get(meeting=meeting).kind == "report_decisions"
    url = reverse("meeting_delegated", args=[meeting.pk])
    inbox = see(secretary, "inbox")
    assert "Anteckna anmälan av delegationsbeslut" in inbox and url in inbox
    assert "är inte antecknad" in see(secretary, "delegated", row.pk)
    browser = signed_in(secretary)
    wrong = browser.post(url, {"decisions": [row.pk], "paragraph": "tolv"})
    assert wrong.status_code == 422 and "Skriv numret med siffror." in wrong.content.decode()
    assert browser.post(url, {"paragraph": 12}).status_code == 422
    assert browser.post(url, {"decisions": [row.pk], "paragraph": 12}).status_code == 302
    assert Question.objects.get(meeting=meeting).kind == "approve_minutes"
    assert "§ 12" in see(walk.people.auditor, "meeting_delegated", meeting.pk)
    assert browser.post(url, {"decisions": [row.pk], "paragraph": 12}).status_code == 422
    held = browser.get(reverse("meeting_list"), {"visa": "hallna"}).content.decode()
    assert "Justeras senast" in held  # though no case stood on its agenda
    assert "Justeras senast" in see(secretary, "meeting", meeting.pk)
    who = {"meeting_id": meeting.pk, "actor": secretary, "on": walk.on}
    flows.keep_minutes(desk.approve_minutes, approved_on=walk.on, **who)
    assert "Det är inte uppsatt än." in see(secretary, "delegated", row.pk)
    flows.keep_minutes(desk.post_notice, posted_on=walk.on, **who)
    html = spaced(see(secretary, "delegated", row.pk))
    assert f"där beslutet anmäldes, sattes upp {day_of(walk.on)}." in html
    assert f"<b>{day_of(last_appeal_day(walk.on).value)}</b>" in html


def test_what_is_withdrawn_is_asked_of_nobody(walk: Walk) -> None:
    meeting, row = held_with_a_decision(walk)
    move_what_the_day_moves(walk.on)
    facts = {"decision_id": row.pk, "actor": walk.people.secretary, "on": walk.on}
    delegate(desk.withdraw_delegated_decision, reason="Fel.", **facts)
    assert not Question.objects.filter(meeting=meeting).exists()


def test_one_that_missed_its_meeting_is_late(walk: Walk) -> None:
    meeting, row = held_with_a_decision(walk)
    walk.on += timedelta(days=25)  # the minutes should have been approved by now
    the_clock_follows(walk)
    html = spaced(
        see(walk.people.secretary, "delegated_list") + see(walk.people.head, "delegated", row.pk)
    )
    assert html.count(f"Skulle ha anmälts {day_of(meeting.date)}") == 2


def test_the_agenda_gets_its_line_and_the_summons_lists_them(walk: Walk) -> None:
    row = delegated(walk, 500_000, text="Tilläggsavtal om doktorander ingås.")
    meeting = walk.ahead(walk.people.board, walk.approved())
    html = see(walk.people.secretary, "meeting_agenda", meeting.pk)
    assert "Dagordningen har ingen punkt för dem." in html
    assert "decisions" not in content_of_summons(meeting, walk.on)
    line = {"opening": "", "closing": "Anmälan av delegationsbeslut"}
    standing = reverse("meeting_standing", args=[meeting.pk])
    assert signed_in(walk.people.secretary).post(standing, line).status_code == 302
    assert "ingen punkt" not in see(walk.people.secretary, "meeting_agenda", meeting.pk)
    content = json.loads(content_of_summons(Meeting.objects.get(pk=meeting.pk), walk.on))
    told = content["lines"][1]["decisions"]
    assert [each["decision"] for each in told] == [row.pk]
    assert told[0]["text"] == f"{row}. Tilläggsavtal om doktorander ingås."
    assert summons_made(walk, Meeting.objects.get(pk=meeting.pk))


def test_the_secretary_announces_and_takes_down(walk: Walk) -> None:
    row, browser = delegated(walk), signed_in(walk.people.secretary)
    up, down = (
        reverse(f"delegated_{name}", args=[row.pk]) for name in ("announce", "notice_removed")
    )
    assert browser.post(up, {"posted_on": walk.on + timedelta(days=1)}).status_code == 422
    assert browser.post(up, {"posted_on": walk.on}).status_code == 302
    html = spaced(see(walk.people.secretary, "delegated", row.pk))
    assert f"Anslaget om beslutet sattes upp {day_of(walk.on)}." in html
    assert f"<b>{day_of(last_appeal_day(walk.on).value)}</b>" in html
    early = browser.post(down, {"removed_on": walk.on})
    assert early.status_code == 422
    assert "Anslaget togs ner för tidigt" in early.content.decode()  # the box to confirm it
    walk.on = force = legal_force_day(walk.on).value
    the_clock_follows(walk)
    waiting = browser.get(reverse("delegated_list"), {"visa": "kvar"}).content.decode()
    assert "Anslaget kan tas ner" in waiting
    assert browser.post(down, {"removed_on": walk.on}).status_code == 302
    assert f"Laga kraft {day_of(force)}" in spaced(see(walk.people.auditor, "delegated", row.pk))


def test_a_mistake_stays_to_be_read(walk: Walk) -> None:
    row, browser = delegated(walk), signed_in(walk.people.head)
    url = reverse("delegated_withdraw", args=[row.pk])
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert browser.post(url, {"reason": "Fel motpart."}).status_code == 302
    html = see(walk.people.auditor, "delegated", row.pk)
    assert "Återkallat" in html and "Fel motpart." in html and "Överklagande" not in html
    assert browser.post(url, {"reason": "Igen."}).status_code == 409


def test_a_meeting_without_cases_has_its_attendance_noted(walk: Walk) -> None:
    delegated(walk, 500_000)
    meeting = walk.ahead(walk.people.board)
    browser, url = (
        signed_in(walk.people.secretary),
        reverse("meeting_attendance", args=[meeting.pk]),
    )
    assert url not in see(walk.people.secretary, "meeting", meeting.pk)
    walk.on = meeting.date
    the_clock_follows(walk)
    assert url in see(walk.people.secretary, "meeting", meeting.pk)
    asked = see(walk.people.secretary, "meeting_delegated", meeting.pk)
    assert "Anteckna antalet närvarande först." in asked
    assert browser.post(url, {"present_count": 13}).status_code == 302
    assert "först" not in see(walk.people.secretary, "meeting_delegated", meeting.pk)


def test_what_a_meeting_missed_stays_in_the_inbox_until_another_has_heard_it(walk: Walk) -> None:
    secretary = walk.people.secretary
    row = delegated(walk, 500_000)
    case = walk.proposed()
    missed = case.minute_items.get().meeting
    walk.minutes(case)
    move_what_the_day_moves(walk.on)
    the_clock_follows(walk)
    asked = Question.objects.get(meeting=missed, kind="report_decisions")
    assert asked.due_on == missed.date
    assert "justerades utan att besluten anmäldes" in see(secretary, "inbox")
    html = see(secretary, "meeting_delegated", missed.pk)
    assert "Skulle ha anmälts" in html and "Protokollet är justerat" in html
    meeting = walk.meeting(walk.people.board)
    the_clock_follows(walk)
    move_what_the_day_moves(walk.on)
    assert Question.objects.get(kind="report_decisions").meeting == meeting
    assert str(row) not in see(secretary, "meeting_delegated", missed.pk)
    who = {"actor": secretary, "on": walk.on}
    facts = {"meeting_id": meeting.pk, "paragraph": 40, "decision_ids": [row.pk]}
    flows.keep_minutes(desk.report_delegated_decisions, **facts, **who)
    assert not Question.objects.filter(kind="report_decisions").exists()
