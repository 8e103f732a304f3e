"""The case a page is about: within what the person may read, with what every page says about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from approvals import permissions
from cases.models import Case
from lifecycle.models import Question
from organisation.web.clock import today
from organisation.web.doors import attempt


def case_in_scope(request: HttpRequest, pk: int, on: date) -> Case:
    """The case, or 404 when the person may not read it."""
    cases = Case.objects.select_related(
        "agreement__owner_unit", "unit", "recipient_body", "case_officer"
    )
    return get_object_or_404(permissions.visible_to(request.user, cases, on), pk=pk)


def require_may_send(request: HttpRequest, case: Case, verb: str, about: Any = None) -> None:
    """Refuse a POST from who may not, on record, before anything in it is read.

    `about` is what the verb is asked of where that is not the case itself (its agreement, a point's body).
    """
    if request.method != "POST":
        return
    on = today()
    attempt(
        request,
        lambda: permissions.require(request.user, verb, about or case, on),
        verb=verb,
        subject=("case", case.pk),
    )


def open_question(case: Case, kind: str, key: str | None = None) -> Question | None:
    """The case's open question of a kind, if it is asked now."""
    found = Question.objects.filter(case=case, kind=kind).select_related("person", "body")
    if key is not None:
        found = found.filter(key=key)
    return found.first()
