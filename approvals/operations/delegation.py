"""Decisions by delegation: recorded with the scheme's number, reported to their body, announced, or withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from approvals.delegation import next_number, paragraphs_reported, post_of, to_report_at
from approvals.delegation_models import (
    DelegatedDecision,
    DelegationNotice,
    DelegationReport,
    DelegationWithdrawal,
)
from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import ORGANISATION, lock_meeting, require_settable_text
from approvals.operations.minutes import require_between
from approvals.permissions import require
from approvals.rules.delegation import MAY_DELEGATE, MOST_TEXT, MOST_VALUE, delegated_rule
from approvals.rules.schemes import DEFAULT_SCHEME, SchemeRule
from cases.models import Agreement, Case
from cases.rules.errors import Invalid, NotNow
from history import journal
from history.actor import By
from lifecycle.rules.dates import long_date, require_day
from lifecycle.rules.statutory_time import last_appeal_day
from organisation.models import Appointment, Body, Person, Role, Unit

VERB = "record_delegated_decision"


@transaction.atomic
def record_delegated_decision(
    *,
    body: Body,
    unit: Unit,
    kind: str,
    value: int,
    text: str,
    decided_by: Person,
    decided_on: date,
    case_id: int | None,
    actor: Person,
    on: date,
) -> DelegatedDecision:
    """Record what an official decided on the body's behalf, under the scheme's number for the kind and the sum."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    by = require(actor, VERB, body, on, decided_by=decided_by.pk)
    _require_delegating(body, decided_on)
    _require_past(decided_on, on)
    rule = _rule(kind, value)
    held = _post(decided_by, rule, unit, decided_on)
    said = _text(text, "text", "Skriv vad som beslutades.", MOST_TEXT)
    row = DelegatedDecision.objects.create(
        body=body,
        year=decided_on.year,
        number=next_number(body, decided_on.year),
        scheme_number=rule.number,
        scheme_name=rule.name,
        is_reported=rule.is_reported,
        is_announced=rule.is_announced,
        kind=kind,
        value=value,
        unit=unit,
        case=_case(case_id, unit),
        text=said,
        decided_on=decided_on,
        decided_by=decided_by,
        name=decided_by.name,
        title=held.title,
        on_behalf_of=held.stands_in_for.name if held.stands_in_for else "",
        recorded_on=on,
    )
    tell_decision("delegated_decision_recorded", row, by, on, facts_of(row))
    return row


def facts_of(row: DelegatedDecision) -> dict[str, Any]:
    """Return what the book tells of a decision: everything its row says."""
    return {
        "kind": row.kind,
        "value": row.value,
        "scheme": row.scheme_number,
        "scheme_name": row.scheme_name,
        "is_reported": row.is_reported,
        "is_announced": row.is_announced,
        "unit": row.unit_id,
        "case": row.case_id,
        "text": row.text,
        "decided_on": row.decided_on.isoformat(),
        "decided_by": f"{row.name}, {row.title}",
        "person": row.decided_by_id,
        "stood_in_for": row.on_behalf_of,
    }


def _require_delegating(body: Body, decided_on: date) -> None:
    if body.kind not in MAY_DELEGATE:
        raise Invalid(
            "no_delegation",
            f"{body.name} kan inte ge anställda rätt att besluta. Välj styrelsen eller en nämnd (KL 6:37, 7:5).",
            field="body",
        )
    if body.closed_on is not None and body.closed_on < decided_on:
        sentence = f"{body.name} upphörde {long_date(body.closed_on)}. Välj ett annat organ."
        raise Invalid("body_closed", sentence, field="body")


def _require_past(decided_on: date, on: date) -> None:
    """Raise Invalid for a day that has not come, or that no rule of time can be counted from."""
    require_day(decided_on, "decided_on")
    if decided_on > on:
        raise Invalid(
            "future_day",
            f"Beslutet {long_date(decided_on)} ligger efter i dag, {long_date(on)}.",
            field="decided_on",
        )


def _rule(kind: str, value: int) -> SchemeRule:
    if kind not in Agreement.Kind.values:
        raise Invalid("kind", "Välj i listan.", field="kind")
    if not 0 <= value <= MOST_VALUE:
        raise Invalid("value", "Skriv beloppet i hela kronor, 0 om det inte finns.", field="value")
    return delegated_rule(DEFAULT_SCHEME, kind, value)


def _post(person: Person, rule: SchemeRule, unit: Unit, day: date) -> Appointment:
    """The appointment the decision rests on, as it was that day."""
    held = post_of(person, rule, unit, day)
    if held is None:
        who = Role(rule.delegate).label
        raise Invalid(
            "not_the_delegate",
            f"Delegationsordningen nummer {rule.number} låter {who} för {unit.name} besluta. "
            f"{person.name} hade inte det uppdraget {long_date(day)}.",
            field="decided_by",
        )
    return held


def _case(case_id: int | None, unit: Unit) -> Case | None:
    """The case it belongs to; one of another unit's cannot be decided in this one. Raises Case.DoesNotExist."""
    if case_id is None:
        return None
    case = Case.objects.select_related("unit").get(pk=case_id)
    if case.unit_id != unit.pk:
        raise Invalid(
            "other_unit", f"Ärendet hör till {case.unit.name}. Välj den enheten.", field="unit"
        )
    return case


def _text(text: str, field: str, missing: str, most: int) -> str:
    said = text.strip()
    if not said:
        raise Invalid("no_text", missing, field=field)
    if len(said) > most:
        raise Invalid("long_text", f"Skriv högst {most} tecken.", field=field)
    require_settable_text(said, field)
    return said


@transaction.atomic
def withdraw_delegated_decision(
    *, decision_id: int, reason: str, actor: Person, on: date
) -> DelegatedDecision:
    """Say that a decision was a mistake, and why. It keeps its number and stays to be read."""
    row = lock_decision(decision_id)
    by = require(actor, VERB, row.body, on, decided_by=row.decided_by_id)
    _require_standing(row)
    said = _text(reason, "reason", "Skriv varför beslutet återkallas.", MOST_TEXT)
    DelegationWithdrawal.objects.create(
        decision=row, reason=said, withdrawn_on=on, name=by.name, title=by.title
    )
    tell_decision("delegated_decision_withdrawn", row, by, on, {"reason": said})
    return row


@transaction.atomic
def report_delegated_decisions(
    *, meeting_id: int, paragraph: int, decision_ids: Collection[int], actor: Person, on: date
) -> Meeting:
    """Note that decisions were reported to the body at a meeting, as one § of its minutes."""
    meeting = lock_meeting(meeting_id)
    by = require(actor, "record_minutes", meeting, on)
    require_reportable(meeting, on)
    wanted = set(decision_ids)
    rows = to_report_at(meeting).select_for_update(of=("self",)).filter(pk__in=wanted)
    chosen = list(rows.select_related("body").order_by("pk"))
    if not wanted:
        raise Invalid("none_chosen", "Välj minst ett beslut.", field="decisions")
    if len(chosen) != len(wanted):
        raise NotNow(
            "not_waiting",
            "Ett av besluten är redan anmält eller återkallat. Läs in sidan igen och se vad som har hänt.",
        )
    _require_free(meeting, paragraph)
    for row in chosen:
        DelegationReport.objects.create(
            decision=row, meeting=meeting, paragraph=paragraph, recorded_on=on
        )
        facts = {"meeting": meeting.pk, "date": meeting.date.isoformat(), "paragraph": paragraph}
        tell_decision("delegated_decision_reported", row, by, on, facts)
    return meeting


def require_reportable(meeting: Meeting, on: date) -> None:
    """Raise NotNow unless decisions can be noted as reported: the meeting is held and its minutes are open."""
    if meeting.date > on:
        raise NotNow("not_held", f"Sammanträdet hålls {long_date(meeting.date)}.")
    if meeting.present_count is None:
        raise NotNow("no_attendance", "Anteckna antalet närvarande först.")
    if meeting.minutes_approved_on is not None:
        raise NotNow("minutes_approved", "Protokollet är justerat och kan inte ändras.")


def _require_free(meeting: Meeting, paragraph: int) -> None:
    """A § stands for one matter a year in the body's series; a second list at the same meeting shares it."""
    if not 1 <= paragraph <= 9999:
        raise Invalid("paragraph", "Ange paragrafens nummer, 1 till 9999.", field="paragraph")
    series, year = meeting.body.series, meeting.date.year
    items = MinuteItem.objects.filter(series_body=series, series_year=year, number=paragraph)
    others = paragraphs_reported(series, year).filter(paragraph=paragraph).exclude(meeting=meeting)
    if items.exists() or others.exists():
        raise Invalid("paragraph_taken", f"§ {paragraph} är redan använd i år.", field="paragraph")


@transaction.atomic
def announce_delegated_decision(
    *, decision_id: int, posted_on: date, actor: Person, on: date
) -> DelegatedDecision:
    """Note that the notice of a decision minuted by itself went up: the appeal time runs from this day."""
    row = lock_decision(decision_id)
    by = require(actor, "record_minutes", row.body, on)
    _require_standing(row)
    if not row.is_announced:
        raise NotNow(
            "not_announced",
            f"Beslut enligt nummer {row.scheme_number} anmäls till {row.body.definite}. De anslås inte för sig.",
        )
    if DelegationNotice.objects.filter(decision=row).exists():
        raise NotNow("notice_posted", "Anslaget är redan uppsatt.")
    require_between(posted_on, row.decided_on, on, "Anslaget", "beslutet", "posted_on")
    DelegationNotice.objects.create(decision=row, posted_on=posted_on)
    facts = {"posted_on": posted_on.isoformat()}
    tell_decision("delegated_decision_announced", row, by, on, facts)
    return row


@transaction.atomic
def remove_delegation_notice(
    *, decision_id: int, removed_on: date, actor: Person, on: date, early: bool = False
) -> DelegatedDecision:
    """Note that the notice came down; before the appeal time has run out only if `early` says that it did."""
    row = lock_decision(decision_id)
    by = require(actor, "record_minutes", row.body, on)
    notice = DelegationNotice.objects.filter(decision=row).first()
    if notice is None:
        raise NotNow("notice_not_posted", "Anslaget är inte uppsatt. Anteckna anslaget först.")
    if notice.removed_on is not None:
        raise NotNow("notice_removed", "Anslaget är redan nedtaget.")
    require_between(removed_on, notice.posted_on, on, "Nedtagningen", "uppsättningen", "removed_on")
    last = last_appeal_day(notice.posted_on).value
    if removed_on <= last and not early:
        raise Invalid(
            "notice_down_early",
            f"Anslaget ska sitta uppe till och med {long_date(last)}, sista dagen att överklaga.",
            field="early",
        )
    notice.removed_on = removed_on
    notice.save(update_fields=["removed_on"])
    facts = {"removed_on": removed_on.isoformat(), "early": removed_on <= last}
    tell_decision("delegation_notice_removed", row, by, on, facts)
    return row


def lock_decision(decision_id: int) -> DelegatedDecision:
    """Return the decision, locked. Raises DelegatedDecision.DoesNotExist."""
    rows = DelegatedDecision.objects.select_for_update(of=("self",)).select_related("body")
    return rows.get(pk=decision_id)


def _require_standing(row: DelegatedDecision) -> None:
    if DelegationWithdrawal.objects.filter(decision=row).exists():
        raise NotNow("withdrawn", "Beslutet är återkallat.")


def tell_decision(
    kind: str, row: DelegatedDecision, by: By, on: date, facts: dict[str, Any]
) -> None:
    """Write the event in the organisation's chain, and in that of the case the decision belongs to."""
    known = {"decision": row.pk, "reference": str(row), "body": row.body.name}
    own = [("case", row.case_id)] if row.case_id else []
    for subject in (*own, ORGANISATION):
        journal.record(subject=subject, kind=kind, by=by, on=on, facts={**known, **facts})
