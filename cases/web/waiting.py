"""What a page that waits for the worker asks: is it ordered, has it failed?"""

from __future__ import annotations

from django.db.models import QuerySet
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.models import Case


def _jobs(task: str, case: Case) -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(task_name=task, args__case_id=case.pk)


def is_asked(task: str, case: Case) -> bool:
    """Whether the worker has this to make for the case."""
    return _jobs(task, case).filter(status__in=("todo", "doing")).exists()


def has_failed(task: str, case: Case) -> bool:
    """Whether the last one that was asked for could not be made."""
    last = _jobs(task, case).order_by("id").last()
    return last is not None and last.status == "failed"


def order(task: str, case: Case) -> None:
    """Ask the worker for it, unless it is asked for already."""
    if not is_asked(task, case):
        queue.configure_task(task, lock=f"{task}-{case.pk}").defer(case_id=case.pk)
