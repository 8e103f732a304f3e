"""The case's page and the list: who sees what, what happens next and who does it, and the verbs beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.models import CaseGrant, RouteStep
from cases.models import Case, CaseVersion
from cases.rules.draft import DraftSection
from history.models import Event
from lifecycle import operations
from lifecycle.models import Question
from lifecycle.rules.dates import weekday_date
from organisation.models import Person
from tests.pages.answers import post, see, signed_in, the_clock_follows
from tests.people import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start today, and the pages' clock can follow them."""
    walk.on = timezone.localdate()
    settings.DEMO = True


def page_of(walk: Walk, person: Person, case: Case) -> str:
    """The case's page on the walk's day."""
    the_clock_follows(walk)
    return see(person, "case", case.pk)


def send(sender: Person, url_name: str, case: Case, **said: str) -> HttpResponse:
    """Send one of the case's small forms."""
    return signed_in(sender).post(reverse(url_name, args=[case.pk]), said)


# Who sees it -------------------------------------------------------------------------------------------


def test_those_who_may_read_the_case_open_it(walk: Walk) -> None:
    case = walk.submitted()
    people = walk.people
    for person in (people.officer, people.head, people.director, people.registrar, people.auditor):
        assert case.title in page_of(walk, person, case)


@pytest.mark.parametrize("url_name", ["case", "case_edit", "case_attachments", "case_submit"])
@pytest.mark.parametrize("name", ["outsider", "administrator"])
def test_who_may_not_read_it_finds_nothing(walk: Walk, name: str, url_name: str) -> None:
    case = walk.ready()
    client = signed_in(getattr(walk.people, name))
    assert client.get(reverse(url_name, args=[case.pk])).status_code == 404


def test_somebody_without_a_role_finds_nothing(walk: Walk) -> None:
    case = walk.ready()
    nobody = Person.objects.create(name="Per Lund", email="per.lund@example.se")
    client = signed_in(nobody)
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    assert case.title not in client.get(reverse("case_list")).content.decode()


def test_a_draft_is_not_shown_to_the_secretary_before_it_leaves_the_desk(walk: Walk) -> None:
    case = walk.submitted()
    client = signed_in(walk.people.secretary)
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    walk.approved(case)
    assert client.get(reverse("case", args=[case.pk])).status_code == 200


# What the page says ------------------------------------------------------------------------------------


def test_a_draft_says_who_writes_and_what_sending_it_leads_to(walk: Walk) -> None:
    case = walk.ready()
    html = page_of(walk, walk.people.auditor, case)
    assert "Nästa steg: Jonas Ekdahl skriver utkastet" in html
    assert "Texten fryses som version 1 och granskas." in html
    assert "Samarbetet har pågått länge." in html
    assert reverse("case_edit", args=[case.pk]) not in html
    assert reverse("case_edit", args=[case.pk]) in page_of(walk, walk.people.officer, case)


def test_in_review_the_route_shows_who_is_asked_and_why(walk: Walk) -> None:
    case = walk.submitted()
    html = page_of(walk, walk.people.officer, case)
    assert "Nästa steg: Karin Sandell granskar version 1" in html
    assert "Den går vidare till Maria Lindqvist, kommundirektör." in html
    assert "Det kommer tillbaka till Jonas Ekdahl, som skriver om det som version 2." in html
    for step in RouteStep.objects.filter(case=case):
        assert step.reason in html
    assert 'aria-current="step"' in html
    assert reverse("case_review", args=[case.pk]) in page_of(walk, walk.people.head, case)


def test_a_case_whose_document_is_being_made_waits_for_nobody(walk: Walk) -> None:
    case = walk.submitted()
    walk.answer(case, "approve", operations.approve, walk.people.head, step=1)
    walk.answer(case, "approve", operations.approve, walk.people.director, step=2)
    assert "Nästa steg: dokumentet tas fram" in page_of(walk, walk.people.officer, case)


def test_at_the_board_the_next_meeting_is_named(walk: Walk) -> None:
    case = walk.approved()
    html = page_of(walk, walk.people.officer, case)
    assert "Nästa steg: kommunstyrelsen tar upp ärendet" in html
    assert "Ärendet står inte på någon dagordning än." in html
    assert "Ärendet går vidare till kommunfullmäktige." in html
    assert "Godkände version 1" in html


def test_decided_points_show_outcome_paragraph_condition_and_counted_days(walk: Walk) -> None:
    case = walk.minutes(walk.decided())
    html = page_of(walk, walk.people.officer, case)
    assert "Beslutad enligt förslaget" in html
    assert "villkoret är uppfyllt" in html
    assert "Bifall av kommunfullmäktige" in html
    assert ", § 1" in html
    assert "Kan överklagas till och med" in html
    assert "Får laga kraft" in html
    assert "Så räknades dagarna" in html
    assert "KL 13:5" in html


def test_the_minutes_not_yet_approved_have_a_last_day(walk: Walk) -> None:
    case = walk.decided()
    assert "Ska justeras senast" in page_of(walk, walk.people.officer, case)


def test_a_returned_draft_shows_what_was_said(walk: Walk) -> None:
    case = walk.submitted()
    walk.answer(
        case, "approve", operations.return_to_author, walk.people.head, step=1, comment="Räkna om."
    )
    html = page_of(walk, walk.people.officer, case)
    assert "Återlämnat" in html
    assert "Räkna om." in html


def test_text_is_shown_as_text(walk: Walk) -> None:
    draft = replace(walk.draft(), sections=(DraftSection(1, "Bakgrund", "<script>x</script>"),))
    html = page_of(walk, walk.people.officer, walk.opened(draft=draft))
    assert "<script>x" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


@pytest.mark.parametrize("where", ["rejected", "withdrawn", "closed"])
def test_a_finished_case_says_how_it_ended_and_asks_nobody(walk: Walk, where: str) -> None:
    if where == "rejected":
        item = walk.on_agenda(walk.approved(), walk.people.board)
        case = walk.record(item, {1: "rejected", 2: "rejected", 3: "rejected"}, motivation="Nej.")
    elif where == "closed":
        case = walk.decided()
        walk.in_force(case)
        case = walk.closed(walk.again(case))
    else:
        case = walk.ready()
        operations.withdraw_case(
            case_id=case.pk, reason="Motparten drog sig ur.", actor=walk.people.officer, on=walk.on
        )
    html = page_of(walk, walk.people.officer, case)
    said = {"rejected": "Avslaget", "closed": "Avslutat", "withdrawn": "Återkallat"}[where]
    assert said in html
    assert reverse("case_withdraw", args=[case.pk]) not in html


def test_as_many_queries_however_much_the_case_holds(walk: Walk) -> None:
    counts = []
    client = signed_in(walk.people.officer)
    for sections in (1, 40):
        draft = replace(
            walk.draft(),
            sections=tuple(
                DraftSection(1, f"Avsnitt {n}", "Se bilaga 1.") for n in range(sections)
            ),
            recipients=tuple(f"Mottagare {n}" for n in range(sections)),
        )
        case = walk.decided(walk.proposed(walk.approved(walk.submitted(walk.ready(draft=draft)))))
        the_clock_follows(walk)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("case", args=[case.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 26, counts


# The list ----------------------------------------------------------------------------------------------


def test_the_list_holds_what_the_person_may_read(walk: Walk) -> None:
    case = walk.ready()
    assert case.title in see(walk.people.officer, "case_list")
    assert case.title in see(walk.people.auditor, "case_list")
    assert case.title not in see(walk.people.outsider, "case_list")
    assert case.title not in see(walk.people.administrator, "case_list")


def test_what_waits_for_me_comes_first(walk: Walk) -> None:
    mine = walk.submitted(walk.ready(draft=replace(walk.draft(), title="Det äldre ärendet")))
    walk.ready(draft=replace(walk.draft(), title="Det nyare ärendet"))
    html = see(walk.people.head, "case_list")
    assert html.index("Det äldre ärendet") < html.index("Det nyare ärendet")
    assert html.index("Väntar på dig") < html.index(mine.title) < html.index("Väntar på andra")
    html = see(walk.people.auditor, "case_list")
    assert "Väntar på dig" not in html
    assert html.index("Det nyare ärendet") < html.index("Det äldre ärendet")


def test_the_list_narrows_by_stage_and_words(walk: Walk) -> None:
    walk.ready(draft=replace(walk.draft(), title="Avtal om <praktik>"))
    walk.submitted(walk.ready(draft=replace(walk.draft(), title="Avtal om forskning")))
    client = signed_in(walk.people.officer)

    def titles(**asked: str) -> list[bool]:
        html = client.get(reverse("case_list"), asked).content.decode()
        return ["Avtal om &lt;praktik&gt;" in html, "Avtal om forskning" in html]

    assert titles() == [True, True]
    assert titles(lage="draft") == [True, False]
    assert titles(lage="approval") == [False, True]
    assert titles(q="FORSKNING avtal") == [False, True]
    assert titles(q="Karolinska") == [True, True]
    assert titles(lage="closed") == [False, False]
    assert titles(lage="påhittat", efter="9" * 40, q="%_\0'") == [False, False]


def test_finished_cases_are_shown_when_asked_for(walk: Walk) -> None:
    case = walk.ready()
    operations.withdraw_case(
        case_id=case.pk, reason="Avbrutet.", actor=walk.people.officer, on=walk.on
    )
    client = signed_in(walk.people.officer)
    assert case.title not in client.get(reverse("case_list")).content.decode()
    html = client.get(reverse("case_list"), {"lage": "alla"}).content.decode()
    assert case.title in html
    assert '<option value="alla" selected>' in html


def test_the_list_is_turned_page_by_page_with_as_many_queries(walk: Walk) -> None:
    for number in range(55):
        walk.opened(draft=replace(walk.draft(), title=f"Avtal {number:02}"))
    client = signed_in(walk.people.officer)
    seen: list[str] = []
    counts = []
    address: str | None = ""
    while address is not None:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("case_list") + address)
        counts.append(len(captured))
        seen += [row["case"].title for group in response.context["groups"] for row in group["rows"]]
        address = response.context["next_page"]
    assert sorted(seen) == [f"Avtal {number:02}" for number in range(55)]
    assert counts[0] == counts[1] <= 14, counts
    assert not any("OFFSET" in query["sql"] for query in captured)


def test_an_empty_list_says_so(walk: Walk) -> None:
    assert "Inga öppna ärenden som du får läsa" in see(walk.people.officer, "case_list")
    html = signed_in(walk.people.officer).get(reverse("case_list"), {"q": "zzz"}).content.decode()
    assert "Inga ärenden stämmer med det du sökte" in html


# Sending the draft on ----------------------------------------------------------------------------------


def test_sending_shows_the_route_first_and_freezes_the_text(walk: Walk) -> None:
    case = walk.ready()
    html = see(walk.people.officer, "case_submit", case.pk)
    assert "Kommundirektör" in html
    assert "Kommunfullmäktige beslutar minst en punkt." in html
    response = post(walk.people.officer, case, "write", "case_submit")
    assert response.status_code == 302
    assert walk.again(case).stage == "approval"
    assert CaseVersion.objects.get(case=case).number == 1


def test_errors_stand_in_the_way_of_sending(walk: Walk) -> None:
    case = walk.opened()
    html = see(walk.people.officer, "case_submit", case.pk)
    assert "Rätta det här först" in html
    assert "Bilaga 1 nämns men är inte bifogad. Bifoga den." in html
    assert "Diarienummer saknas." in html
    response = post(walk.people.officer, case, "write", "case_submit")
    assert response.status_code == 422
    assert not CaseVersion.objects.exists()
    assert walk.again(case).stage == "draft"


def test_who_has_no_one_to_ask_is_told_and_nothing_is_sent(walk: Walk) -> None:
    case = walk.ready()
    walk.people.director.is_active = False
    walk.people.director.save()
    response = post(walk.people.officer, case, "write", "case_submit")
    assert response.status_code == 422
    assert "Ingen är kommundirektör i dag." in response.content.decode()
    assert not CaseVersion.objects.exists()


@pytest.mark.parametrize("name", ["head", "registrar", "auditor"])
def test_only_the_units_officers_send_it(walk: Walk, name: str) -> None:
    case = walk.ready()
    response = post(getattr(walk.people, name), case, "write", "case_submit")
    assert response.status_code == 403
    assert walk.again(case).stage == "draft"
    assert Event.objects.filter(kind="refused", subject_id=case.pk).exists()


def test_a_page_left_open_sends_nothing_twice(walk: Walk) -> None:
    case = walk.ready()
    task = str(Question.objects.get(case=case).task)
    assert send(walk.people.officer, "case_submit", case, task=task).status_code == 302
    response = send(walk.people.officer, "case_submit", case, task=task)
    assert response.status_code == 409
    assert CaseVersion.objects.count() == 1


# Number, share, withdraw -------------------------------------------------------------------------------


def test_the_registry_number_is_set_and_kept_when_refused(walk: Walk) -> None:
    case, other = walk.opened(), walk.ready()
    response = send(
        walk.people.registrar, "case_registry_number", case, registry_number=other.registry_number
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "används av ett annat ärende" in html
    assert f'value="{other.registry_number}"' in html
    assert walk.again(case).registry_number != other.registry_number
    response = send(walk.people.registrar, "case_registry_number", case, registry_number="KS-1/7")
    assert response.status_code == 302
    assert walk.again(case).registry_number == "KS-1/7"


def test_a_number_set_by_hand_is_passed_over_when_the_next_case_is_opened(
    walk: Walk, settings: Settings
) -> None:
    settings.OWN_REGISTRY_SERIES = True
    first = walk.opened()
    series, last = str(first.registry_number).split("/")
    by_hand = f"{series}/{int(last) + 1}"
    send(walk.people.registrar, "case_registry_number", first, registry_number=by_hand)
    assert walk.opened().registry_number == f"{series}/{int(last) + 2}"


def test_the_number_is_not_the_heads_to_set(walk: Walk) -> None:
    case = walk.opened()
    before = case.registry_number
    response = send(walk.people.head, "case_registry_number", case, registry_number="KS-1/8")
    assert response.status_code == 403
    assert walk.again(case).registry_number == before


def test_sharing_lets_one_person_read_until_a_day(walk: Walk) -> None:
    case, other = walk.ready(), walk.people.outsider
    until = walk.on + timedelta(days=7)
    response = send(
        walk.people.officer, "case_share", case, person=str(other.pk), ends_on=until.isoformat()
    )
    assert response.status_code == 302
    assert case.title in see(other, "case", case.pk)
    walk.on = until + timedelta(days=1)
    the_clock_follows(walk)
    assert signed_in(other).get(reverse("case", args=[case.pk])).status_code == 404


@pytest.mark.parametrize("day", ["", "i morgon", "2020-01-01"])
def test_a_share_without_a_day_ahead_gives_nothing(walk: Walk, day: str) -> None:
    case = walk.ready()
    person = str(walk.people.outsider.pk)
    response = send(walk.people.officer, "case_share", case, person=person, ends_on=day)
    assert response.status_code == 422
    assert f'value="{person}" selected' in response.content.decode()
    assert not CaseGrant.objects.exists()


def test_withdrawing_needs_a_reason(walk: Walk) -> None:
    case = walk.approved()
    response = send(walk.people.officer, "case_withdraw", case, reason="   ")
    assert response.status_code == 422
    assert "Skriv varför ärendet återkallas." in response.content.decode()
    assert walk.again(case).stage == "board"
    response = send(walk.people.officer, "case_withdraw", case, reason="Motparten drog sig ur.")
    assert response.status_code == 302
    assert walk.again(case).stage == "withdrawn"
    assert "Motparten drog sig ur." in page_of(walk, walk.people.officer, case)


def test_a_case_that_is_over_is_not_withdrawn_again(walk: Walk) -> None:
    case = walk.ready()
    send(walk.people.officer, "case_withdraw", case, reason="En gång.")
    response = send(walk.people.officer, "case_withdraw", case, reason="Två gånger.")
    assert response.status_code == 409
    assert walk.again(case).closing_reason == "En gång."


def test_a_registrar_cannot_withdraw(walk: Walk) -> None:
    case = walk.ready()
    response = send(walk.people.registrar, "case_withdraw", case, reason="Nej.")
    assert response.status_code == 403
    assert walk.again(case).closed_on is None


def test_a_planned_meeting_gives_the_day_of_the_next_step(walk: Walk) -> None:
    case = walk.approved()
    day = walk.on + timedelta(days=9)
    meeting = desk.schedule_meeting(
        body=walk.people.board, date=day, stop_date=None, actor=walk.people.secretary, on=walk.on
    )
    desk.place_on_agenda(
        case_id=case.pk, meeting_id=meeting.pk, actor=walk.people.secretary, on=walk.on
    )
    html = page_of(walk, walk.people.officer, case)
    assert f"kommunstyrelsen tar upp ärendet {weekday_date(day)}" in html
    assert "Ärendet är punkt 1 på dagordningen." in html
    assert reverse("meeting", args=[meeting.pk]) not in html
    assert reverse("meeting", args=[meeting.pk]) in page_of(walk, walk.people.secretary, case)


def test_a_case_without_a_number_says_so(walk: Walk) -> None:
    case = walk.opened()
    Case.objects.filter(pk=case.pk).update(registry_number=None)
    assert "inte satt" in page_of(walk, walk.people.officer, case)
