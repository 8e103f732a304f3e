"""A case: where it stands, what happens next and who does it, and everything it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from approvals import permissions
from approvals.models import Approval, MinuteItem, RouteStep
from approvals.permissions import Standing
from cases.models import Case, Document, Point
from cases.rules.markup import parse_markup
from cases.web.looks import look_of_stage
from cases.web.scope import case_in_scope
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from lifecycle.rules.statutory_time import (
    latest_board_notice,
    latest_minutes_approval,
    legal_force_day,
)
from organisation.models import Role
from organisation.web.clock import today


@dataclass(frozen=True, slots=True)
class Next:
    """One thing that is asked now: the sentence, and the page that answers it when it is mine."""

    sentence: str
    leads_to: str
    button: str
    url: str
    mine: bool


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One step of the row, as templates/parts/steps.html shows it."""

    label: str
    state: str
    note: str
    reason: str


# kind: (what, what it leads to, button, url name)
_SIGNED = "När alla parter har undertecknat kan avtalet börja gälla."
_ASKED: Final = {
    "write": (
        "{who} skriver utkastet",
        "När det skickas fryses texten och granskas.",
        "Skriv vidare",
        "case_edit",
    ),
    "approve": (
        "{who} granskar version {n}",
        "Godkänns den går den vidare, återlämnas den blir det en ny version.",
        "Granska",
        "case_review",
    ),
    "decide": (
        "{who} tar upp ärendet",
        "Bifall för det vidare. Vid återremiss blir det ett utkast igen.",
        "Till sammanträdena",
        "meeting_list",
    ),
    "settle": (
        "{who} prövar en villkorad punkt på nytt",
        "Gäller den fortfarande kan beslutet verkställas.",
        "Pröva villkoret",
        "case_settle",
    ),
    "sign": ("{who} undertecknar för kommunen", _SIGNED, "Underteckna", "case_sign"),
    "countersign": (
        "{who} registrerar motpartens underskrift",
        _SIGNED,
        "Registrera underskrift",
        "case_countersign",
    ),
    "give_notice": (
        "{who} säger upp avtalet",
        "Sista dagen räknas från den dag uppsägningen kommer fram.",
        "Säg upp",
        "case_give_notice",
    ),
    "dispatch": (
        "{who} skickar beslutet till mottagarna",
        "Ärendet kan avslutas när alla har fått det.",
        "Expediera",
        "case_dispatch",
    ),
    "close": ("{who} avslutar ärendet", "Allt är gjort.", "Avsluta ärendet", "case_close"),
}


@login_required
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the case."""
    on = today()
    row = case_in_scope(request, pk, on)
    who = permissions.standing(request.user, on)
    points = list(
        row.points.select_related("body", "proposing_body").prefetch_related("depends_on")
    )
    items = list(
        MinuteItem.objects.filter(case=row)
        .select_related("meeting__body")
        .prefetch_related("outcomes")
    )
    context = {
        "case": row,
        "look": look_of_stage(row.stage),
        "steps": _steps(row, items),
        "asked": _asked(row, who, points),
        "points": points,
        "sections": [(s, parse_markup(s.text)) for s in row.sections.all()],
        "attachments": row.attachments.select_related("file").defer("file__data"),
        "recipients": row.recipients.all(),
        "signers": row.signers.all(),
        "approvals": _approvals(row),
        "meetings": [_meeting(item, on) for item in items if item.number],
        "document": _document(row),
        "acts": _acts(request, row, who, on),
    }
    return render(request, "case/case.html", context)


def _document(case: Case) -> Document | None:
    rows = Document.objects.filter(version__case=case).select_related("version", "file")
    return rows.defer("file__data", "version__content").last()


def _approvals(case: Case) -> list[Approval]:
    rows = Approval.objects.filter(step__case=case).select_related("step")
    return list(rows.order_by("-step__version", "step__position"))


def _asked(case: Case, who: Standing, points: list[Point]) -> list[Next]:
    """What is asked now; a case whose document is being made waits for nobody."""
    if case.mark == Case.Mark.RENDERING:
        sentence = "Dokumentet tas fram"
        return [
            Next(sentence, "Ärendet går vidare av sig självt om en liten stund.", "", "", False)
        ]
    questions = Question.objects.filter(case=case).select_related("person", "body")
    return [_next(case, q, who, points) for q in questions]


def _next(case: Case, question: Question, who: Standing, points: list[Point]) -> Next:
    what, leads_to, button, name = _ASKED[question.kind]
    sentence = what.format(who=_who(question), n=case.version)
    return Next(
        f"{sentence[:1].upper()}{sentence[1:]}",
        leads_to,
        button,
        _url(case, question, name, points),
        _is_mine(question, who),
    )


def _who(question: Question) -> str:
    if question.person is not None:
        return question.person.name
    if question.kind == "decide" and question.body is not None:
        return question.body.name
    return Role(question.role).label


def _is_mine(question: Question, who: Standing) -> bool:
    people = {who.person, *(m.stands_in_for for m in who.mandates)}
    if question.person_id is not None:
        return question.person_id in people
    return any(
        m.role == question.role and (m.body is None or question.body_id in (None, m.body))
        for m in who.mandates
    )


def _url(case: Case, question: Question, name: str, points: list[Point]) -> str:
    if name == "meeting_list":
        return (
            f"{reverse(name)}?organ={question.body.short_name}" if question.body else reverse(name)
        )
    if name == "case_countersign":
        return reverse(name, args=[case.pk, int(question.key)])
    if name == "case_settle":
        number = next((p.number for p in points if p.condition == "reevaluate"), 1)
        return reverse(name, args=[case.pk, number])
    return reverse(name, args=[case.pk])


def _steps(case: Case, items: list[MinuteItem]) -> list[RouteRow]:
    """The route of the current version, frozen with its reasons; before submission only the draft."""
    draft_now = case.stage == "draft"
    found = [RouteRow("Utkast", "nu" if draft_now else "klar", f"version {case.version}", "")]
    rows = RouteStep.objects.filter(case=case, version=case.version).select_related(
        "body", "asked", "unit", "approval"
    )
    for step in rows:
        found.append(_route_row(case, step, items))
    done = case.stage in ("execution", "closed")
    state = {"execution": "nu", "closed": "klar"}.get(case.stage, "kommer")
    note = long_date(case.closed_on) if case.closed_on and done else ""
    return [*found, RouteRow("Verkställs", state, note, "")]


def _route_row(case: Case, step: RouteStep, items: list[MinuteItem]) -> RouteRow:
    answer = getattr(step, "approval", None)
    if step.body is not None:
        label = step.body.name
        decided = [i for i in items if i.step_id == step.pk and i.result == "onward"]
        note = f"{long_date(decided[-1].meeting.date)}, § {decided[-1].number}" if decided else ""
    else:
        label = Role(step.role).label.capitalize()
        note = step.asked.name if step.asked else ""
        if answer is not None:
            note = f"{answer.name}, {long_date(answer.decided_on)}"
    return RouteRow(label, _state(case, step, answer is not None), note, step.reason)


def _state(case: Case, step: RouteStep, answered: bool) -> str:
    if case.stage in ("execution", "closed") or answered or case.step > step.position:
        return "klar"
    if case.stage in ("approval", "board", "council") and case.step == step.position:
        return "nu"
    return "kommer"


def _meeting(item: MinuteItem, on: date) -> dict[str, Any]:
    """The dates that follow from a §, each with how it was counted."""
    meeting = item.meeting
    approved = item.minutes_approved_on or meeting.minutes_approved_on
    posted = item.notice_posted_on or meeting.notice_posted_on
    return {
        "item": item,
        "meeting": meeting,
        "outcomes": item.outcomes.all(),
        "approved": approved,
        "posted": posted,
        "latest_approval": None if approved else latest_minutes_approval(meeting.date),
        "latest_notice": latest_board_notice(approved) if approved and not posted else None,
        "force": legal_force_day(posted, meeting.notice_removed_on) if posted else None,
        "is_final": bool(posted) and legal_force_day(posted).value <= on if posted else False,
    }


def _acts(request: HttpRequest, case: Case, who: Standing, on: date) -> list[tuple[str, str]]:
    """What the person may do beside the questions: (label, address)."""
    offered = []
    may = {
        verb: bool(permissions.allows(request.user, verb, case, on, who=who))
        for verb in ("edit_draft", "withdraw_case", "share_case", "set_registry_number")
    }
    if case.stage == "draft":
        if may["edit_draft"]:
            offered.append(("Skriv i utkastet", reverse("case_edit", args=[case.pk])))
            offered.append(("Bilagor", reverse("case_attachments", args=[case.pk])))
        if may["set_registry_number"]:
            offered.append(("Ange diarienummer", reverse("case_registry_number", args=[case.pk])))
    if may["share_case"]:
        offered.append(("Dela ärendet", reverse("case_share", args=[case.pk])))
    if may["withdraw_case"] and case.is_open:
        offered.append(("Återkalla ärendet", reverse("case_withdraw", args=[case.pk])))
    return offered
