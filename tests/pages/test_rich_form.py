"""What the rich text editor posts: HTML becomes markup before the form reads it, and pauses save by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case, VersionEditor
from cases.rules.draft import Draft
from cases.rules.errors import NotAllowed
from cases.web.editor_form import as_posted
from history.models import Event
from tests.pages.answers import signed_in
from tests.people import Walk
from tests.snapshot import everything, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(walk: Walk) -> Case:
    """A draft, on the day the pages read."""
    walk.on = timezone.localdate()
    return walk.ready()


def post(walk: Walk, case: Case, do: str, **changes: Any) -> HttpResponse:
    posted = {**as_posted(read_draft(case), case.edit_count), "do": do, **changes}
    return signed_in(walk.people.officer).post(reverse("case_edit", args=[case.pk]), posted)


def saved(case: Case) -> Draft:
    return read_draft(Case.objects.get(pk=case.pk))


def told(case: Case) -> int:
    events = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="draft_edited")
    return events.count()


RICH = {"section-0-form": "html", "section-0-text": "<p>Före</p><h2>Ny del</h2><p><b>Efter</b></p>"}


def test_a_point_is_written_as_html_too_and_a_heading_in_it_is_a_paragraph(
    walk: Walk, case: Case
) -> None:
    before = saved(case).points
    html = '<h2>Först</h2><ul><li><p>se <span data-attachment="1">bilaga 1</span></p></li></ul><script>x</script>'
    wanted = {"point-0-form": "html", "point-0-text": html}
    assert post(walk, case, "save", **wanted).status_code == 302
    now = saved(case).points
    assert now[0].text == "Först\n\n- se {bilaga 1}"
    assert now[1:] == before[1:]


def test_html_is_saved_as_markup_and_pasted_headings_as_sections(walk: Walk, case: Case) -> None:
    before = saved(case).sections
    assert post(walk, case, "save", **RICH).status_code == 302
    now = saved(case).sections
    assert (now[0].heading, now[0].text) == (before[0].heading, "Före")
    assert (now[1].level, now[1].heading, now[1].text) == (2, "Ny del", "**Efter**")
    assert now[2:] == before[1:]


def test_a_button_moves_the_section_it_was_pressed_for(walk: Walk, case: Case) -> None:
    before = saved(case).sections
    assert post(walk, case, "section-up-2", **RICH).status_code == 302
    headings = [section.heading for section in saved(case).sections]
    assert headings[:3] == [before[0].heading, before[1].heading, "Ny del"]


def test_too_many_pasted_headings_are_refused_and_nothing_is_saved(walk: Walk, case: Case) -> None:
    before = saved(case)
    html = "".join(f"<h2>Rubrik {n}</h2>" for n in range(300))
    response = post(walk, case, "save", **{**RICH, "section-0-text": html})
    assert response.status_code == 422
    assert "högst 200" in response.content.decode()
    assert saved(case) == before


def test_a_pause_saves_and_answers_with_the_checks(walk: Walk, case: Case) -> None:
    response = post(walk, case, "autosave", **{"section-0-text": ""})
    said = response.json()
    assert response.status_code == 200
    assert said["seen"] == Case.objects.get(pk=case.pk).edit_count == case.edit_count + 1
    assert said["saved"].startswith("Sparat kl. ")
    assert saved(case).sections[0].heading in said["checks"]


def test_what_is_wrong_is_answered_at_its_field_and_nothing_is_written(
    walk: Walk, case: Case
) -> None:
    client = signed_in(walk.people.officer)
    before = everything()
    posted = {**as_posted(read_draft(case), case.edit_count), "do": "autosave", "title": " "}
    response = client.post(reverse("case_edit", args=[case.pk]), posted)
    assert response.status_code == 422
    assert response.json()["wrong"] == {"id_title": ["Skriv en rubrik för ärendet."]}
    assert everything() == before


def test_a_pause_after_somebody_elses_save_says_what_they_changed(walk: Walk, case: Case) -> None:
    read = read_draft(case)
    posted = {**as_posted(read, case.edit_count), "do": "autosave", "page": "sida"}
    post(walk, case, "save", title="Den första", **{"section-1-text": "Nytt **där**."})
    client = signed_in(walk.people.officer)

    def again(**changes: Any) -> dict[str, Any]:
        response = client.post(reverse("case_edit", args=[case.pk]), {**posted, **changes})
        assert response.status_code == 200
        return dict(response.json())

    said = again(title="Den andra")
    assert said["fresh"] == {"section-1-text": "Nytt **där**."}
    assert said["rich"] == {"section-1-text": "<p>Nytt <strong>där</strong>.</p>"}
    assert 'value="mine"' in said["theirs"]["title"]
    assert said["said"] == ["Du ändrade rubriken och Bakgrund i ett annat fönster."]
    assert saved(case).title == "Den första"
    # the page has taken in what was new and the writer has chosen
    chosen = {"section-1-text": "Nytt **där**.", "choice-title": "mine"}
    said = again(title="Den andra", **chosen, **{"open-title": said["seen"]})
    assert (said["fresh"], said["theirs"], said["rearranged"]) == ({}, {}, False)
    assert saved(case).title == "Den andra"


def test_the_answer_to_a_save_may_be_lost(walk: Walk, case: Case) -> None:
    """The page is left, and the browser goes back to it: it writes on from what it sent itself."""
    client = signed_in(walk.people.officer)
    posted = {**as_posted(read_draft(case), case.edit_count), "do": "autosave", "page": "sida"}
    for words in ("Ett", "Ett och", "Ett och två"):
        changes = {**posted, "section-0-text": words}
        said = client.post(reverse("case_edit", args=[case.pk]), changes).json()
        assert (said["theirs"], said["said"]) == ({}, [])
    assert saved(case).sections[0].text == "Ett och två"


def test_the_book_tells_of_pauses_once_for_each_writer_and_day(walk: Walk, case: Case) -> None:
    start = told(case)

    def write(title: str, days: int = 0, by_itself: bool = True) -> None:
        now = Case.objects.get(pk=case.pk)
        drafting.edit_draft(
            case_id=case.pk,
            draft=replace(read_draft(now), title=title),
            seen=now.edit_count,
            actor=walk.people.officer,
            on=walk.on + timedelta(days),
            by_itself=by_itself,
        )

    VersionEditor.objects.filter(case=case).delete()
    write("ett")
    write("två")
    assert told(case) == start + 1
    write("tre", days=1)
    write("fyra", days=1)
    assert told(case) == start + 2
    write("fem", days=1, by_itself=False)
    assert told(case) == start + 3
    assert VersionEditor.objects.filter(case=case, person=walk.people.officer).count() == 1


def test_saving_by_itself_refuses_like_any_save(walk: Walk, case: Case) -> None:
    with refused("not_allowed", NotAllowed):
        drafting.edit_draft(
            case_id=case.pk,
            draft=replace(read_draft(case), title="Kapat"),
            seen=case.edit_count,
            actor=walk.people.outsider,
            on=walk.on,
            by_itself=True,
        )


def test_more_html_than_can_be_read_is_refused_and_stays(walk: Walk, case: Case) -> None:
    before = saved(case)
    html = "<p>ord</p>" * 40_001
    response = post(walk, case, "save", **{"section-0-form": "html", "section-0-text": html})
    assert response.status_code == 422
    assert response.context["form"]["section-0-text"].value() == html
    assert saved(case) == before
