"""Every operation of the product as one call, in a state where it would succeed for the right person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Final

from approvals import operations as desk
from approvals.models import Appeal, DelegatedDecision, Directive, Meeting, MinuteItem
from approvals.operations.calendar import MeetingToLay
from approvals.rules.decisions import Outcome
from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Case
from cases.rules.templates import HUDDINGE
from lifecycle import operations
from lifecycle.operations.deciding import PointAnswer
from lifecycle.operations.opening import AgreementFacts
from lifecycle.publications import material_of
from lifecycle.rules.notice_year import YearTurn
from organisation import operations as office
from organisation.models import Appointment
from organisation.operations.bodies import PatternFacts
from tests.approvals.summonses import summons_made
from tests.lifecycle import publishing
from tests.lifecycle.appeals import appealed, council_item, follow
from tests.lifecycle.papers import agreement_text, made, write
from tests.people import SINCE, People, Walk, a_pdf

Call = Callable[[Any], Any]


@dataclass(frozen=True)
class Act:
    """An operation's name, who may do it, and how to prepare a call that takes the actor."""

    name: str
    allowed: tuple[str, ...]
    prepare: Callable[[Walk], Call]


ACTS: list[Act] = []


def act(*allowed: str) -> Callable[[Callable[[Walk], Call]], Callable[[Walk], Call]]:
    """Register a preparation under its function's name, with the people it is allowed for."""

    def register(prepare: Callable[[Walk], Call]) -> Callable[[Walk], Call]:
        ACTS.append(Act(prepare.__name__, allowed, prepare))
        return prepare

    return register


def _call(operation: Any, walk: Walk, **facts: Any) -> Call:
    return lambda actor: operation(actor=actor, on=walk.on, **facts)


def _term(walk: Walk) -> tuple[Case, People]:
    """A case to terminate an agreement, carried to execution with its minutes approved."""
    agreement = walk.in_force()
    p = walk.people
    walk.closed(agreement.cases.get())
    case = walk.termination(agreement)
    case = walk.minutes(walk.decided(walk.proposed(walk.approved(walk.submitted(case)))))
    return case, p


@act("officer")
def open_case(walk: Walk) -> Call:
    p = walk.people
    facts = AgreementFacts("Samverkan", "other", "Högskolan")
    return _call(
        operations.open_case,
        walk,
        agreement=facts,
        recipient=p.board,
        unit=p.department,
        draft=walk.draft(),
    )


@act("officer")
def write_paper(walk: Walk) -> Call:
    case = walk.opened()
    facts = {"case_id": case.pk, "kind": "agreement_draft", "paper_id": None, "seen": 0}
    return _call(operations.write_paper, walk, written=agreement_text(case), **facts)


@act("officer")
def settle_paper(walk: Walk) -> Call:
    case = walk.opened()
    paper = write(walk, case, agreement_text(case))
    facts = {"case_id": case.pk, "paper_id": paper.pk, "made_of": made(paper)}
    return _call(operations.settle_paper, walk, **facts)


@act("officer")
def open_termination(walk: Walk) -> Call:
    agreement = walk.in_force()
    walk.closed(agreement.cases.get())
    return _call(
        operations.open_termination,
        walk,
        agreement_id=agreement.pk,
        title="Uppsägning",
        recipient=walk.people.board,
    )


@act("officer")
def edit_draft(walk: Walk) -> Call:
    case = walk.opened()
    draft = read_draft(case).__class__(title="En annan rubrik")
    return _call(drafting.edit_draft, walk, case_id=case.pk, draft=draft, seen=0)


@act("officer", "head", "director")
def make_comment(walk: Walk) -> Call:
    case = walk.submitted()
    said = {"version": 1, "part": "avsnitt", "number": 1, "text": "Vem ansvarar?"}
    return _call(operations.make_comment, walk, case_id=case.pk, **said)


def _commented(walk: Walk) -> dict[str, int]:
    case = walk.submitted()
    said = {"version": 1, "part": "avsnitt", "number": 1, "text": "Vem ansvarar?"}
    row = operations.make_comment(case_id=case.pk, actor=walk.people.head, on=walk.on, **said)
    return {"case_id": case.pk, "comment": row.pk}


@act("officer", "head", "director")
def answer_comment(walk: Walk) -> Call:
    return _call(operations.answer_comment, walk, text="Styrelsen.", **_commented(walk))


@act("officer", "head", "director")
def resolve_comment(walk: Walk) -> Call:
    return _call(operations.resolve_comment, walk, resolved=True, **_commented(walk))


@act("head")
def withdraw_comment(walk: Walk) -> Call:
    return _call(operations.withdraw_comment, walk, **_commented(walk))


@act("officer", "registrar")
def set_registry_number(walk: Walk) -> Call:
    case = walk.opened()
    return _call(drafting.set_registry_number, walk, case_id=case.pk, registry_number="KS-2026/9")


@act("officer")
def share_case(walk: Walk) -> Call:
    case = walk.opened()
    return _call(
        drafting.share_case, walk, case_id=case.pk, person=walk.people.outsider, ends_on=walk.on
    )


@act("officer")
def add_attachment(walk: Walk) -> Call:
    case = walk.opened()
    return _call(
        drafting.add_attachment,
        walk,
        case_id=case.pk,
        title="Avtal",
        filename="a.pdf",
        data=a_pdf("x"),
        number=None,
    )


@act("officer")
def remove_attachment(walk: Walk) -> Call:
    return _call(drafting.remove_attachment, walk, case_id=walk.ready().pk, number=1)


@act("officer")
def retitle_attachment(walk: Walk) -> Call:
    case = walk.ready()
    return _call(drafting.retitle_attachment, walk, case_id=case.pk, number=1, title="Ny titel")


@act("officer")
def move_attachment(walk: Walk) -> Call:
    case = walk.opened(attachment_titles=("Ett", "Två"))
    return _call(drafting.move_attachment, walk, case_id=case.pk, number=1, place=2)


_SECRET: Final = {"provision": "OSL 19 kap. 3 §", "reason": "Förhandlingen pågår."}


@act("officer", "registrar")
def mark_secrecy(walk: Walk) -> Call:
    return _call(drafting.mark_secrecy, walk, case_id=walk.ready().pk, number=1, **_SECRET)


def _secret_case(walk: Walk) -> int:
    case = walk.ready()
    who = {"actor": walk.people.officer, "on": walk.on}
    drafting.mark_secrecy(case_id=case.pk, number=1, **_SECRET, **who)
    return case.pk


@act("officer", "registrar")
def lift_secrecy(walk: Walk) -> Call:
    return _call(drafting.lift_secrecy, walk, case_id=_secret_case(walk), number=1)


@act("officer", "head", "director", "registrar", "auditor")
def read_secret_attachment(walk: Walk) -> Call:
    return _call(drafting.read_secret_attachment, walk, case_id=_secret_case(walk), number=1)


@act("officer")
def submit(walk: Walk) -> Call:
    return _call(operations.submit, walk, case_id=walk.ready().pk)


@act("officer", "head")
def withdraw_case(walk: Walk) -> Call:
    return _call(operations.withdraw_case, walk, case_id=walk.ready().pk, reason="Inaktuellt.")


@act("head")
def approve(walk: Walk) -> Call:
    return _call(operations.approve, walk, case_id=walk.submitted().pk, step=1)


@act("head")
def return_to_author(walk: Walk) -> Call:
    case = walk.submitted()
    return _call(operations.return_to_author, walk, case_id=case.pk, step=1, comment="Ändra.")


@act("system")
def freeze_document(walk: Walk) -> Call:
    case = walk.submitted()
    p = walk.people
    walk.answer(case, "approve", operations.approve, p.head, step=1)
    walk.answer(case, "approve", operations.approve, p.director, step=2)
    return _call(
        operations.freeze_document, walk, case_id=case.pk, version=1, approvals="{}", pdf=a_pdf("d")
    )


@act("system")
def hand_on_steps(walk: Walk) -> Call:
    case = walk.submitted()
    step = case.route.get(position=1)
    step.asked = walk.people.outsider
    step.save()
    return _call(operations.hand_on_steps, walk, case_id=case.pk)


@act("secretary")
def schedule_meeting(walk: Walk) -> Call:
    day = walk.on + timedelta(days=30)
    return _call(desk.schedule_meeting, walk, body=walk.people.board, date=day, stop_date=None)


@act("secretary")
def schedule_meetings(walk: Walk) -> Call:
    day = walk.on + timedelta(days=30)
    meetings = [MeetingToLay(0, walk.people.board, day), MeetingToLay(1, walk.people.council, day)]
    return _call(desk.schedule_meetings, walk, meetings=meetings)


@act("secretary")
def move_item(walk: Walk) -> Call:
    meeting = walk.ahead(walk.people.board, walk.approved())
    who = {"actor": walk.people.secretary, "on": walk.on}
    item = desk.place_on_agenda(case_id=walk.approved().pk, meeting_id=meeting.pk, **who)
    facts = {"item_id": item.pk, "direction": "up"}
    return _call(desk.move_item, walk, meeting_id=meeting.pk, **facts)


@act("secretary")
def set_standing_items(walk: Walk) -> Call:
    facts = {"opening": "Upprop", "closing": "Delgivningar", "as_default": True}
    meeting = walk.ahead(walk.people.board)
    return _call(desk.set_standing_items, walk, meeting_id=meeting.pk, **facts)


@act("secretary")
def set_time_and_place(walk: Walk) -> Call:
    facts = {"starts_at": time(13), "place": "A-salen, kommunalhuset"}
    meeting = walk.ahead(walk.people.board)
    return _call(desk.set_time_and_place, walk, meeting_id=meeting.pk, **facts)


@act("secretary")
def issue_summons(walk: Walk) -> Call:
    meeting = walk.ahead(walk.people.board, walk.approved())
    facts = {"meeting_id": meeting.pk, "seen": summons_made(walk, meeting)}
    return _call(desk.issue_summons, walk, **facts)


@act("secretary")
def move_meeting(walk: Walk) -> Call:
    meeting = walk.ahead(walk.people.board)
    day = meeting.date + timedelta(days=1)
    facts = {"date": day, "stop_date": None, "reason": "Lokalen är upptagen."}
    return _call(desk.move_meeting, walk, meeting_id=meeting.pk, **facts)


@act("secretary")
def cancel_meeting(walk: Walk) -> Call:
    meeting = walk.ahead(walk.people.board)
    return _call(desk.cancel_meeting, walk, meeting_id=meeting.pk, reason="Inga ärenden.")


@act("secretary")
def record_attendance(walk: Walk) -> Call:
    meeting = walk.meeting(walk.people.board)
    return _call(desk.record_attendance, walk, meeting_id=meeting.pk, present_count=12)


@act("secretary")
def place_on_agenda(walk: Walk) -> Call:
    case = walk.approved()
    meeting = walk.meeting(walk.people.board)
    return _call(desk.place_on_agenda, walk, case_id=case.pk, meeting_id=meeting.pk)


@act("secretary")
def remove_from_agenda(walk: Walk) -> Call:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    return _call(desk.remove_from_agenda, walk, case_id=item.case_id, item_id=item.pk)


@act("secretary")
def record_item(walk: Walk) -> Call:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    answers = {n: PointAnswer(Outcome.APPROVED) for n in (1, 2, 3)}
    return _call(
        operations.record_item, walk, case_id=item.case_id, item_id=item.pk, answers=answers
    )


@act("secretary")
def reopen_item(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    facts = {"case_id": item.case_id, "meeting_id": item.meeting_id, "item_id": item.pk}
    return _call(operations.reopen_item, walk, reason="Fel knapp.", **facts)


@act("secretary")
def rectify_item(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    walk.minutes(item.case)
    return _call(operations.rectify_item, walk, item_id=item.pk, text="Läs 2027, inte 2026.")


@act("secretary", "registrar")
def register_appeal(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    facts = {"item_id": council_item(case).pk, "appellant": "En kommunmedlem", "court_number": ""}
    return _call(operations.register_appeal, walk, case_id=case.pk, received_on=walk.on, **facts)


@act("secretary", "registrar")
def record_appeal_step(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    facts = {
        "case_id": case.pk,
        "appeal_id": appealed(walk, case).pk,
        "points": (),
        "note": "",
        "seen": 0,
    }
    return _call(operations.record_appeal_step, walk, outcome="dismissed", day=walk.on, **facts)


@act("officer", "coordinator")
def answer_annulment(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    appeal = appealed(walk, case)
    follow(walk, appeal, "annulled")
    facts = {"case_id": case.pk, "appeal_id": appeal.pk, "note": "Avtalet ingås inte."}
    return _call(operations.answer_annulment, walk, **facts)


@act("secretary")
def set_day(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    day = walk.on + timedelta(days=30)
    facts = {"meeting_id": council_item(case).meeting_id, "item_id": None, "day": day}
    return _call(desk.set_day, walk, what="last_appeal", reason="Fel i anslaget.", **facts)


def _decided_meeting(walk: Walk) -> MinuteItem:
    walk.proposed()
    return MinuteItem.objects.get()


@act("secretary")
def approve_minutes(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    return _call(desk.approve_minutes, walk, meeting_id=item.meeting_id, approved_on=walk.on)


@act("secretary")
def post_notice(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    approve_minutes_now(walk, item)
    return _call(desk.post_notice, walk, meeting_id=item.meeting_id, posted_on=walk.on)


def approve_minutes_now(walk: Walk, item: MinuteItem) -> None:
    """Approve the minutes of the item's meeting today."""
    desk.approve_minutes(
        meeting_id=item.meeting_id, approved_on=walk.on, actor=walk.people.secretary, on=walk.on
    )


@act("secretary")
def remove_notice(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    walk.minutes(item.case)
    facts = {"meeting_id": item.meeting_id, "removed_on": walk.on, "early": True}
    return _call(desk.remove_notice, walk, **facts)


@act("secretary")
def approve_item_minutes(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    facts = {"item_id": item.pk, "approved_on": walk.on, "posted_on": walk.on}
    return _call(desk.approve_item_minutes, walk, **facts)


@act("secretary")
def remove_item_notice(walk: Walk) -> Call:
    item = _decided_meeting(walk)
    days = {"approved_on": walk.on, "posted_on": walk.on}
    desk.approve_item_minutes(item_id=item.pk, actor=walk.people.secretary, on=walk.on, **days)
    facts = {"item_id": item.pk, "removed_on": walk.on, "early": True}
    return _call(desk.remove_item_notice, walk, **facts)


@act("secretary")
def settle_condition(walk: Walk) -> Call:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    case = walk.record(item, {1: "changed", 2: "approved"})
    facts = {"case_id": case.pk, "point": 3, "holds": True, "motivation": "Ändringen är språklig."}
    return _call(operations.settle_condition, walk, **facts)


@act("signatory")
def sign(walk: Walk) -> Call:
    return _call(operations.sign, walk, case_id=walk.minutes(walk.decided()).pk)


@act("officer", "registrar")
def register_signature(walk: Walk) -> Call:
    case = walk.decided()
    party = case.agreement.parties.get(is_ours=False)
    facts = {"party_id": party.pk, "name": "Rut Alm", "title": "rektor", "signed_on": walk.on}
    return _call(operations.register_signature, walk, case_id=case.pk, **facts)


@act("officer", "coordinator", "system")
def bring_into_force(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    p = walk.people
    start = walk.on + timedelta(days=10)
    facts = {"facts": {"starts_on": start}, "actor": p.officer, "on": walk.on}
    operations.edit_agreement(agreement_id=case.agreement_id, **facts)
    walk.answer(case, "sign", operations.sign, p.signatory)
    party = case.agreement.parties.get(is_ours=False)
    given = {"party_id": party.pk, "name": "Rut Alm", "title": "rektor", "signed_on": walk.on}
    walk.answer(case, "countersign", operations.register_signature, p.officer, **given)
    walk.on = start
    return _call(operations.bring_into_force, walk, agreement_id=case.agreement_id)


@act("officer", "coordinator")
def abandon_agreement(walk: Walk) -> Call:
    case = walk.decided()
    return _call(
        operations.abandon_agreement,
        walk,
        agreement_id=case.agreement_id,
        reason="Motparten avstår.",
    )


@act("officer", "coordinator")
def read_clause(walk: Walk) -> Call:
    agreement = walk.in_force()
    words = {"clause": "Sex månader före årsskiftet.", "reason": "Så läser juristen det."}
    facts = {"agreement_id": agreement.pk, "rule": YearTurn(), **words}
    return _call(operations.read_clause, walk, **facts)


@act("officer", "coordinator")
def edit_agreement(walk: Walk) -> Call:
    case = walk.opened()
    facts = {"facts": {"purpose": "Jämlik hälsa"}, "agreement_id": case.agreement_id}
    return _call(operations.edit_agreement, walk, **facts)


@act("registrar", "secretary")
def dispatch(walk: Walk) -> Call:
    case = walk.decided()
    recipient = case.recipients.first()
    facts = {"recipient_id": recipient.pk, "how": "e-post", "dispatched_on": walk.on}
    return _call(operations.dispatch, walk, case_id=case.pk, **facts)


@act("registrar", "secretary")
def order_extracts(walk: Walk) -> Call:
    return _call(operations.order_extracts, walk, case_id=walk.minutes(walk.decided()).pk)


@act("system")
def freeze_extract(walk: Walk) -> Call:
    case = walk.minutes(walk.decided())
    who = {"actor": walk.people.registrar, "on": walk.on}
    extract = operations.order_extracts(case_id=case.pk, **who)[0]
    facts = {"extract_id": extract.pk, "copies": {"Samtliga nämnder": a_pdf("utdrag")}}
    return _call(operations.freeze_extract, walk, case_id=case.pk, **facts)


@act("registrar", "secretary")
def record_receipt(walk: Walk) -> Call:
    case = walk.decided()
    facts = {"case_id": case.pk, "recipient_id": case.recipients.first().pk}
    sent = {"how": "post", "dispatched_on": walk.on, "wants_receipt": True}
    operations.dispatch(actor=walk.people.registrar, on=walk.on, **facts, **sent)
    came = {"kind": "mottagningskvitto", "received_on": walk.on}
    return _call(operations.record_receipt, walk, **facts, **came)


@act("officer", "registrar")
def close_case(walk: Walk) -> Call:
    agreement = walk.in_force()
    case = agreement.cases.get()
    for recipient in case.recipients.all():
        facts = {"recipient_id": recipient.pk, "how": "e-post", "dispatched_on": walk.on}
        operations.dispatch(case_id=case.pk, actor=walk.people.registrar, on=walk.on, **facts)
    return _call(operations.close_case, walk, case_id=case.pk)


@act("officer", "coordinator", "system")
def open_review(walk: Walk) -> Call:
    agreement = walk.in_force()
    return _call(operations.open_review, walk, agreement_id=agreement.pk, year=walk.on.year)


@act("officer", "coordinator")
def conclude_review(walk: Walk) -> Call:
    agreement = walk.in_force()
    review = operations.open_review(
        agreement_id=agreement.pk, year=walk.on.year, actor=walk.people.coordinator, on=walk.on
    )
    return _call(
        operations.conclude_review,
        walk,
        agreement_id=agreement.pk,
        review_id=review.pk,
        results="Två möten.",
        priorities="",
        conclusion="continue",
    )


def ordered(walk: Walk) -> Case:
    """A case where the board has ordered something in point 3."""
    return walk.decided()


def followed(walk: Walk, case: Case) -> Directive:
    """The order on the list, with the officer as owner."""
    return desk.follow_directive(
        case_id=case.pk,
        point=3,
        text="Följ upp avtalet varje år.",
        owner=walk.people.officer,
        due_on=None,
        actor=walk.people.secretary,
        on=walk.on,
    )


@act("secretary")
def follow_directive(walk: Walk) -> Call:
    facts = {"text": "Följ upp.", "owner": walk.people.officer, "due_on": None}
    return _call(desk.follow_directive, walk, case_id=ordered(walk).pk, point=3, **facts)


@act("secretary")
def dismiss_directive(walk: Walk) -> Call:
    return _call(desk.dismiss_directive, walk, case_id=ordered(walk).pk, point=3, reason="Gjort.")


@act("officer", "coordinator")
def report_directive(walk: Walk) -> Call:
    row = followed(walk, ordered(walk))
    return _call(desk.report_directive, walk, directive_id=row.pk, text="Två möten hållna.")


@act("secretary")
def conclude_directive(walk: Walk) -> Call:
    row = followed(walk, ordered(walk))
    return _call(desk.conclude_directive, walk, directive_id=row.pk, evidence="Rapport KS-2027/4.")


@act("secretary")
def change_directive(walk: Walk) -> Call:
    row = followed(walk, ordered(walk))
    facts = {"owner": walk.people.coordinator, "due_on": None, "reason": "Ny ansvarig."}
    return _call(desk.change_directive, walk, case_id=row.case_id, directive_id=row.pk, **facts)


@act("secretary")
def lapse_directive(walk: Walk) -> Call:
    row = followed(walk, ordered(walk))
    facts = {"case_id": row.case_id, "directive_id": row.pk}
    return _call(desk.lapse_directive, walk, reason="Återtaget.", **facts)


@act("signatory")
def give_notice(walk: Walk) -> Call:
    case, _ = _term(walk)
    return _call(operations.give_notice, walk, case_id=case.pk, received_on=walk.on)


@act("registrar")
def receive_notice(walk: Walk) -> Call:
    agreement = walk.in_force()
    return _call(operations.receive_notice, walk, agreement_id=agreement.pk, received_on=walk.on)


@act("officer", "coordinator")
def acknowledge_notice(walk: Walk) -> Call:
    agreement = walk.in_force()
    receive_notice_now(walk, agreement.pk)
    return _call(operations.acknowledge_notice, walk, agreement_id=agreement.pk)


@act("registrar")
def revoke_notice(walk: Walk) -> Call:
    agreement = walk.in_force()
    receive_notice_now(walk, agreement.pk)
    return _call(
        operations.revoke_notice, walk, agreement_id=agreement.pk, reason="Parterna är överens."
    )


def receive_notice_now(walk: Walk, agreement_id: int) -> Any:
    """Register the counterparty's notice, received today."""
    return operations.receive_notice(
        agreement_id=agreement_id, received_on=walk.on, actor=walk.people.registrar, on=walk.on
    )


@act("officer", "coordinator", "system")
def end_agreement(walk: Walk) -> Call:
    agreement = walk.in_force()
    walk.on += timedelta(days=1)
    facts = {"why": "mutual", "last_day": walk.on - timedelta(days=1), "reason": "Överens."}
    return _call(operations.end_agreement, walk, agreement_id=agreement.pk, **facts)


@act("administrator")
def register_person(walk: Walk) -> Call:
    return _call(office.register_person, walk, name="Ny Person", email="ny@example.se", phone="")


@act("administrator")
def appoint(walk: Walk) -> Call:
    p = walk.people
    return _call(
        office.appoint,
        walk,
        person=p.officer,
        role="contact_person",
        kind="ordinary",
        title="kontaktperson",
        unit=p.office,
        body=None,
        stands_in_for=None,
        starts=walk.on,
        ends=None,
    )


@act("administrator")
def end_appointment(walk: Walk) -> Call:
    appointment = walk.people.officer.appointments.get(starts=SINCE)
    return _call(office.end_appointment, walk, appointment_id=appointment.pk, ends=walk.on)


@act("administrator")
def add_body(walk: Walk) -> Call:
    facts = {"name": "Tekniska nämnden", "short_name": "TN", "kind": "committee"}
    return _call(office.add_body, walk, **facts)


@act("administrator")
def change_body(walk: Walk) -> Call:
    facts = {"name": "Styrelsen", "short_name": "KS", "definite_form": "", "numbered_with": None}
    return _call(office.change_body, walk, body_id=walk.people.board.pk, **facts)


@act("administrator")
def close_body(walk: Walk) -> Call:
    return _call(office.close_body, walk, body_id=walk.people.committee.pk)


@act("secretary", "administrator")
def lay_pattern(walk: Walk) -> Call:
    pattern = PatternFacts("weeks", weekday=1, weeks=(6, 10))
    return _call(office.lay_pattern, walk, body_id=walk.people.board.pk, pattern=pattern)


@act("administrator")
def save_clause(walk: Walk) -> Call:
    facts = {
        "clause": "money",
        "variant": "",
        "name": "Vår egen",
        "text": "Vi delar lika.",
        "seen": 0,
    }
    return _call(drafting.save_clause, walk, **facts)


@act("administrator")
def save_template(walk: Walk) -> Call:
    settings = {**HUDDINGE.as_dict(), "date_form": "iso"}
    return _call(drafting.save_template, walk, key=HUDDINGE.key, seen=0, settings=settings)


@act("administrator")
def choose_template(walk: Walk) -> Call:
    return _call(drafting.choose_template, walk, key="att")


@act("secretary")
def settle_account(walk: Walk) -> Call:
    followed(walk, ordered(walk))
    return _call(desk.settle_account, walk, body_id=walk.people.board.pk, year=walk.on.year)


def delegated(walk: Walk, value: int = 90_000, **said: Any) -> DelegatedDecision:
    """A decision the head of the department took today; up to 100 000 kronor it is announced, above it reported."""
    p = walk.people
    if 100_000 < value <= 1_000_000:
        facts = {"person": p.head, "role": "director", "title": "direktör", "unit": p.office}
        directs(walk, **facts)
    said = {
        "body": p.board,
        "unit": p.department,
        "kind": "amendment_agreement",
        "value": value,
        "text": "Tilläggsavtal om lokaler ingås.",
        "decided_by": p.head,
        "decided_on": walk.on,
        "case_id": None,
        "actor": p.head,
        **said,
    }
    return desk.record_delegated_decision(on=walk.on, **said)


def directs(walk: Walk, **facts: Any) -> None:
    """Give somebody a role as the administrator does, once."""
    if Appointment.objects.filter(person=facts["person"], role=facts["role"]).exists():
        return
    given = {"kind": "ordinary", "body": None, "stands_in_for": None, "ends": None}
    office.appoint(starts=walk.on, actor=walk.people.administrator, on=walk.on, **given, **facts)


def held_with_a_decision(walk: Walk) -> tuple[Meeting, DelegatedDecision]:
    """A meeting of the board held today, and a decision from the day before that is to be reported there."""
    row = delegated(walk, 500_000)
    return walk.meeting(walk.people.board), row


@act("head", "secretary", "registrar")
def record_delegated_decision(walk: Walk) -> Call:
    return lambda actor: delegated(walk, actor=actor)


@act("head", "secretary", "registrar")
def withdraw_delegated_decision(walk: Walk) -> Call:
    row = delegated(walk)
    return _call(desk.withdraw_delegated_decision, walk, decision_id=row.pk, reason="Fel belopp.")


@act("secretary")
def report_delegated_decisions(walk: Walk) -> Call:
    meeting, row = held_with_a_decision(walk)
    facts = {"meeting_id": meeting.pk, "paragraph": 12, "decision_ids": [row.pk]}
    return _call(desk.report_delegated_decisions, walk, **facts)


@act("secretary")
def announce_delegated_decision(walk: Walk) -> Call:
    facts = {"decision_id": delegated(walk).pk, "posted_on": walk.on}
    return _call(desk.announce_delegated_decision, walk, **facts)


@act("secretary")
def remove_delegation_notice(walk: Walk) -> Call:
    row = delegated(walk)
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.announce_delegated_decision(decision_id=row.pk, posted_on=walk.on, **who)
    facts = {"decision_id": row.pk, "removed_on": walk.on, "early": True}
    return _call(desk.remove_delegation_notice, walk, **facts)


APPEALED = {"appellant": "En kommunmedlem", "court_number": ""}


@act("secretary", "registrar")
def register_delegated_appeal(walk: Walk) -> Call:
    facts = {"decision_id": delegated(walk).pk, "received_on": walk.on, **APPEALED}
    return _call(operations.register_delegated_appeal, walk, **facts)


def delegated_appeal(walk: Walk) -> Appeal:
    """A delegated decision appealed today."""
    facts = {"decision_id": delegated(walk).pk, "received_on": walk.on, **APPEALED}
    who = {"actor": walk.people.registrar, "on": walk.on}
    return operations.register_delegated_appeal(**facts, **who)


@act("secretary", "registrar")
def record_delegated_appeal_step(walk: Walk) -> Call:
    appeal = delegated_appeal(walk)
    facts = {"decision_id": appeal.decision_id, "appeal_id": appeal.pk, "seen": 0, "note": ""}
    step = {"outcome": "dismissed", "day": walk.on}
    return _call(operations.record_delegated_appeal_step, walk, **facts, **step)


@act("secretary")
def publish_minutes(walk: Walk) -> Call:
    meeting = publishing.decided_by_council(walk)
    material = material_of(meeting)
    facts = {"choices": material.choices(), "seen": material.seen}
    return _call(operations.publish_minutes, walk, meeting_id=meeting.pk, **facts)


@act("secretary")
def unpublish_minutes(walk: Walk) -> Call:
    meeting = publishing.decided_by_council(walk)
    publishing.published(walk, meeting)
    return _call(operations.unpublish_minutes, walk, meeting_id=meeting.pk, reason="Fel uppgift.")
