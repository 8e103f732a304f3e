"""The meetings' pages: the list, the agenda, recording outcomes, and the dates of the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from approvals import legal_days
from approvals import operations as desk
from approvals.models import Meeting, MinuteItem, PointOutcome
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from organisation.models import Body, DemoClock, Person
from tests.people import Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk, settings: Settings) -> None:
    """Walks start today; the pages' clock follows them (see `at`)."""
    walk.on = timezone.localdate()
    settings.DEMO = True


def at(walk: Walk, person: Person) -> Client:
    """A browser signed in as the person, on the walk's day."""
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": walk.on})
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def answers(item: MinuteItem, outcomes: dict[int, str], **changes: Any) -> dict[str, Any]:
    """What the record form posts."""
    task = Question.objects.get(case=item.case, kind="decide").task
    chosen = {f"point-{n}": outcome for n, outcome in outcomes.items()}
    return {"task": task, "paragraph": 1, "motivation": "", **chosen, **changes}


def at_board(walk: Walk) -> MinuteItem:
    """A case on the agenda of the board's meeting, held today."""
    return walk.on_agenda(walk.approved(), walk.people.board)


ADOPT = {1: "approved", 2: "approved", 3: "approved"}


def test_the_list_opens_for_everyone_with_a_role_and_shows_only_their_cases(walk: Walk) -> None:
    case = walk.approved()
    walk.meeting(walk.people.board)
    for person in (walk.people.secretary, walk.people.auditor, walk.people.officer):
        page = at(walk, person).get("/sammantraden/").content.decode()
        assert case.title in page
    page = at(walk, walk.people.outsider).get("/sammantraden/?visa=hallna").content.decode()
    assert "Kommunstyrelsen" in page
    assert case.title not in page


def test_a_meeting_does_not_exist_for_a_person_without_a_reading_role(walk: Walk) -> None:
    meeting = walk.meeting(walk.people.board)
    nobody = Person.objects.create(name="Utan Uppdrag", email="utan@example.se")
    for person in (nobody, walk.people.administrator):
        assert at(walk, person).get(f"/sammantraden/{meeting.pk}/").status_code == 404
    assert at(walk, walk.people.outsider).get(f"/sammantraden/{meeting.pk}/").status_code == 200


def test_an_item_is_hidden_from_somebody_who_may_not_read_its_case(walk: Walk) -> None:
    item = at_board(walk)
    page = at(walk, walk.people.outsider).get(f"/sammantraden/{item.meeting_id}/?arende={item.pk}")
    assert item.case.title not in page.content.decode()


def test_the_list_is_filtered_by_body(walk: Walk) -> None:
    walk.meeting(walk.people.board)
    walk.meeting(walk.people.committee, days=1)
    page = at(walk, walk.people.secretary).get("/sammantraden/?visa=hallna&organ=SN")
    assert [row.meeting.body.short_name for row in page.context["rows"]] == ["SN"]


def test_the_list_is_narrowed_to_meetings_with_agreement_cases(walk: Walk) -> None:
    item = at_board(walk)
    empty = walk.meeting(walk.people.committee, days=1)
    client = at(walk, walk.people.secretary)
    both = client.get("/sammantraden/?visa=hallna")
    assert {row.meeting.pk for row in both.context["rows"]} >= {item.meeting_id, empty.pk}
    busy = client.get("/sammantraden/?visa=hallna&med=arenden")
    assert [row.meeting.pk for row in busy.context["rows"]] == [item.meeting_id]
    assert 'href="/sammantraden/?med=arenden"' in busy.content.decode()  # the tab keeps it
    outside = at(walk, walk.people.outsider).get("/sammantraden/?visa=hallna&med=arenden")
    assert outside.context["rows"] == []  # what somebody may not read does not show by this either
    assert "Inget sammanträde har avtalsärenden" in outside.content.decode()


def test_the_list_takes_a_broken_place_as_the_beginning(walk: Walk) -> None:
    walk.meeting(walk.people.board)
    client = at(walk, walk.people.secretary)
    for place in ("x.1", "2026-13-40.5", "9" * 40, "2026-01-01." + "9" * 40):
        page = client.get("/sammantraden/", {"visa": "hallna", "fran": place})
        assert (page.status_code, len(page.context["rows"])) == (200, 1)


def test_a_secretary_schedules_a_meeting(walk: Walk) -> None:
    client = at(walk, walk.people.secretary)
    day = walk.on + timedelta(days=30)
    facts = {"body": walk.people.board.pk, "date": day.isoformat(), "stop_date": ""}
    assert client.post("/sammantraden/nytt/", facts).status_code == 302
    assert Meeting.objects.get().date == day


def test_contradicting_days_are_refused_at_the_field(walk: Walk) -> None:
    client = at(walk, walk.people.secretary)
    day, after = walk.on + timedelta(days=30), walk.on + timedelta(days=31)
    facts = {"body": walk.people.board.pk, "date": day.isoformat(), "stop_date": after.isoformat()}
    page = client.post("/sammantraden/nytt/", facts)
    assert page.status_code == 422
    assert "ligger efter sammanträdet" in page.context["form"].errors["stop_date"][0]
    assert after.isoformat() in page.content.decode()
    assert not Meeting.objects.exists()


def test_only_a_secretary_may_schedule(walk: Walk) -> None:
    page = at(walk, walk.people.officer).get("/sammantraden/nytt/")
    assert page.status_code == 403
    assert "nämndsekreterare" in page.content.decode()


def test_a_waiting_case_is_placed_on_the_agenda(walk: Walk) -> None:
    case = walk.approved()
    meeting = walk.meeting(walk.people.board)
    client = at(walk, walk.people.secretary)
    facts = {"case": case.pk, "meeting": meeting.pk}
    assert client.post("/sammantraden/satt-upp/", facts).status_code == 302
    item = MinuteItem.objects.get()
    assert (item.case_id, item.meeting_id, item.position) == (case.pk, meeting.pk, 1)
    page = client.post("/sammantraden/satt-upp/", facts)
    assert page.status_code == 409
    assert "redan på en dagordning" in page.content.decode()
    assert MinuteItem.objects.count() == 1


def test_nobody_but_the_secretary_places_a_case(walk: Walk) -> None:
    case = walk.approved()
    meeting = walk.meeting(walk.people.board)
    facts = {"case": case.pk, "meeting": meeting.pk}
    client = at(walk, walk.people.officer)
    assert client.post("/sammantraden/satt-upp/", facts).status_code == 403
    outsider = at(walk, walk.people.outsider)
    assert outsider.post("/sammantraden/satt-upp/", facts).status_code == 404
    assert not MinuteItem.objects.exists()


def test_outcomes_are_recorded_and_the_page_says_what_happens_now(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    url = f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/"
    wording = "Styrelsen ansvarar och redovisar varje år."
    facts = answers(item, {**ADOPT, 2: "changed"}, **{"text-2": wording, "paragraph": 112})
    page = client.post(url, facts, follow=True)
    text = page.content.decode()
    assert "går vidare till kommunfullmäktige" in text
    assert "§ 112" in text
    item.refresh_from_db()
    assert (item.number, item.result, walk.again(item.case).stage) == (112, "onward", "council")
    assert PointOutcome.objects.get(point__number=2).decided_text == wording


def test_a_missing_outcome_keeps_what_was_typed_and_writes_nothing(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    facts = answers(item, {1: "approved", 2: "changed"}, **{"text-2": "En annan lydelse."})
    page = client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", facts)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Utfall saknas för punkt 3." in text
    assert "En annan lydelse." in text
    item.refresh_from_db()
    assert (item.result, walk.again(item.case).stage) == ("", "board")
    assert not PointOutcome.objects.exists()


def test_all_points_are_filled_in_as_approved_and_nothing_is_recorded_yet(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    facts = answers(item, {2: "changed"}, paragraph=112, do="all-approved")
    before = everything()
    page = client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", facts)
    text = page.content.decode()
    assert (page.status_code, text.count('value="approved"'), text.count("checked")) == (200, 3, 3)
    assert 'value="112"' in text and "ds-error-summary" not in text
    assert everything() == before


def test_a_change_that_changes_nothing_is_refused(walk: Walk) -> None:
    item = at_board(walk)
    proposed = item.case.points.get(number=2).text
    facts = answers(item, {**ADOPT, 2: "changed"}, **{"text-2": proposed})
    client = at(walk, walk.people.secretary)
    page = client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", facts)
    assert page.status_code == 422
    assert "samma som förslaget" in page.context["record"].errors["text-2"][0]
    assert not PointOutcome.objects.exists()


def test_a_referral_back_asks_for_its_reason(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    url = f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/"
    facts = answers(item, {**ADOPT, 1: "referred_back"})
    page = client.post(url, facts)
    assert page.status_code == 422
    assert "motivation" in page.context["record"].errors
    assert not PointOutcome.objects.exists()
    page = client.post(url, {**facts, "motivation": "Kostnaden saknas."}, follow=True)
    assert "version 2 av tjänsteutlåtandet" in page.content.decode()
    assert walk.again(item.case).stage == "draft"


def test_a_paragraph_already_used_is_refused_at_its_field(walk: Walk) -> None:
    first = at_board(walk)
    walk.record(first, ADOPT, paragraph=7)
    walk.on += timedelta(days=1)
    second = at_board(walk)
    if second.series_year != first.series_year:
        pytest.skip("the two meetings fell on either side of New Year")
    client = at(walk, walk.people.secretary)
    facts = answers(second, ADOPT, paragraph=7)
    page = client.post(f"/sammantraden/{second.meeting_id}/utfall/{second.pk}/", facts)
    assert page.status_code == 422
    assert "§ 7 är redan använd" in page.context["record"].errors["paragraph"][0]
    assert not second.outcomes.exists()


def test_two_who_record_at_once_the_second_is_told(walk: Walk) -> None:
    item = at_board(walk)
    stale = answers(item, ADOPT)
    walk.record(item, ADOPT)
    client = at(walk, walk.people.secretary)
    page = client.post(f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/", stale)
    assert page.status_code == 409
    assert "Någon annan" in page.content.decode()
    assert item.outcomes.count() == 3


def test_others_read_but_get_no_forms(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.officer)
    page = client.get(f"/sammantraden/{item.meeting_id}/").content.decode()
    assert item.case.title in page
    assert "Anteckna utfallet" not in page
    facts = answers(item, ADOPT)
    url = f"/sammantraden/{item.meeting_id}/utfall/{item.pk}/"
    assert client.post(url, facts).status_code == 403
    assert not PointOutcome.objects.exists()


def test_an_item_of_another_meeting_is_not_found(walk: Walk) -> None:
    item = at_board(walk)
    other = walk.meeting(walk.people.board)
    client = at(walk, walk.people.secretary)
    url = f"/sammantraden/{other.pk}/utfall/{item.pk}/"
    assert client.post(url, answers(item, ADOPT)).status_code == 404
    assert not PointOutcome.objects.exists()


def test_only_a_working_committee_is_offered_to_pass_a_matter_on(walk: Walk) -> None:
    offered = "Överlämnas utan ställningstagande"
    kind = Body.Kind.WORKING_COMMITTEE
    committee = Body.objects.create(name="Arbetsutskottet", short_name="AU", kind=kind)
    for body, is_offered in ((walk.people.board, False), (committee, True)):
        case = walk.approved(walk.submitted(walk.ready(recipient=body)))
        item = walk.on_agenda(case, body)
        html = at(walk, walk.people.secretary).get(f"/sammantraden/{item.meeting_id}/")
        assert (offered in html.content.decode()) is is_offered


def test_attendance_comes_before_outcomes(walk: Walk) -> None:
    case = walk.approved()
    meeting = desk.schedule_meeting(
        body=walk.people.board,
        date=walk.on,
        stop_date=None,
        actor=walk.people.secretary,
        on=walk.on,
    )
    desk.place_on_agenda(
        case_id=case.pk, meeting_id=meeting.pk, actor=walk.people.secretary, on=walk.on
    )
    client = at(walk, walk.people.secretary)
    page = client.get(f"/sammantraden/{meeting.pk}/").content.decode()
    assert "Hur många var närvarande?" in page
    assert "Anteckna utfallet" not in page
    refused = client.post(f"/sammantraden/{meeting.pk}/narvaro/", {"present_count": "900"})
    assert refused.status_code == 422
    assert Meeting.objects.get().present_count is None
    client.post(f"/sammantraden/{meeting.pk}/narvaro/", {"present_count": "14"})
    page = client.get(f"/sammantraden/{meeting.pk}/").content.decode()
    assert "Anteckna utfallet" in page


def test_an_item_is_taken_off_the_agenda(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    page = client.post(f"/sammantraden/{item.meeting_id}/utgar/{item.pk}/", follow=True)
    assert "väntar på ett senare sammanträde" in page.content.decode()
    item.refresh_from_db()
    assert (item.result, walk.again(item.case).stage) == ("off_agenda", "board")


def test_minutes_notice_and_the_days_that_follow(walk: Walk) -> None:
    item = at_board(walk)
    walk.record(item, ADOPT)
    client = at(walk, walk.people.secretary)
    url = f"/sammantraden/{item.meeting_id}/"
    before = (walk.on - timedelta(days=1)).isoformat()
    page = client.post(f"{url}justering/", {"approved_on": before})
    assert page.status_code == 422
    assert "ligger före sammanträdet" in page.content.decode()
    assert Meeting.objects.get().minutes_approved_on is None
    who = {"approved_by": "Eva Norling och Per Ek"}
    client.post(f"{url}justering/", {"approved_on": walk.on.isoformat(), **who})
    assert "Av Eva Norling och Per Ek" in client.get(url).content.decode()
    client.post(f"{url}anslag/", {"posted_on": walk.on.isoformat()})
    page = client.get(url)
    due = page.context["due"]
    assert due.appeal >= walk.on + timedelta(days=21)
    assert due.force == due.appeal + timedelta(days=1)
    assert "Tiden är tre veckor" in page.content.decode()
    day = walk.on.isoformat()
    page = client.post(f"{url}anslag-ned/", {"removed_on": day})
    assert page.status_code == 422
    assert f'name="early" id="id_early" value="{day}"' in page.content.decode()
    assert long_date(due.appeal) in page.context["removed"].errors["early"][0]
    other = {"removed_on": day, "early": due.appeal.isoformat()}
    assert client.post(f"{url}anslag-ned/", other).status_code == 422
    assert Meeting.objects.get().notice_removed_on is None
    facts = {"removed_on": day, "early": day}
    page = client.post(f"{url}anslag-ned/", facts, follow=True)
    assert "Tiden har då inte löpt ut" in page.content.decode()
    assert "Anslaget togs ned för tidigt" in page.content.decode()


def test_one_paragraph_is_approved_at_once(walk: Walk) -> None:
    item = at_board(walk)
    walk.record(item, ADOPT)
    client = at(walk, walk.people.secretary)
    url = f"/sammantraden/{item.meeting_id}/omedelbar/{item.pk}/"
    today, before = walk.on.isoformat(), (walk.on - timedelta(days=1)).isoformat()
    page = client.post(url, {"approved_on": today, "posted_on": before})
    assert page.status_code == 422
    item.refresh_from_db()
    assert item.minutes_approved_on is None
    page = client.post(url, {"approved_on": today, "posted_on": today}, follow=True)
    assert "Omedelbart justerad" in page.content.decode()
    item.refresh_from_db()
    assert item.minutes_approved_on == walk.on


def test_the_own_notice_of_a_paragraph_comes_down_when_its_time_has_run_out(walk: Walk) -> None:
    item = at_board(walk)
    walk.record(item, ADOPT)
    secretary = walk.people.secretary
    url = f"/sammantraden/{item.meeting_id}/omedelbar/{item.pk}/"
    down, page = f"{url}anslag-ned/", f"/sammantraden/{item.meeting_id}/?arende={item.pk}"
    today = walk.on.isoformat()
    none_yet = at(walk, secretary).post(down, {"removed_on": today})
    assert none_yet.status_code == 409
    assert "Paragrafen har inget eget anslag." in none_yet.content.decode()
    at(walk, secretary).post(url, {"approved_on": today, "posted_on": today})
    last = legal_days.of_item(MinuteItem.objects.get(pk=item.pk)).last.value
    walk.on = last
    early = at(walk, secretary).post(down, {"removed_on": last.isoformat()})
    assert early.status_code == 422
    assert "Ja, anslaget togs ned" in early.content.decode()
    assert MinuteItem.objects.get(pk=item.pk).notice_removed_on is None
    assert at(walk, walk.people.registrar).post(down, {"removed_on": today}).status_code == 403
    walk.on = last + timedelta(days=1)
    day = walk.on.isoformat()
    assert f'value="{day}"' in at(walk, secretary).get(page).content.decode()
    done = at(walk, secretary).post(down, {"removed_on": day}, follow=True).content.decode()
    assert "Anslaget togs ned" in done and "Laga kraft" in done
    assert at(walk, secretary).post(down, {"removed_on": day}).status_code == 409
    assert (
        "Paragrafens anslag togs ner"
        in at(walk, walk.people.auditor).get(f"/arenden/{item.case_id}/historik/").content.decode()
    )


def test_the_own_notice_of_a_paragraph_down_too_early_leaves_no_legal_force(walk: Walk) -> None:
    item = at_board(walk)
    walk.record(item, ADOPT)
    url = f"/sammantraden/{item.meeting_id}/omedelbar/{item.pk}/"
    today = walk.on.isoformat()
    client = at(walk, walk.people.secretary)
    client.post(url, {"approved_on": today, "posted_on": today})
    said = {"removed_on": today, "early": today}
    assert client.post(f"{url}anslag-ned/", said).status_code == 302
    announced = legal_days.of_item(MinuteItem.objects.get(pk=item.pk))
    assert announced.removed == walk.on and announced.force.warnings


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_more_meetings_and_items_ask_no_more_of_the_database(walk: Walk) -> None:
    item = at_board(walk)
    client = at(walk, walk.people.secretary)
    urls = ("/sammantraden/?visa=hallna", f"/sammantraden/{item.meeting_id}/?arende={item.pk}")
    few = [_queries(client, url) for url in urls]
    walk.meeting(walk.people.committee, days=0)
    for _ in range(3):
        case = walk.approved()
        facts = {"actor": walk.people.secretary, "on": walk.on}
        desk.place_on_agenda(case_id=case.pk, meeting_id=item.meeting_id, **facts)
    assert [_queries(client, url) for url in urls] == few
