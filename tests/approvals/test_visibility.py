"""Who sees what: every role against cases and agreements of one's own unit, another, and at each stage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from approvals.models import CaseGrant, Meeting
from approvals.permissions import allows, standing, visible_to
from cases.models import Agreement, Case
from cases.operations import share_case
from organisation.models import Appointment, Person
from tests.people import SINCE, Walk

pytestmark = pytest.mark.django_db


def _sees(person: Person, case: Case, walk: Walk) -> tuple[bool, bool]:
    cases = visible_to(person, Case.objects.filter(pk=case.pk), walk.on).exists()
    rows = Agreement.objects.filter(pk=case.agreement_id)
    return cases, visible_to(person, rows, walk.on).exists()


DRAFT_READERS = {"officer", "head", "director", "registrar", "coordinator", "auditor"}
LATER_READERS = DRAFT_READERS | {"secretary", "signatory"}
ROLES = (*sorted(LATER_READERS), "administrator", "outsider")


@pytest.mark.parametrize("name", ROLES)
def test_a_draft(walk: Walk, name: str) -> None:
    seen = name in DRAFT_READERS
    assert _sees(getattr(walk.people, name), walk.ready(), walk) == (seen, seen)


@pytest.mark.parametrize("name", ROLES)
def test_a_case_before_the_board(walk: Walk, name: str) -> None:
    seen = name in LATER_READERS
    assert _sees(getattr(walk.people, name), walk.approved(), walk) == (seen, seen)


def test_a_person_without_a_role_sees_nothing_even_of_their_own(walk: Walk) -> None:
    case = walk.ready()
    Appointment.objects.filter(person=walk.people.officer).update(ends=walk.on - timedelta(days=1))
    assert _sees(walk.people.officer, case, walk) == (False, False)


def test_an_inactive_person_sees_nothing(walk: Walk) -> None:
    case = walk.ready()
    Person.objects.filter(pk=walk.people.director.pk).update(is_active=False)
    assert _sees(walk.people.director, case, walk) == (False, False)


def test_sharing_lets_one_person_read_one_case_until_a_day(walk: Walk) -> None:
    p = walk.people
    case, other = walk.ready(), walk.ready()
    last = walk.on + timedelta(days=3)
    facts = {"person": p.outsider, "ends_on": last, "actor": p.officer, "on": walk.on}
    share_case(case_id=case.pk, **facts)
    assert _sees(p.outsider, case, walk) == (True, True)
    assert _sees(p.outsider, other, walk) == (False, False)
    assert not allows(p.outsider, "edit_draft", case, walk.on)
    walk.on = last + timedelta(days=1)
    assert _sees(p.outsider, case, walk) == (False, False)
    assert CaseGrant.objects.get().source == "delat av Jonas Ekdahl"


def test_a_role_in_the_whole_administration_covers_its_departments(walk: Walk) -> None:
    p = walk.people
    Appointment.objects.create(
        person=p.outsider, role="director", title="direktör", unit=p.office, starts=SINCE
    )
    assert _sees(p.outsider, walk.ready(), walk) == (True, True)


def test_meetings_are_for_everyone_with_a_role_in_the_work(walk: Walk) -> None:
    walk.meeting(walk.people.board)
    for name in ROLES:
        seen = visible_to(getattr(walk.people, name), Meeting.objects.all(), walk.on).exists()
        assert seen == (name != "administrator"), name


def test_nothing_is_scoped_by_accident(walk: Walk) -> None:
    with pytest.raises(TypeError):
        visible_to(walk.people.auditor, Appointment.objects.all(), walk.on)
    with pytest.raises(KeyError):
        allows(walk.people.auditor, "fly", None, walk.on)


def test_an_acting_head_is_asked_before_the_ordinary_one(walk: Walk) -> None:
    p = walk.people
    facts = {"role": "department_head", "unit": p.department, "starts": walk.on}
    Appointment.objects.create(
        person=p.outsider, kind="acting", title="tf. avdelningschef", **facts
    )
    case = walk.submitted()
    assert case.route.get(position=1).asked == p.outsider
    assert standing(p.outsider, walk.on).holding("department_head")[0].title == "tf. avdelningschef"
    assert walk.people.officer.has_perm("lifecycle.submit", case) is True
    assert walk.people.outsider.has_perm("lifecycle.submit", case) is False
    assert walk.people.outsider.has_perm("auth.add_user") is False
