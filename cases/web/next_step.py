"""What a case asks people now: who does what, and what a yes or a no leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from approvals.models import MinuteItem, RouteStep
from approvals.permissions import Standing
from cases.models import Case, Point
from lifecycle.models import Question
from lifecycle.plans import Outlook
from lifecycle.rules.dates import weekday_date
from organisation.models import Role

# kind: (what is done, the button, the page that answers)
_DONE_HOW: Final = {
    "write": ("skriver utkastet", "Skriv vidare", "case_edit"),
    "approve": ("granskar version {n}", "Granska", "case_review"),
    "decide": ("tar upp ärendet", "Till sammanträdet", "meeting_list"),
    "settle": ("prövar en villkorad punkt på nytt", "Pröva villkoret", "case_settle"),
    "sign": ("skriver under avtalet", "Underteckna", "case_sign"),
    "countersign": (
        "registrerar motpartens underskrift",
        "Registrera underskriften",
        "case_countersign",
    ),
    "give_notice": ("säger upp avtalet", "Säg upp avtalet", "case_give_notice"),
    "dispatch": ("skickar beslutet till mottagarna", "Expediera", "case_dispatch"),
    "directive": ("rapporterar ett uppdrag", "Rapportera", "directive"),
    "annulment": (
        "tar ställning till det som en domstol har upphävt",
        "Ta ställning",
        "case_annulment",
    ),
    "close": ("avslutar ärendet", "Avsluta ärendet", "case_close"),
}
_ROLES: Final = {
    Role.REGISTRAR: "registratorn",
    Role.COMMITTEE_SECRETARY: "nämndsekreteraren",
    Role.SIGNATORY: "kommunens undertecknare",
}


@dataclass(frozen=True, slots=True)
class Next:
    """One thing asked now: a sentence without its full stop, where it leads, and the button when it is mine."""

    sentence: str
    detail: str = ""
    leads_to: tuple[tuple[str, str], ...] = field(default=())
    button: str = ""
    url: str = ""


def asked_of(who: Standing) -> Q:
    """The questions put to this person: by name, by role and body, or as a stand-in."""
    people = {who.person, *(m.stands_in_for for m in who.mandates if m.stands_in_for)}
    asked = Q(person__in=people) if who.mandates else Q(pk__in=[])
    for mandate in who.mandates:
        mine = Q(role=mandate.role)
        if mandate.body is not None:
            mine &= Q(body=mandate.body) | Q(body__isnull=True)
        asked |= mine
    return asked


def questions_of(case: Case, who: Standing) -> QuerySet[Question]:
    """The case's open questions, each with `mine`."""
    mine = ExpressionWrapper(asked_of(who), output_field=BooleanField())
    rows = Question.objects.filter(case=case).annotate(mine=mine)
    return rows.select_related("person", "body").order_by("pk")


def waits_for(question: Question) -> str:
    """Who is asked, as it stands inside a sentence: a name, a body or a role."""
    if question.person is not None:
        return question.person.name
    if question.kind == "decide" and question.body is not None:
        return question.body.definite
    return _ROLES.get(Role(question.role)) or Role(question.role).label


@dataclass(frozen=True, slots=True)
class Situation:
    """The rows the sentences are made of, read once by the page."""

    case: Case
    who: Standing
    points: Sequence[Point]
    route: Sequence[RouteStep]
    items: Sequence[MinuteItem]
    on: date
    ahead: Outlook | None = None


def asked_now(here: Situation) -> list[Next]:
    """Return what is asked now; a case whose document is being made waits for nobody (one query)."""
    if here.case.mark == Case.Mark.RENDERING:
        return [Next("dokumentet tas fram", "Ärendet går vidare av sig självt om en liten stund.")]
    return [_next(here, q) for q in questions_of(here.case, here.who)]


def _next(here: Situation, question: Question) -> Next:
    what, button, name = _DONE_HOW[question.kind]
    who = "du" if question.person_id == here.who.person else waits_for(question)
    mine = question.mine  # type: ignore[attr-defined]
    return Next(
        f"{who} {what.format(n=here.case.version)}{_day(here, question)}",
        _detail(here, question),
        _leads_to(here, question.kind),
        button if mine else "",
        _url(here, question, name) if mine else "",
    )


def _agenda(here: Situation) -> MinuteItem | None:
    """The agenda the case stands on now."""
    return next((i for i in here.items if i.result == MinuteItem.Result.WAITING), None)


def _day(here: Situation, question: Question) -> str:
    item = _agenda(here) if question.kind == "decide" else None
    return f" {weekday_date(item.meeting.date)}" if item else ""


def _detail(here: Situation, question: Question) -> str:
    if question.kind == "decide":
        if item := _agenda(here):
            return f"Ärendet är punkt {item.position} på dagordningen."
        waits = "Ärendet står inte på någon dagordning än."
        if question.due_on and question.due_on >= here.on:
            return f"{waits} Nästa sammanträde är {weekday_date(question.due_on)}."
        return waits
    if not question.due_on:
        return ""
    by = "Klart senast" if question.due_on >= here.on else "Skulle ha varit klart"
    return f"{by} {weekday_date(question.due_on)}: {question.due_because}."


def _leads_to(here: Situation, kind: str) -> tuple[tuple[str, str], ...]:
    case = here.case
    back = f"Det kommer tillbaka till {case.case_officer.name}, som skriver om det som version {case.version + 1}."
    if kind == "write":
        return (
            ("När utkastet skickas", f"Texten fryses som version {case.version} och granskas."),
        )
    if kind == "approve":
        return (("Om versionen godkänns", _onward(here)), ("Om den återlämnas", back))
    if kind == "decide":
        then = here.ahead.if_referred_back() if here.ahead else ""
        return (("Vid bifall", _onward(here)), ("Vid återremiss", f"{back} {then}".strip()))
    if kind == "settle":
        held = ("Om punkten fortfarande gäller", "Beslutet kan verkställas.")
        lost = "Ärendet går tillbaka till det organ som ska besluta den."
        return (held, ("Om den behöver beslutas på nytt", lost))
    if kind in ("sign", "countersign"):
        return (("När alla parter har undertecknat", "Avtalet gäller från sin första dag."),)
    if kind == "dispatch":
        return (("När alla mottagare har fått beslutet", "Ärendet kan avslutas."),)
    return ()


def _following(here: Situation) -> RouteStep | None:
    """The next step of the route; after a meeting only when a body ahead has something left to decide."""
    ahead = [s for s in here.route if s.position > here.case.step]
    undecided = {p.body_id for p in here.points if not p.decision}
    if here.case.stage in ("board", "council") and not undecided & {s.body_id for s in ahead}:
        return None
    return ahead[0] if ahead else None


def _onward(here: Situation) -> str:
    """Where the case goes when the step that waits now says yes."""
    following = _following(here)
    if following is None:
        return "Beslutet verkställs."
    if following.body is None:
        name = following.asked.name if following.asked else Role(following.role).label
        return f"Den går vidare till {name}, {Role(following.role).label}."
    if here.case.stage == "approval":
        return f"Texten låses, dokumentet dateras och ärendet går till {following.body.definite}."
    return f"Ärendet går vidare till {following.body.definite}."


def _url(here: Situation, question: Question, name: str) -> str:
    key = here.case.pk
    if question.kind == "decide":
        if item := _agenda(here):
            return reverse("meeting", args=[item.meeting_id])
        return f"{reverse(name)}?{urlencode({'organ': question.body.short_name})}"
    if question.kind == "directive":
        return reverse(name, args=[int(question.key)])
    if question.kind in ("countersign", "annulment"):
        return reverse(name, args=[key, int(question.key)])
    if question.kind == "settle":
        point = next(p for p in here.points if p.condition == Point.Condition.REEVALUATE)
        return reverse(name, args=[key, point.number])
    return reverse(name, args=[key])
