"""What the inbox tells about each question: from whom, why now and how much; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Func, IntegerField, JSONField, Min, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Length
from django.utils import timezone

from approvals.models import Approval, Meeting, MinuteItem
from cases.models import Case, CaseVersion, Party, Point, Recipient
from lifecycle.models import Question, Receipt, Review
from lifecycle.web.wording import capitalised, counted, listed, reading_time, short_date, when


@dataclass(slots=True)
class Facts:
    """Rows beside the questions of one inbox page, by case, agreement or party."""

    counterparties: dict[int, list[Party]] = field(default_factory=dict)
    versions: dict[int, CaseVersion] = field(default_factory=dict)
    approvals: dict[int, list[Approval]] = field(default_factory=dict)
    items: dict[int, MinuteItem] = field(default_factory=dict)
    agendas: dict[int, MinuteItem] = field(default_factory=dict)
    to_settle: dict[int, int] = field(default_factory=dict)
    not_approved: set[int] = field(default_factory=set)
    reviews: dict[int, int] = field(default_factory=dict)
    receipts: dict[int, list[str]] = field(default_factory=dict)


def facts_about(questions: Sequence[Question]) -> Facts:
    """Read what the page needs about all questions at once (eight queries)."""
    cases = [q.case_id for q in questions if q.case_id]
    agreements = [q.agreement_id for q in questions if q.agreement_id]
    items = _items(cases)
    facts = Facts(
        versions={v.case_id: v for v in _versions(cases)},
        items={i.case_id: i for i in items if i.result},
        agendas={i.case_id: i for i in items if not i.result},
        to_settle=_points_to_settle(cases),
        not_approved={i.case_id for i in items if _lacks_approval(i)},
        reviews=dict(
            Review.objects.filter(agreement__in=agreements, conclusion="").values_list(
                "agreement_id", "pk"
            )
        ),
    )
    for party in Party.objects.filter(agreement__in=agreements, is_ours=False):
        facts.counterparties.setdefault(party.agreement_id, []).append(party)
    answered = Approval.objects.filter(step__case__in=cases).select_related("step")
    left = Count("step__case__comments", filter=Q(step__case__comments__resolved_on=None))
    for approval in answered.annotate(comments_left=left).order_by("decided_at"):
        facts.approvals.setdefault(approval.step.case_id, []).append(approval)
    for case, name in _receipts(cases):
        facts.receipts.setdefault(case, []).append(name)
    return facts


def _receipts(cases: list[int]) -> QuerySet[Receipt, tuple[int, str]]:
    """The recipients in cases where only receipts are waited for."""
    unsent = Recipient.objects.filter(case__in=cases, dispatched_on=None)
    rows = Receipt.objects.filter(recipient__case__in=cases, received_on=None, missing_because="")
    rows = rows.exclude(recipient__case__in=unsent.values("case"))
    return rows.order_by("recipient__position").values_list("recipient__case", "recipient__name")


def _versions(cases: list[int]) -> list[CaseVersion]:
    """The submitted current versions, with the size of their text instead of the text."""
    content = Cast("content", JSONField())

    def length_of(name: str) -> Func:
        return Func(
            KeyTransform(name, content),
            function="jsonb_array_length",
            output_field=IntegerField(),
        )

    def text_of(name: str) -> Length:
        """As the review counts it: without headings and keys."""
        texts = Func(
            KeyTransform(name, content),
            template="jsonb_path_query_array(%(expressions)s, '$[*].text')",
            output_field=JSONField(),
        )
        return Length(Cast(texts, TextField()))

    rows = CaseVersion.objects.filter(case__in=cases, number=F("case__version"))
    return list(
        rows.defer("content")
        .select_related("submitted_by")
        .annotate(
            characters=text_of("sections") + text_of("points"),
            section_count=length_of("sections"),
            point_count=length_of("points"),
        )
    )


def _items(cases: list[int]) -> list[MinuteItem]:
    """What bodies have done with the cases, or have on their agendas, oldest first."""
    rows = MinuteItem.objects.filter(case__in=cases)
    return list(rows.select_related("meeting__body").order_by("meeting__date", "pk"))


def _lacks_approval(item: MinuteItem) -> bool:
    """A § that decided something while its minutes are not yet approved."""
    approved = item.minutes_approved_on or item.meeting.minutes_approved_on
    return item.result == MinuteItem.Result.ONWARD and approved is None


def _points_to_settle(cases: list[int]) -> dict[int, int]:
    rows = Point.objects.filter(case__in=cases, condition=Point.Condition.REEVALUATE)
    return {
        row["case_id"]: row["first"]
        for row in rows.order_by().values("case_id").annotate(first=Min("number"))
    }


def about(question: Question, facts: Facts, on: date) -> str:
    """Whom the agreement is with; for a counterparty's signature only that party; or which meeting."""
    if question.meeting is not None:
        meeting = question.meeting
        return f"{meeting.body.definite} {short_date(meeting.date, on)}"
    parties = facts.counterparties.get(question.agreement_id, [])
    if question.kind == "countersign":
        parties = [p for p in parties if str(p.pk) == question.key]
    return listed([p.name for p in parties]) or question.agreement.title


def about_case(case: Case) -> str:
    """Whom the case's agreement is with (one query)."""
    names = Party.objects.filter(agreement=case.agreement_id, is_ours=False)
    return listed(list(names.values_list("name", flat=True))) or case.agreement.title


def why_now(question: Question, facts: Facts, on: date) -> str:
    """Say who sent it here and when."""
    case = question.case
    if question.kind == "report_decisions":
        return _why_reported(question.meeting)
    if question.meeting is not None:
        return _why_minutes(question.meeting, on)
    if case is None:
        return _why_agreement(question, on)
    if question.kind == "directive":
        return capitalised(f"{question.due_because}. Står på balanslistan")
    if question.kind == "write":
        return _why_write(case, facts, on)
    if question.kind == "approve":
        return _why_approve(case, facts, on)
    item = facts.items.get(case.pk)
    if item is not None:
        return _what_the_body_did(item, on)
    last = _last_approval(case, facts)
    if last is not None:
        return f"Godkänt av {last.name}, {last.title}, {_moment(last, on)}"
    return f"Här sedan {when(question.asked_on, on)}"


def _why_agreement(question: Question, on: date) -> str:
    if question.kind == "acknowledge_notice":
        return f"Motparten har sagt upp avtalet. Registrerades {when(question.asked_on, on)}"
    return f"Årlig uppföljning {question.key}"


def _why_reported(meeting: Meeting) -> str:
    if meeting.minutes_approved_on is not None:
        return "Protokollet justerades utan att besluten anmäldes. De anmäls vid nästa sammanträde"
    return "Sammanträdet är hållet. Beslut på delegation väntar på att anmälas"


def _why_minutes(meeting: Meeting, on: date) -> str:
    if meeting.notice_posted_on is not None:
        return f"Anslaget {when(meeting.notice_posted_on, on)}, tiden för överklagande har gått ut"
    if meeting.minutes_approved_on is not None:
        return f"Justerat {when(meeting.minutes_approved_on, on)}"
    return "Alla ärenden på dagordningen har ett utfall"


def _why_write(case: Case, facts: Facts, on: date) -> str:
    returned = facts.approvals.get(case.pk, [])[-1:]
    if case.mark == Case.Mark.RETURNED and returned:
        by = returned[0]
        count = by.comments_left
        said = f", med {counted(count, 'en kommentar', 'kommentarer')} kvar" if count else ""
        return f"Återlämnat av {by.name}, {by.title}, {_moment(by, on)}{said}"
    item = facts.items.get(case.pk)
    if case.mark == Case.Mark.REFERRED_BACK and item is not None:
        return _what_the_body_did(item, on)
    return f"Ärendet öppnades {when(case.opened_on, on)}"


def _why_approve(case: Case, facts: Facts, on: date) -> str:
    last = _last_approval(case, facts)
    if last is not None:
        return f"Från {last.name}, {last.title}, som godkände {_moment(last, on)}"
    version = facts.versions.get(case.pk)
    if version is None:
        return ""
    sent = when(version.submitted_on, on)
    return f"Från {version.submitted_by.name}, som skickade version {version.number} {sent}"


def _last_approval(case: Case, facts: Facts) -> Approval | None:
    given = [
        a
        for a in facts.approvals.get(case.pk, [])
        if a.step.version == case.version and a.outcome == Approval.Outcome.APPROVED
    ]
    return given[-1] if given else None


_DID = {
    MinuteItem.Result.ONWARD: "beslutade",
    MinuteItem.Result.REFERRED_BACK: "återremitterade ärendet",
    MinuteItem.Result.TABLED: "bordlade ärendet",
    MinuteItem.Result.REJECTED: "avslog förslaget",
    MinuteItem.Result.OFF_AGENDA: "tog inte upp ärendet",
}


def _what_the_body_did(item: MinuteItem, on: date) -> str:
    did = _DID[MinuteItem.Result(item.result)]
    paragraph = f", § {item.number}" if item.number else ""
    body = capitalised(item.meeting.body.definite)
    return f"{body} {did} {when(item.meeting.date, on)}{paragraph}"


def _moment(approval: Approval, on: date) -> str:
    """ "i går kl. 16.42"; the hour only when it was recorded on the legal day itself."""
    day = when(approval.decided_on, on)
    recorded = timezone.localtime(approval.decided_at)
    if recorded.date() != approval.decided_on:
        return day
    return f"{day} {recorded.strftime('kl. %H.%M')}"


def row_beside(question: Question, facts: Facts) -> int | None:
    """The row the answering page needs to know of beside the question's own (see inbox.answer_url)."""
    if question.kind == "review":
        return facts.reviews.get(question.agreement_id)
    if question.case_id is None:
        return None
    if question.kind == "settle":
        return facts.to_settle.get(question.case_id)
    item = facts.agendas.get(question.case_id)
    return item.meeting_id if item is not None else None


def note(question: Question, facts: Facts, person: int, on: date) -> str:
    """Say how much there is to read, what somebody wants changed, or which agenda the case stands on."""
    case = question.case
    if case is None:
        return ""
    if question.kind == "approve":
        return _how_much(case, facts, person)
    if question.kind == "write":
        return _what_to_change(case, facts)
    if question.kind in ("sign", "give_notice"):
        return _what_stops(case, facts)
    if question.kind == "dispatch" and case.pk in facts.receipts:
        return f"Skickat. Väntar på kvitto från {listed(facts.receipts[case.pk])}."
    item = facts.agendas.get(case.pk)
    if question.kind == "decide" and item is not None:
        if item.meeting.date < on:
            return "Sammanträdet är hållet, men utfallet saknas."
        return f"Står på dagordningen {short_date(item.meeting.date, on)}."
    return ""


def _what_stops(case: Case, facts: Facts) -> str:
    """Why it cannot be carried out yet, as far as it hangs on others; the page itself lists every condition."""
    if case.pk in facts.not_approved:
        return "Går inte än: protokollet är inte justerat."
    if case.pk in facts.to_settle:
        return "Går inte än: en punkt ska prövas på nytt."
    return ""


def _how_much(case: Case, facts: Facts, person: int) -> str:
    version = facts.versions.get(case.pk)
    if version is None:
        return ""
    size = [
        counted(version.point_count, "en beslutspunkt", "beslutspunkter"),
        counted(version.section_count, "ett avsnitt", "avsnitt"),
        reading_time(version.characters),
    ]
    earlier = [a.step.version for a in facts.approvals.get(case.pk, []) if a.person_id == person]
    known = f" Du svarade på version {earlier[-1]}." if earlier else " Ny för dig."
    return f"{capitalised(', '.join(size))}.{known}"


def _what_to_change(case: Case, facts: Facts) -> str:
    returned = facts.approvals.get(case.pk, [])[-1:]
    if case.mark == Case.Mark.RETURNED and returned:
        return _shortened(returned[0].comment)
    item = facts.items.get(case.pk)
    if case.mark == Case.Mark.REFERRED_BACK and item is not None:
        return _shortened(item.motivation)
    return ""


def _shortened(text: str, length: int = 220) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
