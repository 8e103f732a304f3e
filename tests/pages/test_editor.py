"""Writing the draft: everything is one form, every button saves it, and nobody's text is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.merging import fields_of, with_keys
from cases.web.conflict import CHOOSE, SAME_PLACE, beside
from cases.web.editor_form import EditorForm, as_posted, restructured
from lifecycle import operations
from organisation.models import Appointment, Person
from tests.pages.answers import signed_in
from tests.people import SINCE, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def address(case: Case) -> str:
    """Where the case's draft is written."""
    return reverse("case_edit", args=[case.pk])


def write(
    person: Person, case: Case, draft: Draft, do: str = "save", **changes: Any
) -> HttpResponse:
    """Send the form with this draft in it, by one of its buttons."""
    posted = {**as_posted(draft, case.edit_count), "do": do, **changes}
    return signed_in(person).post(address(case), posted)


def everything_in(form: EditorForm) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value is not None}


def saved(case: Case) -> Draft:
    """The draft as it is kept."""
    return read_draft(Case.objects.get(pk=case.pk))


def test_what_is_shown_is_what_is_saved(walk: Walk) -> None:
    case = walk.ready()
    response = signed_in(walk.people.officer).get(address(case))
    form = response.context["form"]
    shown = everything_in(form)
    response = signed_in(walk.people.officer).post(address(case), {**shown, "do": "save"})
    assert response.status_code == 302
    assert saved(case) == walk.draft()
    assert walk.again(case).edit_count == case.edit_count


def test_everything_in_the_form_is_saved(walk: Walk) -> None:
    case = walk.ready()
    wanted = replace(
        walk.draft(),
        title="En annan rubrik",
        sections=(
            DraftSection(1, "Bakgrund", "Ett stycke.\n\n- en punkt\n  - under\n\n  Slut "),
            DraftSection(2, "Inledning", "<b>Text</b> som är text."),
        ),
        signers=(DraftSigner("Karin Sandell", "tf. avdelningschef"),),
        recipients=("Karolinska Institutet", "Kommundirektören"),
    )
    response = write(walk.people.officer, case, wanted)
    assert response.status_code == 302
    assert saved(case) == wanted
    assert VersionEditor.objects.filter(case=case, person=walk.people.officer).exists()
    html = signed_in(walk.people.officer).get(address(case)).content.decode()
    assert "&lt;b&gt;Text&lt;/b&gt;" in html
    assert "<b>Text" not in html


def test_line_ends_of_the_browser_become_ours(walk: Walk) -> None:
    case = walk.ready()
    response = write(
        walk.people.officer, case, walk.draft(), **{"section-1-text": "Ett.\r\n\r\nTvå."}
    )
    assert response.status_code == 302
    assert saved(case).sections[1].text == "Ett.\n\nTvå."


# Who ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["head", "director", "registrar", "auditor", "coordinator"])
def test_who_only_reads_is_told_who_writes(walk: Walk, name: str) -> None:
    case = walk.ready()
    person = getattr(walk.people, name)
    response = signed_in(person).get(address(case))
    assert response.status_code == 403
    assert "Det gör en handläggare" in response.content.decode()
    response = write(person, case, replace(walk.draft(), title="Kapat"))
    assert response.status_code == 403
    assert saved(case) == walk.draft()


@pytest.mark.parametrize("name", ["outsider", "administrator", "secretary"])
def test_who_may_not_read_it_finds_nothing(walk: Walk, name: str) -> None:
    case = walk.ready()
    person = getattr(walk.people, name)
    assert signed_in(person).get(address(case)).status_code == 404
    assert write(person, case, replace(walk.draft(), title="Kapat")).status_code == 404
    assert saved(case) == walk.draft()


def test_what_was_typed_is_kept_when_the_draft_was_sent_meanwhile(walk: Walk) -> None:
    case = walk.ready()
    walk.submitted(case)
    assert signed_in(walk.people.officer).get(address(case)).status_code == 409
    response = write(walk.people.officer, case, replace(walk.draft(), title="Skrivet för sent"))
    assert response.status_code == 409
    assert "Skrivet för sent" in response.content.decode()
    assert saved(case) == walk.draft()


# What is wrong -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "  ", "Skriv en rubrik för ärendet."),
        ("section-0-heading", "", "Avsnittet saknar rubrik."),
        ("section-1-text", "ett \x07 tecken", "Texten innehåller ett osynligt styrtecken"),
        ("point-1-text", " ", "Punkt 2 saknar text."),
        ("point-0-depends_on", [3], "villkorad av sig själv"),
        ("signer-1", "", "Ange både namn och titel."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(
    walk: Walk, field: str, typed: Any, sentence: str
) -> None:
    case = walk.ready()
    changes: dict[str, Any] = {"section-1-heading": "Min nya rubrik", field: typed}
    response = write(walk.people.officer, case, walk.draft(), **changes)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "Min nya rubrik" in html
    assert saved(case) == walk.draft()
    form = response.context["form"]
    assert form.errors.get(field) or form.non_field_errors()


@pytest.mark.parametrize(
    "changes",
    [
        {"seen": ""},
        {"seen": "x"},
        {"section-0-level": "9"},
        {"point-0-body": "999999"},
        {"point-0-depends_on": ["77"]},
    ],
)
def test_what_no_form_sends_saves_nothing(walk: Walk, changes: dict[str, Any]) -> None:
    case = walk.ready()
    draft = replace(walk.draft(), title="Kapat")
    assert write(walk.people.officer, case, draft, **changes).status_code == 422
    assert saved(case) == walk.draft()


# Structure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "headings"),
    [
        ("section-add-1", ["Ett", "Ny rubrik", "Två", "Tre"]),
        ("section-up-3", ["Ett", "Tre", "Två"]),
        ("section-up-1", ["Ett", "Två", "Tre"]),
        ("section-down-1", ["Två", "Ett", "Tre"]),
        ("section-down-3", ["Ett", "Två", "Tre"]),
        ("section-remove-2", ["Ett", "Tre"]),
        ("section-remove-9", ["Ett", "Två", "Tre"]),
        ("section-explode-1", ["Ett", "Två", "Tre"]),
        ("något annat", ["Ett", "Två", "Tre"]),
    ],
)
def test_a_button_changes_the_structure_and_saves_what_was_typed(
    walk: Walk, do: str, headings: list[str]
) -> None:
    case = walk.ready()
    names = ("Ett", "Två", "Tre")
    draft = replace(walk.draft(), sections=tuple(DraftSection(1, n, f"Om {n}.") for n in names))
    response = write(walk.people.officer, case, draft, do)
    assert response.status_code == 302
    assert [s.heading for s in saved(case).sections] == headings
    assert all(s.text in ("", f"Om {s.heading}.") for s in saved(case).sections)


def test_conditions_follow_their_points(walk: Walk) -> None:
    draft = walk.draft()
    moved = restructured(draft, "point-down-2")
    assert [p.depends_on for p in moved.points] == [(), (1, 3), ()]
    assert [p.number for p in moved.points] == [1, 2, 3]
    removed = restructured(draft, "point-remove-1")
    assert [p.depends_on for p in removed.points] == [(), (1,)]


def test_a_new_point_is_written_in_an_empty_row_that_is_not_saved_empty(walk: Walk) -> None:
    case = walk.ready()
    client = signed_in(walk.people.officer)
    response = client.post(address(case), {**as_posted(walk.draft(), 0), "do": "point-add"})
    assert response["Location"] == f"{address(case)}?ny=point#beslut"
    assert saved(case) == walk.draft()
    form = client.get(f"{address(case)}?ny=point").context["form"]
    shown = everything_in(form)
    assert client.post(address(case), {**shown, "do": "save"}).status_code == 302
    assert saved(case) == walk.draft()
    written = {**shown, "point-3-text": "Paragrafen justeras omedelbart."}
    assert client.post(address(case), {**written, "do": "save"}).status_code == 302
    last = saved(case).points[-1]
    assert (last.number, last.text) == (4, "Paragrafen justeras omedelbart.")
    assert (last.body, last.proposing_body) == (walk.people.board.pk, None)


def test_a_new_signer_is_written_in_an_empty_row(walk: Walk) -> None:
    case = walk.ready()
    client = signed_in(walk.people.officer)
    form = client.get(f"{address(case)}?ny=signer").context["form"]
    shown = everything_in(form)
    written = {**shown, "signer-2-name": "Eva Norling", "signer-2": "koordinator"}
    assert client.post(address(case), {**written, "do": "save"}).status_code == 302
    assert saved(case).signers[-1] == DraftSigner("Eva Norling", "koordinator")


def test_an_error_is_shown_where_it_stands_after_the_change(walk: Walk) -> None:
    case = walk.ready()
    response = write(
        walk.people.officer, case, walk.draft(), "section-up-2", **{"section-1-heading": ""}
    )
    assert response.status_code == 422
    assert "section-0-heading" in response.context["form"].errors
    assert saved(case) == walk.draft()


@pytest.mark.parametrize(
    ("do", "url_name"),
    [("submit", "case_submit"), ("preview", "case_pdf"), ("attachments", "case_attachments")],
)
def test_going_on_saves_first(walk: Walk, do: str, url_name: str) -> None:
    case = walk.ready()
    response = write(walk.people.officer, case, replace(walk.draft(), title="Ny rubrik"), do)
    assert response["Location"] == reverse(url_name, args=[case.pk])
    assert saved(case).title == "Ny rubrik"


def test_a_decided_point_is_locked_in_the_form_and_stays(walk: Walk) -> None:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "approved", 2: "referred_back"}, motivation="Utred mer.")
    assert case.stage == "draft"
    client = signed_in(walk.people.officer)
    html = client.get(address(case)).content.decode()
    assert "Redan beslutad" in html
    assert "Återremitterat av kommunfullmäktige" in html
    assert "Utred mer." in html
    decided = [n for n in (1, 2, 3) if case.points.get(number=n).decision]
    assert decided
    before = saved(case)
    changes = {f"point-{n - 1}-text": "Kapat" for n in decided}
    write(walk.people.officer, case, before, **changes)
    assert saved(case) == before
    response = write(walk.people.officer, case, before, f"point-remove-{decided[0]}")
    assert response.status_code == 422
    assert saved(case) == before


# Two at once -------------------------------------------------------------------------------------------


def edited_by_another(walk: Walk, case: Case, **changes: Any) -> Draft:
    """What a colleague saves while the page stands open."""
    there = {"unit": walk.people.department, "role": "case_officer", "title": "jurist"}
    Appointment.objects.get_or_create(person=walk.people.coordinator, starts=SINCE, **there)
    now = walk.again(case)
    first, second = saved(case).sections
    theirs = replace(
        saved(case),
        sections=(
            replace(first, text="Deras sammanfattning av bilaga 1."),
            second,
            DraftSection(1, "Ekonomi", "Deras nya avsnitt."),
        ),
        **changes,
    )
    drafting.edit_draft(
        case_id=case.pk,
        draft=theirs,
        seen=now.edit_count,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    return theirs


def test_what_two_wrote_in_different_places_is_merged_and_told(walk: Walk) -> None:
    case = walk.ready()
    edited_by_another(walk, case)
    mine = replace(walk.draft(), title="Min rubrik")
    response = write(walk.people.officer, case, mine)
    assert response.status_code == 302
    html = signed_in_again(response, walk.people.officer)
    assert saved(case).title == "Min rubrik"
    assert [s.heading for s in saved(case).sections] == ["Sammanfattning", "Bakgrund", "Ekonomi"]
    assert "Eva Norling ändrade Sammanfattning och Ekonomi (nytt) medan du skrev." in html


def signed_in_again(response: HttpResponse, person: Person) -> str:
    """The page that the answer leads to, with its messages."""
    client = signed_in(person)
    client.cookies = response.client.cookies  # type: ignore[attr-defined]
    return client.get(response["Location"]).content.decode()


def test_both_texts_are_shown_where_two_wrote_the_same_and_the_rest_is_saved(walk: Walk) -> None:
    case = walk.ready()
    edited_by_another(walk, case)
    first, second = saved_at_start(walk)
    mine = replace(
        walk.draft(),
        title="Min rubrik",
        sections=(replace(first, text="Min sammanfattning."), second),
    )
    response = write(walk.people.officer, case, mine)
    html = response.content.decode()
    assert response.status_code == 409
    for text in (
        SAME_PLACE,
        "Min sammanfattning.",
        "Deras sammanfattning av bilaga 1.",
        "Eva Norling har sparat",
    ):
        assert text in html
    assert list(response.context["theirs"]) == ["section-0-text"]
    assert response.context["form"].errors["section-0-text"] == [CHOOSE]
    assert saved(case).title == "Min rubrik"
    assert [s.text for s in saved(case).sections] == [
        "Deras sammanfattning av bilaga 1.",
        "Samarbetet har pågått länge.",
        "Deras nya avsnitt.",
    ]


def saved_at_start(walk: Walk) -> tuple[DraftSection, ...]:
    """The sections every walk begins with."""
    return walk.draft().sections


def conflict(walk: Walk, case: Case) -> tuple[Client, dict[str, Any]]:
    """The page that shows both texts, as its browser would send it."""
    edited_by_another(walk, case)
    client = signed_in(walk.people.officer)
    first, second = saved_at_start(walk)
    mine = replace(walk.draft(), sections=(replace(first, text="Min."), second))
    response = client.post(address(case), {**as_posted(mine, case.edit_count), "do": "save"})
    number = response.context["theirs"]["section-0-text"].number
    return client, {**everything_in(response.context["form"]), "open-section-0-text": number}


@pytest.mark.parametrize(
    ("choice", "text"), [("mine", "Min."), ("theirs", "Deras sammanfattning av bilaga 1.")]
)
def test_the_writer_chooses(walk: Walk, choice: str, text: str) -> None:
    case = walk.ready()
    client, shown = conflict(walk, case)
    chosen = {**shown, "choice-section-0-text": choice, "do": "save"}
    assert client.post(address(case), chosen).status_code == 302
    assert saved(case).sections[0].text == text
    assert [s.heading for s in saved(case).sections] == ["Sammanfattning", "Bakgrund", "Ekonomi"]


@pytest.mark.parametrize("do", ["save", "section-up-2", "submit"])
def test_without_a_choice_both_are_shown_again(walk: Walk, do: str) -> None:
    case = walk.ready()
    client, shown = conflict(walk, case)
    response = client.post(address(case), {**shown, "do": do})
    assert response.status_code == 409
    assert [t.words or t.blocks for t in response.context["theirs"].values()]
    assert "Deras sammanfattning av bilaga 1." in [s.text for s in saved(case).sections]


def test_a_third_save_in_between_is_shown_again(walk: Walk) -> None:
    case = walk.ready()
    client, shown = conflict(walk, case)
    first, *others = saved(case).sections
    drafting.edit_draft(
        case_id=case.pk,
        draft=replace(saved(case), sections=(replace(first, text="Tredje."), *others)),
        seen=walk.again(case).edit_count,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    chosen = {**shown, "choice-section-0-text": "mine", "do": "save"}
    response = client.post(address(case), chosen)
    assert response.status_code == 409
    assert "Tredje." in response.content.decode()
    assert saved(case).sections[0].text == "Tredje."


def test_what_is_wrong_keeps_both_texts_on_the_page(walk: Walk) -> None:
    case = walk.ready()
    client, shown = conflict(walk, case)
    response = client.post(address(case), {**shown, "section-1-heading": "", "do": "save"})
    assert response.status_code == 422
    assert list(response.context["theirs"]) == ["section-0-text"]


def test_every_kind_of_difference_is_told(walk: Walk) -> None:
    draft = with_keys(walk.draft(), None, 0)
    council, board = walk.people.council.pk, walk.people.board.pk
    first, second, third = draft.points
    theirs = replace(
        draft,
        title="Deras",
        signers=(),
        recipients=("Socialnämnden",),
        points=(
            replace(first, text="Annan lydelse."),
            replace(second, body=board, proposing_body=None),
            replace(third, depends_on=(1,)),
        ),
        sections=(
            replace(draft.sections[0], level=2),
            replace(draft.sections[1], heading="Historia", text=""),
        ),
    )
    names = {council: "Kommunfullmäktige", board: "Kommunstyrelsen"}
    found = beside(theirs, draft, list(fields_of(theirs)), 3, names)
    assert {name: one.words for name, one in found.items()} == {
        "title": "Deras",
        "signers": "Ingen undertecknare.",
        "recipients": "Socialnämnden",
        "point-0-text": "",
        "point-1-body": "Kommunstyrelsen",
        "point-2-depends_on": "punkt 1",
        "section-0-level": "Underrubrik",
        "section-1-heading": "Historia",
        "section-1-text": "Ingen text.",
    }
    assert found["point-0-text"].blocks
    assert not beside(draft, draft, list(fields_of(draft)), 3, names)


# The page ----------------------------------------------------------------------------------------------


def test_the_checks_lead_to_their_places(walk: Walk) -> None:
    draft = replace(walk.draft(), sections=(DraftSection(1, "Bakgrund", ""),), recipients=())
    html = signed_in(walk.people.officer).get(address(walk.opened(draft=draft))).content.decode()
    assert "Avsnittet Bakgrund är tomt." in html
    for place in ("id_section-0-text", "id_recipients", "bilagor"):
        assert f'href="#{place}"' in html
        assert f'id="{place}"' in html


def test_a_returned_draft_shows_the_comment(walk: Walk) -> None:
    case = walk.submitted()
    walk.answer(
        case, "approve", operations.return_to_author, walk.people.head, step=1, comment="Räkna om."
    )
    html = signed_in(walk.people.officer).get(address(case)).content.decode()
    assert "Återlämnat av Karin Sandell, avdelningschef" in html
    assert "Räkna om." in html
    assert "Tjänsteutlåtande, version 2" in html


def test_as_many_queries_however_long_the_draft(walk: Walk) -> None:
    client = signed_in(walk.people.officer)
    counts = []
    for number in (1, 60):
        rows = tuple(DraftSection(1, f"Avsnitt {n}", f"Text {n}.") for n in range(number))
        case = walk.opened(draft=replace(walk.draft(), sections=rows))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(case)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 22, counts


@pytest.mark.parametrize("count", ["+2", "2.0", " 2", "٢", "02x"])
def test_a_count_that_is_no_plain_number_empties_nothing(walk: Walk, count: str) -> None:
    case = walk.ready()
    client = signed_in(walk.people.officer)
    before = everything()
    for name in ("sections", "points", "signers"):
        posted = {**as_posted(walk.draft(), case.edit_count), name: count}
        response = client.post(address(case), posted)
        assert response.status_code == 422
        assert "Läs in sidan igen." in response.content.decode()
    assert everything() == before


def test_two_texts_stand_until_the_writer_has_chosen_whatever_else_is_wrong(walk: Walk) -> None:
    case = walk.ready()
    draft = walk.draft()
    first, *others = draft.sections

    def saying(text: str) -> Draft:
        return replace(draft, sections=(replace(first, text=text), *others))

    read = {
        "sections": "2",
        **{f"section-{i}-key": s.key for i, s in enumerate(saved(case).sections)},
    }
    write(walk.people.officer, case, saying("Deras."), **read)
    met = write(walk.people.officer, case, saying("Mitt."), **read)
    assert met.status_code == 409
    again = {**read, "seen": walk.again(case).edit_count, "open-section-0-text": "1"}
    response = write(walk.people.officer, case, saying("Mitt."), **again, **{"point-0-body": "0"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'name="open-section-0-text"' in html and "Deras." in html and "Mitt." in html
    assert saved(case).sections[0].text == "Deras."
