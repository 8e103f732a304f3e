"""Every operation tried by everybody: only the right ones may, and a refusal writes nothing."""

from __future__ import annotations

import pytest

import approvals.operations
import cases.operations
import lifecycle.operations
import organisation.operations
from cases.rules.errors import NotAllowed
from tests.lifecycle.acts import ACTS, Act
from tests.people import Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db


def test_every_operation_is_tried() -> None:
    packages = (
        lifecycle.operations,
        approvals.operations,
        cases.operations,
        organisation.operations,
    )
    all_verbs = {name for package in packages for name in package.__all__} - {"record_refusal"}
    assert {a.name for a in ACTS} == all_verbs


@pytest.mark.parametrize("tried", ACTS, ids=lambda a: a.name)
def test_only_the_right_people_may(tried: Act, walk: Walk) -> None:
    call = tried.prepare(walk)
    people = walk.people
    allowed = [getattr(people, name) for name in tried.allowed]
    for person in [*people.all(), people.system]:
        if person not in allowed:
            with refused("not_allowed", NotAllowed):
                call(person)
    call(allowed[0])


@pytest.mark.parametrize("tried", ACTS, ids=lambda a: a.name)
def test_someone_inactive_or_without_a_role_may_not(tried: Act, walk: Walk) -> None:
    call = tried.prepare(walk)
    person = getattr(walk.people, tried.allowed[0])
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    if person.is_system:
        return
    with refused("not_allowed", NotAllowed):
        call(person)


def test_neither_auditor_outsider_nor_administrator_is_ever_in_the_case_work() -> None:
    for tried in ACTS:
        reads = {"auditor"} if tried.name == "read_secret_attachment" else set()
        assert not ({"auditor", "outsider"} - reads) & set(tried.allowed)
    case_work = [a for a in ACTS if "administrator" in a.allowed]
    assert {a.name for a in case_work} == {
        "register_person",
        "appoint",
        "end_appointment",
        "save_clause",
        "save_template",
        "choose_template",
        "add_body",
        "change_body",
        "close_body",
        "lay_pattern",
    }
