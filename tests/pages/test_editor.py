"""Writing the draft: everything is one form, every button saves it, and nobody's text is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.web.conflict import differences
from cases.web.editor_form import EditorForm, as_posted, restructured
from lifecycle import operations
from organisation.models import Person
from tests.pages.answers import signed_in
from tests.people import Walk

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


def edited_by_another(walk: Walk, case: Case) -> Draft:
    """What a colleague saves while the page stands open."""
    theirs = replace(
        walk.draft(),
        title="Deras rubrik",
        sections=(
            DraftSection(1, "Sammanfattning", "Deras sammanfattning av bilaga 1."),
            DraftSection(1, "Bakgrund", "Samarbetet har pågått länge."),
            DraftSection(1, "Ekonomi", "Deras nya avsnitt."),
        ),
    )
    return_value = drafting.edit_draft(
        case_id=case.pk, draft=theirs, seen=case.edit_count, actor=walk.people.officer, on=walk.on
    )
    assert return_value.edit_count == case.edit_count + 1
    return theirs


def test_both_texts_are_shown_and_neither_is_lost(walk: Walk) -> None:
    case = walk.ready()
    theirs = edited_by_another(walk, case)
    mine = replace(
        walk.draft(), sections=(DraftSection(1, "Sammanfattning", "Min sammanfattning."),)
    )
    response = write(walk.people.officer, case, mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Någon annan har sparat utkastet sedan du öppnade det." in html
    for text in ("Min sammanfattning.", "Deras sammanfattning av bilaga 1.", "Deras rubrik"):
        assert text in html
    assert "Avsnittet Ekonomi finns bara i den sparade texten." in html
    assert "Deras nya avsnitt." in html
    assert saved(case) == theirs


def test_saving_again_overwrites_knowingly(walk: Walk) -> None:
    case = walk.ready()
    edited_by_another(walk, case)
    mine = replace(walk.draft(), title="Min rubrik")
    response = write(walk.people.officer, case, mine)
    form = response.context["form"]
    shown = everything_in(form)
    assert shown["seen"] == case.edit_count + 1
    response = signed_in(walk.people.officer).post(address(case), {**shown, "do": "save"})
    assert response.status_code == 302
    assert saved(case) == mine


def test_a_third_save_in_between_is_shown_again(walk: Walk) -> None:
    case = walk.ready()
    theirs = edited_by_another(walk, case)
    response = write(walk.people.officer, case, replace(walk.draft(), title="Min rubrik"))
    shown = response.context["form"]["seen"].value()
    again = walk.again(case)
    drafting.edit_draft(
        case_id=case.pk,
        draft=replace(theirs, title="Tredje rubriken"),
        seen=again.edit_count,
        actor=walk.people.officer,
        on=walk.on,
    )
    mine = replace(walk.draft(), title="Min rubrik")
    response = write(walk.people.officer, again, mine, seen=shown)
    assert response.status_code == 409
    assert "Tredje rubriken" in response.content.decode()
    assert saved(case).title == "Tredje rubriken"


def test_every_kind_of_difference_is_found(walk: Walk) -> None:
    typed = walk.draft()
    council, board = walk.people.council.pk, walk.people.board.pk
    first, second, third = typed.points
    theirs = replace(
        typed,
        signers=(),
        recipients=("Socialnämnden",),
        points=(
            replace(first, text="Annan lydelse."),
            replace(second, body=board, proposing_body=None),
            replace(third, depends_on=(1,)),
            replace(third, number=4, text="Fjärde punkten."),
        ),
        sections=(replace(typed.sections[0], level=2), DraftSection(1, "Historia", "Länge.")),
    )
    found = differences(theirs, typed, {council: "Kommunfullmäktige", board: "Kommunstyrelsen"})
    assert found.fields == {
        "signers": "Ingen undertecknare.",
        "recipients": "Socialnämnden",
        "point-0-text": "Annan lydelse.",
        "point-1-body": "Kommunstyrelsen",
        "point-2-depends_on": "punkt 1",
        "section-0-level": "Underrubrik",
        "section-1-heading": "Historia",
        "section-1-text": "Länge.",
    }
    assert [p.label for p in found.only_theirs] == ["Punkt 4"]
    assert not differences(typed, typed, {}).fields


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
