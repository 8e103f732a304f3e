"""Approving a version or handing it back; the last approval has the document made, then the case moves."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import DateTimeField, Func
from procrastinate.contrib.django import app as queue

from approvals.models import Approval, RouteStep
from approvals.permissions import require
from approvals.queries import Route, WaitingStep, route_of
from cases.files import store
from cases.locking import lock_case
from cases.models import Case, CaseVersion, Document
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.operations.moves import move_case
from lifecycle.operations.telling import tell_case
from lifecycle.rules.states import require_stage
from organisation.models import Person


class _ClockTimestamp(Func):
    """The database's own clock: the moment of recording, never a legal day."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def _waiting_route(case: Case, step: int) -> Route:
    """Return the route if `step` is the approval the case waits for now; raise NotNow otherwise."""
    require_stage(case.stage, "approval")
    route = route_of(case.pk, case.version)
    if case.step != step or step not in route.steps or case.mark == Case.Mark.RENDERING:
        raise NotNow(
            "other_step", "Steget är redan klart. Läs in sidan igen och se vad som har hänt."
        )
    return route


@transaction.atomic
def approve(*, case_id: int, step: int, actor: Person, on: date, comment: str = "") -> Case:
    """Approve the version in the step that is waiting. The last approval orders the document."""
    case = lock_case(case_id)
    route = _waiting_route(case, step)
    by = require(actor, "approve", case, on, step=route.steps[step], editors=route.editors)
    _answer(route.steps[step], actor, by, "approved", comment, on)
    following = route.steps.get(step + 1)
    last = following is None or following.kind == RouteStep.Kind.BODY
    if last:
        case.mark = Case.Mark.RENDERING
        order_document(case, on)
    else:
        case.step = step + 1
    case.save(update_fields=["step", "mark"])
    facts = {"version": case.version, "step": step, "last": last, "comment": comment}
    tell_case(case, "version_approved", by, on, facts)
    return case


def order_document(case: Case, on: date) -> None:
    """Ask the worker for the document of the case's version, dated the day of its last approval."""
    queue.configure_task("render_officer_report", lock=f"case-{case.pk}").defer(
        case_id=case.pk, version=case.version, on=on.isoformat()
    )


@transaction.atomic
def return_to_author(*, case_id: int, step: int, comment: str, actor: Person, on: date) -> Case:
    """Hand the version back (återlämna) with a comment: the case is a draft again, as version n+1."""
    case = lock_case(case_id)
    route = _waiting_route(case, step)
    by = require(actor, "return_to_author", case, on, step=route.steps[step], editors=route.editors)
    if not comment.strip():
        raise Invalid("no_comment", "Skriv vad som behöver ändras.", field="comment")
    _answer(route.steps[step], actor, by, "returned", comment.strip(), on)
    facts = {"version": case.version, "step": step, "comment": comment.strip()}
    move_case(
        case, "draft", "return_to_author", step=0, version=case.version + 1, mark=Case.Mark.RETURNED
    )
    tell_case(case, "version_returned", by, on, facts)
    return case


def _answer(step: WaitingStep, actor: Person, by: By, outcome: str, comment: str, on: date) -> None:
    Approval.objects.create(
        step_id=step.pk,
        person=actor,
        outcome=outcome,
        comment=comment,
        name=by.name,
        title=by.title,
        on_behalf_of=by.on_behalf_of,
        decided_on=on,
        decided_at=_ClockTimestamp(),
    )


@transaction.atomic
def freeze_document(
    *, case_id: int, version: int, approvals: str, pdf: bytes, actor: Person, on: date
) -> Case:
    """Keep the bytes of the dated document and send the case on. Done by the worker, once per version."""
    case = lock_case(case_id)
    by = require(actor, "freeze_document", case, on)
    require_stage(case.stage, "approval")
    if case.version != version or case.mark != Case.Mark.RENDERING:
        raise NotNow("not_waiting", "Ärendet väntar inte på ett dokument.")
    content = CaseVersion.objects.get(case=case, number=version)
    file = store(pdf, "application/pdf")
    Document.objects.create(version=content, dated=on, approvals=approvals, file=file)
    following = RouteStep.objects.filter(
        case=case, version=version, position=case.step + 1
    ).select_related("body")
    target = "execution"
    for step in following:
        target = "council" if step.body and step.body.kind == "council" else "board"
    move_case(case, target, "freeze_document", step=case.step + 1, mark="")
    facts = {"version": version, "sha256": file.sha256, "content_hash": content.content_hash}
    tell_case(case, "document_frozen", by, on, facts)
    return case
