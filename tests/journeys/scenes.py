"""Every address of the product with a real subject in the stage it is for, and what the right person would send there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem
from cases import operations as drafting
from cases.drafts import read_draft
from cases.models import Agreement, Case, Preview
from cases.rules.templates import HUDDINGE
from cases.web.editor_form import as_posted
from cases.web.template_form import initial_of
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.publications import material_of
from lifecycle.web.paper_forms import as_posted as draft_as_posted
from tests.approvals.summonses import described, summons_issued, summons_made
from tests.journeys.hands import SAMPLE
from tests.lifecycle import acts, publishing
from tests.lifecycle.appeals import appealed, council_item, follow
from tests.lifecycle.papers import agreement_text, made, write
from tests.people import SINCE, Walk, a_pdf

Sent = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Scene:
    """An address's arguments; who has business there; and what they send, made anew each time (files are read once)."""

    args: tuple[int | str, ...] = ()
    by: str = "officer"
    send: Sent | None = None


SCENES: Final[dict[str, Callable[[Walk], Scene]]] = {}
Prepare = Callable[[Walk], Scene]


def at(url_name: str) -> Callable[[Prepare], Prepare]:
    """Register the preparation of an address."""

    def register(prepare: Prepare) -> Prepare:
        SCENES[url_name] = prepare
        return prepare

    return register


def sending(by: str, *args: int | str, **said: Any) -> Scene:
    """A scene where plain fields are sent."""
    return Scene(args, by, lambda: dict(said))


def task_of(case: Case, kind: str) -> int:
    """The task of the case's open question, as the form carries it."""
    return Question.objects.get(case=case, kind=kind).task


# Lists and pages to read ---------------------------------------------------------------------------------


@at("inbox")
@at("case_list")
def inbox(walk: Walk) -> Scene:
    walk.submitted()
    return Scene(by="head")


@at("agreement_register")
def agreement_register(walk: Walk) -> Scene:
    walk.in_force()
    return Scene()


@at("meeting_list")
def meeting_list(walk: Walk) -> Scene:
    walk.approved()
    return Scene(by="secretary")


@at("meeting")
def meeting(walk: Walk) -> Scene:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    return Scene((item.meeting_id,), "secretary")


@at("case")
def case(walk: Walk) -> Scene:
    return Scene((walk.minutes(walk.decided()).pk,))


@at("case_pdf")
@at("case_word")
@at("case_history")
def case_history(walk: Walk) -> Scene:
    return Scene((walk.approved().pk,))


@at("case_versions")
@at("case_plan")
def case_plan(walk: Walk) -> Scene:
    return Scene((walk.submitted().pk,))


@at("case_attachment_file")
def case_attachment_file(walk: Walk) -> Scene:
    return Scene((walk.ready().pk, 1))


@at("agreement_history")
@at("agreement")
def agreement(walk: Walk) -> Scene:
    return Scene((walk.in_force().pk,))


@at("organisation_history")
def organisation_history(walk: Walk) -> Scene:
    walk.meeting(walk.people.board)
    return Scene(by="coordinator")


# The drafting desk ---------------------------------------------------------------------------------------


@at("case_new")
def case_new(walk: Walk) -> Scene:
    return Scene(
        send=lambda: {"import": "1", "file": SimpleUploadedFile("text.txt", SAMPLE.read_bytes())}
    )


@at("case_edit")
def case_edit(walk: Walk) -> Scene:
    row = walk.opened()
    draft = replace(read_draft(row), title="En annan rubrik")
    return Scene((row.pk,), send=lambda: {**as_posted(draft, row.edit_count), "do": "save"})


@at("case_saves")
def case_saves(walk: Walk) -> Scene:
    return Scene((walk.opened().pk,))


@at("case_save")
def case_save(walk: Walk) -> Scene:
    row = walk.opened()
    draft = replace(read_draft(row), title="En annan rubrik")
    facts = {"actor": walk.people.officer, "on": walk.on}
    drafting.edit_draft(case_id=row.pk, draft=draft, seen=row.edit_count, **facts)
    kept = row.saves.order_by("pk")[0]
    return sending("officer", row.pk, kept.pk, what="allt")


@at("case_attachments")
def case_attachments(walk: Walk) -> Scene:
    def send() -> dict[str, Any]:
        return {"title": "Strategi", "file": SimpleUploadedFile("bilaga.pdf", a_pdf("Strategi"))}

    return Scene((walk.opened().pk,), send=send)


@at("case_bundle")
def case_bundle(walk: Walk) -> Scene:
    return sending("officer", walk.ready().pk)


@at("case_submit")
def case_submit(walk: Walk) -> Scene:
    row = walk.ready()
    return sending("officer", row.pk, task=task_of(row, "write"))


@at("case_registry_number")
def case_registry_number(walk: Walk) -> Scene:
    return sending("registrar", walk.opened().pk, registry_number="KS-2026/901")


@at("case_papers")
def case_papers(walk: Walk) -> Scene:
    row = walk.opened()
    write(walk, row, agreement_text(row))
    return Scene((row.pk,))


@at("paper_word")
@at("paper_pdf")
def paper_pdf(walk: Walk) -> Scene:
    row = walk.opened()
    paper = write(walk, row, agreement_text(row))
    made(paper)
    return Scene((row.pk, paper.pk))


@at("paper")
def paper(walk: Walk) -> Scene:
    row = walk.opened()
    return sending("officer", row.pk, write(walk, row, agreement_text(row)).pk)


@at("paper_new")
def paper_new(walk: Walk) -> Scene:
    row, last_day = walk.opened(), walk.on + timedelta(days=14)
    said = {
        "seen": 0,
        "to": "Nämnden",
        "title": "Remiss",
        "dated": walk.on,
        "text": "Vad anser ni?",
    }
    return sending("officer", row.pk, "consultation", question="Allt.", last_day=last_day, **said)


@at("paper_edit")
def paper_edit(walk: Walk) -> Scene:
    row = walk.opened()
    text = agreement_text(row)
    paper = write(walk, row, text)
    said = draft_as_posted(replace(text, title="En annan rubrik"), paper.edit_count)
    return sending("officer", row.pk, paper.pk, **said)


@at("paper_rule")
def paper_rule(walk: Walk) -> Scene:
    row = walk.opened()
    paper = write(walk, row, agreement_text(row))
    said = {"regel": "A", "notice_months": 6, "counted_from": "december"}
    return sending("officer", row.pk, paper.pk, seen=paper.edit_count, **said)


@at("paper_settle")
def paper_settle(walk: Walk) -> Scene:
    row = walk.opened()
    paper = write(walk, row, agreement_text(row))
    return sending("officer", row.pk, paper.pk, made_of=made(paper))


@at("case_share")
def case_share(walk: Walk) -> Scene:
    other, until = walk.people.coordinator, walk.on + timedelta(days=9)
    return sending("officer", walk.opened().pk, person=other.pk, ends_on=until)


@at("case_withdraw")
def case_withdraw(walk: Walk) -> Scene:
    return sending("head", walk.submitted().pk, reason="Frågan har löst sig.")


@at("case_pdf_preview")
def case_pdf_preview(walk: Walk) -> Scene:
    return sending("officer", walk.ready().pk)


@at("case_preview")
def case_preview(walk: Walk) -> Scene:
    return sending("officer", walk.ready().pk)


def commented(walk: Walk) -> tuple[Case, int]:
    """A version under review with a comment on its first section."""
    case = walk.submitted()
    facts = {"version": 1, "part": "avsnitt", "number": 1, "text": "Vem ansvarar?"}
    row = operations.make_comment(case_id=case.pk, actor=walk.people.head, on=walk.on, **facts)
    return case, row.pk


@at("case_comment")
def case_comment(walk: Walk) -> Scene:
    return sending("head", walk.submitted().pk, "avsnitt", 1, text="Vem ansvarar?", version=1)


@at("case_comment_answer")
def case_comment_answer(walk: Walk) -> Scene:
    case, comment = commented(walk)
    return sending("officer", case.pk, comment, text="Det gör styrelsen.")


@at("case_comment_resolve")
def case_comment_resolve(walk: Walk) -> Scene:
    case, comment = commented(walk)
    return sending("officer", case.pk, comment, do="resolve")


@at("case_preview_image")
def case_preview_image(walk: Walk) -> Scene:
    case = walk.ready()
    facts = {"content_hash": "0" * 64, "pdf": b"%PDF", "image": b"PNG", "pages": 1}
    Preview.objects.create(case=case, **facts)
    return Scene((case.pk,))


@at("case_review")
def case_review(walk: Walk) -> Scene:
    row = walk.submitted()
    return sending("head", row.pk, task=task_of(row, "approve"), step=1, decision="approve")


# Meetings ------------------------------------------------------------------------------------------------


@at("meeting_new")
def meeting_new(walk: Walk) -> Scene:
    day = walk.on + timedelta(days=30)
    return sending("secretary", body=walk.people.board.pk, date=day)


@at("meeting_year")
def meeting_year(walk: Walk) -> Scene:
    day = walk.on + timedelta(days=40)
    row = {"0-add": "on", "0-body": walk.people.board.pk, "0-date": day, "rows": 1}
    return sending("secretary", day.year, **row)


@at("meeting_move")
def meeting_move(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board)
    day = row.date + timedelta(days=1)
    return sending("secretary", row.pk, date=day, reason="Lokalen är upptagen.")


@at("meeting_agenda")
def meeting_agenda(walk: Walk) -> Scene:
    return Scene((walk.ahead(walk.people.board, walk.approved()).pk,), "secretary")


@at("meeting_order")
def meeting_order(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board, walk.approved())
    who = {"actor": walk.people.secretary, "on": walk.on}
    item = desk.place_on_agenda(case_id=walk.approved().pk, meeting_id=row.pk, **who)
    return sending("secretary", row.pk, item.pk, direction="up")


@at("meeting_standing")
def meeting_standing(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board)
    return sending("secretary", row.pk, opening="Upprop", closing="Delgivningar")


@at("meeting_described")
def meeting_described(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board)
    return sending("secretary", row.pk, starts_at="13:00", place="A-salen")


@at("meeting_summons")
def meeting_summons(walk: Walk) -> Scene:
    row = described(walk, walk.ahead(walk.people.board, walk.approved()))
    return sending("secretary", row.pk)


@at("meeting_issue")
def meeting_issue(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board, walk.approved())
    return sending("secretary", row.pk, seen=summons_made(walk, row))


@at("summons_draft")
def summons_draft(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board, walk.approved())
    summons_made(walk, row)
    return Scene((row.pk, "kallelse"), "secretary")


@at("summons_file")
def summons_file(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board, walk.approved())
    summons_issued(walk, row)
    return Scene((row.pk, 1, "handlingar"), "secretary")


def _as_sent(meeting: Meeting) -> dict[str, Any]:
    """What a reviewer who changes nothing sends."""
    material = material_of(meeting)
    said: dict[str, Any] = {"seen": material.seen}
    for key in material.choices():
        said[f"{key}-is_public"] = "on"
    return said


@at("meeting_public")
def meeting_public(walk: Walk) -> Scene:
    row = publishing.decided_by_council(walk)
    return sending("secretary", row.pk, **_as_sent(row))


@at("meeting_unpublish")
def meeting_unpublish(walk: Walk) -> Scene:
    row = publishing.decided_by_council(walk)
    publishing.published(walk, row)
    return sending("secretary", row.pk, reason="Fel uppgift.")


@at("meeting_public_edition")
def meeting_public_edition(walk: Walk) -> Scene:
    row = publishing.decided_by_council(walk)
    publishing.published(walk, row)
    return Scene((row.pk, 1, "html"), "secretary")


@at("meeting_cancel")
def meeting_cancel(walk: Walk) -> Scene:
    row = walk.ahead(walk.people.board)
    return sending("secretary", row.pk, reason="Inga ärenden.")


WITH_THEM: Final = "Tilläggsavtal med Karolinska Institutet ingås."


@at("delegated_csv")
@at("delegated_list")
def delegated_list(walk: Walk) -> Scene:
    acts.delegated(walk, text=WITH_THEM)
    return Scene(by="head")


@at("delegated_new")
def delegated_new(walk: Walk) -> Scene:
    p = walk.people
    said = {"kind": "other", "value": "90 000", "text": WITH_THEM, "decided_on": walk.on}
    return sending("head", body=p.board.pk, unit=p.department.pk, decided_by=p.head.pk, **said)


@at("delegated")
def delegated(walk: Walk) -> Scene:
    return Scene((acts.delegated(walk, text=WITH_THEM).pk,), "head")


@at("delegated_withdraw")
def delegated_withdraw(walk: Walk) -> Scene:
    return sending("head", acts.delegated(walk).pk, reason="Fel belopp.")


@at("delegated_announce")
def delegated_announce(walk: Walk) -> Scene:
    return sending("secretary", acts.delegated(walk).pk, posted_on=walk.on)


@at("delegated_notice_removed")
def delegated_notice_removed(walk: Walk) -> Scene:
    row = acts.delegated(walk)
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.announce_delegated_decision(decision_id=row.pk, posted_on=walk.on, **who)
    return sending("secretary", row.pk, removed_on=walk.on, early="on")


@at("delegated_appeals")
def delegated_appeals(walk: Walk) -> Scene:
    facts = {"received_on": walk.on, **acts.APPEALED}
    return sending("registrar", acts.delegated(walk).pk, **facts)


@at("delegated_appeal_step")
def delegated_appeal_step(walk: Walk) -> Scene:
    appeal = acts.delegated_appeal(walk)
    facts = {"outcome": "dismissed", "day": walk.on, "note": "", "seen": 0}
    return sending("secretary", appeal.decision_id, appeal.pk, **facts)


@at("meeting_delegated")
def meeting_delegated(walk: Walk) -> Scene:
    row = acts.delegated(walk, 500_000, text=WITH_THEM)
    meeting = walk.meeting(walk.people.board)
    return sending("secretary", meeting.pk, decisions=[row.pk], paragraph=12)


@at("directive_list")
def directive_list(walk: Walk) -> Scene:
    acts.followed(walk, acts.ordered(walk))
    return Scene(by="secretary")


@at("directive")
def directive(walk: Walk) -> Scene:
    return Scene((acts.followed(walk, acts.ordered(walk)).pk,))


@at("directive_follow")
def directive_follow(walk: Walk) -> Scene:
    case = acts.ordered(walk)
    said = {"text": "Följ upp.", "owner": walk.people.officer.pk}
    return sending("secretary", case.pk, 3, **said)


@at("directive_dismiss")
def directive_dismiss(walk: Walk) -> Scene:
    return sending("secretary", acts.ordered(walk).pk, 3, reason="Det är redan gjort.")


@at("directive_report")
def directive_report(walk: Walk) -> Scene:
    row = acts.followed(walk, acts.ordered(walk))
    return sending("officer", row.pk, text="Två möten hållna.")


@at("directive_conclude")
def directive_conclude(walk: Walk) -> Scene:
    row = acts.followed(walk, acts.ordered(walk))
    return sending("secretary", row.pk, evidence="Rapport KS-2027/4.")


@at("directive_change")
def directive_change(walk: Walk) -> Scene:
    row = acts.followed(walk, acts.ordered(walk))
    owner = walk.people.coordinator.pk
    return sending("secretary", row.pk, owner=owner, due_on="", reason="Ny ansvarig.")


@at("directive_lapse")
def directive_lapse(walk: Walk) -> Scene:
    row = acts.followed(walk, acts.ordered(walk))
    return sending("secretary", row.pk, reason="Återtaget.")


@at("meeting_place")
def meeting_place(walk: Walk) -> Scene:
    row = walk.approved()
    there = walk.meeting(walk.people.board)
    return sending("secretary", case=row.pk, meeting=there.pk)


@at("meeting_attendance")
def meeting_attendance(walk: Walk) -> Scene:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    return sending("secretary", item.meeting_id, present_count=13)


@at("meeting_record")
def meeting_record(walk: Walk) -> Scene:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    said = {f"point-{n}": "approved" for n in (1, 2, 3)}
    task = task_of(item.case, "decide")
    return sending("secretary", item.meeting_id, item.pk, task=task, paragraph=7, **said)


@at("meeting_remove")
def meeting_remove(walk: Walk) -> Scene:
    item = walk.on_agenda(walk.approved(), walk.people.board)
    return sending("secretary", item.meeting_id, item.pk)


@at("directive_account")
def directive_account(walk: Walk) -> Scene:
    acts.followed(walk, acts.ordered(walk))
    return sending("secretary", walk.people.board.pk, walk.on.year)


@at("directive_account_pdf")
def directive_account_pdf(walk: Walk) -> Scene:
    acts.followed(walk, acts.ordered(walk))
    body, year = walk.people.board, walk.on.year
    who = {"actor": walk.people.secretary, "on": walk.on}
    desk.settle_account(body_id=body.pk, year=year, **who)
    return Scene((body.pk, year), "secretary")


def _recorded(walk: Walk) -> MinuteItem:
    walk.proposed()
    return MinuteItem.objects.get()


@at("meeting_approve_item")
def meeting_approve_item(walk: Walk) -> Scene:
    item = _recorded(walk)
    days = {"approved_on": walk.on, "posted_on": walk.on}
    return sending("secretary", item.meeting_id, item.pk, **days)


@at("meeting_item_notice_removed")
def meeting_item_notice_removed(walk: Walk) -> Scene:
    item = _recorded(walk)
    days = {"approved_on": walk.on, "posted_on": walk.on}
    desk.approve_item_minutes(item_id=item.pk, actor=walk.people.secretary, on=walk.on, **days)
    facts = {"removed_on": walk.on, "early": walk.on.isoformat()}
    return sending("secretary", item.meeting_id, item.pk, **facts)


@at("meeting_reopen")
def meeting_reopen(walk: Walk) -> Scene:
    item = _recorded(walk)
    return sending("secretary", item.meeting_id, item.pk, reason="Fel knapp.")


@at("meeting_rectify")
def meeting_rectify(walk: Walk) -> Scene:
    item = _recorded(walk)
    walk.minutes(item.case)
    return sending("secretary", item.meeting_id, item.pk, text="Läs 2027, inte 2026.")


def _announced(walk: Walk) -> Case:
    return walk.minutes(walk.decided())


@at("item_appeals")
def item_appeals(walk: Walk) -> Scene:
    item = council_item(_announced(walk))
    facts = {"received_on": walk.on, "appellant": "En kommunmedlem", "court_number": ""}
    return sending("registrar", item.meeting_id, item.pk, **facts)


@at("appeal_step")
def appeal_step(walk: Walk) -> Scene:
    appeal = appealed(walk, _announced(walk))
    key = (appeal.item.meeting_id, appeal.item_id, appeal.pk)
    return sending("secretary", *key, outcome="dismissed", day=walk.on, note="", seen=0)


@at("meeting_set_day")
def meeting_set_day(walk: Walk) -> Scene:
    key = council_item(_announced(walk)).meeting_id
    day = walk.on + timedelta(days=30)
    return sending("secretary", key, what="last_appeal", day=day, reason="Fel i anslaget.")


@at("case_annulment")
def case_annulment(walk: Walk) -> Scene:
    case = _announced(walk)
    appeal = appealed(walk, case)
    follow(walk, appeal, "annulled")
    task = Question.objects.get(kind="annulment").task
    return sending("officer", case.pk, appeal.pk, task=task, note="Avtalet ingås inte.")


@at("meeting_minutes")
def meeting_minutes(walk: Walk) -> Scene:
    return sending("secretary", _recorded(walk).meeting_id, approved_on=walk.on)


@at("meeting_notice")
def meeting_notice(walk: Walk) -> Scene:
    item = _recorded(walk)
    facts = {"meeting_id": item.meeting_id, "actor": walk.people.secretary, "on": walk.on}
    desk.approve_minutes(approved_on=walk.on, **facts)
    return sending("secretary", item.meeting_id, posted_on=walk.on)


@at("meeting_notice_removed")
def meeting_notice_removed(walk: Walk) -> Scene:
    item = _recorded(walk)
    walk.minutes(item.case)
    walk.on += timedelta(days=30)
    return sending("secretary", item.meeting_id, removed_on=walk.on)


# Carrying it out -----------------------------------------------------------------------------------------


@at("case_settle")
def case_settle(walk: Walk) -> Scene:
    item = walk.on_agenda(walk.proposed(), walk.people.council)
    row = walk.record(item, {1: "changed", 2: "approved"})
    said = {"holds": "yes", "motivation": "Ändringen är språklig."}
    return sending("secretary", row.pk, 3, task=task_of(row, "settle"), **said)


@at("case_sign")
def case_sign(walk: Walk) -> Scene:
    row = walk.minutes(walk.decided())
    return sending("signatory", row.pk, task=task_of(row, "sign"))


@at("case_countersign")
def case_countersign(walk: Walk) -> Scene:
    row = walk.minutes(walk.decided())
    party = row.agreement.parties.get(is_ours=False)
    said = {"name": "Rut Alm", "title": "rektor", "signed_on": walk.on}
    return sending("officer", row.pk, party.pk, task=task_of(row, "countersign"), **said)


@at("case_dispatch")
def case_dispatch(walk: Walk) -> Scene:
    row = walk.decided()
    keys = [r.pk for r in row.recipients.all()]
    said = {"how": "e-post", "dispatched_on": walk.on}
    return sending("registrar", row.pk, recipients=keys, **said)


@at("case_receipt")
def case_receipt(walk: Walk) -> Scene:
    row = walk.decided()
    recipient = row.recipients.first()
    sent = {"how": "post", "dispatched_on": walk.on, "wants_receipt": True}
    who = {"actor": walk.people.registrar, "on": walk.on}
    flows.run(operations.dispatch, case_id=row.pk, recipient_id=recipient.pk, **sent, **who)
    return sending("registrar", row.pk, recipient.pk, kind="mottagningskvitto", received_on=walk.on)


@at("case_extracts")
def case_extracts(walk: Walk) -> Scene:
    return sending("registrar", walk.minutes(walk.decided()).pk)


@at("case_extract")
def case_extract(walk: Walk) -> Scene:
    row = walk.minutes(walk.decided())
    who = {"actor": walk.people.registrar, "on": walk.on}
    extract = flows.run(operations.order_extracts, case_id=row.pk, **who)[0]
    facts = {"extract_id": extract.pk, "copies": {"Samtliga nämnder": a_pdf("utdrag")}}
    by_itself = {"actor": walk.people.system, "on": walk.on}
    copy = flows.run(operations.freeze_extract, case_id=row.pk, **facts, **by_itself)[0]
    return Scene((row.pk, copy.pk))


@at("case_close")
def case_close(walk: Walk) -> Scene:
    row = walk.in_force().cases.get()
    for recipient in row.recipients.all():
        facts = {"recipient_id": recipient.pk, "how": "e-post", "dispatched_on": walk.on}
        who = {"actor": walk.people.registrar, "on": walk.on}
        flows.run(operations.dispatch, case_id=row.pk, **facts, **who)
    return sending("officer", row.pk, task=task_of(row, "close"))


@at("case_give_notice")
def case_give_notice(walk: Walk) -> Scene:
    row = walk.minutes(walk.decided(walk.proposed(walk.approved(walk.submitted(_to_end(walk))))))
    return sending("signatory", row.pk, task=task_of(row, "give_notice"), received_on=walk.on)


def _to_end(walk: Walk) -> Case:
    """A case to terminate an agreement in force, written and ready to be submitted."""
    who = {"actor": walk.people.officer, "on": walk.on}
    row = _free(walk)
    said = {"title": "Uppsägning av samverkansavtalet", "recipient": walk.people.board}
    made = flows.open_with(operations.open_termination, agreement_id=row.pk, **said, **who)
    drafting.edit_draft(case_id=made.pk, draft=walk.draft(), seen=made.edit_count, **who)
    file = {"title": "Brev", "filename": "brev.pdf", "data": a_pdf("Brev"), "number": None}
    drafting.add_attachment(case_id=made.pk, **file, **who)
    if not made.registry_number:
        drafting.set_registry_number(case_id=made.pk, registry_number="KS-2026/900", **who)
    return walk.again(made)


# The agreement -------------------------------------------------------------------------------------------


def _free(walk: Walk) -> Agreement:
    """An agreement in force with no open case."""
    row = walk.in_force()
    walk.closed(row.cases.get())
    return row


@at("agreement_edit")
def agreement_edit(walk: Walk) -> Scene:
    row = walk.in_force()
    said = {"title": "Ett annat namn", "kind": row.kind, "responsible": row.responsible_id}
    return sending("coordinator", row.pk, **said, term=row.term)


@at("agreement_notice_rule")
def agreement_notice_rule(walk: Walk) -> Scene:
    words = {"clause": "Sex månader före årsskiftet.", "reason": ""}
    said = {"regel": "A", "notice_months": 6, "counted_from": "december", **words}
    return sending("coordinator", walk.in_force().pk, **said)


@at("agreement_review_open")
def agreement_review_open(walk: Walk) -> Scene:
    return sending("officer", walk.in_force().pk, year=walk.on.year)


@at("agreement_review")
def agreement_review(walk: Walk) -> Scene:
    row = walk.in_force()
    facts = {"agreement_id": row.pk, "year": walk.on.year, "actor": walk.people.officer}
    review = flows.run(operations.open_review, on=walk.on, **facts)
    return sending("officer", row.pk, review.pk, results="Två möten.", conclusion="continue")


@at("agreement_receive_notice")
def agreement_receive_notice(walk: Walk) -> Scene:
    return sending("registrar", walk.in_force().pk, received_on=walk.on)


@at("agreement_acknowledge_notice")
def agreement_acknowledge_notice(walk: Walk) -> Scene:
    row = walk.in_force()
    facts = {"agreement_id": row.pk, "received_on": walk.on, "actor": walk.people.registrar}
    flows.run(operations.receive_notice, on=walk.on, **facts)
    return sending("officer", row.pk)


@at("agreement_revoke_notice")
def agreement_revoke_notice(walk: Walk) -> Scene:
    row = walk.in_force()
    facts = {"agreement_id": row.pk, "received_on": walk.on, "actor": walk.people.registrar}
    flows.run(operations.receive_notice, on=walk.on, **facts)
    return sending("registrar", row.pk, reason="Parterna är överens.")


@at("agreement_open_termination")
def agreement_open_termination(walk: Walk) -> Scene:
    row = _free(walk)
    return sending("officer", row.pk, title="Uppsägning", recipient=walk.people.board.pk)


@at("agreement_end")
def agreement_end(walk: Walk) -> Scene:
    row = _free(walk)
    last_day = walk.on
    walk.on += timedelta(days=1)
    said = {"why": "mutual", "last_day": last_day, "reason": "Parterna är överens."}
    return sending("coordinator", row.pk, **said)


@at("agreement_abandon")
def agreement_abandon(walk: Walk) -> Scene:
    return sending("officer", walk.decided().agreement_id, reason="Motparten avstår.")


# People --------------------------------------------------------------------------------------------------


@at("person_list")
def person_list(walk: Walk) -> Scene:
    return Scene(by="administrator")


@at("person_new")
def person_new(walk: Walk) -> Scene:
    return sending("administrator", name="Ny Person", email="ny.person@example.se")


@at("person")
def person(walk: Walk) -> Scene:
    return Scene((walk.people.officer.pk,), "administrator")


@at("person_appoint")
def person_appoint(walk: Walk) -> Scene:
    said = {"role": "contact_person", "kind": "ordinary", "title": "kontaktperson"}
    return sending("administrator", walk.people.officer.pk, starts=walk.on, **said)


@at("person_end_appointment")
def person_end_appointment(walk: Walk) -> Scene:
    held = walk.people.officer.appointments.get(starts=SINCE)
    return sending("administrator", walk.people.officer.pk, held.pk, ends=walk.on)


# Bodies --------------------------------------------------------------------------------------------------


@at("body_list")
def body_list(walk: Walk) -> Scene:
    return Scene(by="secretary")


@at("body")
def body(walk: Walk) -> Scene:
    return Scene((walk.people.board.pk,), "secretary")


@at("body_new")
def body_new(walk: Walk) -> Scene:
    said = {"name": "Tekniska nämnden", "short_name": "TN", "kind": "committee"}
    return sending("administrator", **said)


@at("body_edit")
def body_edit(walk: Walk) -> Scene:
    return sending("administrator", walk.people.board.pk, name="Styrelsen", short_name="KS")


@at("body_pattern")
def body_pattern(walk: Walk) -> Scene:
    said = {"kind": "weeks", "weekday": 1, "weeks": "6, 10", "call_days": 7}
    return sending("secretary", walk.people.board.pk, **said)


@at("body_close")
def body_close(walk: Walk) -> Scene:
    return sending("administrator", walk.people.committee.pk)


# Templates -----------------------------------------------------------------------------------------------


@at("clause_list")
def clause_list(walk: Walk) -> Scene:
    return Scene(by="administrator")


@at("clause_new")
def clause_new(walk: Walk) -> Scene:
    return sending("administrator", "money", seen=0, name="Vår egen", text="Vi delar lika.")


@at("clause_edit")
def clause_edit(walk: Walk) -> Scene:
    return sending("administrator", "money", "own_time", seen=0, name="Vår", text="Ingen betalar.")


@at("template_list")
def template_list(walk: Walk) -> Scene:
    return Scene(by="administrator")


@at("template_new")
def template_new(walk: Walk) -> Scene:
    said = initial_of(HUDDINGE, 0) | {"name": "Vår egen", "logo": ""}
    return sending("administrator", **said)


@at("template_edit")
def template_edit(walk: Walk) -> Scene:
    said = initial_of(HUDDINGE, 0) | {"date_form": "iso", "logo": ""}
    return sending("administrator", HUDDINGE.key, **said)


@at("template_use")
def template_use(walk: Walk) -> Scene:
    return sending("administrator", "att")
