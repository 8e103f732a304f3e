"""Reviewing: what the page shows of the frozen version, who may answer, and that a refusal writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import operations as desk
from approvals.models import Approval
from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.draft import DraftSection
from cases.rules.points import DecisionPoint
from lifecycle import operations
from lifecycle.models import Question
from lifecycle.web.review_changes import changes_between
from lifecycle.web.review_text import read_attachments, read_points, read_sections
from organisation.models import Person
from organisation.web.clock import today
from tests.people import People, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(people: People) -> Walk:
    """A walk that starts on the day the pages read."""
    return Walk(people, on=today())


def signed_in(person: Person) -> Client:
    """A browser where the person has signed in."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def address(case: Case) -> str:
    """Where the case is reviewed."""
    return reverse("case_review", args=[case.pk])


def post(person: Person, case: Case, **said: str) -> HttpResponse:
    """Answer as the form would, with what is said on top."""
    question = Question.objects.filter(case=case, kind="approve").first()
    data = {"task": question.task if question else "", "step": case.step, **said}
    return signed_in(person).post(address(case), data)


def returned(walk: Walk, comment: str = "Ändra punkt 1.") -> Case:
    """Version 1 handed back, version 2 written with a new point and a changed section, and submitted."""
    case = walk.submitted()
    walk.answer(
        case, "approve", operations.return_to_author, walk.people.head, step=1, comment=comment
    )
    case = walk.again(case)
    draft = read_draft(case)
    draft = replace(
        draft,
        points=(
            *draft.points,
            DecisionPoint(4, walk.people.board.pk, None, "Protokollet justeras omedelbart."),
        ),
        sections=(
            draft.sections[0],
            DraftSection(1, "Bakgrund", "Samarbetet har pågått i tio år."),
            DraftSection(1, "Ekonomi", "Inga merkostnader."),
        ),
    )
    drafting.edit_draft(
        case_id=case.pk, draft=draft, seen=case.edit_count, actor=walk.people.officer, on=walk.on
    )
    return walk.submitted(walk.again(case))


def test_the_head_reads_points_sections_and_the_route(walk: Walk) -> None:
    case = walk.submitted()
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert "Kommunstyrelsens förslag till kommunfullmäktige" in html
    assert "Kommunstyrelsens beslut" in html
    assert "Gäller under förutsättning att punkterna 1 och 2 beslutas enligt förslaget." in html
    assert "Samarbetet har pågått länge." in html
    assert "Godkänn version 1" in html
    assert "Versionen går vidare till Maria Lindqvist, kommundirektör." in html
    for step in case.route.all():
        assert step.reason in html
    assert reverse("case_pdf", args=[case.pk]) in html
    assert reverse("case_attachment_file", args=[case.pk, 1]) in html
    assert "Bilaga 1. Samverkansavtal" in html


@pytest.mark.parametrize("name", ["outsider", "administrator"])
def test_who_may_not_read_the_case_finds_nothing(walk: Walk, name: str) -> None:
    case = walk.submitted()
    client = signed_in(getattr(walk.people, name))
    assert client.get(address(case)).status_code == 404
    response = post(getattr(walk.people, name), case, decision="approve")
    assert response.status_code == 404
    assert not Approval.objects.exists()


def test_somebody_without_a_role_finds_nothing(walk: Walk) -> None:
    case = walk.submitted()
    nobody = Person.objects.create(name="Per Lund", email="per.lund@example.se")
    assert signed_in(nobody).get(address(case)).status_code == 404


def test_others_read_it_and_are_told_whose_step_it_is(walk: Walk) -> None:
    case = walk.submitted()
    for person in (walk.people.auditor, walk.people.director, walk.people.officer):
        html = signed_in(person).get(address(case)).content.decode()
        assert "Väntar på Karin Sandell" in html
        assert "Godkänn version" not in html
    html = signed_in(walk.people.officer).get(address(case)).content.decode()
    assert "Du har själv ändrat i den här versionen." in html


def test_a_draft_never_submitted_is_not_for_review(walk: Walk) -> None:
    case = walk.ready()
    response = signed_in(walk.people.officer).get(address(case))
    assert response.status_code == 409
    assert "Ärendet har inte skickats på granskning än." in response.content.decode()


def test_approving_sends_the_version_on(walk: Walk) -> None:
    case = walk.submitted()
    response = post(walk.people.head, case, decision="approve", remark="Bra avvägt.")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert walk.again(case).step == 2
    given = Approval.objects.get()
    assert (given.person, given.comment) == (walk.people.head, "Bra avvägt.")
    html = signed_in(walk.people.director).get(address(case)).content.decode()
    assert "Karin Sandell godkände version 1: Bra avvägt." in html
    assert "ärendet går till kommunstyrelsen" in html


def test_returning_gives_the_officer_a_new_version(walk: Walk) -> None:
    case = walk.submitted()
    response = post(walk.people.head, case, decision="return", comment="Räkna ut sista dagen.")
    assert response.status_code == 302
    case = walk.again(case)
    assert (case.stage, case.version, case.mark) == ("draft", 2, "returned")
    assert Approval.objects.get().comment == "Räkna ut sista dagen."


def test_a_return_says_why(walk: Walk) -> None:
    case = walk.submitted()
    response = post(walk.people.head, case, decision="return", comment="  ")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Skriv vad som behöver ändras." in html
    assert 'value="return" id="aterlamna" checked' in html
    assert not Approval.objects.exists()
    assert walk.again(case).stage == "approval"


def test_a_choice_has_to_be_made(walk: Walk) -> None:
    case = walk.submitted()
    response = post(walk.people.head, case, remark="Behåll det här.")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Välj om du godkänner eller återlämnar." in html
    assert "Behåll det här." in html
    assert not Approval.objects.exists()


@pytest.mark.parametrize("name", ["auditor", "director", "officer"])
def test_nobody_answers_in_anothers_place(walk: Walk, name: str) -> None:
    case = walk.submitted()
    response = post(getattr(walk.people, name), case, decision="approve")
    assert response.status_code == 403
    assert not Approval.objects.exists()
    assert walk.again(case).step == 1


def test_a_page_left_open_is_told_that_it_is_too_late(walk: Walk) -> None:
    case = walk.submitted()
    task = str(Question.objects.get(case=case).task)
    assert post(walk.people.head, case, decision="approve").status_code == 302
    response = post(walk.people.head, case, task=task, decision="return", comment="Nej.")
    assert response.status_code == 409
    assert "Läs in sidan igen" in response.content.decode()
    assert Approval.objects.count() == 1
    assert walk.again(case).stage == "approval"


def test_a_task_of_another_case_answers_nothing(walk: Walk) -> None:
    case, other = walk.submitted(), walk.submitted()
    task = str(Question.objects.get(case=other).task)
    assert post(walk.people.head, case, task=task, decision="approve").status_code == 404
    assert not Approval.objects.exists()


@pytest.mark.parametrize("task", ["", "x", "0", "-1", "9" * 30])
def test_a_task_that_is_none_answers_nothing(walk: Walk, task: str) -> None:
    case = walk.submitted()
    assert post(walk.people.head, case, task=task, decision="approve").status_code == 422
    assert not Approval.objects.exists()


def test_the_next_version_shows_what_has_changed(walk: Walk) -> None:
    case = returned(walk)
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert "Tre ändringar sedan version 1" in html
    assert "Ny beslutspunkt 4" in html
    assert "Avsnittet Bakgrund är ändrat" in html
    assert "Nytt avsnitt: Ekonomi" in html
    assert 'id="punkt-4" class="av-chg" data-n="1"' in html
    assert "Karin Sandell återlämnade version 1: Ändra punkt 1." in html


def test_the_words_that_differ_are_marked_where_they_stand(walk: Walk) -> None:
    case = returned(walk)
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert '<ins><span class="ds-sr-only"> tillagt: </span>' in html
    whole = signed_in(walk.people.head).get(address(case), {"visa": "allt"}).content.decode()
    assert "<ins>" not in whole and "<del>" not in whole


def test_any_two_versions_are_compared(walk: Walk) -> None:
    case = returned(walk)
    officer = signed_in(walk.people.officer)
    url = reverse("case_versions", args=[case.pk])
    html = officer.get(url).content.decode()
    assert "Från version 1 till version 2" in html and "<ins>" in html
    assert "Återlämnad av Karin Sandell" in html
    back = officer.get(url, {"fran": "2", "till": "1"}).content.decode()
    assert "Från version 2 till version 1" in back and "Beslutspunkt 4 är borttagen" in back
    for odd in ({"fran": "9" * 30, "till": "x"}, {"fran": "-1"}, {"fran": "2", "till": "2"}):
        assert officer.get(url, odd).status_code == 200
    first = walk.ready()
    empty = officer.get(reverse("case_versions", args=[first.pk])).content.decode()
    assert "Ingen version har skickats än" in empty


def test_what_is_gone_stands_struck_where_it_stood() -> None:
    def section(heading: str, text: str) -> dict[str, object]:
        return {"level": 1, "heading": heading, "text": text}

    one, two, three = section("Ett", "A."), section("Två", "B b."), section("Tre", "C.")
    before = content(sections=[one, two, three])
    after = content(sections=[one, three], points=[])
    changes = changes_between(before, after)
    found = read_sections(after, changes, before)
    assert [(s.heading, s.is_gone) for s in found] == [
        ("Ett", False),
        ("Två", True),
        ("Tre", False),
    ]
    (block,) = found[1].blocks
    assert [run.mark for run in block.runs] == ["del"]
    (group,) = read_points(after, changes, before)
    assert group.heading == "Borttagna punkter"


def test_unchanged_sections_are_folded_for_who_has_answered_before(walk: Walk) -> None:
    case = returned(walk)
    folded = "Oförändrat: 5 ord"
    assert folded in signed_in(walk.people.head).get(address(case)).content.decode()
    assert folded not in signed_in(walk.people.director).get(address(case)).content.decode()
    everything = signed_in(walk.people.head).get(address(case), {"visa": "allt"})
    assert folded not in everything.content.decode()


def test_by_when_the_papers_are_needed(walk: Walk) -> None:
    desk.schedule_meeting(
        body=walk.people.board,
        date=walk.on + timedelta(days=21),
        stop_date=walk.on + timedelta(days=14),
        actor=walk.people.secretary,
        on=walk.on,
    )
    case = walk.submitted()
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert "Handlingar till KS senast" in html
    assert "om 14 dagar, inför sammanträdet" in html


def test_text_is_shown_as_text(walk: Walk) -> None:
    draft = replace(
        walk.draft(),
        title="Avtal <b>om</b> x",
        sections=(DraftSection(1, "Sammanfattning", "<script>alert(1)</script> bilaga 1"),),
    )
    case = walk.submitted(walk.ready(draft=draft))
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<b>om</b>" not in html


def test_when_everything_is_approved_the_text_can_still_be_read(walk: Walk) -> None:
    case = walk.approved()
    html = signed_in(walk.people.director).get(address(case)).content.decode()
    assert "Inget att granska nu" in html
    assert "Samarbetet har pågått länge." in html


def test_as_many_queries_however_long_the_text(walk: Walk) -> None:
    client = signed_in(walk.people.head)
    counts = []
    for number in (1, 3, 150):
        draft = replace(
            walk.draft(),
            sections=tuple(
                DraftSection(1, f"Avsnitt {n}", f"Text {n} om bilaga 1.") for n in range(number)
            ),
        )
        case = walk.submitted(walk.ready(draft=draft))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(case)).status_code == 200
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


def content(**changes: object) -> dict[str, object]:
    """A frozen content, with changes."""
    point = {
        "number": 1,
        "body": "Kommunstyrelsen",
        "kind": "own_decision",
        "proposing_body": "Kommunstyrelsen",
        "text": "Avtalet godkänns.",
        "depends_on": [],
    }
    return {
        "schema": 2,
        "title": "Avtal",
        "points": [point],
        "sections": [{"level": 1, "heading": "Bakgrund", "text": "Text."}],
        "attachments": [{"number": 1, "title": "Avtal", "sha256": "a"}],
        "recipients": ["KI"],
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "sentence", "anchor"),
    [
        ({"title": "Annat"}, "Rubriken är ändrad", "rubrik"),
        ({"points": []}, "Beslutspunkt 1 är borttagen", ""),
        ({"sections": []}, "Avsnittet Bakgrund är borttaget", ""),
        (
            {"sections": [{"level": 2, "heading": "Bakgrund", "text": "Text."}]},
            "Rubriken Bakgrund har en annan nivå",
            "avsnitt-1",
        ),
        ({"attachments": []}, "Bilaga 1 är borttagen", ""),
        (
            {"attachments": [{"number": 1, "title": "Avtal", "sha256": "b"}]},
            "Bilaga 1 har en ny fil",
            "bilagor",
        ),
        ({"recipients": []}, "Mottagarna av beslutet är ändrade", "mottagare"),
    ],
)
def test_each_kind_of_change_has_its_sentence(
    changes: dict[str, object], sentence: str, anchor: str
) -> None:
    (found,) = changes_between(content(), content(**changes))
    assert (found.number, found.sentence, found.anchor) == (1, sentence, anchor)


def test_sections_that_change_places_are_told() -> None:
    one = {"level": 1, "heading": "Ett", "text": "A."}
    two = {"level": 1, "heading": "Två", "text": "B."}
    found = changes_between(content(sections=[one, two]), content(sections=[two, one]))
    assert [c.sentence for c in found] == ["Avsnitten står i en annan ordning"]


def points(*texts: str) -> list[dict[str, object]]:
    (first,) = content()["points"]  # type: ignore[misc]
    return [{**first, "number": n, "text": text} for n, text in enumerate(texts, start=1)]


def sentences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    return [c.sentence for c in changes_between(before, after)]


def test_a_point_inserted_first_does_not_change_those_after_it() -> None:
    before = content(points=points("Avtalet godkänns.", "Nämnden ska följa upp avtalet varje år."))
    after = content(
        points=points(
            "Ordföranden får underteckna.",
            "Avtalet godkänns.",
            "Nämnden ska följa upp avtalet vartannat år.",
        )
    )
    assert sentences(before, after) == [
        "Ny beslutspunkt 1",
        "Beslutspunkt 3 (tidigare 2) är ändrad",
        "Ny numrering: punkt 1 är nu 2",
    ]
    (group,) = read_points(after, changes_between(before, after), before)
    assert [(p.number, p.was) for p in group.points] == [(1, 1), (2, 1), (3, 2)]
    assert {run.mark for run in group.points[1].blocks[0].runs} == {""}


def test_a_condition_on_a_renumbered_point_is_the_same_condition() -> None:
    before, after = points("A ett.", "B två."), points("Ny tre.", "A ett.", "B två.")
    before[1]["depends_on"], after[2]["depends_on"] = [1], [2]
    told = sentences(content(points=before), content(points=after))
    assert told == ["Ny beslutspunkt 1", "Ny numrering: punkt 1 är nu 2, punkt 2 är nu 3"]
    after[2]["depends_on"] = [1]
    told = sentences(content(points=before), content(points=after))
    assert "Villkoret i beslutspunkt 3 (tidigare 2) är ändrat" in told


def test_a_renamed_section_is_the_same_section() -> None:
    before = content(sections=[{"level": 1, "heading": "Risker", "text": "Kostnaden kan öka."}])
    after = content(
        sections=[{"level": 1, "heading": "Risker och skydd", "text": "Kostnaden kan öka."}]
    )
    changes = changes_between(before, after)
    assert [c.sentence for c in changes] == ["Avsnittet Risker heter nu Risker och skydd"]
    (section,) = read_sections(after, changes, before)
    assert [(run.text, run.mark) for run in section.title] == [
        ("Risker ", ""),
        ("och skydd", "ins"),
    ]


@pytest.mark.parametrize(
    ("then", "now"),
    [("Det **gäller** nu.", "Det gäller nu."), ("[KI](https://a.se/)", "[KI](https://b.se/)")],
)
def test_what_only_looks_different_is_named_so(then: str, now: str) -> None:
    def of(text: str) -> dict[str, object]:
        return content(sections=[{"level": 1, "heading": "Bakgrund", "text": text}])

    told = sentences(of(then), of(now))
    assert told == ["Bara utseendet eller en länk är ändrad i avsnittet Bakgrund"]
    assert sentences(of("Ett^[not]"), of("Ett^[två]")) == ["Avsnittet Bakgrund är ändrat"]


def test_attachments_keep_who_they_are_when_numbers_change() -> None:
    old = {"number": 1, "title": "Avtal", "sha256": "a"}
    new = {"number": 1, "title": "Riskanalys", "sha256": "b"}
    before, after = content(), content(attachments=[new, {**old, "number": 2}])
    assert sentences(before, after) == ["Ny bilaga 1", "Ny numrering: bilaga 1 är nu 2"]
    (lines,) = read_attachments(after, before)
    assert len(lines.items) == 2


def test_nothing_has_changed_in_a_first_or_equal_version() -> None:
    assert changes_between(None, content()) == ()
    assert changes_between(content(), content()) == ()


def test_nothing_is_chosen_beforehand_and_no_choice_is_refused_at_its_field(walk: Walk) -> None:
    case = walk.submitted()
    html = signed_in(walk.people.head).get(address(case)).content.decode()
    assert " checked" not in html
    response = post(walk.people.head, case, remark="Bra.")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Välj om du godkänner eller återlämnar." in html
    assert "Bra." in html
    assert not Approval.objects.exists()
