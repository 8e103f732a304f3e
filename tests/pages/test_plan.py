"""The plan of a case: on its own page, on the case's page and beside the draft, wherever the case stands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from approvals import operations as desk
from approvals.models import Meeting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.draft import Draft
from cases.web.editor_form import as_posted
from history.models import Event
from lifecycle import flows, operations, plans
from lifecycle.rules.dates import long_date
from organisation.models import Body, Person
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import Walk

pytestmark = pytest.mark.django_db

DAY = date(2027, 2, 1)  # a Monday; the meetings below are the year's first
BOARD = (date(2027, 2, 24), date(2027, 3, 24), date(2027, 4, 28))
COUNCIL = (date(2027, 3, 15), date(2027, 4, 12), date(2027, 5, 10))


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start on a known Monday, and the pages' clock follows them."""
    walk.on = DAY
    settings.DEMO = True


def year(walk: Walk) -> None:
    """The board and the council meet three times each; papers to the board two weeks before."""
    for day in BOARD:
        meeting(walk, walk.people.board, day, day - timedelta(days=14))
    for day in COUNCIL:
        meeting(walk, walk.people.council, day)


def meeting(walk: Walk, body: Body, day: date, stop: date | None = None) -> Meeting:
    return desk.schedule_meeting(
        body=body, date=day, stop_date=stop, actor=walk.people.secretary, on=walk.on
    )


def on_agenda(walk: Walk, case: Case, day: date) -> None:
    """The case stands on the agenda of the meeting held that day."""
    desk.place_on_agenda(
        case_id=case.pk,
        meeting_id=Meeting.objects.get(date=day).pk,
        actor=walk.people.secretary,
        on=walk.on,
        let_in_by="Ordföranden",  # asked for only after the stop date
        late_reason="Avtalet löper ut.",
    )


def ask(walk: Walk, case: Case, person: Person | None = None, **asked: Any) -> HttpResponse:
    """The plan's page on the walk's day."""
    the_clock_follows(walk)
    client = signed_in(person or walk.people.officer)
    return client.get(reverse("case_plan", args=[case.pk]), asked)


def text(response: HttpResponse) -> str:
    """What can be read of the page's own content, without markup and hard spaces."""
    html = response.content.decode()
    words = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main")])
    return re.sub(r"\s+", " ", words)


def steps(response: HttpResponse) -> list[tuple[str, date]]:
    """The steps shown, by name and day."""
    return [(step.name, step.day) for step in response.context["outlook"].plan.steps]


def everything() -> tuple[int, int]:
    return Event.objects.count(), Case.objects.count()


# Where the case stands ---------------------------------------------------------------------------------


def test_a_draft_starts_today_at_the_first_bodys_stop_date(walk: Walk) -> None:
    year(walk)
    response = ask(walk, walk.ready())
    assert response.status_code == 200
    days = dict(steps(response))
    assert days["Tjänsteutlåtandet är klart"] == DAY
    assert days["Stoppdag för kommunstyrelsen"] == date(2027, 2, 10)
    assert days["kommunstyrelsen sammanträder"] == BOARD[0]
    assert days["Tillkännagivande och kallelse till kommunfullmäktige"] == date(2027, 3, 8)
    assert days["kommunfullmäktige sammanträder"] == COUNCIL[0]
    page = text(response)
    in_force = long_date(days["Avtalet kan gälla"]).replace("\u00a0", " ")
    assert f"Kan gälla tidigast {in_force} Tidplan för" in page
    assert "Om det skickas och godkänns i dag." in page
    assert "Ingen överklagar." in page
    assert page.count("Det här binder") == 1
    assert "Det som binder: tillkännagivande och kallelse" in page


def test_in_review_the_frozen_route_is_followed(walk: Walk) -> None:
    year(walk)
    response = ask(walk, walk.submitted())
    assert dict(steps(response))["kommunfullmäktige sammanträder"] == COUNCIL[0]
    assert "Om det godkänns i dag." in text(response)


def test_a_passed_stop_date_leads_to_the_next_meeting(walk: Walk) -> None:
    year(walk)
    walk.on = date(2027, 2, 11)
    response = ask(walk, walk.submitted())
    assert dict(steps(response))["kommunstyrelsen sammanträder"] == BOARD[1]


def test_on_an_agenda_the_plan_starts_at_that_meeting(walk: Walk) -> None:
    year(walk)
    case = walk.approved()
    walk.on = date(2027, 2, 18)  # after the stop date and the call
    assert dict(steps(ask(walk, case)))["kommunstyrelsen sammanträder"] == BOARD[1]
    on_agenda(walk, case, BOARD[0])
    response = ask(walk, case)
    assert steps(response)[0] == ("kommunstyrelsen sammanträder", BOARD[0])
    assert dict(steps(response))["kommunfullmäktige sammanträder"] == COUNCIL[0]
    page = text(response)
    assert "Ärendet står på dagordningen." in page
    assert "Stoppdag" not in page
    assert "missas" not in page
    assert page.count("Det här binder") == 1


def test_a_meeting_with_passed_stop_date_is_told_with_what_it_would_give(walk: Walk) -> None:
    year(walk)
    case = walk.approved()
    assert "ändå upp" not in text(ask(walk, case))
    walk.on = date(2027, 2, 18)
    response = ask(walk, case)
    told = "Till sammanträdet 24 februari 2027 skulle ärendet ha varit klart 10 februari 2027."
    assert told in text(response)
    assert told in text(the_case(walk, case))
    late = response.context["what_ifs"][0]
    assert late.name.replace("\u00a0", " ").endswith("upp på sammanträdet 24 februari 2027")
    assert late.days_later < 0
    on_agenda(walk, case, BOARD[0])
    response = ask(walk, case)
    assert response.context["outlook"].plan.in_force == late.answer.value.in_force
    assert "ändå upp" not in text(response)


def test_waiting_for_the_meeting_itself_may_be_what_binds(walk: Walk) -> None:
    year(walk)
    case = walk.approved()
    on_agenda(walk, case, BOARD[0])
    page = text(ask(walk, case))
    assert "Det som binder: kommunstyrelsen sammanträder 24 februari 2027." in page
    assert "Dit väntar ärendet längst, 23 dagar." in page


def test_a_meeting_that_was_held_without_an_outcome_still_counts(walk: Walk) -> None:
    year(walk)
    case = walk.approved()
    on_agenda(walk, case, BOARD[0])
    walk.on = BOARD[0] + timedelta(days=2)
    assert steps(ask(walk, case))[0] == ("kommunstyrelsen sammanträder", BOARD[0])


def at_council(walk: Walk) -> Case:
    """Adopted by the board at its first meeting of the year."""
    case = walk.approved()
    on_agenda(walk, case, BOARD[0])
    walk.on = BOARD[0]
    held = Meeting.objects.get(date=BOARD[0])
    desk.record_attendance(
        meeting_id=held.pk, present_count=13, actor=walk.people.secretary, on=walk.on
    )
    return walk.record(held.items.get(), {1: "approved", 2: "approved", 3: "approved"})


def test_at_the_council_only_the_council_is_left(walk: Walk) -> None:
    year(walk)
    case = at_council(walk)
    response = ask(walk, case)
    assert {s.body for s in response.context["outlook"].plan.steps} == {"", "kommunfullmäktige"}
    assert "Det står inte på någon dagordning än." in text(response)
    on_agenda(walk, case, COUNCIL[0])
    assert steps(ask(walk, case))[0] == ("kommunfullmäktige sammanträder", COUNCIL[0])


def test_referred_back_from_the_council_takes_the_whole_way_again(walk: Walk) -> None:
    year(walk)
    case = at_council(walk)
    found = {w.name: w for w in ask(walk, case).context["what_ifs"]}
    again = found["Kommunfullmäktige återremitterar ärendet"]
    assert again.answer is not None
    # held 15 March, ready again on the 29th, which the April meeting of the board has a stop date after
    assert again.answer.value.day_of("meeting", "kommunstyrelsen") == BOARD[2]
    assert again.answer.value.day_of("meeting", "kommunfullmäktige") == COUNCIL[2]


def test_decided_there_is_no_plan_any_more(walk: Walk) -> None:
    case = walk.decided()
    response = ask(walk, case)
    assert response.status_code == 200
    assert "Ärendet är beslutat" in text(response)
    assert "Tidplan" not in text(the_case(walk, case))


def test_withdrawn_there_is_no_plan_either(walk: Walk) -> None:
    case = walk.submitted()
    facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on}
    flows.run(operations.withdraw_case, reason="Löst.", **facts)
    assert "Ärendet är återkallat" in text(ask(walk, case))


def test_a_termination_asks_when_the_notice_can_have_arrived(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(agreement.cases.get())
    year(walk)
    walk.on = DAY
    case = walk.termination(agreement)
    response = ask(walk, case)
    assert "Uppsägningen kan ha kommit fram tidigast" in text(response)
    assert steps(response)[-1][0] == "Uppsägningen kan ha kommit fram"
    assert "Framme tidigast" in text(response)
    edit = see(walk.people.officer, "case_edit", case.pk)
    assert "kan uppsägningen ha kommit fram tidigast" in edit


# What is missing, and what is wrong --------------------------------------------------------------------


def test_without_meetings_the_sentence_stands_where_the_plan_would(walk: Walk) -> None:
    case = walk.ready()
    response = ask(walk, case)
    assert response.status_code == 200
    sentence = "Det finns inga sammanträden för kommunstyrelsen i kalendern."
    assert sentence in text(response)
    assert sentence in text(the_case(walk, case))
    assert sentence in see(walk.people.officer, "case_edit", case.pk)


def test_a_calendar_that_ends_says_where(walk: Walk) -> None:
    year(walk)
    walk.on = date(2027, 4, 15)
    assert "Kalendern för kommunstyrelsen slutar 28 april 2027" in text(ask(walk, walk.ready()))


def test_a_draft_without_points_says_what_is_missing(walk: Walk) -> None:
    year(walk)
    case = walk.opened(draft=Draft(title="Ett avtal"))
    response = ask(walk, case)
    assert "Lägg till minst en beslutspunkt." in text(response)
    assert ask(walk, case, senast="2027-06-01").status_code == 422


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"senast": "i juni"}, "Skriv dagen som åååå-mm-dd"),
        ({"senast": "0001-01-01"}, "Ange en dag mellan 1900 och 2199."),
        ({"senast": "2027-02-30"}, "Skriv dagen som åååå-mm-dd"),
        ({"laga_kraft": "kanske"}, "Välj om laga kraft inväntas eller inte."),
        ({"senast": "2027-03-01"}, "1 mars 2027 går inte att hinna"),
        ({"senast": "2199-12-31\0"}, "Skriv dagen som åååå-mm-dd"),
    ],
)
def test_wrong_input_keeps_what_was_typed(walk: Walk, asked: dict[str, str], sentence: str) -> None:
    year(walk)
    case = walk.ready()
    before = everything()
    response = ask(walk, case, **asked)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Kan gälla tidigast" in text(response)
    if "\0" not in asked.get("senast", "") and "senast" in asked:
        assert f'value="{asked["senast"]}"' in response.content.decode()
    assert everything() == before


# Back from a wanted day --------------------------------------------------------------------------------


def test_a_wanted_day_says_when_it_must_be_ready(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    reached = ask(walk, case).context["outlook"].plan.in_force
    page = text(ask(walk, case, senast=reached.isoformat()))
    assert "Tjänsteutlåtandet ska vara klart senast onsdag 10 februari 2027." in page
    assert "Nästa möjlighet är 10 mars 2027." in page
    too_early = text(ask(walk, case, senast=(reached - timedelta(days=1)).isoformat()))
    assert "första möjligheten i kalendern är att vara klar 10 februari 2027" in too_early


def test_what_has_passed_is_never_offered(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    reached = ask(walk, case).context["outlook"].plan.in_force
    walk.on = date(2027, 2, 11)
    response = ask(walk, case, senast=reached.isoformat())
    assert response.status_code == 422
    assert "att vara klar 10 mars 2027" in text(response)


def test_on_an_agenda_the_wanted_day_is_met_or_not(walk: Walk) -> None:
    year(walk)
    case = walk.approved()
    reached = ask(walk, case).context["outlook"].plan.in_force
    assert "Ärendet ska sättas upp på en dagordning senast" in text(
        ask(walk, case, senast=reached.isoformat())
    )
    on_agenda(walk, case, BOARD[0])
    assert "Det hinns" in text(ask(walk, case, senast=reached.isoformat()))
    response = ask(walk, case, senast=(reached - timedelta(days=1)).isoformat())
    assert response.status_code == 422
    assert "ärendet står på dagordningen 24 februari 2027" in text(response)


def test_not_waiting_for_legal_force_is_a_choice(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    waiting = ask(walk, case)
    at_once = ask(walk, case, laga_kraft="inte")
    assert at_once.status_code == 200
    found = [r.context["outlook"].plan.in_force for r in (at_once, waiting)]
    assert found[0] < found[1]
    assert "Laga kraft inväntas inte (KL 13:14)." in text(at_once)
    assert re.search(r'value="inte"[^>]* checked', at_once.content.decode())
    assert re.search(r'value="vanta"[^>]* checked', waiting.content.decode())
    assert waiting.context["what_ifs"][-1].name == "Laga kraft inväntas inte"
    assert at_once.context["what_ifs"][-1].name == "Laga kraft inväntas"


def test_what_setbacks_cost_stands_in_a_table(walk: Walk) -> None:
    year(walk)
    page = text(ask(walk, walk.ready()))
    assert "Stoppdagen för kommunstyrelsen missas" in page
    assert "Kommunstyrelsen bordlägger ärendet" in page
    assert re.search(r"Kommunstyrelsen bordlägger ärendet 2\d maj 2027 \d\d dagar senare", page)
    assert "Kommunfullmäktige återremitterar ärendet" in page
    assert "dagar tidigare" in page


# Elsewhere ---------------------------------------------------------------------------------------------


def the_case(walk: Walk, case: Case) -> HttpResponse:
    the_clock_follows(walk)
    return signed_in(walk.people.officer).get(reverse("case", args=[case.pk]))


def test_the_cases_page_has_the_day_what_binds_and_the_way_there(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    response = the_case(walk, case)
    day = response.context["outlook"].head.replace("\u00a0", " ")
    assert day in text(response)
    assert "Det som binder: tillkännagivande" in text(response)
    assert reverse("case_plan", args=[case.pk]) in response.content.decode()
    assert "tidigast 24 februari 2027" in text(response)
    assert "tidigast 15 mars 2027" in text(response)


def test_beside_the_draft_stands_one_line_and_the_button_there_saves(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    the_clock_follows(walk)
    client, address = signed_in(walk.people.officer), reverse("case_edit", args=[case.pk])
    assert "Skickas det i dag kan avtalet gälla tidigast" in client.get(address).content.decode()
    changed = replace(read_draft(case), title="En annan rubrik")
    response = client.post(address, {**as_posted(changed, case.edit_count), "do": "plan"})
    assert response.headers["Location"] == reverse("case_plan", args=[case.pk])
    assert walk.again(case).title == "En annan rubrik"


def test_the_next_step_says_what_a_referral_back_costs(walk: Walk) -> None:
    year(walk)
    case = at_council(walk)
    response = the_case(walk, case)
    again = response.context["outlook"].way.referred_back().answer
    assert again is not None
    day = long_date(again.value.in_force).replace("\u00a0", " ")
    assert f"som version 2. Då kan avtalet gälla tidigast {day}." in text(response)


def test_a_way_without_meetings_has_nothing_to_count(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = walk.ready()
    monkeypatch.setattr(plans, "planned_steps", lambda case: ())
    assert "Beslutet fattas utan sammanträde." in text(ask(walk, case))


def test_a_start_that_cannot_be_kept_is_told(walk: Walk) -> None:
    year(walk)
    case = walk.ready()
    case.agreement.starts_on = date(2027, 3, 1)
    found = plans.outlook(case, walk.on)
    assert found is not None
    assert "Det hinner inte bli gällande till dess." in found.warnings[0]


# Who, and how much -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["outsider", "administrator"])
def test_who_may_not_read_the_case_finds_nothing(walk: Walk, name: str) -> None:
    case = walk.submitted()
    assert ask(walk, case, getattr(walk.people, name)).status_code == 404
    assert ask(walk, case, walk.people.auditor).status_code == 200


def test_it_is_read_only(walk: Walk) -> None:
    case = walk.submitted()
    client = signed_in(walk.people.officer)
    address = reverse("case_plan", args=[case.pk])
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_as_many_queries_however_many_meetings(walk: Walk) -> None:
    case = walk.approved()
    client = signed_in(walk.people.officer)
    counts = []
    for many in (3, 200):
        Meeting.objects.bulk_create(
            Meeting(body=body, date=DAY + timedelta(weeks=many + n))
            for body in (walk.people.board, walk.people.council)
            for n in range(many)
        )
        the_clock_follows(walk)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("case_plan", args=[case.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15, counts


def test_the_plan_itself_asks_five_questions_of_the_database(walk: Walk) -> None:
    year(walk)
    case = Case.objects.select_related("agreement").get(pk=walk.approved().pk)
    on_agenda(walk, case, BOARD[0])
    with CaptureQueriesContext(connection) as captured:
        found = plans.outlook(case, walk.on)
    assert found and found.plan
    assert len(captured) == 5
