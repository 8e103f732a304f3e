"""Votes, statements, conflicts of interest and a minority's referral, from the page to the book."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from approvals.models import MinuteItem, PointOutcome
from approvals.rules.proceedings import Proceedings
from cases.models import Case
from cases.rules.errors import Invalid
from history.models import Event
from history.proof import facts_of
from lifecycle.models import Question
from organisation.web.clock import today
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read."""
    settings.DEMO = True
    return Walk(people, on=today())


def _referred(walk: Walk, case: Case, minority: int) -> Case:
    item = walk.on_agenda(case, walk.people.council)
    numbers = case.points.filter(decision="", body=walk.people.council).values_list(
        "number", flat=True
    )
    return walk.record(
        item,
        dict.fromkeys(numbers, "referred_back"),
        motivation="Kostnaden ska redovisas.",
        proceedings=Proceedings(minority=minority),
    )


def test_fifteen_of_thirty_nine_refer_a_matter_back_once(walk: Walk) -> None:
    case = _referred(walk, walk.proposed(), 15)
    assert (case.stage, case.version) == ("draft", 2)
    told = Event.objects.filter(kind="item_recorded", subject_id=case.pk).latest("sequence")
    assert "15 röster" in facts_of(told)["facts"]["proceedings"][0]
    case = walk.proposed(walk.approved(walk.submitted(case)))
    with pytest.raises(Invalid) as again:
        _referred(walk, case, 20)
    assert "nu krävs majoritet" in again.value.sentence
    assert walk.again(case).stage == "council"


def test_twelve_of_thirty_nine_are_too_few(walk: Walk) -> None:
    case = walk.proposed()
    item = walk.on_agenda(case, walk.people.council)
    with refused("minority", Invalid) as found:
        walk.record(
            item,
            {1: "referred_back", 2: "referred_back"},
            motivation="Mer underlag.",
            proceedings=Proceedings(minority=12),
        )
    assert "3 × 12 = 36 är mindre än 39" in found.value.sentence


def test_a_minority_asks_only_for_what_is_recorded(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    with refused("no_referral", Invalid):
        walk.record(item, {1: "approved", 2: "approved"}, proceedings=Proceedings(minority=15))


# The page ---------------------------------------------------------------------------------------------


def _form(walk: Walk, item: MinuteItem, **said: object) -> dict[str, object]:
    task = Question.objects.get(case=item.case_id, kind="decide").task
    outcomes = {f"point-{n}": "approved" for n in (1, 2, 3)}
    return {"task": task, "paragraph": 1, **outcomes, **said}


@pytest.fixture
def item(walk: Walk) -> MinuteItem:
    """The case on the board's agenda today."""
    found = walk.on_agenda(walk.approved(), walk.people.board)
    the_clock_follows(walk)
    return found


def _url(item: MinuteItem) -> str:
    return reverse("meeting_record", args=[item.meeting_id, item.pk])


def test_a_row_is_added_without_judging_what_is_typed(walk: Walk, item: MinuteItem) -> None:
    secretary = signed_in(walk.people.secretary)
    data = _form(walk, item, do="add-vote", votes=0, **{"text-1": "Så här", "point-2": ""})
    html = secretary.post(_url(item), data).content.decode()
    assert 'name="vote-0-yes_means"' in html and 'name="votes" value="1"' in html
    assert "Så här" in html and "Utfall saknas för punkt" not in html
    assert not PointOutcome.objects.exists()


def test_what_is_told_stands_on_the_page_and_in_the_book(walk: Walk, item: MinuteItem) -> None:
    rows = {
        "votes": 1,
        "vote-0-yes_means": "bifall till förslaget",
        "vote-0-no_means": "avslag",
        "vote-0-yes": 30,
        "vote-0-no": 9,
        "statements": 2,
        "statement-0-kind": "dissent",
        "statement-0-who": "Anna Ek (X)",
        "statement-1-kind": "dissent",
        "recusals": 1,
        "recusal-0-who": "Bo Alm (Y)",
    }
    assert (
        signed_in(walk.people.secretary).post(_url(item), _form(walk, item, **rows)).status_code
        == 302
    )
    html = see(walk.people.officer, "meeting", item.meeting_id)
    for sentence in ("30 Ja och 9 Nej", "Reservation av Anna Ek (X).", "Bo Alm (Y) anmälde jäv"):
        assert sentence in html
    assert "30 Ja och 9 Nej" in see(walk.people.auditor, "case_history", item.case_id)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"votes": 1, "vote-0-yes": 40, "vote-0-no": 9}, "Skriv vad Ja betydde."),
        ({"votes": 1, "vote-0-yes": "många"}, "Skriv antalet med siffror."),
        ({"recusals": 1, "recusal-0-substitute": "Cia"}, "Ange vem som anmälde jäv."),
        ({"statements": 1, "statement-0-kind": "x", "statement-0-who": "A"}, "Välj slag i listan."),
        ({"statements": 1, "statement-0-kind": "note", "statement-0-who": "A"}, "Skriv vad som antecknas."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_row(
    walk: Walk, item: MinuteItem, rows: dict[str, object], sentence: str
) -> None:
    response = signed_in(walk.people.secretary).post(_url(item), _form(walk, item, **rows))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PointOutcome.objects.exists()


def test_a_board_has_no_minority_to_ask_about(walk: Walk, item: MinuteItem) -> None:
    assert "en minoritet" not in see(walk.people.secretary, "meeting", item.meeting_id)
