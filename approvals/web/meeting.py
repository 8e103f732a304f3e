"""A meeting's page: its agenda, one item at a time with the outcome of each point, and the minutes' dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from approvals import legal_days, permissions
from approvals.agenda import lateness
from approvals.delegation import listed_at
from approvals.models import Meeting, MinuteItem
from approvals.operations import minutes
from approvals.rules.proceedings import Proceedings, sentences
from approvals.web import forms
from approvals.web.agendas import agenda_of, waiting_cases
from approvals.web.onward import what_now, whereabouts_of
from approvals.web.proceedings_fields import as_initial
from approvals.web.standing import Deadlines, deadlines, stand_of
from cases.models import Point
from cases.rules.errors import NotNow
from lifecycle.corrections import Correction, corrections_of
from lifecycle.models import Question
from lifecycle.operations.deciding import next_paragraph, points_handled, proposed_texts
from lifecycle.rules.dates import weekday_date
from lifecycle.rules.legal_days import Announced, annulled_points
from organisation.models import Person
from organisation.web.clock import today
from organisation.web.doors import status_of


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting, with the item asked for or the first that has no outcome."""
    return page(request, pk)


def page(request: HttpRequest, pk: int, item_id: int | None = None, **bound: Any) -> HttpResponse:
    """Show the meeting; `bound` holds a form that was refused, by its name in the template."""
    on = today()
    meetings = permissions.visible_to(request.user, Meeting.objects.select_related("body"), on)
    chosen_meeting = get_object_or_404(meetings, pk=pk)
    may = permissions.allows(request.user, "record_minutes", chosen_meeting, on)
    agenda = agenda_of(chosen_meeting, request.user, on)
    items = [row.item for row in agenda if row.item]
    item = _chosen(items, item_id or _asked_for(request))
    held = chosen_meeting.date <= on
    due = _deadlines(chosen_meeting)
    context = {
        "meeting": chosen_meeting,
        "may": may,
        "publishing": _publishing(chosen_meeting, request, on),
        "held": held,
        "movable": _is_movable(chosen_meeting, items, on),
        "agenda": agenda,
        "item": item,
        "next_item": _next(items, item) if may and held else None,
        **_stands(chosen_meeting, items, on),
        "waiting": _waiting(request, chosen_meeting, items, on),
        "delegated": _delegated(request, chosen_meeting, on),
        "late": lateness(chosen_meeting, on) if may else "",
        "due": due,
        "refused": next(iter(bound.values()), None),
        **(_item_facts(item, chosen_meeting, bool(may) and held, on, bound) if item else {}),
        **_rail(chosen_meeting, due, on, bound),
    }
    context |= _following(item, request.user, on) if item and item.result else {}
    status = max((status_of(f) for f in bound.values()), default=200)
    return render(request, "meeting/meeting.html", context, status=status)


def _publishing(meeting: Meeting, request: HttpRequest, on: date) -> bool:
    """Whether the person may see what is published of the meeting, with the review behind it."""
    ask = meeting.minutes_approved_on is not None
    return ask and bool(permissions.allows(request.user, "read_publication", meeting, on))


def _is_movable(meeting: Meeting, items: list[MinuteItem], on: date) -> bool:
    ahead = meeting.date >= on and meeting.present_count is None
    return ahead and not any(i.result not in ("", "off_agenda") for i in items)


def _asked_for(request: HttpRequest) -> int | None:
    asked = request.GET.get("arende", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _chosen(items: list[MinuteItem], wanted: int | None) -> MinuteItem | None:
    waiting = [i for i in items if not i.result]
    return next((i for i in items if i.pk == wanted), None) or next(iter(waiting or items), None)


def _next(items: list[MinuteItem], item: MinuteItem | None) -> MinuteItem | None:
    """The one to record after this: the next without outcome, else the first."""
    waiting = [i for i in items if not i.result and i != item]
    after = [i for i in waiting if item and items.index(i) > items.index(item)]
    return next(iter(after or waiting), None)


def _counts(meeting: Meeting, items: list[MinuteItem]) -> tuple[int, int]:
    """How much there is to minute (reported decisions count as one §), and how much has no outcome."""
    on_agenda = [i for i in items if i.result != MinuteItem.Result.OFF_AGENDA]
    reported = meeting.delegation_reports.exists()
    return len(on_agenda) + reported, sum(not i.result for i in items)


def _waiting(request: HttpRequest, meeting: Meeting, items: list[MinuteItem], on: date) -> Any:
    if meeting.minutes_approved_on is not None:
        return []
    here = [i.case_id for i in items]
    return (
        waiting_cases(request.user, on).filter(body_now=meeting.body_id).exclude(pk__in=here)[:50]
    )


def _delegated(request: HttpRequest, meeting: Meeting, on: date) -> int:
    """How many delegated decisions are reported at the meeting, or wait for it."""
    listed = listed_at(meeting, on)
    return permissions.visible_to(request.user, listed, on).count()


def _stands(meeting: Meeting, items: list[MinuteItem], on: date) -> dict[str, Any]:
    """Where the meeting stands, and which of its §§ are appealed."""
    appealed = _appealed(items)
    stand = stand_of(meeting, on, *_counts(meeting, items), len(appealed))
    return {"stand": stand, "appealed": appealed}


def _appealed(items: list[MinuteItem]) -> list[int]:
    """The §§ among the items whose appeal is not settled: their legal force is another than the meeting's."""
    here = legal_days.appealed_items().filter(pk__in=[i.pk for i in items])
    return [item.number for item in here if legal_days.is_appealed(item)]


def _deadlines(meeting: Meeting) -> Deadlines:
    return deadlines(meeting.date, meeting.minutes_approved_on, legal_days.of_meeting(meeting))


def _hindrances(meeting: Meeting) -> dict[str, str]:
    """What the operations would refuse each date of the minutes with now, or ""."""
    checks = {
        "minutes": minutes.require_complete,
        "notice": minutes.require_approved,
        "removed": minutes.require_notice_up,
    }
    return {name: _hindrance(check, meeting) for name, check in checks.items()}


def _hindrance(check: Callable[[Meeting], None], meeting: Meeting) -> str:
    try:
        check(meeting)
    except NotNow as refusal:
        return refusal.sentence
    return ""


def _rail(meeting: Meeting, due: Deadlines, on: date, bound: dict[str, Any]) -> dict[str, Any]:
    """What the rail of dates shows beside the days themselves."""
    return {
        "hindrance": _hindrances(meeting),
        **_date_forms(meeting, due, on, bound),
    }


def _date_forms(
    meeting: Meeting, due: Deadlines, on: date, bound: dict[str, Any]
) -> dict[str, Any]:
    """The forms of the rail: the refused one as it was typed, the others with today's date."""
    made = {
        "attendance": forms.AttendanceForm(initial={"present_count": meeting.present_count}),
        "minutes": forms.MinutesForm(initial={"approved_on": on}),
        "notice": forms.NoticeForm(initial={"posted_on": on}),
        "removed": forms.RemovedForm(
            initial={"removed_on": _down_by(legal_days.of_meeting(meeting), on)}
        ),
        "set_day": forms.SetDayForm(),
        "set_item_day": forms.SetDayForm(auto_id=forms.ITEM_ID),
    }
    made |= {name: bound[name] for name in made if name in bound}
    for (name, field), hint in _hints(due).items():
        made[name][field].help_text = hint
    return made


def _hints(due: Deadlines) -> dict[tuple[str, str], str]:
    """What each day of the minutes has to keep to, for the forms where it is given."""
    hints = {
        ("minutes", "approved_on"): f"Senast {weekday_date(due.minutes)}. "
        "Protokollet justeras inom 14 dagar från sammanträdet."
    }
    if due.notice:
        hints["notice", "posted_on"] = (
            f"Senast {weekday_date(due.notice)}, andra dagen efter justeringen."
        )
    if due.appeal:
        hints["removed", "removed_on"] = (
            f"Ska sitta uppe till och med {weekday_date(due.appeal)}. "
            "Tas det ned före dess löper tiden inte ut."
        )
    return hints


def _down_by(announced: Announced | None, on: date) -> date | None:
    """Today, unless a notice taken down today has not been up long enough."""
    return on if announced and on > announced.last.value else None


def _item_facts(
    item: MinuteItem, meeting: Meeting, may_record: bool, on: date, bound: dict[str, Any]
) -> dict[str, Any]:
    """What the middle column shows of one item: a form, what is proposed, or what was decided."""
    corrections = corrections_of(item)
    if item.result:
        day = {"approved_on": on, "posted_on": on}
        return {
            **_correcting(item, meeting, bool(may_record), bound),
            "corrections": corrections,
            "groups": _decided(item, meeting),
            "reevaluate": _to_reevaluate(item),
            "item_due": _item_deadlines(item, meeting),
            "decides": bool(legal_days.decided_points(item)),
            "courses": [c for c in legal_days.courses_of(item) if not c.is_void],
            "item_tells": sentences(Proceedings.from_dict(item.proceedings)),
            "immediate": bound.get("immediate") or forms.ItemMinutesForm(initial=day),
            "item_removed": bound.get("item_removed")
            or forms.ItemRemovedForm(
                initial={"removed_on": _down_by(legal_days.of_item(item), on)}
            ),
            "record": bound.get("record"),  # refused: somebody else has recorded it meanwhile
        }
    form = bound.get("record") or record_form(item, meeting, None, corrections)
    ready = may_record and meeting.present_count is not None
    groups = _grouped(form, meeting)
    return {"groups": groups, "record": form, "may_record": ready, "corrections": corrections}


def _correcting(
    item: MinuteItem, meeting: Meeting, may: bool, bound: dict[str, Any]
) -> dict[str, Any]:
    """The forms for correcting what is recorded: the outcome before the minutes are approved, words after."""
    is_approved = bool(meeting.minutes_approved_on or item.minutes_approved_on)
    return {
        "may_reopen": may and item.number is not None and not is_approved,
        "may_rectify": may and item.number is not None and is_approved,
        "reopen": bound.get("reopen") or forms.ReopenForm(),
        "rectify": bound.get("rectify") or forms.RectifyForm(),
    }


def _paragraph(item: MinuteItem, corrections: Sequence[Correction]) -> int:
    """The § to propose: the one an outcome that was taken back had, while nobody else has it."""
    had = next((c.paragraph for c in reversed(corrections) if c.is_reopening), None)
    series = {"series_body": item.series_body_id, "series_year": item.series_year}
    taken = had is None or MinuteItem.objects.filter(number=had, **series).exists()
    return next_paragraph(item) if taken else had  # type: ignore[return-value]


def record_form(
    item: MinuteItem, meeting: Meeting, data: Any, corrections: Sequence[Correction] = ()
) -> forms.RecordForm:
    """The form of an item without outcome, with § and wordings proposed."""
    points = points_handled(item.case, meeting.body_id)
    task = Question.objects.filter(case_id=item.case_id, kind="decide").values_list(
        "task", flat=True
    )
    return forms.RecordForm(
        data,
        points=points,
        proposed=proposed_texts(points),
        body_kind=meeting.body.kind,
        initial={
            **_recorded_before(corrections),
            "task": task.first(),
            "paragraph": _paragraph(item, corrections),
        },
    )


def _recorded_before(corrections: Sequence[Correction]) -> dict[str, Any]:
    """What was taken back last, filled in to be changed where it was wrong."""
    was = next((c.was for c in reversed(corrections) if c.is_reopening), None)
    if was is None:
        return {}
    return {
        **{f"point-{number}": outcome for number, outcome in was["points"].items()},
        **{f"text-{number}": text for number, text in was.get("wordings", {}).items()},
        "motivation": was["motivation"],
        **as_initial(Proceedings.from_dict(was.get("minuted", {}))),
    }


def _heading(meeting: Meeting, decides: bool, target: str) -> str:
    return f"{meeting.body.name}s " + ("beslut" if decides else f"förslag till {target}")


def _grouped(form: forms.RecordForm, meeting: Meeting) -> list[dict[str, Any]]:
    """The points under the headings of the minutes: proposals to each body, then own decisions."""
    groups: dict[str, dict[str, Any]] = {}
    for point, outcome, text in form.of_points():
        heading = _heading(meeting, point.body_id == meeting.body_id, point.body.definite)
        own = point.body_id == meeting.body_id
        group = groups.setdefault(heading, {"heading": heading, "own": own, "rows": []})
        proposed = form.proposed[point.pk]
        row = {"point": point, "outcome": outcome, "text": text, "proposed": proposed}
        group["rows"].append(row)
    return list(groups.values())


def _decided(item: MinuteItem, meeting: Meeting) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    annulled = annulled_points(legal_days.courses_of(item))
    for row in item.outcomes.select_related("point__body"):
        own = row.point.body_id == meeting.body_id
        heading = _heading(meeting, own, row.point.body.definite)
        group = groups.setdefault(heading, {"heading": heading, "own": own, "rows": []})
        said = annulled.get(row.point.number, "")
        group["rows"].append({"point": row.point, "decided": row, "annulled": said})
    return list(groups.values())


def _to_reevaluate(item: MinuteItem) -> list[int]:
    """Points the body's changes have made uncertain, while the case is carried out."""
    points = item.case.points.filter(condition=Point.Condition.REEVALUATE)
    return list(points.values_list("number", flat=True)) if item.case.is_open else []


def _item_deadlines(item: MinuteItem, meeting: Meeting) -> Any:
    if item.minutes_approved_on is None:
        return None
    return deadlines(meeting.date, item.minutes_approved_on, legal_days.of_item(item))


def _following(item: MinuteItem, person: Person, on: date) -> dict[str, Any]:
    """What happens with the case now, and whether this person may mend that its body has no meeting."""
    where, body = whereabouts_of(item, on)
    may = body and permissions.allows(person, "schedule_meeting", body, on)
    return {"now": what_now(where, on), "meeting_wanted": body if may else None}
