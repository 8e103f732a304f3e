"""A case outlives those who began it: new people after the election decide, approve the minutes and sign."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from approvals import operations as desk
from approvals.models import RouteStep
from approvals.permissions import standing
from cases.models import Case
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history.models import Event
from history.proof import facts_of
from lifecycle import flows, jobs, operations
from lifecycle.models import Question, Signature
from lifecycle.proof import verify_everything
from lifecycle.web.inbox import questions_to
from organisation.models import Appointment, Person, Role, Unit
from tests.people import People, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db

BEGUN = date(2026, 10, 5)
NEW_COUNCIL = date(2026, 10, 15)  # KL 5:9
NEW_BOARD = date(2027, 1, 1)  # KL 6:18


@pytest.fixture
def walk(people: People) -> Walk:
    """A walk that starts ten days before the old council's last day."""
    return Walk(people, on=BEGUN)


def replaced(old: Person, name: str, on: date, *, vacant: bool = False) -> Person:
    """Somebody who takes over the person's appointment on the day; the old one ends the day before."""
    held = Appointment.objects.get(person=old)
    Appointment.objects.filter(pk=held.pk).update(ends=on - timedelta(days=1))
    email = f"{name.split()[0].lower()}@example.se"
    new = Person.objects.create(name=name, email=email)
    if not vacant:
        facts = {"role": held.role, "unit": held.unit, "body": held.body, "title": held.title}
        Appointment.objects.create(person=new, starts=on, **facts)
    return new


def asks(person: Person, on: date) -> set[str]:
    """The kinds of questions in the person's inbox on the day."""
    return {q.kind for q in questions_to(standing(person, on), on)}


def the_day_comes(walk: Walk, on: date) -> None:
    """The walk's day moves there, and the worker does what the new day brings."""
    walk.on = on
    jobs.move_what_the_day_moves(on)


def test_a_case_begun_before_the_election_is_signed_by_those_who_came_after(walk: Walk) -> None:
    p = walk.people
    case = walk.submitted()
    head = replaced(p.head, "Nils Berg", NEW_COUNCIL)
    assert asks(p.head, walk.on) == {"approve"}
    the_day_comes(walk, NEW_COUNCIL)
    assert (asks(p.head, walk.on), asks(head, walk.on)) == (set(), {"approve"})
    with pytest.raises(NotAllowed):
        walk.answer(case, "approve", operations.approve, p.head, step=1)
    _approved_by(walk, case, head)

    walk.on = date(2026, 12, 9)
    case = walk.proposed(walk.again(case))  # the board's last meeting, its minutes not approved yet
    secretary = replaced(p.secretary, "Siv Ek", NEW_BOARD)
    chair = replaced(p.signatory, "Mona Hed", NEW_BOARD)
    old_secretary, old_chair = p.secretary, p.signatory
    the_day_comes(walk, NEW_BOARD)
    assert asks(secretary, walk.on) == {"decide", "approve_minutes"}
    assert asks(old_secretary, walk.on) == set()
    with refused("not_allowed", NotAllowed):
        walk.meeting(p.council, 11)

    p.secretary, p.signatory = secretary, chair
    case = walk.minutes(walk.decided(case))
    assert asks(chair, walk.on) == {"sign"} and asks(old_chair, walk.on) == set()
    with pytest.raises(NotAllowed):
        walk.answer(case, "sign", operations.sign, old_chair)
    agreement = walk.in_force(case)
    ours = Signature.objects.get(agreement=agreement, party__is_ours=True)
    assert (ours.name, ours.signed_on >= NEW_BOARD) == ("Mona Hed", True)
    told = Event.objects.filter(kind="item_recorded", subject_id=case.pk).order_by("pk")
    assert [facts_of(e)["actor"]["name"] for e in told] == ["Lena Wikström", "Siv Ek"]
    assert verify_everything().findings == []


def _approved_by(walk: Walk, case: Case, head: Person) -> None:
    """Approved by the new head and the director, and dated."""
    old, walk.people.head = walk.people.head, head
    try:
        walk.approved(case)
    finally:
        walk.people.head = old


def test_the_history_tells_who_was_asked_instead_of_whom(walk: Walk) -> None:
    case = walk.submitted()
    replaced(walk.people.head, "Nils Berg", NEW_COUNCIL)
    the_day_comes(walk, NEW_COUNCIL)
    event = Event.objects.get(kind="steps_handed_on", subject_id=case.pk)
    assert facts_of(event)["facts"]["handed"] == [
        "Karin Sandell har inte längre uppdraget. Nils Berg tillfrågas."
    ]
    step = RouteStep.objects.get(case=case, position=1)
    assert step.asked.name == "Nils Berg"
    the_day_comes(walk, NEW_COUNCIL + timedelta(days=1))
    assert Event.objects.filter(kind="steps_handed_on").count() == 1


def test_a_vacant_role_keeps_the_question_where_it_is_until_somebody_comes(walk: Walk) -> None:
    case = walk.submitted()
    somebody = replaced(walk.people.head, "Nils Berg", NEW_COUNCIL, vacant=True)
    the_day_comes(walk, NEW_COUNCIL)
    assert Question.objects.get(case=case).person == walk.people.head
    with refused("nobody_to_ask", Invalid):
        _hand_on(walk, case, walk.people.system)
    unit = Unit.objects.get(pk=walk.people.department.pk)
    facts = {"role": Role.DEPARTMENT_HEAD, "unit": unit, "title": "avdelningschef"}
    later = NEW_COUNCIL + timedelta(days=7)
    Appointment.objects.create(person=somebody, starts=later, **facts)
    the_day_comes(walk, later)
    assert asks(somebody, later) == {"approve"}


def _hand_on(walk: Walk, case: Case, actor: Person) -> Case:
    return flows.run(operations.hand_on_steps, case_id=case.pk, actor=actor, on=walk.on)


def test_steps_are_not_handed_on_without_reason(walk: Walk) -> None:
    case = walk.submitted()
    with refused("all_hold_on", NotNow):
        _hand_on(walk, case, walk.people.system)
    for person in walk.people.all():
        with refused("not_allowed", NotAllowed):
            _hand_on(walk, case, person)
    draft = walk.opened()
    with refused("wrong_stage", NotNow):
        _hand_on(walk, draft, walk.people.system)


def test_a_meeting_scheduled_before_the_change_is_kept_by_the_new_secretary(walk: Walk) -> None:
    meeting = walk.ahead(walk.people.board)
    secretary = replaced(walk.people.secretary, "Siv Ek", NEW_COUNCIL)
    day = meeting.date + timedelta(days=7)
    facts = {"meeting_id": meeting.pk, "date": day, "stop_date": None, "reason": "Ny nämnd."}
    with refused("not_allowed", NotAllowed):
        desk.move_meeting(actor=walk.people.secretary, on=NEW_COUNCIL, **facts)
    assert desk.move_meeting(actor=secretary, on=NEW_COUNCIL, **facts).date == day
