"""Two write in one draft: each keeps what they wrote, both are told, and no text is ever gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.content import content_of
from cases.drafts import read_draft
from cases.models import Case, DraftSave
from cases.operations import edit_draft
from cases.operations.drafting import Saved
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import NotAllowed
from cases.rules.kept import from_kept
from cases.saves import Choice
from lifecycle import flows, operations
from organisation.models import Appointment, Person
from tests.people import SINCE, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(walk: Walk) -> Person:
    """A second officer of the same department."""
    there = {"unit": walk.people.department, "role": "case_officer", "title": "jurist"}
    Appointment.objects.create(person=walk.people.coordinator, starts=SINCE, **there)
    return walk.people.coordinator


def save(
    walk: Walk, case: Case, draft: Draft, seen: int, by: Person | None = None, **more: Any
) -> Saved:
    actor = by or walk.people.officer
    return edit_draft(case_id=case.pk, draft=draft, seen=seen, actor=actor, on=walk.on, **more)


def wrote(draft: Draft, at: int, **words: Any) -> Draft:
    """The draft with one section changed."""
    sections = list(draft.sections)
    sections[at] = replace(sections[at], **words)
    return replace(draft, sections=tuple(sections))


def stored(case: Case) -> Draft:
    return read_draft(Case.objects.get(pk=case.pk))


def test_two_sections_by_two_people_are_both_kept_and_told(walk: Walk, other: Person) -> None:
    case = walk.opened()
    read = stored(case)
    save(walk, case, wrote(read, 1, text="Evas bakgrund."), 0, other)
    done = save(walk, case, wrote(read, 0, text="Min sammanfattning."), 0)
    assert not done.merged.conflicts
    assert [s.text for s in stored(case).sections] == ["Min sammanfattning.", "Evas bakgrund."]
    assert [(w.name, w.what) for w in done.meanwhile.wrote] == [("Eva Norling", ("Bakgrund",))]


def test_the_same_section_by_two_people_waits_for_a_choice(walk: Walk, other: Person) -> None:
    case = walk.opened()
    read = stored(case)
    save(walk, case, wrote(read, 1, text="Evas."), 0, other)
    mine = replace(wrote(read, 1, text="Min."), title="Min rubrik")
    done = save(walk, case, mine, 0, page="sida")
    (place,) = done.merged.conflicts
    assert (stored(case).title, stored(case).sections[1].text) == ("Min rubrik", "Evas.")
    aside = DraftSave.objects.get(is_aside=True)
    assert from_kept(aside.content).sections[1].text == "Min."
    # saving the same page again chooses nothing
    waits = {place: Choice(is_mine=None, number=walk.again(case).edit_count)}
    more = wrote(wrote(done.merged.shown, 0, text="Annat."), 1, text="Min, fortsatt.")
    for draft in (done.merged.shown, more):
        again = save(walk, case, draft, 0, page="sida", choices=waits)
        assert again.merged.conflicts == (place,)
    assert [s.text for s in stored(case).sections] == ["Annat.", "Evas."]
    now = walk.again(case).edit_count
    chosen = {place: Choice(is_mine=True, number=now)}
    assert not save(walk, case, more, 0, page="sida", choices=chosen).merged.conflicts
    assert stored(case).sections[1].text == "Min, fortsatt."


def test_the_others_text_is_chosen(walk: Walk, other: Person) -> None:
    case = walk.opened()
    read = stored(case)
    save(walk, case, wrote(read, 1, text="Evas."), 0, other)
    mine = wrote(read, 1, text="Min.")
    (place,) = save(walk, case, mine, 0, page="sida").merged.conflicts
    chosen = {place: Choice(is_mine=False, number=walk.again(case).edit_count)}
    done = save(walk, case, mine, 0, page="sida", choices=chosen)
    assert not done.merged.conflicts
    assert done.merged.shown.sections[1].text == "Evas."


def test_a_choice_of_what_has_changed_again_is_asked_anew(walk: Walk, other: Person) -> None:
    case = walk.opened()
    read = stored(case)
    save(walk, case, wrote(read, 1, text="Evas."), 0, other)
    mine = wrote(read, 1, text="Min.")
    (place,) = save(walk, case, mine, 0, page="sida").merged.conflicts
    shown = walk.again(case).edit_count
    save(walk, case, wrote(stored(case), 1, text="Evas andra."), shown, other)
    chosen = {place: Choice(is_mine=True, number=shown)}
    assert save(walk, case, mine, 0, page="sida", choices=chosen).merged.conflicts == (place,)
    assert stored(case).sections[1].text == "Evas andra."


def test_a_page_never_meets_its_own_saves(walk: Walk) -> None:
    """The answer to a save was lost, or the browser went back to the page: it still says it read number 0."""
    case = walk.opened()
    read = stored(case)
    for text in ("Ett", "Ett två", "Ett två tre"):
        done = save(walk, case, wrote(read, 0, text=text), 0, by_itself=True, page="sida")
        assert done.merged.conflicts == () and done.meanwhile.wrote == ()
    assert stored(case).sections[0].text == "Ett två tre"


def test_what_one_removed_and_the_other_changed_stays(walk: Walk, other: Person) -> None:
    case = walk.opened()
    read = stored(case)
    save(walk, case, replace(read, sections=read.sections[:1]), 0, other)
    done = save(walk, case, wrote(read, 1, text="Skrivet vidare."), 0)
    assert len(done.merged.spared) == 1
    assert stored(case).sections[1].text == "Skrivet vidare."


def test_keys_last_through_names_and_places(walk: Walk) -> None:
    case = walk.opened()
    read = stored(case)
    first, second = read.sections
    new = DraftSection(1, "Ekonomi", "Nytt.")
    save(walk, case, replace(read, sections=(replace(second, heading="Historia"), new, first)), 0)
    keys = [s.key for s in stored(case).sections]
    assert keys[::2] == [second.key, first.key]
    assert len(set(keys)) == 3
    assert set(content_of(case, stored(case))["sections"][0]) == {"heading", "level", "text"}


def test_who_may_not_write_keeps_nothing(walk: Walk) -> None:
    case = walk.opened()
    with refused("not_allowed", NotAllowed):
        save(walk, case, Draft("Kapat"), 0, walk.people.outsider)


def test_saves_of_a_finished_case_are_gone(walk: Walk) -> None:
    case = walk.opened()
    save(walk, case, wrote(stored(case), 0, text="x"), 0)
    assert case.saves.count() == 2
    facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on}
    flows.run(operations.withdraw_case, reason="Frågan har löst sig.", **facts)
    assert case.saves.count() == 0


def test_older_saves_are_thinned_out(walk: Walk) -> None:
    case = walk.opened()
    for n in range(8):
        now = walk.again(case)
        save(walk, case, wrote(stored(case), 0, text=f"Text {n}."), now.edit_count)
    rows = list(case.saves.order_by("pk"))
    ages = ["3 days", "50 hours 1 minute", "50 hours", "5 hours 1 minute", "5 hours", "4 hours"]
    with connection.cursor() as cursor:
        for row, age in zip(rows, ages, strict=False):
            cursor.execute(
                "UPDATE cases_draftsave SET recorded_at = date_trunc('hour', now()) + interval '10 minutes' - %s::interval WHERE id = %s",
                [age, row.pk],
            )
    save(walk, case, wrote(stored(case), 0, text="Sist."), walk.again(case).edit_count)
    left = set(case.saves.values_list("number", flat=True))
    assert left == {0, 2, 4, 5, 6, 7, 8, 9}


def test_what_was_read_is_thinned_out_and_nothing_is_dropped(walk: Walk, other: Person) -> None:
    case = walk.opened()
    first = stored(case)
    save(walk, case, wrote(first, 0, text="Evas sammanfattning."), 0, other)
    read, seen = stored(case), Case.objects.get(pk=case.pk).edit_count
    save(walk, case, wrote(read, 1, text="Evas bakgrund."), seen, other)
    DraftSave.objects.filter(number=seen).delete()
    mine = wrote(read, 0, text=first.sections[0].text)
    done = save(walk, case, mine, seen, page="sida")
    assert [place[2] for place in done.merged.conflicts] == ["text", "text"]
    assert [s.text for s in done.merged.shown.sections] == [s.text for s in mine.sections]
    assert [s.text for s in stored(case).sections] == ["Evas sammanfattning.", "Evas bakgrund."]
    assert from_kept(DraftSave.objects.latest("pk").content) == done.merged.typed


def test_as_many_queries_however_long_the_draft(walk: Walk) -> None:
    counts = []
    for number in (1, 60):
        rows = tuple(DraftSection(1, f"Avsnitt {n}", f"Text {n}.") for n in range(number))
        case = walk.opened(draft=replace(walk.draft(), sections=rows))
        save(walk, case, wrote(stored(case), 0, text="Ett."), 0, page="sida")
        with CaptureQueriesContext(connection) as captured:
            save(walk, case, wrote(stored(case), 0, text="Två."), 0, page="sida")
        counts.append(len(captured))
    assert counts[0] == counts[1], counts
