"""Registering people and giving them dated appointments; people are deactivated, never deleted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from approvals.permissions import require
from cases.documents import require_glyphs
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotAllowed, NotNow
from history import journal
from lifecycle.rules.dates import long_date
from organisation.models import Appointment, Body, Person, Role, Unit

ORGANISATION = ("organisation", 1)


@transaction.atomic
def register_person(*, name: str, email: str, phone: str, actor: Person, on: date) -> Person:
    """Register a person who can then be appointed; they choose a password by e-mail."""
    by = require(actor, "administer", None, on)
    if not name.strip():
        raise Invalid("no_name", "Ange personens namn.", field="name")
    if len(name.strip()) > 120 or len(phone.strip()) > 40 or len(email.strip()) > 254:
        raise Invalid("long_name", "Namn får ha högst 120 tecken och telefon 40.", field="name")
    require_printed(name, "name")
    require_printable(phone, "phone")
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Invalid(
            "email", "Ange en fullständig e-postadress, till exempel namn@kommun.se.", field="email"
        ) from error
    if Person.objects.filter(email__iexact=email.strip()).exists():
        raise Invalid("email_taken", "E-postadressen används av en annan person.", field="email")
    person = Person(name=name.strip(), email=email.strip().lower(), phone=phone.strip())
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Invalid(
            "email_taken", "E-postadressen används av en annan person.", field="email"
        ) from error
    facts = {"person": person.pk, "name": person.name}
    journal.record(subject=ORGANISATION, kind="person_registered", by=by, on=on, facts=facts)
    return person


def require_printed(text: str, field: str) -> None:
    """Raise Invalid unless the text can stand in the signature block of a document."""
    require_printable(text, field)
    try:
        require_glyphs([text])
    except Invalid as refusal:
        raise Invalid(refusal.code, refusal.sentence, field=field) from refusal


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    kind: str,
    title: str,
    unit: Unit | None,
    body: Body | None,
    stands_in_for: Person | None,
    starts: date,
    ends: date | None,
    actor: Person,
    on: date,
) -> Appointment:
    """Give a person a role from a day, perhaps to a day (inclusive). An auditor holds no other role."""
    by = require(actor, "administer", None, on)
    if person == actor:
        raise NotAllowed(
            "own_appointment", "Man ger inte sig själv ett uppdrag. En annan administratör gör det."
        )
    _require_appointment(person, role, kind, title, unit, body, stands_in_for, starts, ends)
    _require_no_past(starts, on)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                person=person,
                role=role,
                kind=kind,
                title=title.strip(),
                unit=unit,
                body=body,
                stands_in_for=stands_in_for,
                starts=starts,
                ends=ends,
            )
    except IntegrityError as error:
        raise _auditor_excludes(error) from error
    facts = _told(appointment)
    journal.record(subject=ORGANISATION, kind="person_appointed", by=by, on=on, facts=facts)
    return appointment


def _auditor_excludes(error: IntegrityError) -> Invalid:
    """Return the refusal for the auditor's constraint; any other breach is raised as it is."""
    if "an_auditor_holds_no_other_role" not in str(error):
        raise error
    return Invalid(
        "auditor_excludes",
        "En revisor kan inte ha något annat uppdrag samma dagar. Avsluta det andra uppdraget först.",
        field="role",
    )


def _require_no_past(starts: date, on: date) -> None:
    """Raise Invalid for a first day that has passed: it would give a right to have decided before."""
    if starts < on:
        raise Invalid(
            "past_start",
            f"Ett uppdrag kan börja tidigast i dag, {long_date(on)}: ingen får rätt att ha beslutat förut.",
            field="starts",
        )


def _told(a: Appointment) -> dict[str, Any]:
    """What history says about an appointment: names as they are today."""
    return {
        "person": a.person_id,
        "name": a.person.name,
        "role": a.role,
        "kind": a.kind,
        "title": a.title,
        "unit": a.unit.name if a.unit else None,
        "body": a.body.name if a.body else None,
        "stands_in_for": a.stands_in_for.name if a.stands_in_for else None,
        "starts": a.starts.isoformat(),
        "ends": a.ends.isoformat() if a.ends else None,
    }


def _require_appointment(
    person: Person,
    role: str,
    kind: str,
    title: str,
    unit: Unit | None,
    body: Body | None,
    stands_in_for: Person | None,
    starts: date,
    ends: date | None,
) -> None:
    if person.is_system or not person.is_active:
        raise Invalid("inactive_person", "Personen är inte aktiv.", field="person")
    if role not in Role.values:
        raise Invalid("role", "Välj en roll i listan.", field="role")
    if not title.strip():
        raise Invalid("no_title", "Ange titeln som den ska stå i dokument.", field="title")
    require_printed(title, "title")
    if len(title.strip()) > 120:
        raise Invalid("long_title", "Titeln får ha högst 120 tecken.", field="title")
    if ends is not None and ends < starts:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen {long_date(ends)} ligger före första dagen {long_date(starts)}.",
            field="ends",
        )
    if (kind == Appointment.Kind.SUBSTITUTE) != (stands_in_for is not None):
        raise Invalid(
            "stands_in_for",
            "Ange vem en ersättare ersätter, och bara för ersättare.",
            field="stands_in_for",
        )
    if stands_in_for is not None and stands_in_for == person:
        raise Invalid("own_substitute", "Man kan inte ersätta sig själv.", field="stands_in_for")
    if role == Role.DEPARTMENT_HEAD and unit is None:
        raise Invalid("no_unit", "En avdelningschef har en avdelning. Välj den.", field="unit")
    if body is not None and role != Role.COMMITTEE_SECRETARY:
        raise Invalid("body", "Bara nämndsekreterare hör till ett organ.", field="body")


@transaction.atomic
def end_appointment(*, appointment_id: int, ends: date, actor: Person, on: date) -> Appointment:
    """End an appointment on a day (inclusive), today or later: what was true before stays true."""
    by = require(actor, "administer", None, on)
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=appointment_id)
    )
    if appointment.ends is not None and appointment.ends <= on:
        raise NotNow("ended", f"Uppdraget slutade {long_date(appointment.ends)}.")
    earliest = max(on, appointment.starts)
    if ends < earliest:
        raise Invalid("past_day", f"Ange en dag från och med {long_date(earliest)}.", field="ends")
    appointment.ends = ends
    appointment.save(update_fields=["ends"])
    facts = {
        "appointment": appointment.pk,
        "name": appointment.person.name,
        "ends": ends.isoformat(),
    }
    journal.record(subject=ORGANISATION, kind="appointment_ended", by=by, on=on, facts=facts)
    return appointment
