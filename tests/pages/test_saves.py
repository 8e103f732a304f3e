"""Earlier saves: listed, compared with what is written now, and fetched back without losing anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case, DraftSave
from cases.rules.draft import Draft
from tests.pages.answers import see, signed_in
from tests.people import Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(walk: Walk) -> Case:
    """A draft saved twice: a section and a point written anew, a section removed."""
    walk.on = timezone.localdate()
    case = walk.ready()
    first, second = stored(case).sections
    one, *others = stored(case).points
    write(walk, case, sections=(replace(first, text="Avtalet finns i en ny bilaga."), second))
    write(
        walk, case, sections=stored(case).sections[:1], points=(replace(one, text="Ny."), *others)
    )
    return case


def stored(case: Case) -> Draft:
    return read_draft(Case.objects.get(pk=case.pk))


def write(walk: Walk, case: Case, **changes: Any) -> None:
    facts = {"actor": walk.people.officer, "on": walk.on, "seen": walk.again(case).edit_count}
    drafting.edit_draft(case_id=case.pk, draft=replace(stored(case), **changes), **facts)


def first_of(case: Case) -> DraftSave:
    return case.saves.order_by("pk")[0]


def fetch(walk: Walk, case: Case, what: str, by: str = "officer") -> Any:
    address = reverse("case_save", args=[case.pk, first_of(case).pk])
    return signed_in(getattr(walk.people, by)).post(address, {"what": what})


def test_the_list_tells_who_changed_what(walk: Walk, case: Case) -> None:
    case.saves.update(recorded_at=timezone.now())
    html = see(walk.people.officer, "case_saves", case.pk)
    assert html.count("</a> Jonas Ekdahl<small>Ändrade") == 1  # both within a minute
    assert "Ändrade punkt 1, Bakgrund (borttaget) och Sammanfattning" in html
    assert "Innan någon sparade" in html


def test_a_save_is_shown_beside_what_is_written_now(walk: Walk, case: Case) -> None:
    html = see(walk.people.officer, "case_save", case.pk, first_of(case).pk)
    marked = [words.split("</ins>")[0] for words in html.split("<ins>")[1:]]
    assert any("en ny" in words for words in marked)
    assert "</span>Samarbetet har pågått länge.</del>" in html
    last = case.saves.order_by("pk").last()
    assert "Utkastet är likadant nu." in see(walk.people.officer, "case_save", case.pk, last.pk)


def test_one_section_is_fetched_back(walk: Walk, case: Case) -> None:
    removed = next(c for c in case.saves.order_by("pk").last().changes if c[0] == "section")
    assert fetch(walk, case, f"section/{removed[1]}").status_code == 302
    assert [s.heading for s in stored(case).sections] == ["Sammanfattning", "Bakgrund"]
    assert stored(case).sections[0].text == "Avtalet finns i en ny bilaga."
    assert stored(case).points[0].text == "Ny."
    assert case.saves.count() == 4


def test_all_is_fetched_back_and_what_stood_is_kept(walk: Walk, case: Case) -> None:
    before = stored(case)
    assert fetch(walk, case, "allt").status_code == 302
    assert stored(case) == walk.draft()
    kept = list(case.saves.order_by("pk"))[-2]
    html = see(walk.people.officer, "case_save", case.pk, kept.pk)
    assert "Hämta tillbaka allt" in html
    address = reverse("case_save", args=[case.pk, kept.pk])
    assert signed_in(walk.people.officer).post(address, {"what": "allt"}).status_code == 302
    assert stored(case) == before


@pytest.mark.parametrize("what", ["", "section/9.9", "order/", "section"])
def test_what_no_form_sends_changes_nothing(walk: Walk, case: Case, what: str) -> None:
    client = signed_in(walk.people.officer)
    before = everything()
    response = client.post(reverse("case_save", args=[case.pk, first_of(case).pk]), {"what": what})
    assert response.status_code == 422
    assert "Välj vad du vill hämta tillbaka." in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(("name", "status"), [("auditor", 403), ("head", 403), ("outsider", 404)])
def test_others_have_no_business_with_working_material(
    walk: Walk, case: Case, name: str, status: int
) -> None:
    person = signed_in(getattr(walk.people, name))
    assert person.get(reverse("case_saves", args=[case.pk])).status_code == status
    assert fetch(walk, case, "allt", name).status_code == status
    assert len(stored(case).sections) == 1


def test_another_cases_save_does_not_exist(walk: Walk, case: Case) -> None:
    other = walk.ready()
    address = reverse("case_save", args=[other.pk, first_of(case).pk])
    assert signed_in(walk.people.officer).get(address).status_code == 404


def test_nothing_is_fetched_into_what_was_sent(walk: Walk, case: Case) -> None:
    walk.submitted(case)
    assert fetch(walk, case, "allt").status_code == 409
