"""Reviewing a submitted version: read it, see what has changed and who came before, approve or hand it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import permissions
from approvals.models import Approval, Meeting, RouteStep
from cases.models import Case, CaseVersion
from cases.rules.comparison import compare_line
from cases.rules.errors import NotNow
from cases.web.scope import case_in_scope, open_question
from lifecycle import operations
from lifecycle.models import Question
from lifecycle.web.answering import AnswerForm, answer, text_field
from lifecycle.web.comments import beside_version
from lifecycle.web.inbox_facts import about_case
from lifecycle.web.review_changes import changes_between
from lifecycle.web.review_text import (
    checks_of,
    read_attachments,
    read_content,
    read_points,
    read_recipients,
    read_sections,
)
from lifecycle.web.wording import (
    capitalised,
    counted,
    narrow_date,
    reading_time,
    short_date,
    short_weekday,
)
from organisation.models import Role
from organisation.web.clock import today
from organisation.web.doors import attempt, status_of
from organisation.web.tags import days_until


class ReviewForm(AnswerForm):
    """Approve the version, or hand it back with what needs to change."""

    step = forms.IntegerField(label="Sidan", min_value=0, max_value=200, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Ditt beslut",
        choices=[("approve", "Godkänn"), ("return", "Återlämna med kommentar")],
        error_messages={
            "required": "Välj om du godkänner eller återlämnar.",
            "invalid_choice": "Välj om du godkänner eller återlämnar.",
        },
    )
    remark = text_field("Kommentar", rows=2, max_length=2000)
    comment = text_field("Vad behöver ändras?", rows=5)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the route as the page shows it: done, now or to come."""

    state: str
    who: str
    what: str
    reason: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the version that is on its way, and take the reviewer's answer."""
    on = today()
    case = case_in_scope(request, pk, on)
    _require_reviewer(request, case, on)
    question = open_question(case, "approve")
    form = ReviewForm(request.POST or None, initial=_initial(case, question))
    if request.method == "POST" and form.is_valid() and _decide(request, form, case, on):
        return redirect("inbox")
    context = {"case": case, "form": form, "question": question, **_page(request, case, on)}
    return render(request, "review/review.html", context, status=status_of(form))


def _require_reviewer(request: HttpRequest, case: Case, on: date) -> None:
    """Refuse, and record, an answer from somebody else than who is asked, before a word of it is read.

    A page from before the case moved on is told so by the operation instead.
    """
    is_old = request.POST.get("step", str(case.step)) != str(case.step)
    now = _step_now(case) if request.method == "POST" and not is_old else None
    if now is not None:
        facts = {"step": now, "editors": _editors(case)}
        attempt(
            request,
            lambda: permissions.require(request.user, "approve", case, on, **facts),
            verb="approve",
            subject=("case", case.pk),
        )


def _step_now(case: Case) -> RouteStep | None:
    """The approval the case waits for, if it waits for one."""
    if case.stage != "approval" or case.mark == Case.Mark.RENDERING:
        return None
    steps = RouteStep.objects.filter(case=case, version=case.version, position=case.step)
    return steps.select_related("unit").first()


def _editors(case: Case) -> set[int]:
    """Everybody who has written in this version or an earlier one."""
    rows = case.editors.filter(version__lte=case.version)
    return set(rows.values_list("person_id", flat=True))


def _initial(case: Case, question: Question | None) -> dict[str, Any]:
    task = question.task if question else None
    return {"task": task, "step": case.step}


def _decide(request: HttpRequest, form: ReviewForm, case: Case, on: date) -> bool:
    said = form.cleaned_data
    step = said["step"]
    if said["decision"] == "return":
        done = answer(
            request, form, case, operations.return_to_author,
            verb="return_to_author", step=step, comment=said["comment"],
        )  # fmt: skip
        told = f"Version {case.version} är återlämnad till {case.case_officer.name}."
    else:
        done = answer(
            request, form, case, operations.approve,
            verb="approve", step=step, comment=said["remark"],
        )  # fmt: skip
        told = f"Du har godkänt version {case.version}."
    if done:
        messages.success(request, told)
    return done


def _page(request: HttpRequest, case: Case, on: date) -> dict[str, Any]:
    """Everything the page says about the version, apart from the form."""
    current, before = _versions(case)
    content = read_content(current.content)
    earlier = read_content(before.content) if before else None
    changes = changes_between(earlier, content)
    approvals = _approvals(case)
    folded = _folded(request, before, approvals)
    marked_from = earlier if folded else None  # the whole text is read without marks
    checks = checks_of(content, on)
    return {
        "about": about_case(case),
        "version": current,
        "before": before,
        "size": _size(content),
        "content": content,
        "groups": read_points(content, changes, marked_from),
        "sections": read_sections(content, changes, marked_from),
        "attachments": read_attachments(content, marked_from),
        "recipients": read_recipients(content, marked_from),
        "title": compare_line(marked_from["title"], content["title"]) if marked_from else None,
        "changes": changes,
        "changes_title": _changes_title(len(changes), before),
        "marked": {c.anchor: c.number for c in changes if c.anchor},
        "folded": folded,
        "earlier": [{"approval": a, "day": narrow_date(a.decided_on, on)} for a in approvals],
        "errors": [c for c in checks if c.is_error],
        "warnings": [c for c in checks if not c.is_error],
        **beside_version(request, case, content, current.number),
        **_decision(request, case, current, on),
    }


def _versions(case: Case) -> tuple[CaseVersion, CaseVersion | None]:
    """The last submitted version and the one before it. Raises NotNow when none has been submitted."""
    rows = list(
        CaseVersion.objects.filter(case=case).select_related("submitted_by").order_by("-number")[:2]
    )
    if not rows:
        raise NotNow("not_submitted", "Ärendet har inte skickats på granskning än.")
    return rows[0], rows[1] if len(rows) > 1 else None


def _approvals(case: Case) -> list[Approval]:
    rows = Approval.objects.filter(step__case=case).select_related("step")
    return list(rows.order_by("-decided_at"))


def _size(content: dict[str, Any]) -> str:
    points = counted(len(content["points"]), "en beslutspunkt", "beslutspunkter")
    sections = counted(len(content["sections"]), "ett avsnitt", "avsnitt")
    read = sum(len(each["text"]) for each in (*content["points"], *content["sections"]))
    return f"{points}, {sections}, {reading_time(read)}"


def _changes_title(number: int, before: CaseVersion | None) -> str:
    if before is None:
        return ""
    if not number:
        return f"Inget är ändrat sedan version {before.number}"
    changes = capitalised(counted(number, "en ändring", "ändringar"))
    return f"{changes} sedan version {before.number}"


def _folded(
    request: HttpRequest, before: CaseVersion | None, approvals: Sequence[Approval]
) -> bool:
    """Whether unchanged sections are folded: when asked for, else for who has answered before."""
    if before is None:
        return False
    asked = request.GET.get("visa")
    if asked in ("andringar", "allt"):
        return asked == "andringar"
    return any(a.person_id == request.user.pk for a in approvals)


def _decision(request: HttpRequest, case: Case, version: CaseVersion, on: date) -> dict[str, Any]:
    """What the panel says: who decides, what each answer leads to, by when, and the route."""
    steps = list(
        RouteStep.objects.filter(case=case, version=version.number)
        .select_related("asked", "body", "unit", "approval")
        .order_by("position")
    )
    waiting = case.stage == "approval" and case.mark != Case.Mark.RENDERING
    now = next((s for s in steps if waiting and s.position == case.step), None)
    following = next((s for s in steps if now and s.position == now.position + 1), None)
    allowed = now is not None and permissions.allows(
        request.user, "approve", case, on, step=now, editors=_editors(case)
    )
    return {
        "step": now,
        "allowed": bool(allowed),
        "why_not": "" if allowed or now is None else allowed.sentence,
        "then": _then(following, on),
        "route": [_shown(s, case, on) for s in steps],
        **_due(case, waiting, on),
    }


def _then(following: RouteStep | None, on: date) -> str:
    """What an approval leads to."""
    if following is not None and following.kind == RouteStep.Kind.APPROVAL:
        return f"Versionen går vidare till {_name(following)}."
    target = f"till {following.body.definite}" if following and following.body else "vidare"
    day = short_date(on, on)
    return f"Texten låses, tjänsteutlåtandet dateras {day} och ärendet går {target}."


def _name(step: RouteStep) -> str:
    role = Role(step.role).label
    return f"{step.asked.name}, {role}" if step.asked else role


def _shown(step: RouteStep, case: Case, on: date) -> Step:
    given: Approval | None = getattr(step, "approval", None)
    who = step.body.name if step.body else _name(step)
    if given is not None:
        did = "Godkände" if given.outcome == Approval.Outcome.APPROVED else "Återlämnade"
        signed = f"{given.name}, {given.title}"
        return Step("klar", signed, f"{did} {short_date(given.decided_on, on)}", step.reason)
    if case.is_open and step.position == case.step and step.version == case.version:
        return Step("nu", who, "Här är ärendet nu", step.reason)
    done = step.version == case.version and 0 < step.position < case.step
    return Step("klar" if done else "kommer", who, "", step.reason)


def _due(case: Case, waiting: bool, on: date) -> dict[str, str]:
    """By when the papers are needed, counted from the recipient's next meeting."""
    if not waiting:
        return {"due": "", "due_note": ""}
    meeting = (
        Meeting.objects.filter(body=case.recipient_body_id, stop_date__gte=on)
        .order_by("date")
        .first()
    )
    if meeting is None or meeting.stop_date is None:
        return {"due": "", "due_note": ""}
    body = case.recipient_body.short_name
    return {
        "due": f"Handlingar till {body} senast {short_date(meeting.stop_date, on)}",
        "due_note": f"{days_until(meeting.stop_date, on)}, inför sammanträdet {short_weekday(meeting.date, on)}",
    }
