"""Who a person is on a day: the appointments permission looks at, read with one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from history.actor import By
from organisation.models import Person


@dataclass(frozen=True, slots=True)
class Mandate:
    """One appointment as it stands on the day asked about."""

    role: str
    kind: str
    title: str
    unit: int | None
    body: int | None
    stands_in_for: int | None
    stands_in_name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a person is on a day: everything permission looks at, read with one query."""

    person: int
    name: str
    is_system: bool
    mandates: tuple[Mandate, ...]

    def holding(self, *roles: str) -> list[Mandate]:
        """The mandates with one of these roles."""
        return [m for m in self.mandates if m.role in roles]

    def by(self, mandate: Mandate | None = None) -> By:
        """What history freezes: name, title that day, and for whom."""
        chosen = mandate or (self.mandates[0] if self.mandates else None)
        title = "systemet" if self.is_system else (chosen.title if chosen else "")
        return By(self.person, self.name, title, chosen.stands_in_name if chosen else "")


_ORDER: Final = {"ordinary": 0, "acting": 1, "substitute": 2}


# Asked in every operation and on every page, so written out: building the same query through the ORM
# costs ten times what the database needs for it.
_STANDING: Final = """
    SELECT a.role, a.kind, a.title, a.unit_id, a.body_id, a.stands_in_for_id, coalesce(s.name, '')
    FROM organisation_appointment a
    JOIN organisation_person p ON p.id = a.person_id AND p.is_active
    LEFT JOIN organisation_person s ON s.id = a.stands_in_for_id
    WHERE a.person_id = %s AND a.starts <= %s AND (a.ends IS NULL OR a.ends >= %s)
    ORDER BY a.id
"""


def standing(person: Person, on: date) -> Standing:
    """Read the person's appointments on the day; an inactive person holds none."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [person.pk, on, on])
        mandates = sorted(
            (Mandate(*row) for row in cursor.fetchall()), key=lambda m: _ORDER[m.kind]
        )
    return Standing(person.pk, person.name, person.is_system, tuple(mandates))
