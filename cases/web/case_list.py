"""The cases a person may read: those that wait for them first, then the newest, narrowed by stage and words."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from approvals import permissions
from cases.models import Case
from cases.web.looks import look_of_stage
from cases.web.next_step import asked_of, waits_for
from lifecycle.models import Question
from lifecycle.rules.states import CASE_STAGES
from organisation.models import Role
from organisation.web.clock import today

PAGE: Final = 50
_ALL: Final = "alla"
_PLACE: Final = re.compile(r"(?P<mine>[01])-(?P<pk>[0-9]{1,18})", re.ASCII)
_GROUPS: Final = (("mine", "Väntar på dig"), ("open", "Väntar på andra"), ("over", "Avslutade"))


@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Show a page of cases with the filters asked for."""
    on = today()
    who = permissions.standing(request.user, on)
    asked = request.GET.get("lage", "")
    stage = asked if asked in CASE_STAGES or asked == _ALL else ""
    words = request.GET.get("q", "")[:100].strip()
    readable = permissions.visible_to(request.user, Case.objects.all(), on)
    mine = Question.objects.filter(asked_of(who), case=OuterRef("pk"))
    found = _narrowed(readable, stage, words).annotate(mine=Exists(mine))
    rows, following = _page(found, request.GET.get("efter", ""))
    context = {
        "groups": _grouped(rows, request.user.pk),
        "stage": stage,
        "stages": CASE_STAGES.items(),
        "words": words,
        "next_page": _address(stage, words, following) if following else None,
        "may_open": bool(who.holding(Role.CASE_OFFICER)),
    }
    return render(request, "case/list.html", context)


def _narrowed(cases: QuerySet[Case], stage: str, words: str) -> QuerySet[Case]:
    if stage in CASE_STAGES:
        cases = cases.filter(stage=stage)
    elif stage != _ALL:
        cases = cases.filter(closed_on__isnull=True)
    for word in words.replace("\0", " ").split()[:5]:
        cases = cases.filter(
            Q(title__icontains=word)
            | Q(registry_number__icontains=word)
            | Q(agreement__parties__name__icontains=word)
        )
    return cases.distinct()


def _page(cases: QuerySet[Case], after: str) -> tuple[list[Case], str]:
    """Fifty cases after a place ("1-42": mine, id 42), and the place to go on from ("" at the end)."""
    if place := _PLACE.fullmatch(after):
        mine, below = place["mine"] == "1", Q(pk__lt=int(place["pk"]))
        cases = cases.filter(
            Q(mine=mine) & below | Q(mine=False) if mine else below & Q(mine=False)
        )
    rows = list(
        cases.select_related("recipient_body", "case_officer", "unit")
        .order_by("-mine", "-pk")
        .prefetch_related("questions__person", "questions__body")[: PAGE + 1]
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{int(last.mine)}-{last.pk}" if last else ""  # type: ignore[attr-defined]


def _grouped(rows: list[Case], reader: int) -> list[dict[str, Any]]:
    """The rows under their headings; a heading without rows is left out."""
    found: dict[str, list[dict[str, Any]]] = {key: [] for key, _ in _GROUPS}
    for case in rows:
        group = "over" if not case.is_open else "mine" if case.mine else "open"  # type: ignore[attr-defined]
        found[group].append(
            {
                "case": case,
                "look": look_of_stage(case.stage),
                "waits_for": ", ".join(
                    "dig" if q.person_id == reader else waits_for(q) for q in case.questions.all()
                ),
            }
        )
    return [{"heading": h, "key": k, "rows": found[k]} for k, h in _GROUPS if found[k]]


def _address(stage: str, words: str, after: str) -> str:
    said = {"lage": stage, "q": words, "efter": after}
    return "?" + urlencode({k: v for k, v in said.items() if v})
