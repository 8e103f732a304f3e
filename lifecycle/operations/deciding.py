"""Recording what a meeting decided, point by point, and letting the case go where that leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max, Q

from approvals.delegation import paragraphs_reported
from approvals.models import Meeting, MinuteItem, PointOutcome, RouteStep
from approvals.operations.meetings import lock_meeting
from approvals.permissions import require
from approvals.rules.decisions import ADOPTED, Outcome, Result, require_outcome, settle_item
from approvals.rules.proceedings import Proceedings, sentences
from approvals.rules.settlement import DECISIONS, settle_conditions
from cases.locking import lock_case
from cases.models import Case, Point
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.operations.moves import finish_case, move_agreement, move_case
from lifecycle.operations.proceedings import note_proceedings
from lifecycle.operations.telling import tell_agreement, tell_case
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_stage
from organisation.models import Person

NOTHING_MORE = Proceedings()


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """What the meeting did with one point; `decided_text` is needed when it was changed."""

    outcome: Outcome
    decided_text: str = ""


@transaction.atomic
def record_item(
    *,
    case_id: int,
    item_id: int,
    answers: Mapping[int, PointAnswer],
    actor: Person,
    on: date,
    paragraph: int | None = None,
    motivation: str = "",
    proceedings: Proceedings = NOTHING_MORE,
) -> Case:
    """Record the outcome of every point the body handles; keys of `answers` are point numbers.

    The § is the next in the body's series for the year unless `paragraph` is given. Points the body
    decides are then locked; conditions settle; the case moves by the mixed-outcome rule. Raises
    MinuteItem.DoesNotExist when the item is not the case's.
    """
    case = lock_case(case_id)
    item = MinuteItem.objects.select_for_update(of=("self",)).get(pk=item_id, case=case)
    meeting = lock_meeting(item.meeting_id)
    by = require(actor, "record_item", meeting, on)
    require_stage(case.stage, "board", "council")
    _require_recordable(item, meeting, on)
    points = points_handled(case, meeting.body_id)
    _require_answers(points, answers, motivation, meeting.body.kind)
    note_proceedings(item, meeting, proceedings, [a.outcome for a in answers.values()])
    _write_outcomes(item, points, answers, meeting.body_id)
    decided = settle_points(case)
    result = settle_item([a.outcome for a in answers.values()], adopted_before=_adopted(decided))
    _number(item, result, paragraph, motivation)
    _follow(case, meeting, result, on)
    facts = {
        "meeting": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "paragraph": item.number,
        "result": result.value,
        "points": {str(n): a.outcome.value for n, a in sorted(answers.items())},
        "motivation": motivation,
        "proceedings": list(sentences(proceedings)),
    }
    tell_case(case, "item_recorded", by, on, facts)
    _tell_agreement(case, result, by, on)
    return case


def points_handled(case: Case, body_id: int) -> list[Point]:
    """The undecided points this body decides or proposes, in order."""
    return list(
        case.points.filter(decision="").filter(Q(body_id=body_id) | Q(proposing_body_id=body_id))
        or case.points.filter(decision="")
    )


def _require_recordable(item: MinuteItem, meeting: Meeting, on: date) -> None:
    if item.result:
        raise NotNow("recorded", "Utfallet är redan antecknat. Läs in sidan igen.")
    if meeting.date > on:
        raise NotNow("not_held", f"Sammanträdet hålls {long_date(meeting.date)}.")
    if meeting.minutes_approved_on is not None:
        raise NotNow("minutes_approved", "Protokollet är justerat och kan inte ändras.")
    if meeting.present_count is None:
        raise NotNow("no_attendance", "Anteckna antalet närvarande först.")


def _require_answers(
    points: list[Point], answers: Mapping[int, PointAnswer], motivation: str, body_kind: str
) -> None:
    for point in points:
        answer = answers.get(point.number)
        if answer is None:
            raise Invalid(
                "no_outcome",
                f"Ange ett utfall för punkt {point.number}.",
                field=f"point-{point.number}",
            )
        require_outcome(body_kind, answer.outcome)
        if answer.outcome is Outcome.CHANGED and not answer.decided_text.strip():
            raise Invalid(
                "no_wording",
                f"Skriv den beslutade lydelsen av punkt {point.number}.",
                field=f"text-{point.number}",
            )
        require_printable(answer.decided_text, f"text-{point.number}")
    if set(answers) - {p.number for p in points}:
        raise Invalid(
            "other_point", "En punkt beslutas inte av det här organet nu. Läs in sidan igen."
        )
    referred = any(a.outcome is Outcome.REFERRED_BACK for a in answers.values())
    if referred and not motivation.strip():
        raise Invalid("no_motivation", "Skriv motiveringen till återremissen.", field="motivation")


def _write_outcomes(
    item: MinuteItem, points: list[Point], answers: Mapping[int, PointAnswer], body_id: int
) -> None:
    proposed = proposed_texts(points)
    for point in points:
        answer = answers[point.number]
        text = proposed[point.pk]
        decided = text if answer.outcome in (Outcome.APPROVED, Outcome.NOTED) else ""
        if answer.outcome is Outcome.CHANGED:
            decided = answer.decided_text.strip()
        PointOutcome.objects.create(
            item=item, point=point, outcome=answer.outcome, proposed_text=text, decided_text=decided
        )
        if point.body_id == body_id and answer.outcome in DECISIONS:
            point.decision, point.decided_text = DECISIONS[answer.outcome], decided
            point.save(update_fields=["decision", "decided_text"])


def proposed_texts(points: list[Point]) -> dict[int, str]:
    """The wording each point comes to a body with: the last one a body adopted, else the draft's."""
    texts = {p.pk: p.text for p in points}
    earlier = PointOutcome.objects.filter(
        point__in=points, outcome__in=[o.value for o in ADOPTED], item__version=_version(points)
    )
    for outcome in earlier.order_by("pk"):
        texts[outcome.point_id] = outcome.decided_text
    return texts


def _version(points: list[Point]) -> int:
    return points[0].case.version if points else 0


def settle_points(case: Case) -> list[Point]:
    """Settle every condition from what is decided so far; a condition held by the secretary stays."""
    points = list(case.points.prefetch_related("depends_on"))
    conditions = settle_conditions(
        {p.number: p.decision for p in points},
        {p.number: [d.number for d in p.depends_on.all()] for p in points},
        _decided_in(case),
    )
    for point in points:
        condition = conditions.get(point.number, "")
        held = point.condition == Point.Condition.FULFILLED and condition == "reevaluate"
        if not held and condition != point.condition:
            point.condition = condition
            point.save(update_fields=["condition"])
    return points


def _decided_in(case: Case) -> dict[int, int]:
    """The item in which each point was last decided by the body it belongs to, by point number."""
    rows = PointOutcome.objects.filter(
        point__case=case,
        item__meeting__body=F("point__body"),
        outcome__in=[o.value for o in DECISIONS],
    )
    return dict(rows.order_by("pk").values_list("point__number", "item_id"))


def _adopted(points: list[Point]) -> bool:
    return any(p.decision in ("adopted", "changed") and p.condition != "void" for p in points)


def _number(item: MinuteItem, result: Result, paragraph: int | None, motivation: str) -> None:
    item.result, item.motivation = result.value, motivation.strip()
    if result is not Result.OFF_AGENDA:
        item.number = paragraph or next_paragraph(item)
        taken = MinuteItem.objects.filter(
            series_body=item.series_body_id, series_year=item.series_year, number=item.number
        )
        reported = paragraphs_reported(item.series_body_id, item.series_year)
        if taken.exists() or reported.filter(paragraph=item.number).exists():
            raise Invalid(
                "paragraph_taken", f"§ {item.number} är redan använd i år.", field="paragraph"
            )
    item.save(update_fields=["result", "motivation", "proceedings", "number"])


def next_paragraph(item: MinuteItem) -> int:
    """The next § in the body's series for the year."""
    series = MinuteItem.objects.filter(
        series_body=item.series_body_id, series_year=item.series_year
    )
    reported = paragraphs_reported(item.series_body_id, item.series_year)
    last = series.aggregate(last=Max("number"))["last"] or 0
    return max(last, reported.aggregate(last=Max("paragraph"))["last"] or 0) + 1


def _follow(case: Case, meeting: Meeting, result: Result, on: date) -> None:
    """Move the case, and with it the agreement it would enter."""
    entering = case.kind == Case.Kind.ENTER
    if result is Result.REFERRED_BACK:
        mark = Case.Mark.REFERRED_BACK
        move_case(case, "draft", "record_item", step=0, version=case.version + 1, mark=mark)
    elif result in (Result.TABLED, Result.OFF_AGENDA):
        mark = Case.Mark.TABLED if result is Result.TABLED else ""
        move_case(case, case.stage, "record_item", mark=mark)
    elif result is Result.REJECTED:
        finish_case(case, "rejected", "record_item", on, f"Avslaget av {meeting.body.definite}.")
        if entering:
            move_agreement(
                case.agreement, "abandoned", "record_item", end_reason=case.closing_reason
            )
    else:
        _onward(case, entering)


def _onward(case: Case, entering: bool) -> None:
    following = _next_step(case)
    if following is not None:
        target = "council" if following.body and following.body.kind == "council" else "board"
        move_case(case, target, "record_item", step=case.step + 1, mark="")
        return
    move_case(case, "execution", "record_item", mark="")
    if entering and case.agreement.state == "proposed":
        move_agreement(case.agreement, "signing", "record_item")


def _next_step(case: Case) -> RouteStep | None:
    """The next body on the route that still has something to decide there or further on."""
    ahead = list(
        RouteStep.objects.filter(case=case, version=case.version, position__gt=case.step)
        .select_related("body")
        .order_by("position")
    )
    undecided = set(case.points.filter(decision="").values_list("body_id", flat=True))
    waits = undecided & {step.body_id for step in ahead}
    return ahead[0] if waits else None


def _tell_agreement(case: Case, result: Result, by: By, on: date) -> None:
    agreement = case.agreement
    if case.kind == Case.Kind.ENTER and agreement.state in ("signing", "abandoned"):
        kind = "agreement_decided" if agreement.state == "signing" else "agreement_abandoned"
        facts = {"case": case.pk, "result": result.value, "state": agreement.state}
        tell_agreement(agreement, kind, by, on, facts)
