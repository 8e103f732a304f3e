"""The inbox: what is asked of a person, in the order it is due, with one indexed query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from approvals.permissions import Standing
from lifecycle.models import Question
from organisation.models import Role

PAGE: Final = 50


class AnswerPage(NamedTuple):
    """Where a kind of question is answered: what to do (with `{about}`), the page, the button's verb."""

    what: str
    url_name: str
    button: str


ANSWERS: Final[dict[str, AnswerPage]] = {
    "write": AnswerPage("Skriv tjänsteutlåtandet om {about}", "case_edit", "Skriv"),
    "approve": AnswerPage("Granska tjänsteutlåtandet om {about}", "case_review", "Granska"),
    "decide": AnswerPage(
        "Ta upp ärendet om {about} på ett sammanträde", "meeting_list", "Till sammanträden"
    ),
    "settle": AnswerPage("Pröva villkoret i ärendet om {about}", "case_settle", "Pröva villkoret"),
    "sign": AnswerPage("Underteckna avtalet med {about}", "case_sign", "Underteckna"),
    "countersign": AnswerPage(
        "Registrera underskriften från {about}", "case_countersign", "Registrera"
    ),
    "give_notice": AnswerPage("Säg upp avtalet med {about}", "case_give_notice", "Säg upp"),
    "dispatch": AnswerPage("Expediera beslutet om {about}", "case_dispatch", "Expediera"),
    "close": AnswerPage("Avsluta ärendet om {about}", "case_close", "Avsluta"),
    "annulment": AnswerPage(
        "Ta ställning till det upphävda beslutet om {about}", "case_annulment", "Ta ställning"
    ),
    "review": AnswerPage("Följ upp avtalet med {about}", "agreement_review", "Följ upp"),
    "acknowledge_notice": AnswerPage(
        "Ta del av uppsägningen från {about}", "agreement_acknowledge_notice", "Läs uppsägningen"
    ),
    "directive": AnswerPage("Rapportera uppdraget om {about}", "directive", "Rapportera"),
    "report_decisions": AnswerPage(
        "Anteckna anmälan av delegationsbeslut till {about}", "meeting_delegated", "Anteckna"
    ),
    "approve_minutes": AnswerPage(
        "Anteckna justeringen av protokollet från {about}", "meeting", "Till sammanträdet"
    ),
    "post_notice": AnswerPage("Anslå protokollet från {about}", "meeting", "Till sammanträdet"),
    "remove_notice": AnswerPage(
        "Ta ner anslaget om protokollet från {about}", "meeting", "Till sammanträdet"
    ),
}
# the same question once the case is on an agenda, and once the meeting has been held
_HELD: Final = AnswerPage("Anteckna utfallet i ärendet om {about}", "meeting", "Anteckna")
_ON_AGENDA: Final = AnswerPage(
    "Ärendet om {about} står på dagordningen", "meeting", "Till sammanträdet"
)


def answer_page(question: Question, agenda: date | None, on: date) -> AnswerPage:
    """Return what is asked and where; `agenda` is the day of the meeting the case stands on, if any."""
    if question.kind == "decide" and agenda is not None:
        return _HELD if agenda <= on else _ON_AGENDA
    return ANSWERS[question.kind]


def answer_url(question: Question, row: int | None = None) -> str:
    """Return the address of the page that answers the question.

    `row` is what the question's own row does not hold: the number of the point to settle, the id of the
    review to conclude, or the id of the meeting whose agenda the case already stands on.
    """
    name = ANSWERS[question.kind].url_name
    if question.meeting_id is not None:
        return reverse(name, args=[question.meeting_id])
    if question.kind == "decide":
        if row is not None:
            return reverse("meeting", args=[row])
        return f"{reverse(name)}?{urlencode({'organ': question.body.short_name})}"
    if question.kind == "review":
        return reverse(name, args=[question.agreement_id, row])
    if question.kind == "directive":
        return reverse(name, args=[int(question.key)])
    if question.kind == "settle":
        return reverse(name, args=[question.case_id, row])
    if question.kind in ("countersign", "annulment"):
        return reverse(name, args=[question.case_id, int(question.key)])
    return reverse(name, args=[question.case_id or question.agreement_id])


def questions_to(who: Standing, on: date) -> QuerySet[Question]:
    """The open questions to this person: by name, by role and body, or as a stand-in."""
    people = {who.person} | {m.stands_in_for for m in who.mandates if m.stands_in_for}
    asked = Q(person__in=people) if who.mandates else Q(pk__in=[])
    for mandate in who.mandates:
        if mandate.role == Role.AUDITOR:
            continue
        mine = Q(role=mandate.role)
        if mandate.body is not None:
            mine &= Q(body=mandate.body) | Q(body__isnull=True)
        asked |= mine
    return (
        Question.objects.filter(asked)
        .select_related("case", "agreement", "body", "person", "meeting__body")
        .order_by(F("due_on").asc(nulls_last=True), "asked_on", "pk")
    )


def count_questions(who: Standing, on: date) -> int:
    """How many open questions there are, for the menu; counted to a hundred."""
    return len(questions_to(who, on).order_by().values_list("pk", flat=True)[:100])


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the inbox's order: just after the question with these three values."""

    due_on: date | None
    asked_on: date
    pk: int

    def __str__(self) -> str:
        return f"{self.due_on or ''}_{self.asked_on}_{self.pk}"

    @classmethod
    def of(cls, question: Question) -> Place:
        """The place just after this question."""
        return cls(question.due_on, question.asked_on, question.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place an address names; None for anything that is not one, which means the beginning."""
        due, _, rest = text.partition("_")
        asked, _, pk = rest.partition("_")
        try:
            place = cls(
                date.fromisoformat(due) if due else None, date.fromisoformat(asked), int(pk)
            )
        except ValueError:
            return None
        return place if 0 <= place.pk < 2**63 else None


def page_after(questions: QuerySet[Question], place: Place | None) -> tuple[list[Question], str]:
    """Return at most PAGE questions after the place, and the next page's place ("" when this is the last)."""
    if place is not None:
        questions = questions.filter(_after(place))
    rows = list(questions[: PAGE + 1])
    following = str(Place.of(rows[PAGE - 1])) if len(rows) > PAGE else ""
    return rows[:PAGE], following


def _after(place: Place) -> Q:
    later = Q(asked_on__gt=place.asked_on) | Q(asked_on=place.asked_on, pk__gt=place.pk)
    if place.due_on is None:
        return Q(due_on__isnull=True) & later
    return Q(due_on__gt=place.due_on) | Q(due_on__isnull=True) | (Q(due_on=place.due_on) & later)
