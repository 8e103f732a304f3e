"""What the worker does: documents, days and jobs a killed worker left behind."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cases import operations as drafting
from cases.documents import render_officer_report
from cases.models import Case, Document
from cases.rules.assembly import SignedApproval
from lifecycle import jobs, operations
from lifecycle.models import Question, Review
from lifecycle.proof import verify_everything
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture(scope="module")
def walk(own_database: str) -> Walk:
    """A walk with real commits, for the worker to see."""
    return Walk(People())


def _all_approved(walk: Walk) -> Case:
    case = walk.submitted()
    walk.answer(case, "approve", operations.approve, walk.people.head, step=1)
    walk.answer(case, "approve", operations.approve, walk.people.director, step=2)
    return walk.again(case)


def test_the_worker_renders_the_document_and_the_case_moves(
    walk: Walk, run_jobs: Callable[[], None]
) -> None:
    case = _all_approved(walk)
    assert (case.stage, case.mark) == ("approval", "rendering")
    assert not Question.objects.filter(case=case).exists()
    run_jobs()
    case = walk.again(case)
    assert (case.stage, case.mark) == ("board", "")
    document = Document.objects.get(version__case=case)
    pdf = bytes(document.file.data)
    assert pdf.startswith(b"%PDF-1.7")
    assert hashlib.sha256(pdf).hexdigest() == document.file.sha256
    assert Question.objects.get(case=case).kind == "decide"
    assert verify_everything().findings == []


def test_the_same_bytes_come_of_the_content_alone_whatever_the_template_is_now(
    walk: Walk, run_jobs: Callable[[], None]
) -> None:
    case = _all_approved(walk)
    run_jobs()
    document = Document.objects.select_related("version", "file").get(version__case=case)
    who = {"actor": walk.people.administrator, "on": walk.on}
    drafting.choose_template(key="att", **who)
    given = [SignedApproval(**a) for a in json.loads(document.approvals)["approvals"]]
    again = render_officer_report(document.version.content, given, document.dated)
    assert again == bytes(document.file.data)
    drafting.choose_template(key="huddinge", **who)


def test_the_same_job_again_changes_nothing(walk: Walk, run_jobs: Callable[[], None]) -> None:
    case = _all_approved(walk)
    run_jobs()
    before = everything()
    jobs.render_officer_report(case_id=case.pk, version=case.version, on=walk.on.isoformat())
    assert everything() == before


def test_a_document_whose_job_was_given_up_is_ordered_again(
    walk: Walk, run_jobs: Callable[[], None]
) -> None:
    case = _all_approved(walk)
    assert jobs.order_missing_documents() == 0  # the first order still stands
    ProcrastinateJob.objects.filter(lock=f"case-{case.pk}").delete()
    assert jobs.order_missing_documents() == 1
    assert jobs.order_missing_documents() == 0
    run_jobs()
    case = walk.again(case)
    assert (case.stage, case.mark) == ("board", "")
    assert Document.objects.get(version__case=case).dated == walk.on


def test_a_refused_approval_orders_no_document(walk: Walk) -> None:
    case = walk.submitted()
    before = ProcrastinateJob.objects.count()
    with pytest.raises(Exception, match="not_allowed"):
        operations.approve(case_id=case.pk, step=1, actor=walk.people.outsider, on=walk.on)
    assert ProcrastinateJob.objects.count() == before


def test_a_day_lets_agreements_end_and_reviews_open_once(walk: Walk) -> None:
    agreement = walk.in_force()
    october = walk.on.replace(year=walk.on.year + 1, month=10, day=1)
    assert jobs.move_what_the_day_moves(october)["reviews"] >= 1
    assert jobs.move_what_the_day_moves(october)["reviews"] == 0
    assert Review.objects.filter(agreement=agreement, year=october.year).count() == 1
    notice = operations.receive_notice(
        agreement_id=agreement.pk, received_on=october, actor=walk.people.registrar, on=october
    )
    assert jobs.move_what_the_day_moves(notice.last_day)["ended"] == 0
    assert jobs.move_what_the_day_moves(notice.last_day + timedelta(days=1))["ended"] == 1
    agreement.refresh_from_db()
    assert (agreement.state, agreement.last_day) == ("ended", notice.last_day)
    assert not Question.objects.filter(agreement=agreement, case=None).exists()


def test_a_killed_workers_job_is_taken_up_again() -> None:
    app.configure_task("new_day").defer(timestamp=0)
    job = ProcrastinateJob.objects.filter(task_name="new_day", status="todo").latest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker, job.pk],
        )

    async def sweep() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as with_worker:
            async with with_worker.open_async():
                await jobs.sweep(with_worker)

    asyncio.run(sweep())
    job.refresh_from_db()
    assert job.status == "todo"


def test_what_was_done_long_ago_is_forgotten_and_what_failed_is_kept(
    walk: Walk, run_jobs: Callable[[], None]
) -> None:
    jobs.render_preview.defer(case_id=walk.ready().pk)
    run_jobs()
    done = ProcrastinateJob.objects.filter(status="succeeded")
    assert done.exists()
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '8 days'")
    jobs.forget_done_jobs.defer(timestamp=0)
    run_jobs()
    by_the_clock = {"sweep_stalled_jobs", "new_day"}  # the worker may have begun them meanwhile
    assert {job.task_name for job in done} - by_the_clock == {"forget_done_jobs"}
    assert ProcrastinateJob.objects.filter(status="failed").count() == failed
