"""The demonstration's organisation: units, bodies and invented people with their dated appointments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from organisation import operations
from organisation.models import Appointment, Body, Person, Role, Unit

DOMAIN: Final = "@demo.avtalsgang.example"
_PLAIN: Final = str.maketrans("åäö", "aao")


@dataclass
class Organisation:
    """Who there is, by the keys the stories use."""

    units: dict[str, Unit] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


_UNITS: Final = (
    ("KSF", "Kommunstyrelsens förvaltning", ""),
    ("SOA", "Service och administration", "KSF"),
    ("GAF", "Gymnasie- och arbetsmarknadsförvaltningen", ""),
    ("SF", "Socialförvaltningen", ""),
)
_BODIES: Final = (
    ("KF", "Kommunfullmäktige", Body.Kind.COUNCIL),
    ("KS", "Kommunstyrelsen", Body.Kind.EXECUTIVE_BOARD),
    ("KSAU", "Kommunstyrelsens arbetsutskott", Body.Kind.WORKING_COMMITTEE),
    ("GAN", "Gymnasie- och arbetsmarknadsnämnden", Body.Kind.COMMITTEE),
    ("SN", "Socialnämnden", Body.Kind.COMMITTEE),
)
ADMINISTRATOR: Final = ("Ylva Öberg", Role.ADMINISTRATOR, "systemförvaltare")
# name, role, title, unit, kind
_APPOINTMENTS: Final = (
    ("Jonas Ekdahl", Role.CASE_OFFICER, "utredare", "SOA", Appointment.Kind.ORDINARY),
    ("Amina Berg", Role.CASE_OFFICER, "utredare", "SOA", Appointment.Kind.ORDINARY),
    ("Karin Sandell", Role.DEPARTMENT_HEAD, "tf. avdelningschef", "SOA", Appointment.Kind.ACTING),
    ("Maria Lindqvist", Role.MUNICIPAL_DIRECTOR, "kommundirektör", "", Appointment.Kind.ORDINARY),
    ("Maria Lindqvist", Role.SIGNATORY, "kommundirektör", "", Appointment.Kind.ORDINARY),
    ("Henrik Dahl", Role.DIRECTOR, "biträdande kommundirektör", "KSF", Appointment.Kind.ORDINARY),
    ("Lena Wikström", Role.COMMITTEE_SECRETARY, "nämndsekreterare", "", Appointment.Kind.ORDINARY),
    (
        "Anders Hallberg",
        Role.SIGNATORY,
        "kommunstyrelsens ordförande",
        "",
        Appointment.Kind.ORDINARY,
    ),
    ("Sofia Brandt", Role.REGISTRAR, "registrator", "", Appointment.Kind.ORDINARY),
    ("Eva Norling", Role.COORDINATOR, "koordinator", "", Appointment.Kind.ORDINARY),
    ("Gunnar Åström", Role.AUDITOR, "förtroendevald revisor", "", Appointment.Kind.ORDINARY),
    ("Nadja Holm", Role.CASE_OFFICER, "utredare", "SF", Appointment.Kind.ORDINARY),
    ("Peter Wallin", Role.CASE_OFFICER, "utredare", "GAF", Appointment.Kind.ORDINARY),
    ("Birgitta Falk", Role.DEPARTMENT_HEAD, "förvaltningschef", "GAF", Appointment.Kind.ORDINARY),
    (
        "Mikael Torell",
        Role.CONTACT_PERSON,
        "verksamhetsutvecklare",
        "GAF",
        Appointment.Kind.ORDINARY,
    ),
)
_SUBSTITUTE_DAYS: Final = 13


def make_organisation(*, since: date, today: date, password: str) -> Organisation:
    """Make units and bodies as rows, and everyone through the operations from the day `since`.

    With an empty `password` nobody can sign in by one.
    """
    there = Organisation()
    for key, name, parent in _UNITS:
        kind = Unit.Kind.DEPARTMENT if parent else Unit.Kind.ADMINISTRATION
        above = there.units[parent] if parent else None
        there.units[key] = Unit.objects.create(name=name, kind=kind, parent=above)
    for key, name, kind in _BODIES:
        there.bodies[key] = Body.objects.create(name=name, short_name=key, kind=kind)
    _first_administrator(there, since)
    for name, *_ in _APPOINTMENTS:
        if name not in there.people:
            there.people[name] = _register(there, name, since)
    for name, role, title, unit, kind in _APPOINTMENTS:
        where = there.units[unit] if unit else None
        _appoint(there, name, role, title, since, unit=where, kind=kind)
    _stand_in_next_month(there, today)
    if password:
        _give_password(there, password)
    return there


def _first_administrator(there: Organisation, since: date) -> None:
    """The first one is nobody's to appoint: a row, as an installation's first administrator is."""
    name, role, title = ADMINISTRATOR
    person = Person(name=name, email=_email(name))
    person.set_unusable_password()
    person.save()
    Appointment.objects.create(person=person, role=role, title=title, starts=since)
    there.people[name] = person


def _register(there: Organisation, name: str, since: date) -> Person:
    number = len(there.people)
    return operations.register_person(
        name=name,
        email=_email(name),
        phone=f"08-535 3{number:02d} {10 + number}",
        actor=there.people[ADMINISTRATOR[0]],
        on=since,
    )


def _email(name: str) -> str:
    return name.lower().replace(" ", ".").translate(_PLAIN) + DOMAIN


def _appoint(
    there: Organisation, name: str, role: str, title: str, starts: date, **given: Any
) -> None:
    facts = {"unit": None, "kind": Appointment.Kind.ORDINARY, "stands_in_for": None, "ends": None}
    operations.appoint(
        person=there.people[name],
        role=role,
        title=title,
        body=None,
        starts=starts,
        actor=there.people[ADMINISTRATOR[0]],
        on=starts,
        **{**facts, **given},
    )


def _stand_in_next_month(there: Organisation, today: date) -> None:
    """The deputy stands in for the municipal director for two weeks, from the 8th of next month."""
    starts = (today.replace(day=1) + timedelta(days=32)).replace(day=8)
    _appoint(
        there,
        "Henrik Dahl",
        Role.MUNICIPAL_DIRECTOR,
        "ersättare för kommundirektören",
        starts,
        kind=Appointment.Kind.SUBSTITUTE,
        stands_in_for=there.people["Maria Lindqvist"],
        ends=starts + timedelta(days=_SUBSTITUTE_DAYS),
    )


def _give_password(there: Organisation, password: str) -> None:
    person = next(iter(there.people.values()))
    person.set_password(password)  # hashed once: hashing is slow on purpose
    for other in there.people.values():
        other.password = person.password
    Person.objects.bulk_update(there.people.values(), ["password"])
