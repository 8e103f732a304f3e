"""A case: where it stands, what happens next and who does it, and everything it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals import permissions
from approvals.legal_days import (
    approved_on,
    courses_of,
    courses_of_decision,
    decided_points,
    of_item,
    posted_on,
    with_days,
)
from approvals.models import Approval, DelegatedDecision, MinuteItem
from approvals.permissions import Standing
from approvals.rules.decisions import OUTCOME_NAMES
from cases.models import Case, Document, Point
from cases.rules.explained import Explained
from cases.rules.markup import parse_markup
from cases.web.looks import look_of_stage
from cases.web.next_step import Situation, asked_now
from cases.web.route import route_of, stops
from cases.web.scope import case_in_scope
from lifecycle.plans import outlook
from lifecycle.rules.appeals import Course
from lifecycle.rules.dates import long_date
from lifecycle.rules.legal_days import annulled_points
from lifecycle.rules.statutory_time import (
    latest_board_notice,
    latest_minutes_approval,
)
from organisation.web.clock import today


@dataclass(frozen=True, slots=True)
class Handled:
    """A § of the case with the dates that follow from it: those that have come, and those counted."""

    item: MinuteItem
    approved: date | None
    posted: date | None
    latest: Explained[date] | None
    appeal: Explained[date] | None
    force: Explained[date] | None
    is_final: bool
    decides: bool = False
    courses: tuple[Course, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """How the days were counted, one line each."""
        counted = self.force or self.latest
        return counted.steps if counted else ()


@login_required
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the case."""
    on = today()
    row = case_in_scope(request, pk, on)
    who = permissions.standing(request.user, on)
    points = list(
        row.points.select_related("body", "proposing_body").prefetch_related("depends_on")
    )
    items = _items(row)
    route = route_of(row)
    ahead = outlook(row, on)
    context = {
        "case": row,
        "look": look_of_stage(row.stage),
        "outlook": ahead,
        "delegated": _delegated(request, row, on),
        "may_delegate": permissions.allows(
            request.user, "record_delegated_decision", None, on, who=who
        ),
        "steps": stops(row, route, items, ahead),
        "asked": asked_now(Situation(row, who, points, route, items, on, ahead)),
        "points": _decided(points, items),
        "sections": [(s, parse_markup(s.text)) for s in row.sections.all()],
        "attachments": row.attachments.select_related("file").defer("file__data"),
        "recipients": row.recipients.all(),
        "signers": row.signers.all(),
        "approvals": _approvals(row),
        "meetings": [_handled(i, on) for i in items if i.number],
        "document": _document(row),
        "acts": _acts(request, row, who, on),
    }
    return render(request, "case/case.html", context)


def _items(case: Case) -> list[MinuteItem]:
    """The case on every agenda it has stood on, in the order of the meetings."""
    rows = with_days(MinuteItem.objects.filter(case=case))
    return list(rows.order_by("meeting__date", "pk"))


def _decided(points: Sequence[Point], items: Sequence[MinuteItem]) -> list[tuple[Any, ...]]:
    """Each point with what the meetings did with it, and whether a court has annulled that."""
    annulled = annulled_points([course for item in items for course in courses_of(item)])
    return [(p, _outcomes(p, items), annulled.get(p.number, "")) for p in points]


def _outcomes(point: Point, items: Sequence[MinuteItem]) -> list[str]:
    """What each meeting did with the point: "Bifall av kommunstyrelsen 25 maj 2026, § 112"."""
    return [
        f"{OUTCOME_NAMES[outcome.outcome]} av {item.meeting.body.definite} "
        f"{long_date(item.meeting.date)}{f', § {item.number}' if item.number else ''}"
        for item in items
        for outcome in item.outcomes.all()
        if outcome.point_id == point.pk
    ]


def _document(case: Case) -> Document | None:
    rows = Document.objects.filter(version__case=case).select_related("version", "file")
    return rows.defer("file__data", "version__content").order_by("version__number").last()


def _approvals(case: Case) -> list[Approval]:
    rows = Approval.objects.filter(step__case=case).select_related("step")
    return list(rows.order_by("-step__version", "step__position"))


def _handled(item: MinuteItem, on: date) -> Handled:
    meeting, announced = item.meeting, of_item(item)
    approved, posted = approved_on(item), posted_on(item)
    force = announced.force if announced else None
    latest = latest_board_notice(approved) if approved else latest_minutes_approval(meeting.date)
    return Handled(
        item,
        approved,
        posted,
        latest=None if posted else latest,
        appeal=announced.last if announced else None,
        force=force,
        is_final=force is not None and not force.warnings and force.value <= on,
        decides=bool(decided_points(item)),
        courses=tuple(c for c in courses_of(item) if not c.is_void),
    )


def _delegated(
    request: HttpRequest, case: Case, on: date
) -> list[tuple[DelegatedDecision, tuple[Course, ...]]]:
    """What has been decided by delegation in the case, as far as it may be read, with its appeals."""
    rows = DelegatedDecision.objects.filter(case=case).select_related("body", "withdrawal")
    shown = permissions.visible_to(request.user, rows.prefetch_related("appeals__steps"), on)
    return [(row, courses_of_decision(row)) for row in shown]


def _acts(request: HttpRequest, case: Case, who: Standing, on: date) -> list[tuple[str, str]]:
    """What the person may do beside the questions: (label, address)."""
    offers = [
        ("edit_draft", case.stage == "draft", "Skriv i utkastet", "case_edit"),
        ("edit_draft", case.stage == "draft", "Hantera bilagor", "case_attachments"),
        ("edit_draft", case.is_open, "Avtalsutkast, remiss och följebrev", "case_papers"),
        ("set_registry_number", case.stage == "draft", _number(case), "case_registry_number"),
        ("share_case", True, "Dela ärendet", "case_share"),
        (
            "withdraw_case",
            case.is_open and case.stage != "execution",
            "Återkalla ärendet",
            "case_withdraw",
        ),
    ]
    may: dict[str, Any] = {
        verb: permissions.allows(request.user, verb, case, on, who=who)
        for verb in {verb for verb, *_ in offers}
    }
    return [
        (label, reverse(name, args=[case.pk]))
        for verb, now, label, name in offers
        if now and may[verb]
    ]


def _number(case: Case) -> str:
    return "Rätta diarienumret" if case.registry_number else "Ange diarienummer"
