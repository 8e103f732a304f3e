"""Which questions are open for a case, an agreement or a meeting: derived from their rows, never remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from approvals import legal_days
from approvals.delegation import waits_to_be_reported
from approvals.models import Meeting, MinuteItem, RouteStep
from approvals.rules.directives import ASKED_AHEAD, wanted_by
from cases.models import Agreement, Case, Point
from lifecycle.models import Receipt, Review, Signature
from lifecycle.rules.statutory_time import (
    latest_board_notice,
    latest_minutes_approval,
)
from organisation.models import Body, Role

STRAND = ("write", "approve", "decide")
# Which question each operation answers: a task is never completed by something else than it asks for.
ANSWERED_BY = {
    "submit": "write",
    "approve": "approve",
    "return_to_author": "approve",
    "record_item": "decide",
    "settle_condition": "settle",
    "sign": "sign",
    "register_signature": "countersign",
    "give_notice": "give_notice",
    "dispatch": "dispatch",
    "close_case": "close",
    "answer_annulment": "annulment",
    "conclude_review": "review",
    "acknowledge_notice": "acknowledge_notice",
    "report_delegated_decisions": "report_decisions",
    "approve_minutes": "approve_minutes",
    "post_notice": "post_notice",
    "remove_notice": "remove_notice",
    "report_directive": "directive",
    "conclude_directive": "directive",
}
# What changes whether a meeting's minutes are complete, done to one of its cases
TOUCHES_MINUTES = (
    "place_on_agenda",
    "remove_from_agenda",
    "record_item",
    "reopen_item",
    "withdraw_case",
)


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
    if case.stage not in ("draft", "approval"):
        yield from _directives(case, on)
        yield from _annulments(case)


def _directives(case: Case, on: date) -> Iterator[Asked]:
    """The reports due within thirty days on what bodies have ordered in the case; it may be closed long ago."""
    rows = case.directives.filter(status="open")
    for row in rows.annotate(reported=Max("reports__reported_on")).order_by("pk"):
        by = wanted_by(row.given_on, row.due_on, row.reported)
        if on >= by - ASKED_AHEAD:
            because = "uppdraget ska vara utfört" if by == row.due_on else "årlig rapport"
            asked = {"person": row.owner_id, "due_on": by, "due_because": because}
            yield Asked("directive", str(row.pk), **asked)


def _annulments(case: Case) -> Iterator[Asked]:
    """What a court has annulled of what the agreement rests on, until somebody has said what becomes of it."""
    agreement = case.agreement
    if agreement.state not in ("signing", "signed", "in_force", "notice_given"):
        return
    for each in legal_days.appeals_of(case):
        if each.course.annulled and not each.course.is_handled:
            person = agreement.responsible_id or case.case_officer_id
            yield Asked("annulment", str(each.appeal.pk), person=person)


def _step(case: Case) -> QuerySet[RouteStep]:
    return RouteStep.objects.filter(case=case, version=case.version, position=case.step)


def _approval(case: Case, on: date) -> Asked:
    asked = _step(case).values_list("asked", flat=True).get()
    due = _next_meeting(case.recipient_body_id, on, "stop_date")
    because = f"handlingar till {case.recipient_body.short_name}" if due else ""
    return Asked(
        "approve",
        f"v{case.version}-{case.step}",
        person=asked,
        due_on=due,
        due_because=because,
    )


def _decision(case: Case, on: date) -> Asked:
    body: Body = _step(case).select_related("body").get().body
    # on an agenda, that meeting's day stands even when it has passed: then the outcome is missing
    agendas = MinuteItem.objects.filter(case=case, result="")
    due = agendas.values_list("meeting__date", flat=True).first()
    due = due or _next_reachable(body.pk, on)
    return Asked(
        "decide",
        f"v{case.version}-{case.step}",
        role=Role.COMMITTEE_SECRETARY,
        body=body.pk,
        due_on=due,
        due_because=f"sammanträde i {body.short_name}" if due else "",
    )


def _next_reachable(body_id: int, on: date) -> date | None:
    """The next meeting whose stop date has not passed."""
    in_time = Q(stop_date__gte=on) | Q(stop_date=None)
    coming = Meeting.objects.filter(in_time, body_id=body_id, date__gte=on).order_by("date")
    return coming.values_list("date", flat=True).first()


def _next_meeting(body_id: int, on: date, column: str) -> date | None:
    coming = Meeting.objects.filter(body_id=body_id, **{f"{column}__gte": on}).order_by("date")
    return coming.values_list(column, flat=True).first()


def _execution(case: Case) -> Iterator[Asked]:
    agreement = case.agreement
    uncertain = case.points.filter(condition=Point.Condition.REEVALUATE).order_by("number").first()
    if uncertain is not None:
        yield Asked("settle", role=Role.COMMITTEE_SECRETARY, body=uncertain.body_id)
    if case.kind == Case.Kind.ENTER and agreement.state == "signing":
        yield from _signatures(case, agreement)
    if case.kind == Case.Kind.TERMINATE and agreement.state == "in_force":
        yield Asked("give_notice", role=Role.SIGNATORY)
    if case.recipients.filter(dispatched_on__isnull=True).exists() or open_receipts(case).exists():
        yield Asked("dispatch", role=Role.REGISTRAR)
    elif _carried_out(case) and not any(
        each.course.is_open for each in legal_days.appeals_of(case)
    ):
        yield Asked("close", person=case.case_officer_id)


def open_receipts(case: Case) -> QuerySet[Receipt]:
    """Return the receipts that are waited for, in the recipients' order."""
    rows = Receipt.objects.filter(recipient__case=case, received_on=None, missing_because="")
    return rows.order_by("recipient__position")


def _carried_out(case: Case) -> bool:
    """Tell whether nothing is left to do but to close; an agreement the other side ended needs no notice."""
    if case.kind == Case.Kind.TERMINATE:
        return case.agreement.state != "in_force" or case.notices.exists()
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
    if agreement.state == "notice_given":
        theirs = agreement.notices.filter(given_by="counterparty", revoked_on__isnull=True)
        for key in theirs.filter(acknowledged_on__isnull=True).values_list("pk", flat=True):
            yield Asked("acknowledge_notice", str(key), person=agreement.responsible_id)


def of_meeting(meeting: Meeting, on: date) -> Iterator[Asked]:
    """Yield what a meeting's minutes ask its secretary: approved, announced, and the notice down in time."""
    asks = {"role": Role.COMMITTEE_SECRETARY, "body": meeting.body_id}
    due = latest_minutes_approval(meeting.date).value
    if waits_to_be_reported(meeting, on):
        by = meeting.date if meeting.minutes_approved_on else due
        because = "anmälan av delegationsbeslut"
        yield Asked("report_decisions", due_on=by, due_because=because, **asks)
    if meeting.minutes_approved_on is None:
        results = set(meeting.items.exclude(result="off_agenda").values_list("result", flat=True))
        if "" not in results and (results or meeting.delegation_reports.exists()):
            yield Asked("approve_minutes", due_on=due, due_because="justering", **asks)
    elif meeting.notice_posted_on is None:
        due = latest_board_notice(meeting.minutes_approved_on).value
        yield Asked("post_notice", due_on=due, due_because="anslag", **asks)
    elif meeting.notice_removed_on is None and on > _last_appeal_day(meeting):
        yield Asked("remove_notice", **asks)


def _last_appeal_day(meeting: Meeting) -> date:
    announced = legal_days.of_meeting(meeting)
    return announced.last.value if announced else meeting.date


@dataclass(frozen=True, slots=True)
class About:
    """What questions are about: a case, an agreement itself, or a meeting."""

    agreement: Agreement | None = None
    case: Case | None = None
    meeting: Meeting | None = None

    def columns(self) -> dict[str, int | None]:
        """The three keys, as a question's row and its process hold them."""
        case, meeting = self.case, self.meeting
        agreement = case.agreement_id if case else self.agreement.pk if self.agreement else None
        return {
            "agreement_id": agreement,
            "case_id": case.pk if case else None,
            "meeting_id": meeting.pk if meeting else None,
        }

    def asks(self, on: date) -> list[Asked]:
        """What the rows ask people on the day."""
        if self.meeting is not None:
            return list(of_meeting(self.meeting, on))
        if self.case is not None:
            return list(of_case(self.case, on))
        return list(of_agreement(self.agreement))
