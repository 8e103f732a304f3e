"""Correcting what was recorded: an outcome is taken back before the minutes are approved, a slip of the pen noted after.

KL (2017:725) 6:35 and 5:69: what the minutes hold is settled when they are approved. An obvious slip of the pen may be
corrected afterwards, as in FL (2017:900) 36 though it does not bind here (FL 2); the decision stays what it was.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from approvals.legal_days import courses_of
from approvals.models import Directive, Meeting, MinuteItem, PointOutcome, RouteStep
from approvals.operations.meetings import lock_meeting
from approvals.permissions import require
from approvals.rules.decisions import Outcome
from approvals.rules.settlement import DECISIONS
from cases.locking import lock_agreement, lock_case
from cases.models import Case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.corrections import point_returned_since
from lifecycle.models import Signature
from lifecycle.operations.deciding import settle_points
from lifecycle.operations.moves import move_agreement, move_case
from lifecycle.operations.telling import tell_agreement, tell_case
from lifecycle.rules.dates import long_date
from organisation.models import Person

MAX_REASON = 2_000


@transaction.atomic
def reopen_item(
    *, case_id: int, meeting_id: int, item_id: int, reason: str, actor: Person, on: date
) -> Case:
    """Take back an item's recorded outcome, so that it is recorded anew: the case stands before the body again.

    What was recorded stays in the book, with the reason. Raises NotNow, saying what to do instead, when the
    minutes are approved or something has followed from the outcome; MinuteItem.DoesNotExist for another case's.
    """
    case = lock_case(case_id)
    case.agreement = lock_agreement(case.agreement_id)
    meeting = _lock_meetings(case, meeting_id)
    item = MinuteItem.objects.select_for_update(of=("self",)).get(
        pk=item_id, case=case, meeting=meeting
    )
    by = require(actor, "reopen_item", meeting, on)
    _require_text(reason, "reason", "Skriv varför utfallet ska rättas.")
    _require_unsettled(item, meeting)
    _require_nothing_followed(case, item)
    facts = _what_was_said(item, meeting) | {"reason": reason.strip()}
    facts["taken_off"] = _take_off_agendas(case, item, on)
    _undecide(item, meeting)
    _bring_back(case, item, meeting)
    tell_case(case, "item_reopened", by, on, facts)
    agreement = case.agreement
    if case.kind == Case.Kind.ENTER and agreement.state in ("signing", "abandoned"):
        move_agreement(agreement, "proposed", "reopen_item", end_reason="")
        tell_agreement(agreement, "agreement_reopened", by, on, {"case": case.pk})
    return case


def _lock_meetings(case: Case, meeting_id: int) -> Meeting:
    """Lock the meeting and those the case waits for, so that no summons to one is issued meanwhile."""
    ahead = MinuteItem.objects.filter(case=case, result="").values_list("meeting_id", flat=True)
    locked = {key: lock_meeting(key) for key in sorted({meeting_id, *ahead})}
    return locked[meeting_id]


def _require_unsettled(item: MinuteItem, meeting: Meeting) -> None:
    if not item.result:
        raise NotNow("not_recorded", "Utfallet är inte antecknat. Läs in sidan igen.")
    if item.result == MinuteItem.Result.OFF_AGENDA:
        raise NotNow(
            "off_agenda",
            "Ärendet utgick. Sätt upp det på dagordningen till ett senare sammanträde.",
        )
    if meeting.minutes_approved_on or item.minutes_approved_on:
        raise NotNow(
            "minutes_approved",
            "Protokollet är justerat och utfallet kan inte ändras. Ett skrivfel antecknas som rättelse.",
        )


def _require_nothing_followed(case: Case, item: MinuteItem) -> None:
    """Raise NotNow for what has followed from the outcome and cannot be undone by taking it back."""
    later = _later_item(case, item)
    if later is not None:
        where = f"{later.meeting.body.definite} {long_date(later.meeting.date)}"
        raise NotNow(
            "handled_later",
            f"Ärendet har behandlats av {where} sedan dess. Rätta det utfallet först.",
        )
    if case.stage in ("closed", "withdrawn"):
        raise NotNow("closed", "Ärendet är avslutat. Ett fel i protokollet antecknas som rättelse.")
    if case.stage == "draft" and case.editors.filter(version=case.version).exists():
        raise NotNow(
            "written_in",
            f"Version {case.version} har börjat skrivas. Skicka den, så tar organet ställning igen.",
        )
    if case.stage == "approval":
        raise NotNow("under_review", f"Version {case.version} granskas redan.")
    _require_not_appealed(item)
    _require_no_point_returned(item)
    _require_agreement_untouched(case)
    if case.recipients.exclude(dispatched_on=None).exists():
        raise NotNow(
            "dispatched",
            "Beslutet är expedierat. Skriv till mottagarna, och ta upp ärendet på nytt.",
        )
    followed = Directive.objects.filter(point__outcomes__item=item, status="open").first()
    if followed is not None:
        raise NotNow(
            "followed",
            f"Punkt {followed.point.number} står på balanslistan. Avsluta uppdraget där först.",
        )


def _require_not_appealed(item: MinuteItem) -> None:
    if any(not course.is_void for course in courses_of(item)):
        raise NotNow(
            "appealed", "Beslutet är överklagat. Ett fel i protokollet antecknas som rättelse."
        )


def _require_no_point_returned(item: MinuteItem) -> None:
    returned = point_returned_since(item)
    if returned is not None:
        raise NotNow(
            "condition_settled",
            f"Villkoret för punkt {returned} har prövats, och punkten ska beslutas på nytt. "
            "Anteckna det beslutet i stället.",
        )


def _later_item(case: Case, item: MinuteItem) -> MinuteItem | None:
    """An item of the case whose outcome was recorded after this one's."""
    mine = item.outcomes.aggregate(last=Max("pk"))["last"] or 0
    rows = MinuteItem.objects.filter(case=case, outcomes__pk__gt=mine).exclude(pk=item.pk)
    return rows.select_related("meeting__body").first()


def _require_agreement_untouched(case: Case) -> None:
    agreement = case.agreement
    if case.kind == Case.Kind.ENTER and (
        agreement.state not in ("proposed", "signing", "abandoned")
        or Signature.objects.filter(agreement=agreement).exists()
    ):
        raise NotNow(
            "signed", "Avtalet är undertecknat av någon part. Ta upp ärendet på nytt i stället."
        )
    if (case.stage, agreement.state) == ("execution", "abandoned"):
        raise NotNow(
            "given_up",
            "Avtalet ska inte längre ingås. Öppna ett nytt ärende om det ska prövas igen.",
        )
    if case.kind != Case.Kind.ENTER and agreement.state == "notice_given":
        raise NotNow("notice_given", "Uppsägningen är redan lämnad.")


def _what_was_said(item: MinuteItem, meeting: Meeting) -> dict[str, Any]:
    rows = item.outcomes.select_related("point")
    return {
        "meeting": meeting.pk,
        "item": item.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "paragraph": item.number,
        "result": item.result,
        "points": {str(row.point.number): row.outcome for row in rows},
        "wordings": {
            str(row.point.number): row.decided_text
            for row in rows
            if row.outcome == Outcome.CHANGED
        },
        "motivation": item.motivation,
        "minuted": item.proceedings,
    }


def _take_off_agendas(case: Case, item: MinuteItem, on: date) -> list[str]:
    """Take the case off the agendas it was put on because of the outcome; refuse when they have been called to."""
    ahead = MinuteItem.objects.filter(case=case, result="").exclude(pk=item.pk)
    found = []
    for row in ahead.select_related("meeting__body", "summons"):
        where = f"{row.meeting.body.definite} {long_date(row.meeting.date)}"
        if row.summons_id is not None:
            raise NotNow(
                "summoned", f"Ärendet står i kallelsen till {where}. Låt det utgå där först."
            )
        if row.meeting.date <= on:
            raise NotNow(
                "held", f"Ärendet står på dagordningen till {where}. Låt det utgå där först."
            )
        found.append(where)
        row.delete()
    return found


def _undecide(item: MinuteItem, meeting: Meeting) -> None:
    """The points are as they were before the meeting, the item as it stood on the agenda."""
    for row in item.outcomes.select_related("point"):
        if row.point.body_id == meeting.body_id and row.outcome in DECISIONS:
            row.point.decision = row.point.decided_text = ""
            row.point.save(update_fields=["decision", "decided_text"])
    PointOutcome.objects.filter(item=item).delete()
    item.result = item.motivation = ""
    item.proceedings, item.number = {}, None
    item.save(update_fields=["result", "motivation", "proceedings", "number"])


def _bring_back(case: Case, item: MinuteItem, meeting: Meeting) -> None:
    settle_points(case)
    if not PointOutcome.objects.filter(item__case=case).exists():
        case.points.update(condition="")  # nothing has been decided that a condition could hang on
    stage = "council" if meeting.body.kind == "council" else "board"
    facts = {"step": _step(case, item, meeting), "version": item.version}
    facts["mark"] = _mark_before(case, item)
    move_case(case, stage, "reopen_item", closed_on=None, closing_reason="", **facts)


def _mark_before(case: Case, item: MinuteItem) -> str:
    """Tabled when that was the last outcome of the version before this one."""
    rows = PointOutcome.objects.filter(item__case=case, item__version=item.version)
    last = rows.order_by("pk").values_list("item__result", flat=True).last()
    return Case.Mark.TABLED if last == MinuteItem.Result.TABLED else Case.Mark.NONE


def _step(case: Case, item: MinuteItem, meeting: Meeting) -> int:
    """The body's step on the version's route: the last one that the case had come to."""
    rows = RouteStep.objects.filter(case=case, version=item.version, body=meeting.body_id)
    steps = list(rows.order_by("position").values_list("position", flat=True))
    return max((p for p in steps if p <= case.step), default=steps[0] if steps else case.step)


@transaction.atomic
def rectify_item(*, item_id: int, text: str, actor: Person, on: date) -> MinuteItem:
    """Note a slip of the pen in approved minutes (rättelse); the outcome stays. Raises MinuteItem.DoesNotExist."""
    case_id = MinuteItem.objects.values_list("case_id", flat=True).get(pk=item_id)
    case = lock_case(case_id)
    item: MinuteItem = MinuteItem.objects.select_related("meeting__body").get(pk=item_id)
    by = require(actor, "reopen_item", item.meeting, on)
    if not (item.meeting.minutes_approved_on or item.minutes_approved_on) or item.number is None:
        raise NotNow(
            "not_approved", "Protokollet är inte justerat. Ta tillbaka utfallet i stället."
        )
    _require_text(text, "text", "Skriv vad som är fel och hur det ska vara.")
    facts = {
        "meeting": item.meeting_id,
        "item": item.pk,
        "body": item.meeting.body.name,
        "date": item.meeting.date.isoformat(),
        "paragraph": item.number,
        "text": text.strip(),
    }
    tell_case(case, "item_rectified", by, on, facts)
    return item


def _require_text(text: str, field: str, missing: str) -> None:
    if not text.strip():
        raise Invalid("no_text", missing, field=field)
    if len(text) > MAX_REASON:
        raise Invalid("long_text", f"Skriv högst {MAX_REASON} tecken.", field=field)
    require_printable(text, field)
