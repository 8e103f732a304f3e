"""The agreement's page: where it stands, what happens now and who does it, and what the register knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from approvals import permissions
from approvals.legal_days import annulled_in
from approvals.permissions import Standing
from cases.models import Agreement, Case
from cases.queries import next_day_of
from cases.rules.errors import Invalid
from cases.web.looks import Look, look_of
from lifecycle.models import Notice, Question
from lifecycle.plans import notice_lead
from lifecycle.rules.dates import long_date
from lifecycle.web.agreement_missing import clauses_of, missing_of
from lifecycle.web.agreement_steps import NOW, Life, Step, steps_of
from lifecycle.web.agreement_verbs import EDIT, Offer, Open, offers
from lifecycle.web.history import Line, events_of, line_of
from lifecycle.web.reading import Reading, reading_of
from lifecycle.web.wording import capitalised
from organisation.models import Role
from organisation.web.clock import today

RECENT: Final = 6

# What a phase means and what follows it; `{day}` is the day the phase turns on, `{reason}` why it ended.
PHASE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "draft": (
        "Tjänsteutlåtandet skrivs",
        "När det är klart skickas det på granskning. Avtalet kan undertecknas först när det är beslutat.",
    ),
    "approval": (
        "Tjänsteutlåtandet granskas",
        "Den sista som godkänner daterar det. Blir det återlämnat skrivs en ny version.",
    ),
    "board": (
        "Ärendet väntar på beslut",
        "Vid ja går det vidare. Vid återremiss kommer det tillbaka till handläggaren som en ny version.",
    ),
    "council": (
        "Ärendet väntar på kommunfullmäktiges beslut",
        "Vid ja kan avtalet undertecknas. Vid återremiss kommer det tillbaka som en ny version.",
    ),
    "signing": (
        "Avtalet ska undertecknas",
        "Det börjar gälla när alla parter har undertecknat och den första dagen är inne.",
    ),
    "signed": (
        "Avtalet börjar gälla {day}",
        "Alla har undertecknat. Systemet ändrar läget den dagen, ingen behöver göra något.",
    ),
    "in_force": ("Avtalet gäller", "Den årliga uppföljningen öppnas av sig själv i oktober."),
    "annual_review": (
        "Årlig uppföljning pågår",
        "Avtalet gäller som vanligt medan uppföljningen pågår.",
    ),
    "notice_given": (
        "Avtalet är uppsagt och upphör {day}",
        "Det gäller till och med den dagen. Dagen efter avslutar systemet det.",
    ),
    "ended": ("Avtalet upphörde {day}", "{reason}"),
    "abandoned": ("Avtalet ingicks inte", "{reason}"),
}


# an agreement that has ended, or never came about, no longer rests on what was decided
ANNULLED_TELLS: Final = ("proposed", "signing", "signed", "in_force", "notice_given")
WAITING: Final[dict[str, str]] = {
    "write": "{who} skriver tjänsteutlåtandet",
    "approve": "{who} granskar tjänsteutlåtandet",
    "decide": "{body} beslutar, nämndsekreteraren antecknar utfallet",
    "settle": "Nämndsekreteraren prövar om ett villkorat beslut står fast",
    "sign": "En undertecknare undertecknar för kommunen",
    "countersign": "{who} registrerar motpartens underskrift",
    "give_notice": "En undertecknare säger upp avtalet",
    "dispatch": "Registratorn expedierar beslutet",
    "directive": "{who} rapporterar ett uppdrag",
    "annulment": "{who} tar ställning till det som en domstol har upphävt",
    "close": "{who} avslutar ärendet",
    "review": "{who} avslutar den årliga uppföljningen",
}


@login_required
@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement to those who may read it."""
    on = today()
    readable = permissions.visible_to(request.user, Agreement.objects.all(), on)
    row = get_object_or_404(readable.select_related("owner_unit", "responsible"), pk=pk)
    who = permissions.standing(request.user, on)
    cases = list(
        permissions.visible_to(request.user, row.cases.all(), on)
        .select_related("recipient_body", "case_officer")
        .order_by("-pk")
    )
    life = _life(row, cases)
    steps = steps_of(life)
    offered = offers(row, Open.of(life.reviews, life.notices), request.user, who, on)
    context = {
        "agreement": row,
        "look": _look(row, steps),
        "on": on,
        "steps": steps,
        "now": _now(row, cases, on),
        "open_case": next((c for c in cases if c.is_open), None),
        "offers": offered,
        "opening": life.opening,
        "is_responsible": row.responsible_id == request.user.pk,
        **_attention(row, life, cases, offered),
        **_facts(row, life, cases),
        **_notice(row, life, request, who, on),
        "events": _recent(pk),
    }
    return render(request, "agreement/agreement.html", context)


def _recent(pk: int) -> list[Line]:
    """What last happened; attempts that were refused stand in the whole history only."""
    happened = events_of(("agreement", pk)).exclude(kind="refused")
    return [line_of(event) for event in happened[:RECENT]]


def _attention(
    row: Agreement, life: Life, cases: Sequence[Case], offered: Sequence[Offer]
) -> dict[str, Any]:
    """What stands above all else: the other side's notice, what is annulled, and what whoever may mend it shall tell."""
    may_edit = any(offer.verb == EDIT.name for offer in offered)
    missing = missing_of(row) if may_edit else []
    return {
        "received": _received(row, life),
        "annulled": annulled_in(cases) if row.state in ANNULLED_TELLS else [],
        "may_edit": may_edit,
        "missing": missing,
        "clauses": clauses_of(life.opening) if missing else (),
    }


def _received(row: Agreement, life: Life) -> Notice | None:
    """The counterparty's notice that stands."""
    if row.state != "notice_given":
        return None
    theirs = (n for n in life.notices if n.given_by == Notice.GivenBy.COUNTERPARTY)
    return next((n for n in theirs if n.revoked_on is None), None)


def _life(row: Agreement, cases: list[Case]) -> Life:
    """Read what belongs to the agreement."""
    return Life(
        agreement=row,
        opening=next((c for c in cases if c.kind == Case.Kind.ENTER), None),
        signatures=list(row.signatures.select_related("party")),
        reviews=list(row.reviews.select_related("concluded_by")),
        notices=list(row.notices.order_by("-pk")),
    )


def _facts(row: Agreement, life: Life, cases: list[Case]) -> dict[str, Any]:
    parties = list(row.parties.all())
    signed = {s.party_id: s for s in life.signatures}
    return {
        "parties": [(party, signed.get(party.pk)) for party in parties],
        "counterparties": [p for p in parties if not p.is_ours],
        "registry_number": next(
            (c.registry_number for c in reversed(cases) if c.registry_number), ""
        ),
        "cases": cases,
        "signatures": life.signatures,
        "reviews": life.reviews,
        "notices": life.notices,
        "signing_has_begun": row.state not in ("proposed", "abandoned"),
    }


def _look(row: Agreement, steps: list[Step]) -> Look:
    """How the phase looks; before a body it says which."""
    look = look_of(row.phase)
    body = next((s.label for s in steps if s.state == NOW and s.phase == "board"), "")
    return replace(look, label=f"Hos {body[:1].lower()}{body[1:]}") if body else look


# What happens now --------------------------------------------------------------------------------------


def _now(row: Agreement, cases: list[Case], on: date) -> dict[str, Any]:
    """The phase in a sentence, what follows, and who is asked for what."""
    heading, text = PHASE_TEXTS.get(row.phase, (row.phase, ""))
    day = row.starts_on if row.phase == "signed" else row.last_day
    facts = {"day": long_date(day) if day else "en dag som inte är känd", "reason": row.end_reason}
    readable = {None, *(case.pk for case in cases)}
    questions = row.questions.select_related("person", "body").order_by("due_on", "pk")
    asked = [q for q in questions if q.case_id in readable]
    row.dated_questions = [q for q in asked if q.due_on]  # type: ignore[attr-defined]
    return {
        "heading": heading.format(**facts),
        "text": text.format(**facts),
        "waiting": [_waiting(question) for question in asked],
        "next": next_day_of(row, on),
    }


def _waiting(question: Question) -> dict[str, Any]:
    name = question.person.name if question.person else ""
    who = name or capitalised(Role(question.role).label if question.role else "någon")
    body = question.body.name if question.body else "Organet"
    sentence = WAITING.get(question.kind, "{who} svarar").format(who=who, body=body)
    return {"sentence": sentence, "due_on": question.due_on, "because": question.due_because}


# How the notice clause is read -------------------------------------------------------------------------


def _notice(
    row: Agreement, life: Life, request: HttpRequest, who: Standing, on: date
) -> dict[str, Any]:
    receives = permissions.allows(request.user, "receive_notice", row, on, who=who)
    reading = reading_of(row, on)
    return {
        "reading": reading,
        "lead": _lead(life.opening, reading, on) if row.state == "in_force" else "",
        "may_still_be_ended": row.state in ("proposed", "signing", "signed", "in_force"),
        "who_receives": "" if receives else receives.sentence,
    }


def _lead(opening: Case | None, reading: Reading, on: date) -> str:
    """When our own decision to give notice must be prepared, as a sentence; "" where no day is to be kept."""
    if opening is None or reading.limit is None:
        return ""
    try:
        lead = notice_lead(opening, reading.limit.act_by, on).value
    except Invalid as refusal:
        return f"När beslutet senast behöver beredas går inte att räkna: {refusal.sentence}"
    if lead.ready < on:
        return (
            f"Tjänsteutlåtandet om en egen uppsägning hade behövt vara klart {long_date(lead.ready)}. Den "
            "dagen har passerat: de organ som beslutade om avtalet hinner inte besluta till dess."
        )
    return (
        f"Ska kommunen säga upp avtalet behöver tjänsteutlåtandet vara klart {long_date(lead.ready)}, "
        f"{lead.days} dagar före, för att de organ som beslutade om avtalet ska hinna besluta."
    )
