"""Which questions are open for a case and its agreement: derived from their rows, never remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from approvals.models import Meeting, RouteStep
from cases.models import Agreement, Case, Point
from lifecycle.models import Review, Signature
from organisation.models import Body, Role

STRAND = ("write", "approve", "decide")


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question: its kind and key, and whom it asks (a person, or a role in a body)."""

    kind: str
    key: str = ""
    person: int | None = None
    role: str = ""
    body: int | None = None
    due_on: date | None = None
    due_because: str = ""


def of_case(case: Case, on: date) -> Iterator[Asked]:
    """Yield what the case asks people on the day."""
    if case.stage == "draft":
        yield Asked("write", f"v{case.version}", person=case.case_officer_id)
    elif case.stage == "approval" and case.mark != Case.Mark.RENDERING:
        yield _approval(case, on)
    elif case.stage in ("board", "council"):
        yield _decision(case, on)
    elif case.stage == "execution":
        yield from _execution(case)


def _approval(case: Case, on: date) -> Asked:
    step = RouteStep.objects.get(case=case, version=case.version, position=case.step)
    due = _next_meeting(case.recipient_body_id, on, "stop_date")
    because = f"handlingar till {case.recipient_body.short_name}" if due else ""
    return Asked(
        "approve",
        f"v{case.version}-{step.position}",
        person=step.asked_id,
        due_on=due,
        due_because=because,
    )


def _decision(case: Case, on: date) -> Asked:
    step = RouteStep.objects.select_related("body").get(
        case=case, version=case.version, position=case.step
    )
    body: Body = step.body
    due = _next_meeting(body.pk, on, "date")
    return Asked(
        "decide",
        f"v{case.version}-{step.position}",
        role=Role.COMMITTEE_SECRETARY,
        body=body.pk,
        due_on=due,
        due_because=f"sammanträde i {body.short_name}" if due else "",
    )


def _next_meeting(body_id: int, on: date, column: str) -> date | None:
    meeting = (
        Meeting.objects.filter(body_id=body_id, **{f"{column}__gte": on}).order_by("date").first()
    )
    return getattr(meeting, column) if meeting else None


def _execution(case: Case) -> Iterator[Asked]:
    agreement = case.agreement
    if case.points.filter(condition=Point.Condition.REEVALUATE).exists():
        yield Asked("settle", role=Role.COMMITTEE_SECRETARY, body=case.recipient_body_id)
    if case.kind == Case.Kind.ENTER and agreement.state == "signing":
        yield from _signatures(case, agreement)
    if case.kind == Case.Kind.TERMINATE and agreement.state == "in_force":
        yield Asked("give_notice", role=Role.SIGNATORY)
    if case.recipients.filter(dispatched_on__isnull=True).exists():
        yield Asked("dispatch", role=Role.REGISTRAR)
    elif _carried_out(case):
        yield Asked("close", person=case.case_officer_id)


def _carried_out(case: Case) -> bool:
    if case.kind == Case.Kind.TERMINATE:
        return case.notices.exists()
    return case.agreement.state not in ("proposed", "signing")


def _signatures(case: Case, agreement: Agreement) -> Iterator[Asked]:
    signed = Signature.objects.filter(agreement=agreement).values_list("party_id", flat=True)
    for party in agreement.parties.exclude(pk__in=signed):
        if party.is_ours:
            yield Asked("sign", role=Role.SIGNATORY)
        else:
            yield Asked("countersign", str(party.pk), person=case.case_officer_id)


def of_agreement(agreement: Agreement) -> Iterator[Asked]:
    """Yield what the agreement itself asks people, beside any case."""
    for review in Review.objects.filter(agreement=agreement, conclusion=""):
        if agreement.state in ("in_force", "notice_given"):
            yield Asked(
                "review",
                str(review.year),
                person=agreement.responsible_id,
                due_on=review.due_on,
                due_because="årlig uppföljning",
            )
