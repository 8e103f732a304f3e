"""An agreement's life as a row of steps: what is done and when, where it stands, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from approvals.models import MinuteItem, RouteStep
from cases.models import Agreement, Case, CaseVersion
from cases.web.looks import look_of
from lifecycle.models import Notice, Review, Signature
from lifecycle.rules.dates import long_date
from organisation.models import Body

DONE, NOW, AHEAD = "klar", "nu", "kommer"
_BODY_ORDER: Final = {"working_committee": 0, "committee": 1, "executive_board": 2, "council": 3}
_BEFORE_SIGNING: Final = ("draft", "approval", "board", "council")
_CASE_OVER: Final = ("execution", "closed")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the row, as templates/parts/steps.html shows it; `state` is klar, nu or kommer."""

    phase: str
    label: str
    state: str
    note: str = ""

    @property
    def symbol(self) -> str:
        """A tick when done, an empty ring when ahead, and the phase's own shape now."""
        fixed = {DONE: look_of("in_force").symbol, AHEAD: "s-kommer"}
        return fixed.get(self.state) or look_of(self.phase).symbol


@dataclass(frozen=True, slots=True)
class Life:
    """The rows the steps are made of, read once by the page; `opening` only where the reader may read it."""

    agreement: Agreement
    opening: Case | None
    signatures: list[Signature]
    reviews: list[Review]
    notices: list[Notice]


def steps_of(life: Life) -> list[Step]:
    """Return the steps in order (at most five queries, whatever the agreement)."""
    agreement = life.agreement
    if agreement.state == "abandoned":
        day = life.opening.closed_on if life.opening else None
        return [*_decision(life), Step("abandoned", "Ej ingånget", NOW, _dated("", day))]
    return [*_decision(life), *_signing(life), *_in_force(life), _end(agreement)]


# The way to a decision ---------------------------------------------------------------------------------


def _decision(life: Life) -> list[Step]:
    stage = life.agreement.phase if life.agreement.state == "proposed" else "execution"
    case = life.opening
    version = _latest_version(case) if case else None
    document = getattr(version, "document", None) if version else None
    written = _dated("klart", version.submitted_on if version else None)
    approved = _dated("godkänt", document.dated if document else None)
    return [
        _stage_step("draft", "Utkast", stage, written, _mark(case, "draft")),
        _stage_step("approval", "Granskning", stage, approved, _mark(case, "approval")),
        *(_bodies(case) if case else []),
    ]


def _stage_step(phase: str, label: str, stage: str, done_note: str, now_note: str) -> Step:
    place = _BEFORE_SIGNING.index(phase)
    reached = _BEFORE_SIGNING.index(stage) if stage in _BEFORE_SIGNING else len(_BEFORE_SIGNING)
    if reached > place:
        return Step(phase, label, DONE, done_note)
    return Step(phase, label, NOW, now_note) if reached == place else Step(phase, label, AHEAD)


def _mark(case: Case | None, stage: str) -> str:
    if case is None or case.stage != stage or not case.mark:
        return "är här nu"
    return case.get_mark_display().lower()


def _latest_version(case: Case) -> CaseVersion | None:
    return case.versions.defer("content").select_related("document").order_by("-number").first()


def _bodies(case: Case) -> list[Step]:
    """The bodies on the frozen route, or before there is one those the draft's points name."""
    route = list(
        RouteStep.objects.filter(case=case, version=case.version, kind=RouteStep.Kind.BODY)
        .select_related("body")
        .order_by("position")
    )
    if not route:
        return [Step(_body_phase(b), b.name, AHEAD) for b in _named_in_points(case)]
    items = MinuteItem.objects.filter(case=case).exclude(result="off_agenda")
    latest = {i.step_id: i for i in items.select_related("meeting").order_by("meeting__date", "pk")}
    return [_body_step(case, step, latest.get(step.pk)) for step in route]


def _named_in_points(case: Case) -> list[Body]:
    bodies = {case.recipient_body_id: case.recipient_body}
    for point in case.points.select_related("body", "proposing_body"):
        bodies[point.body_id] = point.body
        if point.proposing_body is not None:
            bodies[point.proposing_body.pk] = point.proposing_body
    return sorted(bodies.values(), key=lambda b: _BODY_ORDER[b.kind])


def _body_phase(body: Body) -> str:
    return "council" if body.kind == Body.Kind.COUNCIL else "board"


def _body_step(case: Case, step: RouteStep, item: MinuteItem | None) -> Step:
    body = step.body
    phase = _body_phase(body)
    if case.stage in _CASE_OVER or case.step > step.position:
        return Step(phase, body.name, DONE, _dated("beslut", item.meeting.date if item else None))
    if case.stage not in ("board", "council") or case.step != step.position:
        return Step(phase, body.name, AHEAD)
    if case.mark == Case.Mark.TABLED:
        return Step(phase, body.name, NOW, "bordlagt, väntar på nästa sammanträde")
    if item is None or item.result:
        return Step(phase, body.name, NOW, "väntar på sammanträde")
    return Step(phase, body.name, NOW, f"sammanträder {long_date(item.meeting.date)}")


# From signing to the end -------------------------------------------------------------------------------


def _signing(life: Life) -> list[Step]:
    state = life.agreement.state
    last = max((s.signed_on for s in life.signatures), default=None)
    if state == "proposed":
        return [Step("signing", "Undertecknande", AHEAD)]
    if state == "signing":
        parties = len(life.agreement.parties.all())
        return [
            Step("signing", "Undertecknande", NOW, f"{len(life.signatures)} av {parties} parter")
        ]
    if state == "signed":
        return [Step("signed", "Undertecknat", NOW, _dated("", last))]
    return [Step("signing", "Undertecknande", DONE, _dated("klart", last))]


def _in_force(life: Life) -> list[Step]:
    agreement = life.agreement
    starts = _dated("från", agreement.starts_on)
    standing = next((n for n in life.notices if n.revoked_on is None), None)
    if agreement.state in ("proposed", "signing", "signed"):
        return [Step("in_force", "Gällande", AHEAD, starts), _review_ahead(life)]
    if agreement.state == "notice_given" or (agreement.state == "ended" and standing):
        given = _dated("", standing.received_on if standing else None)
        place = NOW if agreement.state == "notice_given" else DONE
        return [
            Step("in_force", "Gällande", DONE, starts),
            Step("notice_given", "Uppsagt", place, given),
        ]
    if agreement.state == "ended":
        return [Step("in_force", "Gällande", DONE, starts)]
    if agreement.phase == "annual_review":
        due = next((r.due_on for r in life.reviews if not r.conclusion), None)
        review = Step("annual_review", "Årlig uppföljning", NOW, _dated("klar senast", due))
        return [Step("in_force", "Gällande", DONE, starts), review]
    return [Step("in_force", "Gällande", NOW, starts), _review_ahead(life)]


def _review_ahead(life: Life) -> Step:
    last: date | None = max((r.concluded_on for r in life.reviews if r.concluded_on), default=None)
    note = _dated("senast", last) or "varje höst"
    return Step("annual_review", "Årlig uppföljning", AHEAD, note)


def _end(agreement: Agreement) -> Step:
    if agreement.state == "ended":
        return Step("ended", "Upphört", NOW, _dated("sista dag", agreement.last_day))
    known = agreement.last_day or agreement.ends_on
    if known:
        return Step("ended", "Upphört", AHEAD, _dated("sista dag", known))
    note = "tills vidare" if agreement.term == Agreement.Term.OPEN_ENDED else "dagen är okänd"
    return Step("ended", "Upphört", AHEAD, note)


def _dated(word: str, day: date | None) -> str:
    return f"{word} {long_date(day)}".strip() if day else ""
