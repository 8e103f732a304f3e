"""Refusals that are about when and what, not about who: each with its code, and nothing written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.draft import Draft, DraftSection
from cases.rules.errors import Invalid, NotAllowed, NotNow
from cases.rules.points import DecisionPoint
from lifecycle import flows, operations
from lifecycle.models import Question
from organisation.models import Appointment, Person
from tests.people import SINCE, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def _edit(walk: Walk, case: Case, draft: Draft, seen: int = 0, by: Person | None = None) -> Case:
    actor = by or walk.people.officer
    return drafting.edit_draft(
        case_id=case.pk, draft=draft, seen=seen, actor=actor, on=walk.on
    ).case


# Drafting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (Draft(""), "no_title", "title"),
        (Draft("x" * 251), "long_title", "title"),
        (Draft("R\x00"), "control_character", "title"),
        (Draft("R", (DraftSection(1, " ", "text"),)), "no_heading", "section-0-heading"),
        (Draft("R", (DraftSection(7, "H", "text"),)), "level", "section-0-level"),
        (Draft("R", (DraftSection(1, "H", "a\x1bb"),)), "control_character", "section-0-text"),
        (Draft("R", points=(DecisionPoint(1, 1, None, " "),)), "empty_point", "point-0-text"),
        (
            Draft("R", points=(DecisionPoint(1, 1, None, "t", (9,)),)),
            "condition_on_nothing",
            "point-0-depends_on",
        ),
        (
            Draft("R", points=(DecisionPoint(1, 1, None, "t", (1,)),)),
            "circular_condition",
            "point-0-depends_on",
        ),
        (Draft("R", recipients=("a",) * 201), "too_many", None),
    ],
)
def test_an_impossible_draft(walk: Walk, draft: Draft, code: str, field: str | None) -> None:
    case = walk.opened()
    with refused(code, Invalid) as refusal:
        _edit(walk, case, draft)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"MZ\x90\x00 not a pdf", "program"),
        (b"%PDF-1.7\n garbage without objects", "broken_pdf"),
        (b"%PDF-1.4" + b"0" * (20 * 1024 * 1024), "large_file"),
    ],
)
def test_a_bad_attachment(walk: Walk, data: bytes, code: str) -> None:
    case = walk.opened()
    facts = {"title": "Avtal", "filename": "a.pdf", "number": None, "actor": walk.people.officer}
    with refused(code, Invalid):
        drafting.add_attachment(case_id=case.pk, data=data, on=walk.on, **facts)


def test_submission_names_everything_that_is_missing(walk: Walk) -> None:
    case = walk.opened()
    with refused("checks", Invalid) as refusal:
        operations.submit(case_id=case.pk, actor=walk.people.officer, on=walk.on)
    assert "Diarienummer saknas." in refusal.value.sentence
    assert "Bilaga 1 nämns men är inte bifogad." in refusal.value.sentence


def test_a_submitted_draft_cannot_be_edited_nor_submitted_again(walk: Walk) -> None:
    case = walk.submitted()
    with refused("wrong_stage", NotNow):
        _edit(walk, case, Draft("Ny rubrik"), seen=case.edit_count)
    with refused("wrong_stage", NotNow):
        operations.submit(case_id=case.pk, actor=walk.people.officer, on=walk.on)
    with refused("wrong_stage", NotNow):
        drafting.remove_attachment(case_id=case.pk, number=1, actor=walk.people.officer, on=walk.on)


def test_the_same_registry_number_twice(walk: Walk) -> None:
    first = walk.ready()
    second = walk.opened()
    with refused("registry_number_taken", Invalid):
        drafting.set_registry_number(
            case_id=second.pk,
            registry_number=first.registry_number or "",
            actor=walk.people.officer,
            on=walk.on,
        )


# Four eyes --------------------------------------------------------------------------------------------


def _also(person: Person, role: str, title: str, **facts: Any) -> Appointment:
    return Appointment.objects.create(person=person, role=role, title=title, starts=SINCE, **facts)


def test_whoever_edited_the_version_may_not_approve_it(walk: Walk) -> None:
    p = walk.people
    _also(p.head, "case_officer", "utredare", unit=p.department)
    _also(p.signatory, "department_head", "avdelningschef", unit=p.department)
    case = walk.ready()
    draft = read_draft(case)
    _edit(
        walk, case, Draft("Chefens rubrik", draft.sections, draft.points), case.edit_count, p.head
    )
    case = walk.submitted(case)
    assert Question.objects.get(case=case).person == p.signatory
    with refused("not_allowed", NotAllowed) as refusal:
        operations.approve(case_id=case.pk, step=1, actor=p.head, on=walk.on)
    assert "själv ändrat" in refusal.value.sentence


def test_nor_a_later_version_of_the_same_text(walk: Walk) -> None:
    p = walk.people
    _also(p.signatory, "case_officer", "utredare", unit=p.department)
    facts = {"kind": "substitute", "stands_in_for": p.head, "unit": p.department}
    _also(p.signatory, "department_head", "ersättande chef", **facts)
    case = walk.ready()
    _edit(walk, case, Draft("Hennes rubrik", *_rest(case)), case.edit_count, p.signatory)
    case = walk.submitted(case)
    said = {"step": 1, "comment": "Se över."}
    walk.answer(case, "approve", operations.return_to_author, p.head, **said)
    case = walk.submitted(walk.again(case))
    assert case.version == 2
    with refused("not_allowed", NotAllowed):
        operations.approve(case_id=case.pk, step=1, actor=p.signatory, on=walk.on)


def test_nor_through_a_stand_in(walk: Walk) -> None:
    p = walk.people
    _also(p.head, "case_officer", "utredare", unit=p.department)
    _also(p.signatory, "department_head", "avdelningschef", unit=p.department)
    facts = {"kind": "substitute", "stands_in_for": p.head, "unit": p.department}
    _also(p.registrar, "department_head", "ersättande chef", **facts)
    case = walk.ready()
    _edit(walk, case, Draft("Ny", *_rest(case)), case.edit_count, p.head)
    case = walk.submitted(case)
    with refused("not_allowed", NotAllowed) as refusal:
        operations.approve(case_id=case.pk, step=1, actor=p.registrar, on=walk.on)
    assert "Den du ersätter" in refusal.value.sentence


def _rest(case: Case) -> tuple[Any, ...]:
    draft = read_draft(case)
    return draft.sections, draft.points, draft.signers, draft.recipients


def test_if_only_editors_are_left_the_route_says_so(walk: Walk) -> None:
    p = walk.people
    _also(p.head, "case_officer", "utredare", unit=p.department)
    case = walk.ready()
    _edit(walk, case, Draft("Ny", *_rest(case)), case.edit_count, p.head)
    with refused("nobody_to_ask", Invalid) as refusal:
        operations.submit(case_id=case.pk, actor=p.officer, on=walk.on)
    assert "ersättare" in refusal.value.sentence


def test_one_person_holding_two_steps_is_asked_once(walk: Walk) -> None:
    p = walk.people
    Appointment.objects.filter(person=p.head).update(person=p.director)
    case = walk.submitted()
    steps = case.route.filter(kind="approval")
    assert [(s.position, s.asked) for s in steps] == [(1, p.director)]
    assert "en gång" in steps[0].reason


def test_a_stand_in_acts_on_behalf_of_and_only_those_days(walk: Walk) -> None:
    p = walk.people
    facts = {"kind": "substitute", "stands_in_for": p.head, "unit": p.department}
    _also(p.signatory, "department_head", "ersättande avdelningschef", ends=walk.on, **facts)
    case = walk.submitted()
    walk.on += timedelta(days=1)
    with refused("not_allowed", NotAllowed):
        operations.approve(case_id=case.pk, step=1, actor=p.signatory, on=walk.on)
    walk.on -= timedelta(days=1)
    walk.answer(case, "approve", operations.approve, p.signatory, step=1)
    approval = case.route.get(position=1).approval
    assert (approval.name, approval.on_behalf_of) == ("Anders Hallberg", "Karin Sandell")


# Flows ------------------------------------------------------------------------------------------------


def test_a_task_of_another_case_does_not_exist(walk: Walk) -> None:
    mine, other = walk.submitted(), walk.submitted()
    task = Question.objects.get(case=other).task
    facts = {"actor": walk.people.head, "on": walk.on, "step": 1}
    with pytest.raises(Http404):
        flows.perform(task, operations.approve, case_id=mine.pk, **facts)
    assert (walk.again(mine).step, walk.again(other).step) == (1, 1)


def test_a_task_is_not_answered_by_another_operation(walk: Walk) -> None:
    case = walk.in_force().cases.get()
    task = Question.objects.get(case=case, kind="dispatch").task
    facts = {"case_id": case.pk, "actor": walk.people.officer, "on": walk.on}
    with pytest.raises(Http404):
        flows.perform(task, operations.close_case, **facts)
    assert Question.objects.filter(task=task).exists()


def test_an_answered_task_cannot_be_answered_again(walk: Walk) -> None:
    case = walk.submitted()
    task = Question.objects.get(case=case).task
    facts = {"case_id": case.pk, "actor": walk.people.head, "on": walk.on, "step": 1}
    flows.perform(task, operations.approve, **facts)
    with refused("answered", NotNow) as refusal:
        flows.perform(task, operations.approve, **facts)
    assert "Någon annan arbetar i ärendet" in refusal.value.sentence


def test_a_refusal_leaves_the_task_open(walk: Walk) -> None:
    case = walk.submitted()
    task = Question.objects.get(case=case).task
    facts = {"case_id": case.pk, "on": walk.on, "step": 1}
    with refused("not_allowed", NotAllowed):
        flows.perform(task, operations.approve, actor=walk.people.outsider, **facts)
    flows.perform(task, operations.approve, actor=walk.people.head, **facts)


def test_returning_needs_a_comment(walk: Walk) -> None:
    case = walk.submitted()
    with refused("no_comment", Invalid):
        operations.return_to_author(
            case_id=case.pk, step=1, comment=" ", actor=walk.people.head, on=walk.on
        )


def test_a_returned_version_is_followed_by_the_next(walk: Walk) -> None:
    case = walk.submitted()
    facts = {"step": 1, "comment": "Skriv om punkt 1."}
    walk.answer(case, "approve", operations.return_to_author, walk.people.head, **facts)
    case = walk.again(case)
    assert (case.stage, case.version, case.mark) == ("draft", 2, "returned")
    assert Question.objects.get(case=case).person == walk.people.officer
    case = walk.approved(walk.submitted(case))
    assert (case.stage, case.versions.count()) == ("board", 2)
