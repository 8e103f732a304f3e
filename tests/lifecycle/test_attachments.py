"""Attachments under the pen: other places, titles and files, citations that follow, and secrecy markings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases import operations
from cases.content import content_of
from cases.drafts import read_draft, surroundings
from cases.models import Case, StoredFile
from cases.rules.checks import check
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import Invalid, NotAllowed, NotNow
from cases.rules.markup_text import with_citations
from history.models import Event
from organisation.models import Person
from tests.documents.hostile_office import plain_excel, plain_word
from tests.people import Walk, a_pdf
from tests.snapshot import refused

pytestmark = pytest.mark.django_db
OSL = "OSL 19 kap. 3 §"


def cited(walk: Walk) -> Draft:
    """A draft that cites three attachments, one of them in a point."""
    draft = walk.draft()
    first = replace(draft.points[0], text="Avtalet ({bilaga 2}) godkänns.")
    text = "Se {bilaga 1}, {bilaga 2} och {Bilaga 3}, men inte bilaga 3 eller \\{bilaga 1}."
    return replace(
        draft,
        points=(first, *draft.points[1:]),
        sections=(DraftSection(1, "Bakgrund", text),),
    )


def three(walk: Walk) -> Case:
    """A case with that draft and three attachments: A, B and C."""
    return walk.opened(draft=cited(walk), attachment_titles=("A", "B", "C"))


def facts(walk: Walk, case: Case, actor: Person | None = None) -> dict[str, Any]:
    """What every operation is told."""
    return {"case_id": case.pk, "actor": actor or walk.people.officer, "on": walk.on}


def titles(case: Case) -> list[tuple[int, str]]:
    """The attachments in their order."""
    return [(a.number, a.title) for a in case.attachments.all()]


def told(case: Case, kind: str) -> dict[str, Any]:
    """The facts of the last event of a kind."""
    event = Event.objects.filter(subject_id=case.pk, subject_kind="case", kind=kind).latest("pk")
    found: dict[str, Any] = json.loads(event.said.body)["facts"]
    return found


# Places and citations ----------------------------------------------------------------------------------


def test_citations_follow_an_attachment_that_moves(walk: Walk) -> None:
    case = three(walk)
    operations.move_attachment(number=3, place=1, **facts(walk, case))
    assert titles(case) == [(1, "C"), (2, "A"), (3, "B")]
    draft = read_draft(walk.again(case))
    assert draft.points[0].text == "Avtalet ({bilaga 3}) godkänns."
    text = "Se {bilaga 2}, {bilaga 3} och {Bilaga 1}, men inte bilaga 3 eller \\{bilaga 1}."
    assert draft.sections[0].text == text
    assert walk.again(case).edit_count == case.edit_count + 1
    assert told(case, "attachment_moved") == {"before": 3, "number": 1, "title": "C", "cited": 2}


def test_a_citation_of_what_is_gone_becomes_words_that_the_checks_find(walk: Walk) -> None:
    case = three(walk)
    operations.remove_attachment(number=1, **facts(walk, case))
    assert titles(case) == [(1, "B"), (2, "C")]
    draft = read_draft(walk.again(case))
    assert draft.points[0].text == "Avtalet ({bilaga 1}) godkänns."
    assert draft.sections[0].text.startswith("Se bilaga 1, {bilaga 1} och {Bilaga 2}, men inte")


def test_whoever_has_the_editor_open_is_asked_about_what_they_cited(walk: Walk) -> None:
    case = three(walk)
    before = read_draft(case)
    operations.move_attachment(number=2, place=1, **facts(walk, case))
    moved = read_draft(walk.again(case))
    mine = replace(
        before,
        title="Ny rubrik",
        sections=(*before.sections[:-1], replace(before.sections[-1], text="Se {bilaga 2}.")),
    )
    done = operations.edit_draft(draft=mine, seen=case.edit_count, **facts(walk, case))
    assert done.meanwhile.renumbered
    assert [(kind, part) for kind, _, part in done.merged.conflicts] == [("section", "text")]
    assert read_draft(walk.again(case)) == replace(moved, title="Ny rubrik")


def test_a_decided_point_keeps_the_number_it_cites(walk: Walk) -> None:
    case = three(walk)
    case.points.filter(number=1).update(decision="adopted", decided_text="Avtalet godkänns.")
    with refused("decided_point", Invalid):
        operations.move_attachment(number=2, place=1, **facts(walk, case))
    operations.remove_attachment(number=3, **facts(walk, case))
    assert titles(case) == [(1, "A"), (2, "B")]


def test_who_renumbers_has_edited_the_version(walk: Walk) -> None:
    case = three(walk)
    operations.move_attachment(number=1, place=2, **facts(walk, case))
    assert case.editors.filter(person=walk.people.officer, version=case.version).exists()


@pytest.mark.parametrize(
    ("number", "place", "code"),
    [(9, 1, "no_such_attachment"), (1, 0, "no_such_place"), (1, 4, "no_such_place")],
)
def test_a_place_that_is_none_is_refused(walk: Walk, number: int, place: int, code: str) -> None:
    case = three(walk)
    with refused(code, Invalid):
        operations.move_attachment(number=number, place=place, **facts(walk, case))


def test_the_checks_see_citations(walk: Walk) -> None:
    case = walk.opened(draft=cited(walk), attachment_titles=("A", "B", "C", "D"))
    found = {c.code: c.sentence for c in check(read_draft(case), surroundings(case, walk.on))}
    assert found["never_cited"] == "Bilaga 4 nämns inte i texten."
    assert "not_attached" not in found


def test_plain_words_become_citations_by_the_place_each_attachment_has() -> None:
    numbers = {1: 2, 2: 1}
    text = "Bilaga 1 och (bilaga 2), men {bilaga 1}, bilaga 3, avtalsbilaga 1, bilaga 1.2 och bilagorna 1 och 2"
    assert with_citations(text, numbers) == (
        "{Bilaga 2} och ({bilaga 1}), men {bilaga 1}, bilaga 3, avtalsbilaga 1, bilaga 1.2 och bilagorna 1 och 2"
    )


# Titles and files --------------------------------------------------------------------------------------


def test_another_title_is_told_with_the_one_before(walk: Walk) -> None:
    case = three(walk)
    operations.retitle_attachment(number=2, title=" Strategin ", **facts(walk, case))
    assert titles(case)[1] == (2, "Strategin")
    assert told(case, "attachment_retitled") == {"number": 2, "title": "Strategin", "before": "B"}
    for title, code in (
        (" ", "no_title"),
        ("x" * 201, "long_title"),
        ("a\u202eb", "control_character"),
    ):
        with refused(code, Invalid):
            operations.retitle_attachment(number=2, title=title, **facts(walk, case))


@pytest.mark.parametrize(
    ("data", "filename", "kept", "content"),
    [
        (plain_word(), "Avtal 1.2.pdf", "Avtal 1.2.docx", "wordprocessingml.document"),
        (plain_excel(), "kalkyl", "kalkyl.xlsx", "spreadsheetml.sheet"),
        (a_pdf(), "virus.exe", "virus.pdf", "pdf"),
    ],
    ids=["word", "excel", "pdf"],
)
def test_a_file_is_named_after_what_it_is(
    walk: Walk, data: bytes, filename: str, kept: str, content: str
) -> None:
    case = walk.opened()
    said = {"title": "T", "filename": filename, "data": data, "number": None}
    row = operations.add_attachment(**said, **facts(walk, case))
    assert row.filename == kept
    assert row.file is not None and row.file.content_type.endswith(content)


def test_another_file_is_told_as_such(walk: Walk) -> None:
    case = walk.ready()
    said = {"title": "Avtal", "filename": "b.pdf", "data": a_pdf("b"), "number": 1}
    operations.add_attachment(**said, **facts(walk, case))
    assert told(case, "attachment_replaced")["sha256"] == case.attachments.get().file.sha256


@pytest.mark.parametrize("verb", ["move", "retitle", "mark", "lift"])
def test_others_and_later_days_change_nothing(walk: Walk, verb: str) -> None:
    calls = {
        "move": lambda **who: operations.move_attachment(number=1, place=1, **who),
        "retitle": lambda **who: operations.retitle_attachment(number=1, title="Ny", **who),
        "mark": lambda **who: operations.mark_secrecy(number=1, provision=OSL, reason="x", **who),
        "lift": lambda **who: operations.lift_secrecy(number=1, **who),
    }
    case = walk.ready()
    for person in (walk.people.auditor, walk.people.outsider, walk.people.secretary):
        with refused("not_allowed", NotAllowed):
            calls[verb](**facts(walk, case, person))
    walk.submitted(case)
    with refused("wrong_stage", NotNow):
        calls[verb](**facts(walk, case))


# Secrecy -----------------------------------------------------------------------------------------------


def secret(walk: Walk) -> Case:
    """A case ready to be submitted whose attachment is marked by the registrar."""
    case = walk.ready()
    said = {"provision": " OSL 19 kap.  3 § ", "reason": "Förhandlingen pågår."}
    operations.mark_secrecy(number=1, **said, **facts(walk, case, walk.people.registrar))
    return walk.again(case)


def test_a_marking_is_kept_told_and_frozen(walk: Walk) -> None:
    case = secret(walk)
    row = case.attachments.get()
    assert (row.secrecy_provision, row.secrecy_marked_on) == (OSL, walk.on)
    assert told(case, "secrecy_marked")["reason"] == "Förhandlingen pågår."
    frozen = json.loads(walk.submitted(case).versions.get().content)["attachments"][0]
    assert frozen["secrecy"] == {
        "provision": OSL,
        "reason": "Förhandlingen pågår.",
        "marked_on": walk.on.isoformat(),
    }


def test_an_attachment_without_a_marking_says_nothing_about_it(walk: Walk) -> None:
    case = walk.ready()
    assert "secrecy" not in content_of(case, read_draft(case))["attachments"][0]


def test_a_marking_can_be_taken_away(walk: Walk) -> None:
    case = secret(walk)
    operations.lift_secrecy(number=1, **facts(walk, case))
    assert case.attachments.get().secrecy_marked_on is None
    assert told(case, "secrecy_lifted")["provision"] == OSL
    with refused("not_secret", Invalid):
        operations.lift_secrecy(number=1, **facts(walk, case))


@pytest.mark.parametrize(
    ("provision", "reason", "code"),
    [
        ("", "Skäl", "no_provision"),
        ("hemligt", "Skäl", "no_provision"),
        (OSL, " ", "no_reason"),
        (OSL, "x" * 501, "long_reason"),
    ],
)
def test_a_marking_needs_its_words(walk: Walk, provision: str, reason: str, code: str) -> None:
    case = walk.ready()
    with refused(code, Invalid):
        said = {"number": 1, "provision": provision, "reason": reason}
        operations.mark_secrecy(**said, **facts(walk, case))


@pytest.mark.parametrize("name", ["officer", "head", "director", "registrar", "auditor"])
def test_those_whose_work_needs_it_open_it_and_the_book_tells(walk: Walk, name: str) -> None:
    case, person = secret(walk), getattr(walk.people, name)
    row = operations.read_secret_attachment(number=1, **facts(walk, case, person))
    assert row.file == StoredFile.objects.get(sha256=told(case, "secret_attachment_read")["sha256"])


@pytest.mark.parametrize(
    "name", ["coordinator", "outsider", "administrator", "secretary", "signatory"]
)
def test_others_do_not_open_it(walk: Walk, name: str) -> None:
    case = secret(walk)
    with refused("not_allowed", NotAllowed):
        operations.read_secret_attachment(number=1, **facts(walk, case, getattr(walk.people, name)))


def test_who_has_been_given_reading_does_not_open_it(walk: Walk) -> None:
    case, guest = secret(walk), walk.people.outsider
    until = walk.on + timedelta(days=9)
    operations.share_case(person=guest, ends_on=until, **facts(walk, case))
    with refused("not_allowed", NotAllowed):
        operations.read_secret_attachment(number=1, **facts(walk, case, guest))


def test_who_decides_and_signs_opens_it_once_it_has_left_the_desk(walk: Walk) -> None:
    case = walk.approved(walk.submitted(secret(walk)))
    for person in (walk.people.secretary, walk.people.signatory):
        operations.read_secret_attachment(number=1, **facts(walk, case, person))
