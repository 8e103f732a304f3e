"""What the worker does: renders dated documents, moves what a new day moves, and sweeps up stalled jobs."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.builtin_tasks import remove_old_jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from approvals.agenda_models import SummonsDraft
from approvals.delegation import meetings_to_report_at
from approvals.models import Approval, Directive, Meeting
from approvals.queries import approvals_of
from approvals.summonses import bytes_of as file_of
from approvals.summonses import content_of_summons
from cases import documents
from cases.bundles import bundle_of, bytes_of
from cases.content import content_of
from cases.documents.extracts import render_extract
from cases.documents.papers import render_paper
from cases.documents.summons import bind_summons, render_summons
from cases.drafts import read_draft
from cases.locking import lock_case
from cases.models import Agreement, AttachmentBundle, Case, CaseVersion, Paper, Preview
from cases.papers import content_of_paper
from cases.rules.content import canonical, content_hash
from cases.rules.errors import Invalid, NotNow
from lifecycle import flows, operations
from lifecycle.extracts import copies_to_make
from lifecycle.models import Question
from lifecycle.operations.approving import order_document
from lifecycle.operations.clauses import refresh_limits
from lifecycle.operations.handing_on import cases_left_behind
from lifecycle.queries import expiry_of
from lifecycle.rules.reviews import opens_by_itself
from organisation.models import Person
from organisation.web.clock import today

log = logging.getLogger("avtalsgang.jobs")
STALLED_AFTER = 30  # seconds without a heartbeat from the worker that took the job


def system() -> Person:
    """The product itself, as an actor."""
    return Person.objects.get(is_system=True)


@app.task(name="render_officer_report", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def render_officer_report(case_id: int, version: int, on: str) -> None:
    """Render the dated document of a version that everyone has approved, freeze its bytes, move the case."""
    day = date.fromisoformat(on)
    row = CaseVersion.objects.get(case_id=case_id, number=version)
    approvals = approvals_of(case_id, version)
    pdf = documents.render_officer_report(row.content, approvals, day)
    facts = canonical({"approvals": [a.as_dict() for a in approvals]})
    try:
        flows.run(
            operations.freeze_document,
            case_id=case_id,
            version=version,
            approvals=facts,
            pdf=pdf,
            actor=system(),
            on=day,
        )
    except NotNow:
        log.info("case %s version %s no longer waits for its document", case_id, version)


@app.task(name="render_preview")
def render_preview(case_id: int) -> None:
    """Make the preview of a case as it stands: no date, no signatures."""
    case = Case.objects.select_related("case_officer").get(pk=case_id)
    version = case.versions.filter(number=case.version).first()
    content = version.content if version else canonical(content_of(case, read_draft(case)))
    pdf = documents.render_officer_report(content, [], None)
    image, pages = documents.first_page(pdf)
    facts = {"content_hash": content_hash(content), "pdf": pdf, "image": image, "pages": pages}
    Preview.objects.update_or_create(case=case, defaults=facts)


@app.task(name="bundle_attachments")
def bundle_attachments(case_id: int) -> None:
    """Bind the attachments of a case, as they are now, to one PDF."""
    case = Case.objects.get(pk=case_id)
    bundle = bundle_of(case)
    facts = {"key": bundle.key, "data": documents.render_bundle(bundle, bytes_of)}
    AttachmentBundle.objects.update_or_create(case=case, defaults=facts)


@app.task(name="make_summons")
def make_summons(meeting_id: int, on: str) -> None:
    """Make the summons of a meeting's agenda as it is now, dated that day, and bind its documents behind it."""
    meeting = Meeting.objects.select_related("body").get(pk=meeting_id)
    content = content_of_summons(meeting, date.fromisoformat(on))
    pdf = render_summons(content)
    bundle = bind_summons(content, pdf, file_of)
    facts = {"content": content, "pdf": pdf, "bundle": bundle}
    SummonsDraft.objects.update_or_create(meeting=meeting, defaults=facts)


@app.task(name="render_papers")
def render_papers(case_id: int) -> None:
    """Make the PDF of each paper in a case whose last one shows another text."""
    for paper in Paper.objects.filter(case=case_id).select_related("case").defer("pdf"):
        content, _ = content_of_paper(paper)
        key = content_hash(content)
        if paper.made_of != key:
            pdf = render_paper(content)
            Paper.objects.filter(pk=paper.pk).update(made_of=key, pdf=pdf)


@app.task(name="render_extracts", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def render_extracts(case_id: int, on: str) -> None:
    """Make the PDF of each extract of minutes for every recipient who has none of it."""
    case, day = Case.objects.get(pk=case_id), date.fromisoformat(on)
    for extract, names in copies_to_make(case):
        copies = {name: render_extract(extract.content, name) for name in names}
        if copies:
            facts = {"extract_id": extract.pk, "copies": copies, "actor": system(), "on": day}
            flows.run(operations.freeze_extract, case_id=case_id, **facts)


@app.periodic(cron="40 2 * * *")
@app.task(name="forget_done_jobs", pass_context=True)
async def forget_done_jobs(context: JobContext, timestamp: int) -> None:
    """Remove what was done more than a week ago from the queue; failed jobs stay to be looked at."""
    await remove_old_jobs(context, max_hours=7 * 24)


@app.periodic(cron="*/15 * * * *")
@app.task(name="new_day", queueing_lock="new_day", pass_context=False)
def new_day(timestamp: int = 0) -> None:
    """Let agreements start, end and be reviewed when their day has come; ask again for lost documents."""
    move_what_the_day_moves(today())
    order_missing_documents()


def move_what_the_day_moves(on: date) -> dict[str, int]:
    """Make every move that is due on the day; return how many of each kind. Safe to run again."""
    actor = system()
    done = {"in_force": 0, "ended": 0, "reviews": 0}
    for agreement in Agreement.objects.filter(state="signed", starts_on__lte=on):
        _move(operations.bring_into_force, agreement, actor, on)
        done["in_force"] += 1
    for agreement in Agreement.objects.filter(state="notice_given", last_day__lt=on):
        _move(
            operations.end_agreement, agreement, actor, on, why="notice", last_day=None, reason=""
        )
        done["ended"] += 1
    for agreement in _run_out(on):
        _move(
            operations.end_agreement, agreement, actor, on, why="expired", last_day=None, reason=""
        )
        done["ended"] += 1
    done["reviews"] = _open_reviews(actor, on)
    _hand_on_steps(actor, on)
    refresh_limits(on)
    asking = Q(closed_on__isnull=True) | Q(
        pk__in=Directive.objects.filter(status="open").values("case")
    )
    for case_id in Case.objects.filter(asking).values_list("pk", flat=True):
        flows.renew(on, case_id=case_id)  # a passed meeting gives way to the next
    for meeting_id in _unfinished_minutes(on):
        flows.renew(on, meeting_id=meeting_id)
    return done


def _hand_on_steps(actor: Person, on: date) -> None:
    """Let the questions of those who have left their roles go to those who hold them now."""
    for case_id in cases_left_behind(on):
        try:
            flows.run(operations.hand_on_steps, case_id=case_id, actor=actor, on=on)
        except Invalid as refusal:
            log.warning("case %s waits for somebody who may not answer: %s", case_id, refusal.code)
        except NotNow:
            log.info("case %s was answered while its questions were handed on", case_id)


def _run_out(on: date) -> list[Agreement]:
    """The agreements in force whose term has run out, by the register's last day or by the clause's own."""
    ends = Q(ends_on__lt=on) | ~Q(notice_terms="")
    in_force = Agreement.objects.filter(ends, state="in_force")
    return [a for a in in_force if (day := expiry_of(a)) is not None and day < on]


def order_missing_documents() -> int:
    """Order again every document a case waits for whose job was given up; return how many."""
    waiting = Case.objects.filter(mark=Case.Mark.RENDERING)
    ordered = 0
    for key in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            case = lock_case(key)
            if case.mark != Case.Mark.RENDERING or _is_ordered(case):
                continue
            given = Approval.objects.filter(step__case=case, step__version=case.version)
            order_document(case, given.latest("decided_at").decided_on)
            log.warning("document of case %s version %s is ordered again", key, case.version)
            ordered += 1
    return ordered


def _is_ordered(case: Case) -> bool:
    jobs = ProcrastinateJob.objects.filter(task_name="render_officer_report")
    return jobs.filter(lock=f"case-{case.pk}", status__in=("todo", "doing")).exists()


def _unfinished_minutes(on: date) -> QuerySet[Meeting]:
    """The held meetings whose minutes are not yet approved, announced and taken down, or that something is asked of."""
    asked = Question.objects.filter(meeting__isnull=False).values("meeting")
    unfinished = Q(items__isnull=False, notice_removed_on__isnull=True)
    waiting = unfinished | Q(pk__in=meetings_to_report_at(on)) | Q(pk__in=asked)
    held = Meeting.objects.filter(waiting, date__lte=on)
    return held.distinct().values_list("pk", flat=True)


def _open_reviews(actor: Person, on: date) -> int:
    in_force = Agreement.objects.filter(state="in_force", starts_on__isnull=False)
    due = [
        a
        for a in in_force.exclude(reviews__year=on.year).exclude(reviews__conclusion="")
        if a.starts_on and opens_by_itself(a.starts_on, on)
    ]
    for agreement in due:
        _move(operations.open_review, agreement, actor, on, year=on.year)
    return len(due)


def _move(operation: Any, agreement: Agreement, actor: Person, on: date, **facts: Any) -> None:
    flows.run(operation, agreement_id=agreement.pk, actor=actor, on=on, **facts)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_stalled_jobs", queueing_lock="sweep_stalled_jobs", pass_context=True)
async def sweep_stalled_jobs(context: JobContext, timestamp: int = 0) -> None:
    """Every ten seconds: give a killed worker's job to another; else it would stay taken for ever."""
    await sweep(context.app)


async def sweep(queue: App) -> None:
    """Put back the jobs of workers that have stopped giving signs of life."""
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        log.warning("job %s (%s) was left by a worker and is taken up again", job.id, job.task_name)
        await queue.job_manager.retry_job(job)
