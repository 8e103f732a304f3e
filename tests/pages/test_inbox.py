"""The inbox: who is asked what, from whom and by when, page by page, with a constant number of queries."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import Meeting
from cases.models import Agreement, Case, Party
from cases.rules.errors import Invalid
from lifecycle import flows, jobs, operations
from lifecycle.models import Question
from lifecycle.rules.statutory_time import (
    latest_board_notice,
    latest_minutes_approval,
    legal_force_day,
)
from lifecycle.web.inbox import Place
from organisation.models import Person
from organisation.web.clock import today
from tests.pages.answers import the_clock_follows
from tests.people import People, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People) -> Walk:
    """A walk that starts on the day the pages read."""
    return Walk(people, on=today())


def see(person: Person, address: str = "/") -> str:
    """The page as the person gets it."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def links(html: str) -> list[str]:
    """The addresses of the tasks, in order."""
    return re.findall(r'<h3 class="av-task__what"><a href="([^"]+)"', html)


def test_nobody_reads_it_without_signing_in(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert "/konto/" in response["Location"]


def test_everyone_who_can_sign_in_has_an_inbox(walk: Walk) -> None:
    walk.submitted()
    for person in walk.people.all():
        assert "<h1" in see(person)


def test_the_head_is_asked_to_review_and_told_who_sent_it(walk: Walk) -> None:
    case = walk.submitted()
    html = see(walk.people.head)
    assert links(html) == [reverse("case_review", args=[case.pk])]
    assert "Granska tjänsteutlåtandet om Karolinska Institutet" in html
    assert "Från Jonas Ekdahl, som skickade version 1 i dag" in html
    assert "Tre beslutspunkter, två avsnitt, ungefär 1 minut" in html
    assert "Ny för dig." in html


def test_the_director_is_told_who_approved_before(walk: Walk) -> None:
    case = walk.submitted()
    walk.answer(case, "approve", operations.approve, walk.people.head, step=1)
    html = see(walk.people.director)
    assert "Från Karin Sandell, avdelningschef, som godkände i dag" in html
    assert links(see(walk.people.head)) == []


def test_the_officer_reads_why_the_version_came_back(walk: Walk) -> None:
    case = walk.submitted()
    why = "Skriv ut vilket år avtalet upphör."
    walk.answer(case, "approve", operations.return_to_author, walk.people.head, step=1, comment=why)
    html = see(walk.people.officer)
    assert links(html) == [reverse("case_edit", args=[case.pk])]
    assert "Återlämnat av Karin Sandell, avdelningschef, i dag" in html
    assert why in html
    assert "kommentar" not in html


def test_the_officer_reads_how_many_comments_came_with_it(walk: Walk) -> None:
    case = walk.submitted()
    for n in (1, 2):
        operations.make_comment(
            case_id=case.pk,
            actor=walk.people.head,
            on=walk.on,
            version=1,
            part="avsnitt",
            number=1,
            text=f"Se {n}.",
        )
    walk.answer(
        case, "approve", operations.return_to_author, walk.people.head, step=1, comment="Se."
    )
    assert ", med två kommentarer kvar" in see(walk.people.officer)


def test_tasks_stand_under_the_meeting_they_must_be_ready_for(walk: Walk) -> None:
    meeting_day, stop = walk.on + timedelta(days=21), walk.on + timedelta(days=14)
    desk.schedule_meeting(
        body=walk.people.board,
        date=meeting_day,
        stop_date=stop,
        actor=walk.people.secretary,
        on=walk.on,
    )
    walk.submitted()
    html = see(walk.people.head)
    assert "Före kommunstyrelsen" in html
    assert "Handlingar till KS senast" in html
    assert "om 14 dagar" in html
    assert "en ska vara klar före kommunstyrelsen" in html


def test_what_should_have_been_done_stands_first(walk: Walk) -> None:
    walk.submitted()
    Question.objects.update(due_on=walk.on - timedelta(days=5))
    html = see(walk.people.head)
    assert "Försenat" in html
    assert "5 dagar sent" in html


def test_after_the_decision_each_is_asked_their_own_part(walk: Walk) -> None:
    walk.on -= timedelta(days=30)
    case = walk.decided()
    asked = {
        "signatory": "case_sign",
        "registrar": "case_dispatch",
    }
    for name, url_name in asked.items():
        html = see(getattr(walk.people, name))
        assert links(html) == [reverse(url_name, args=[case.pk])]
        assert "Kommunfullmäktige beslutade" in html
    party = case.agreement.parties.get(is_ours=False)
    assert links(see(walk.people.officer)) == [
        reverse("case_countersign", args=[case.pk, party.pk])
    ]


def test_the_secretary_is_led_to_the_meetings(walk: Walk) -> None:
    case = walk.approved()
    html = see(walk.people.secretary)
    assert links(html) == [f"{reverse('meeting_list')}?organ=KS"]
    assert "Godkänt av Maria Lindqvist, kommundirektör, i dag" in html
    item = walk.on_agenda(case, walk.people.board)
    html = see(walk.people.secretary)
    assert links(html) == [reverse("meeting", args=[item.meeting_id])]
    assert "Står på dagordningen" in html


def test_on_the_day_of_the_meeting_the_outcome_is_asked_for_and_late_the_day_after(
    walk: Walk, settings: Settings
) -> None:
    settings.DEMO = True
    item = walk.on_agenda(walk.approved(), walk.people.board)
    the_clock_follows(walk)
    jobs.move_what_the_day_moves(walk.on)
    html = see(walk.people.secretary)
    assert "Anteckna utfallet i ärendet om Karolinska Institutet" in html
    assert links(html) == [reverse("meeting", args=[item.meeting_id])]
    assert "Försenat" not in html
    walk.on += timedelta(days=1)
    the_clock_follows(walk)
    jobs.move_what_the_day_moves(walk.on)
    html = see(walk.people.secretary)
    assert "Försenat" in html
    assert "Sammanträdet är hållet, men utfallet saknas." in html


def test_the_minutes_are_asked_for_step_by_step(walk: Walk, settings: Settings) -> None:
    settings.DEMO = True
    secretary = walk.people.secretary
    walk.proposed()
    meeting = Meeting.objects.get()
    the_clock_follows(walk)
    facts = {"meeting_id": meeting.pk, "actor": secretary, "on": walk.on}
    asked = Question.objects.filter(meeting=meeting)

    html = see(secretary)
    assert "Anteckna justeringen av protokollet från kommunstyrelsen" in html
    assert reverse("meeting", args=[meeting.pk]) in links(html)
    assert asked.get().due_on == latest_minutes_approval(meeting.date).value
    assert links(see(walk.people.registrar)) == []

    flows.keep_minutes(desk.approve_minutes, approved_on=walk.on, **facts)
    assert "Anslå protokollet från kommunstyrelsen" in see(secretary)
    assert asked.get().due_on == latest_board_notice(walk.on).value

    flows.keep_minutes(desk.post_notice, posted_on=walk.on, **facts)
    assert not asked.exists()
    walk.on = legal_force_day(walk.on).value
    the_clock_follows(walk)
    jobs.move_what_the_day_moves(walk.on)
    assert "Ta ner anslaget om protokollet från kommunstyrelsen" in see(secretary)
    flows.keep_minutes(desk.remove_notice, **{**facts, "on": walk.on}, removed_on=walk.on)
    assert not asked.exists()


def test_minutes_with_an_item_without_outcome_are_not_asked_for(walk: Walk) -> None:
    first, second = walk.approved(), walk.approved()
    item = walk.on_agenda(first, walk.people.board)
    flows.run(
        desk.place_on_agenda,
        case_id=second.pk,
        meeting_id=item.meeting_id,
        actor=walk.people.secretary,
        on=walk.on,
    )
    walk.record(item, dict.fromkeys((1, 2, 3), "approved"))
    assert not Question.objects.filter(meeting=item.meeting_id).exists()
    flows.run(
        operations.withdraw_case,
        case_id=second.pk,
        reason="Avtalet behövs inte.",
        actor=walk.people.officer,
        on=walk.on,
    )
    assert Question.objects.get(meeting=item.meeting_id).kind == "approve_minutes"


def test_a_refused_justering_leaves_its_question_open(walk: Walk) -> None:
    walk.proposed()
    meeting = Meeting.objects.get()
    with refused("dates_contradict", Invalid):
        flows.keep_minutes(
            desk.approve_minutes,
            meeting_id=meeting.pk,
            approved_on=meeting.date - timedelta(days=1),
            actor=walk.people.secretary,
            on=walk.on,
        )
    assert Question.objects.get(meeting=meeting).kind == "approve_minutes"


def test_the_officer_sees_whom_the_case_waits_for(walk: Walk) -> None:
    case = walk.submitted()
    html = see(walk.people.officer)
    assert "Du väntar på" in html
    assert "Granskas av Karin Sandell" in html
    assert reverse("case", args=[case.pk]) in html
    assert "Du väntar på" not in see(walk.people.outsider)


def test_an_empty_inbox_says_what_will_come(walk: Walk) -> None:
    assert "Inget väntar på dig" in see(walk.people.head)


def test_somebody_without_a_role_is_told_so(walk: Walk) -> None:
    walk.submitted()
    nobody = Person.objects.create(name="Per Lund", email="per.lund@example.se")
    html = see(nobody)
    assert "Du har inget uppdrag i dag" in html
    assert links(html) == []


def test_a_stand_in_sees_whose_question_it_is(walk: Walk) -> None:
    walk.submitted()
    stand_in = Person.objects.create(name="Olle Berg", email="olle.berg@example.se")
    stand_in.appointments.create(
        role="department_head",
        kind="substitute",
        title="ersättare för avdelningschef",
        unit=walk.people.department,
        stands_in_for=walk.people.head,
        starts=walk.on,
    )
    html = see(stand_in)
    assert "Frågan gäller Karin Sandell, som du ersätter." in html


def many(walk: Walk, number: int) -> None:
    """As many cases to write as asked for, each with its own agreement, without the long walk there."""
    first = walk.opened()
    agreements = Agreement.objects.bulk_create(
        Agreement(
            title=f"Avtal {n}",
            kind="other",
            owner_unit=walk.people.department,
            responsible=walk.people.officer,
            registered_on=walk.on,
        )
        for n in range(number - 1)
    )
    Party.objects.bulk_create(Party(agreement=a, name=f"Part {a.pk}") for a in agreements)
    cases = Case.objects.bulk_create(
        Case(
            agreement=a,
            kind="enter",
            title=a.title,
            recipient_body=walk.people.board,
            unit=walk.people.department,
            case_officer=walk.people.officer,
            opened_on=walk.on,
        )
        for a in agreements
    )
    Question.objects.bulk_create(
        Question(
            agreement=case.agreement,
            case=case,
            kind="write",
            key="v1",
            person=walk.people.officer,
            asked_on=walk.on - timedelta(days=n % 3),
            due_on=None if n % 4 else walk.on + timedelta(days=n),
            task=first.pk * 1_000_000 + n,
        )
        for n, case in enumerate(cases)
    )


def test_as_many_queries_however_much_there_is(walk: Walk) -> None:
    client = Client()
    client.force_login(walk.people.officer, backend="config.sign_in.SignInBackend")
    counts = []
    for added, shown in ((1, 1), (2, 3), (297, 50)):
        many(walk, added)
        with CaptureQueriesContext(connection) as captured:
            html = client.get("/").content.decode()
        assert len(links(html)) == shown
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 16


def test_every_task_is_on_exactly_one_page(walk: Walk) -> None:
    many(walk, 120)
    found: list[str] = []
    address = "/"
    for size in (50, 50, 20):
        html = see(walk.people.officer, address)
        assert len(links(html)) == size
        found += links(html)
        following = re.search(r'href="(/\?efter=[^"]+)"', html)
        address = following.group(1) if following else ""
    assert address == ""
    assert len(set(found)) == 120


@pytest.mark.parametrize(
    "text", ["", "x", "2026-01-01__", "_2026-01-01_99999999999999999999", "\x00_\x00_1"]
)
def test_an_address_that_names_no_place_shows_the_beginning(walk: Walk, text: str) -> None:
    assert Place.read(text) is None
    walk.submitted()
    client = Client()
    client.force_login(walk.people.head, backend="config.sign_in.SignInBackend")
    response = client.get("/", {"efter": text})
    assert len(links(response.content.decode())) == 1


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (Place(None, date(2026, 5, 4), 7), Place(date(2026, 5, 18), date(2026, 5, 4), 7)):
        assert Place.read(str(place)) == place
