"""The cases a person may read: the open ones first, newest first, narrowed by stage and words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from approvals import permissions
from cases.models import Case
from cases.web.looks import look_of_stage
from lifecycle.rules.states import CASE_STAGES
from organisation.models import Role
from organisation.web.clock import today

PAGE = 50


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Show a page of cases with the filters asked for."""
    on = today()
    who = permissions.standing(request.user, on)
    stage = request.GET.get("lage", "")
    words = request.GET.get("q", "")[:100].strip()
    found = _narrowed(permissions.visible_to(request.user, Case.objects.all(), on), stage, words)
    rows, following = _page(found, request.GET.get("efter", ""))
    context = {
        "rows": [{"case": c, "look": look_of_stage(c.stage)} for c in rows],
        "stage": stage if stage in CASE_STAGES else "",
        "stages": CASE_STAGES.items(),
        "words": words,
        "next_page": _address(stage, words, following) if following else None,
        "may_open": bool(who.holding(Role.CASE_OFFICER)),
    }
    return render(request, "case/list.html", context)


def _narrowed(cases: QuerySet[Case], stage: str, words: str) -> QuerySet[Case]:
    if stage in CASE_STAGES:
        cases = cases.filter(stage=stage)
    elif stage != "alla":
        cases = cases.filter(closed_on__isnull=True)
    for word in words.replace("\0", " ").split()[:5]:
        cases = cases.filter(
            Q(title__icontains=word)
            | Q(registry_number__icontains=word)
            | Q(agreement__parties__name__icontains=word)
        )
    return cases.distinct()


def _page(cases: QuerySet[Case], after: str) -> tuple[list[Case], int | None]:
    """Fifty cases after an id, newest first, and the id to go on from."""
    if after.isascii() and after.isdecimal() and len(after) < 19:
        cases = cases.filter(pk__lt=int(after))
    rows = list(
        cases.select_related("recipient_body", "case_officer", "unit").order_by("-pk")[: PAGE + 1]
    )
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _address(stage: str, words: str, after: int) -> str:
    said: dict[str, Any] = {"lage": stage, "q": words, "efter": after}
    return "?" + urlencode({k: v for k, v in said.items() if v})
