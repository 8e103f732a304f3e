"""Where viewflow comes in: open questions become tasks, an answer is one operation and the next question.

The table says what may happen, the operation makes it so, the flow asks people. Lock order everywhere: case,
agreement, meeting, viewflow's process, its task, the inbox row. Node names are public (see check_flows)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from viewflow import this
from viewflow.workflow import flow, lock, nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Task
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import PROCESS, STATUS

from approvals.models import Meeting, MinuteItem
from approvals.operations.meetings import lock_meeting
from cases.locking import BUSY, lock_agreement
from cases.models import Agreement, Case
from cases.rules.errors import NotNow
from lifecycle import questions
from lifecycle.models import Question, Work
from lifecycle.questions import ANSWERED_BY, TOUCHES_MINUTES, About, Asked
from organisation.models import Person

OPEN = (STATUS.NEW, STATUS.ASSIGNED)


class ProcessLock(lock.SelectForUpdateLock):
    """viewflow's row lock that waits, without its savepoint: we are in the operation's transaction already."""

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        """Lock the process row until the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM viewflow_process WHERE id = %s FOR UPDATE", [process_pk])
        yield


class _LeadsOn:
    """An activation that goes straight to the node named by the question its process asks next."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> Iterator[Any]:
        """Ask what is asked next, without a gateway's rows; nothing more ends the strand."""
        following = self.process.following
        node = self.flow_class.instance.node(following.kind if following else "end")
        yield node._create(self, self.task.token)


class AskActivation(_LeadsOn, ViewActivation):
    """A task that puts its question in an inbox when it is created."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, **kwargs: Any) -> Any:
        """Create the task and, beside it, the inbox row people see."""
        activation = super().create(flow_task, prev_activation, token, **kwargs)
        work = activation.process
        _put_in_inbox(work, work.following, activation.task.pk, work.asked_on)
        work.following = None
        return activation


class StartActivation(_LeadsOn, StartHandleActivation):
    """The start of a strand: leads to the first question."""


class Start(nodes.StartHandle):
    """Starts a strand from code."""

    activation_class = StartActivation


class Ask(nodes.View):
    """A question to a person or role, answered through `perform`; it has no page of viewflow's own."""

    activation_class = AskActivation

    def __init__(self, verb: str) -> None:
        super().__init__(view=None)
        self.Permission(f"lifecycle.{verb}")


def _about(activation: Any, *, about: About, asked: Asked, on: date) -> Work:
    work = activation.process
    for column, key in about.columns().items():
        setattr(work, column, key)
    work.following, work.asked_on = asked, on
    return work


class CaseFlow(flow.Flow):
    """The main strand of a case: one question at a time from draft to the last body's decision."""

    process_class = Work
    lock_impl = ProcessLock(nowait=False)

    start = Start(_about).Next(this.write)
    write = Ask("submit").Next(this.approve)
    approve = Ask("approve").Next(this.decide)
    decide = Ask("record_item").Next(this.end)
    end = nodes.End()


class ErrandFlow(flow.Flow):
    """A single errand beside the main strand: each starts, is answered and ends by itself."""

    process_class = Work
    lock_impl = ProcessLock(nowait=False)

    start = Start(_about).Next(this.sign)
    settle = Ask("settle_condition").Next(this.end)
    sign = Ask("sign").Next(this.end)
    countersign = Ask("register_signature").Next(this.end)
    give_notice = Ask("give_notice").Next(this.end)
    dispatch = Ask("dispatch").Next(this.end)
    close = Ask("close_case").Next(this.end)
    annulment = Ask("answer_annulment").Next(this.end)
    review = Ask("conclude_review").Next(this.end)
    acknowledge_notice = Ask("acknowledge_notice").Next(this.end)
    directive = Ask("report_directive").Next(this.end)
    report_decisions = Ask("record_minutes").Next(this.end)
    approve_minutes = Ask("record_minutes").Next(this.end)
    post_notice = Ask("record_minutes").Next(this.end)
    remove_notice = Ask("record_minutes").Next(this.end)
    end = nodes.End()


FLOWS = (CaseFlow, ErrandFlow)


def _put_in_inbox(work: Work, asked: Asked, task: int, on: date) -> None:
    Question.objects.create(
        agreement_id=work.agreement_id,
        case_id=work.case_id,
        meeting_id=work.meeting_id,
        kind=asked.kind,
        key=asked.key,
        person_id=asked.person,
        role=asked.role,
        body_id=asked.body,
        due_on=asked.due_on,
        due_because=asked.due_because,
        asked_on=on,
        task=task,
    )


# Doors for the web -----------------------------------------------------------------------------------


def open_with(operation: Callable[..., Case], *, actor: Person, on: date, **facts: Any) -> Case:
    """Run an operation that opens a case, and put its first question."""
    with transaction.atomic():
        case = operation(actor=actor, on=on, **facts)
        _lock(case_id=case.pk)
        _match(About(case=_case(case.pk)), on)
    return case


def run(
    operation: Callable[..., Any],
    *,
    actor: Person,
    on: date,
    case_id: int | None = None,
    agreement_id: int | None = None,
    **facts: Any,
) -> Any:
    """Run an operation that answers no particular question, then open and close questions to match.

    The operation receives `case_id` when one is given, else `agreement_id`.
    """
    with transaction.atomic():
        key = _lock(case_id, agreement_id)
        minutes = _minutes_touched(operation, case_id, facts)
        result = operation(actor=actor, on=on, **key, **facts)
        refresh(on=on, **key)
        _refresh_minutes(minutes, on)
    return result


def keep_minutes(
    operation: Callable[..., Meeting], *, meeting_id: int, actor: Person, on: date, **facts: Any
) -> Meeting:
    """Note a fact of a meeting's minutes; the question it answers, if one is open, is completed by it."""
    with transaction.atomic():
        lock_meeting(meeting_id)
        facts = {"meeting_id": meeting_id, "actor": actor, "on": on, **facts}
        kind = ANSWERED_BY.get(operation.__name__, "")
        result = _answer_if_asked(operation, facts, meeting=meeting_id, kind=kind)
        _refresh_minutes(meeting_id, on)
    return result


def follow(
    operation: Callable[..., Any], *, case_id: int, directive_id: int, on: date, **facts: Any
) -> Any:
    """Report or conclude a directive; the question it answers, if one is open, is completed by it."""
    with transaction.atomic():
        _lock(case_id)
        facts = {"directive_id": directive_id, "on": on, **facts}
        asked = {"case": case_id, "kind": "directive", "key": str(directive_id)}
        result = _answer_if_asked(operation, facts, **asked)
        refresh(case_id=case_id, on=on)
    return result


def _answer_if_asked(operation: Callable[..., Any], facts: dict[str, Any], **asked: Any) -> Any:
    question = Question.objects.filter(**asked).first()
    if question is None:
        return operation(**facts)
    row = Task.objects.select_related("process__work").get(pk=question.task)
    return _complete(row, facts["actor"], facts["on"], lambda: operation(**facts))


def perform(
    task: int,
    operation: Callable[..., Any],
    *,
    actor: Person,
    on: date,
    case_id: int | None = None,
    agreement_id: int | None = None,
    **facts: Any,
) -> Any:
    """Answer a question of a case, or else of an agreement, by one operation.

    If the operation refuses, the task stays open. A question that is still asked afterwards (another
    recipient, another point) is put again. Raises Http404 when the task is not about that case or
    agreement, NotNow when somebody else has answered it.
    """
    with transaction.atomic():
        key = _lock(case_id, agreement_id)
        row = _task_of(task, case_id, agreement_id)
        if row.flow_task.name != ANSWERED_BY.get(operation.__name__):
            raise Http404("another question than the operation answers")
        minutes = _minutes_touched(operation, case_id, facts)
        result = _complete(row, actor, on, lambda: operation(actor=actor, on=on, **key, **facts))
        _refresh_minutes(minutes, on)
    return result


def refresh(*, on: date, case_id: int | None = None, agreement_id: int | None = None) -> None:
    """Open the questions that are missing and cancel those no longer asked (call in the transaction)."""
    if case_id is not None:
        case = _case(case_id)
        _match(About(case=case), on)
        _match(About(case.agreement), on)
        return
    agreement = Agreement.objects.get(pk=agreement_id)
    _match(About(agreement), on)
    for key in agreement.cases.filter(closed_on__isnull=True).values_list("pk", flat=True):
        _match(About(case=_case(key)), on)


def renew(on: date, *, case_id: int | None = None, meeting_id: int | None = None) -> None:
    """Let the open questions of a case or a meeting follow the calendar."""
    with transaction.atomic():
        if case_id is not None:
            _lock(case_id)
            refresh(case_id=case_id, on=on)
        _refresh_minutes(meeting_id, on)


# Inside the transaction ------------------------------------------------------------------------------


def _task_of(task: int, case_id: int | None, agreement_id: int | None) -> Task:
    """The task with its process, if it is about this case or agreement; read under their lock."""
    about = {"process__work__case_id": case_id}
    if case_id is None:
        about = {"process__work__agreement_id": agreement_id, "process__work__case": None}
    row = Task.objects.filter(pk=task, **about).select_related("process__work").first()
    if row is None:
        raise Http404("no such question here")
    return row


def _complete(row: Task, actor: Person, on: date, operation: Callable[[], Any]) -> Any:
    """Complete a task by the operation it asks for, and ask what the rows now ask."""
    with row.flow_task.flow_class.lock(row.process_id):
        activation = _claim(row, actor)
        result = operation()
        _lead_on(activation, _about_work(activation.process, result), on)
    return result


def _claim(row: Task, actor: Person) -> Any:
    """Take the task by compare-and-swap, so that it is answered once even if a lock were off."""
    taken = Task.objects.filter(pk=row.pk, status__in=OPEN).update(
        owner=actor, status=STATUS.ASSIGNED
    )
    if taken != 1:
        raise NotNow("answered", BUSY)
    row.owner, row.status = actor, STATUS.ASSIGNED
    return row.flow_task.activation_class(row)


def _lead_on(activation: Any, about: About, on: date) -> None:
    work = activation.process
    wanted = about.asks(on)
    Question.objects.filter(task=activation.task.pk).delete()
    work.following, work.asked_on = None, on
    if activation.flow_class is CaseFlow:
        work.following = next((q for q in wanted if q.kind in questions.STRAND), None)
    activation.start(None)
    activation.execute()
    _match(about, on, wanted)


def _about_work(work: Work, result: Any) -> About:
    """What the strand is about; the row the operation returned, when it is that one, else read again."""
    if work.meeting_id is not None:
        return About(meeting=Meeting.objects.get(pk=work.meeting_id))
    if work.case_id is not None:
        is_it = isinstance(result, Case) and result.pk == work.case_id
        return About(case=result if is_it else _case(work.case_id))
    return About(Agreement.objects.get(pk=work.agreement_id))


def _case(case_id: int) -> Case:
    return Case.objects.select_related("agreement", "recipient_body").get(pk=case_id)


def _minutes_touched(
    operation: Callable[..., Any], case_id: int | None, facts: dict[str, Any]
) -> int | None:
    """The meeting whose minutes the operation is about to change through one of its cases, if any."""
    if operation.__name__ not in TOUCHES_MINUTES:
        return None
    if "meeting_id" in facts:
        return facts["meeting_id"]
    waiting = MinuteItem.objects.filter(case=case_id, result="")
    return waiting.values_list("meeting", flat=True).first()


def _refresh_minutes(meeting_id: int | None, on: date) -> None:
    if meeting_id is not None:
        _match(About(meeting=lock_meeting(meeting_id)), on)


# one statement for both rows; a case never changes its agreement
_LOCK_BOTH = """
    SELECT c.id FROM cases_case c JOIN cases_agreement a ON a.id = c.agreement_id
    WHERE c.id = %s FOR UPDATE
"""


def _lock(case_id: int | None = None, agreement_id: int | None = None) -> dict[str, int | None]:
    """Lock the case and its agreement, or the agreement alone; return what the operation is told."""
    if case_id is None:
        lock_agreement(agreement_id)
        return {"agreement_id": agreement_id}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_BOTH, [case_id])
        if cursor.fetchone() is None:
            raise Case.DoesNotExist(f"no case {case_id}")
    return {"case_id": case_id}


def _match(about: About, on: date, wanted: list[Asked] | None = None) -> None:
    """Make the open questions about one thing those its rows ask, due when they are."""
    wanted = about.asks(on) if wanted is None else wanted
    rows = Question.objects.filter(**about.columns())
    columns = ("kind", "key", "task", "person", "due_on", "due_because")
    open_now = {(kind, key): rest for kind, key, *rest in rows.values_list(*columns)}
    keys = {(w.kind, w.key) for w in wanted}
    for key, (task, *_) in open_now.items():
        if key not in keys:
            _cancel(task)
    for asked in wanted:
        task, *put = open_now.get((asked.kind, asked.key), (None,))
        if task is None:
            strand = CaseFlow if asked.kind in questions.STRAND else ErrandFlow
            strand.start.run(about=about, asked=asked, on=on)
        elif put != [asked.person, asked.due_on, asked.due_because]:
            now = {"person": asked.person, "due_on": asked.due_on, "due_because": asked.due_because}
            rows.filter(task=task).update(**now)


def _cancel(task: int) -> None:
    """Withdraw a question nobody needs to answer any more, with its task and strand."""
    row = Task.objects.select_related("process").filter(pk=task).first()
    Question.objects.filter(task=task).delete()
    if row is None:
        return
    with row.activation() as activation:
        if activation.status in OPEN:
            activation.cancel()
            activation.process.status = PROCESS.CANCELED
            activation.process.save()
