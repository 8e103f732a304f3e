"""The inbox as a page: what waits for you, before which meeting, and whom you wait for yourself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals import permissions
from approvals.models import Meeting
from lifecycle.models import Question
from lifecycle.web.inbox import PAGE, Place, answer_page, answer_url, page_after, questions_to
from lifecycle.web.inbox_facts import Facts, about, facts_about, note, row_beside, why_now
from lifecycle.web.wording import capitalised, counted, in_words, late, short_date, short_weekday
from organisation.models import Person, Role
from organisation.web.clock import today
from organisation.web.tags import days_until

_MEETINGS_AHEAD: Final = 60
_IN_RAIL: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the page shows it."""

    question: Question
    what: str
    url: str
    button: str
    why: str
    note: str
    for_whom: str
    day: str
    day_note: str
    is_late: bool


@dataclass(slots=True)
class Group:
    """Questions that belong to the same meeting, or share how urgent they are."""

    title: str
    note: str = ""
    before: str = ""
    rows: list[Row] = field(default_factory=list)


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what is asked of the person who is signed in, in the order it is due."""
    on = today()
    who = permissions.standing(request.user, on)
    place = Place.read(request.GET.get("efter", ""))
    questions, following = page_after(questions_to(who, on), place)
    meetings = _meetings(request.user, on)
    groups = _grouped(questions, meetings, who.person, on)
    context = {
        "groups": groups,
        "summary": _summary(len(questions), groups, bool(following), place is not None),
        "first_url": "" if place is None else reverse("inbox"),
        "next_url": f"{reverse('inbox')}?efter={following}" if following else "",
        "is_first": place is None,
        "has_role": bool(who.mandates),
        "meetings": [_in_rail(m, on) for m in meetings if m.date >= on][:_IN_RAIL],
        "waiting": [_waiting(q, on) for q in _own_cases(request.user, who, on)],
        "stands_in_for": sorted({m.stands_in_name for m in who.mandates if m.stands_in_name}),
    }
    return render(request, "inbox/inbox.html", context)


def _meetings(person: Person, on: date) -> list[Meeting]:
    """The meetings ahead, nearest first, as far as the person may see them."""
    ahead = Meeting.objects.filter(date__gte=on).select_related("body")
    return list(permissions.visible_to(person, ahead, on)[:_MEETINGS_AHEAD])


def _grouped(
    questions: Sequence[Question], meetings: Sequence[Meeting], person: int, on: date
) -> list[Group]:
    facts = facts_about(questions)
    groups: dict[str, Group] = {}
    for question in questions:
        group = _group_of(question, meetings, on)
        groups.setdefault(group.title, group).rows.append(_row(question, facts, person, on))
    return list(groups.values())


def _group_of(question: Question, meetings: Sequence[Meeting], on: date) -> Group:
    due = question.due_on
    if due is None:
        return Group("Utan sista dag")
    if due < on:
        return Group("Försenat")
    if question.kind == "decide" and question.body is not None:
        return Group(f"{capitalised(question.body.definite)} {short_weekday(due, on)}")
    if question.kind == "approve" and question.case is not None:
        body = question.case.recipient_body_id
        for meeting in meetings:
            if (meeting.body_id, meeting.stop_date) == (body, due):
                return _before(meeting, due, on)
    return Group("Med annan sista dag")


def _before(meeting: Meeting, due: date, on: date) -> Group:
    name = meeting.body.definite
    return Group(
        f"Före {name} {short_date(meeting.date, on)}",
        f"Handlingar till {meeting.body.short_name} senast {short_weekday(due, on)}",
        name,
    )


def _row(question: Question, facts: Facts, person: int, on: date) -> Row:
    agenda = facts.agendas.get(question.case_id)
    page = answer_page(question, agenda.meeting.date if agenda else None, on)
    due = question.due_on
    is_late = due is not None and due < on
    asked = question.person
    return Row(
        question=question,
        what=page.what.format(about=about(question, facts, on)),
        url=answer_url(question, row_beside(question, facts)),
        button=page.button,
        why=why_now(question, facts, on),
        note=note(question, facts, person, on),
        for_whom=asked.name if asked is not None and asked.pk != person else "",
        day=short_date(due, on) if due else "",
        day_note=(late(due, on) if is_late else days_until(due, on)) if due else "",
        is_late=is_late,
    )


def _summary(number: int, groups: Sequence[Group], more: bool, later_page: bool) -> str:
    if later_page:
        return "Här fortsätter listan över det som väntar på dig."
    if more:
        return f"Fler än {PAGE} uppgifter väntar på dig."
    if not number:
        return ""
    text = capitalised(counted(number, "en uppgift väntar på dig", "uppgifter väntar på dig"))
    first = next((g for g in groups if g.before), None)
    if first is None:
        return f"{text}."
    urgent = len(first.rows)
    ready = "klar" if urgent == 1 else "klara"
    return f"{text}, {in_words(urgent)} ska vara {ready} före {first.before}."


def _in_rail(meeting: Meeting, on: date) -> dict[str, Any]:
    notes = [days_until(meeting.date, on)]
    if meeting.stop_date is not None and meeting.stop_date >= on:
        notes.append(f"handlingar senast {short_date(meeting.stop_date, on)}")
    return {
        "url": reverse("meeting", args=[meeting.pk]),
        "name": f"{capitalised(meeting.body.definite)} {short_weekday(meeting.date, on)}",
        "note": f"{capitalised(', '.join(notes))}.",
    }


def _own_cases(person: Person, who: permissions.Standing, on: date) -> QuerySet[Question]:
    """What the person's own cases ask of others."""
    mine = questions_to(who, on).order_by().values("pk")
    return (
        Question.objects.filter(case__case_officer=person, case__closed_on__isnull=True)
        .exclude(pk__in=mine)
        .select_related("case", "person", "body")
        .order_by("asked_on", "pk")[: 2 * _IN_RAIL]
    )


_WAITS: Final = {
    "write": "Skrivs av {who}",
    "approve": "Granskas av {who}",
    "decide": "Tas upp av {who}",
    "settle": "Villkoret prövas av {who}",
    "sign": "Undertecknas av {who}",
    "give_notice": "Sägs upp av {who}",
    "dispatch": "Expedieras av {who}",
    "close": "Avslutas av {who}",
    "directive": "Uppdraget rapporteras av {who}",
    "countersign": "Underskriften registreras av {who}",
}
_DEFINITE: Final = {
    Role.COMMITTEE_SECRETARY.value: "nämndsekreteraren",
    Role.REGISTRAR.value: "registratorn",
    Role.SIGNATORY.value: "den som är utsedd till undertecknare",
}


def _waiting(question: Question, on: date) -> dict[str, Any]:
    whom = question.person.name if question.person else _DEFINITE[question.role]
    text = _WAITS[question.kind].format(who=whom)
    until = f", senast {short_date(question.due_on, on)}" if question.due_on else ""
    return {"case": question.case, "text": f"{text}{until}"}
