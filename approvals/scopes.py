"""What a person may read on a day: the one scope of every list, count, export and search.

Asked through `approvals.permissions`, which answers everything else about rights.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import Model, Q, QuerySet

from approvals.mandates import Standing, standing
from approvals.models import CaseGrant, DelegatedDecision, Directive, Meeting
from cases.models import Agreement, Case
from organisation.models import Person, Role

M = TypeVar("M", bound=Model)

_SEE_ALL: Final = (Role.AUDITOR, Role.COORDINATOR, Role.REGISTRAR, Role.MUNICIPAL_DIRECTOR)
_SEE_UNIT: Final = (Role.CASE_OFFICER, Role.DEPARTMENT_HEAD, Role.DIRECTOR, Role.CONTACT_PERSON)
BEFORE_A_BODY: Final = ("draft", "approval")


def visible_to(person: Person, queryset: QuerySet[M], on: date) -> QuerySet[M]:
    """Scope a queryset of cases, agreements, meetings or what follows from them to what the person may read on the day.

    Auditors, coordinators, registrars and the municipal director read everything; officers, heads and
    contact persons their unit's; secretaries and signatories what has left the drafting desk; everyone
    what has been shared with them. A person without a role reads nothing; an administrator no more.
    """
    scopes: dict[type[Model], Callable[[Standing, date], Q]] = {
        Case: _cases,
        Agreement: _agreements,
        Meeting: _meetings,
        Directive: _directives,
        DelegatedDecision: _delegated,
    }
    scope = scopes.get(queryset.model)
    if scope is None:
        raise TypeError(f"nobody has said who may see {queryset.model.__name__}")
    who = standing(person, on)
    return queryset if who.holding(*_SEE_ALL) else queryset.filter(scope(who, on))


def _meetings(who: Standing, on: date) -> Q:
    return Q() if _reads_meetings(who) else Q(pk__in=[])


def _directives(who: Standing, on: date) -> Q:
    cases = Case.objects.filter(_cases(who, on))
    mine = Q(owner_id=who.person) if who.mandates else Q(pk__in=[])
    return mine | Q(case__in=cases.values("pk"))


def _delegated(who: Standing, on: date) -> Q:
    """Those of one's own unit, of the bodies one is secretary of, of the cases one may read, and one's own."""
    mine = Q(decided_by_id=who.person) if who.mandates else Q(pk__in=[])
    found = mine | Q(case__in=Case.objects.filter(_cases(who, on)).values("pk"))
    if who.holding(*_SEE_UNIT):
        units = _unit_filter(who, "unit")
        found = Q() if units == Q() else found | units
    bodies = [m.body for m in who.holding(Role.COMMITTEE_SECRETARY)]
    if found and bodies:
        found = Q() if None in bodies else found | Q(body__in=bodies)
    return found


def _reads_meetings(who: Standing) -> bool:
    return any(m.role != Role.ADMINISTRATOR for m in who.mandates)


def _unit_filter(who: Standing, field: str) -> Q:
    mandates = who.holding(*_SEE_UNIT)
    if any(m.unit is None for m in mandates):
        return Q()
    units = [m.unit for m in mandates]
    return Q(**{f"{field}__in": units}) | Q(**{f"{field}__parent__in": units})


def _granted(who: Standing, on: date) -> QuerySet[CaseGrant]:
    return CaseGrant.objects.filter(user_id=who.person, ends_on__gte=on)


def _cases(who: Standing, on: date) -> Q:
    found = Q(case_officer_id=who.person) if who.mandates else Q(pk__in=[])
    found |= Q(pk__in=_granted(who, on).values("content_object_id"))
    if who.holding(*_SEE_UNIT):
        units = _unit_filter(who, "unit")
        found = Q() if units == Q() else found | units
    if found and who.holding(Role.COMMITTEE_SECRETARY, Role.SIGNATORY):
        found |= ~Q(stage__in=BEFORE_A_BODY)
    return found


def _agreements(who: Standing, on: date) -> Q:
    found = Q(responsible_id=who.person) if who.mandates else Q(pk__in=[])
    shared = Case.objects.filter(pk__in=_granted(who, on).values("content_object_id"))
    found |= Q(pk__in=shared.values("agreement_id"))
    if who.holding(*_SEE_UNIT):
        units = _unit_filter(who, "owner_unit")
        found = Q() if units == Q() else found | units
    if found and who.holding(Role.COMMITTEE_SECRETARY, Role.SIGNATORY):
        found |= ~Q(phase__in=BEFORE_A_BODY)
    return found


def grant_reading(case: Case, person: Person, *, source: str, ends_on: date) -> None:
    """Let one person read one case until a day (inclusive); a new grant replaces the old one's end."""
    CaseGrant.objects.update_or_create(
        content_object=case,
        user=person,
        permission=_reading_permission(),
        defaults={"source": source, "ends_on": ends_on},
    )


def _reading_permission() -> Any:
    field = CaseGrant._meta.get_field("permission")
    return field.related_model.objects.get(content_type__app_label="cases", codename="view_case")
