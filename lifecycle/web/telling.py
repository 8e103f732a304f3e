"""What an event in the book says, in Swedish: each kind has its phrases, filled in with the event's facts.

A phrase is left out when a fact it needs is missing, so that events written by earlier versions of the
product can always be read. A field may name how its fact is put into words: `{ends_on:day}`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from string import Formatter
from typing import Any, Final

from approvals.models import MinuteItem, SetDay
from approvals.rules.decisions import OUTCOME_NAMES
from cases.models import Agreement, Case
from cases.rules.papers import KIND_NAMES
from lifecycle.models import Review
from lifecycle.operations.ending import END_REASONS
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_stored import RULE_TYPES
from lifecycle.rules.states import AGREEMENT_STATES, CASE_STAGES
from lifecycle.web.refused import REFUSED_BECAUSE, VERB_NAMES
from lifecycle.web.wording import capitalised, listed
from organisation.models import Appointment, Role

LONGEST: Final = (
    600  # characters of a free text shown in a table; the whole text stands where it belongs
)

FIELD_NAMES: Final = {
    "title": "Benämning",
    "kind": "Avtalstyp",
    "purpose": "Syfte",
    "responsible": "Avtalsansvarig",
    "term": "Avtalstid",
    "starts_on": "Gäller från och med",
    "ends_on": "Gäller till och med",
    "notice_rule": "Uppsägningsregel",
    "notice_clause": "Uppsägningsklausul",
    "notice_reason": "Skäl för läsningen",
}

PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "person_registered": ("{name}",),
    "person_deactivated": ("{name}",),
    "person_appointed": (
        "{name}, {title}",
        "Roll: {role:role}, {kind:appointment}",
        "Enhet: {unit}",
        "Organ: {body}",
        "Ersätter {stands_in_for}",
        "Från och med {starts:day}",
        "Till och med {ends:day}",
    ),
    "appointment_ended": ("{name}, till och med {ends:day}",),
    "meeting_scheduled": ("{body} {date:day}",),
    "body_added": ("{body}, {short_name}",),
    "body_changed": ("{body}", "{changes:sentences}"),
    "body_closed": ("{body}, till och med {closed_on:day}",),
    "account_settled": ("{body}, år {year}", "Läget {as_of:day}, kontrollsumma {sha256:short}"),
    "pattern_laid": ("{body}", "{pattern:list}"),
    "meeting_moved": (
        "{body} {before:day} flyttades till {date:day}",
        "Stoppdag {stop_date:day}",
        "{reason:text}",
    ),
    "meeting_cancelled": ("{body} {date:day}", "{reason:text}"),
    "meeting_described": ("{body} {date:day}", "Klockan {starts_at}", "{place}"),
    "standing_items_written": (
        "{body} {date:day}",
        "Före ärendena: {opening:list}",
        "Efter ärendena: {closing:list}",
    ),
    "agenda_ordered": ("{body} {date:day}", "”{item:text}” står som ärende {place}"),
    "summons_issued": ("{body} {date:day}", "{name}, kontrollsumma {sha256:short}"),
    "minutes_approved": ("{body} {date:day}, justerat {approved_on:day}", "Av {approved_by}"),
    "notice_posted": ("{body} {date:day}, anslaget {posted_on:day}",),
    "notice_removed": ("{body} {date:day}, nedtaget {removed_on:day}",),
    "attendance_recorded": ("{body} {date:day}, {present} närvarande",),
    "minutes_published": (
        "{body} {date:day}, utgåva {edition}",
        "§ {shown:list}",
        "Publiceras inte: § {left_out:list}",
        "Kontrollsumma {html_sha256:short}",
    ),
    "minutes_unpublished": ("{body} {date:day}, utgåva {edition}", "{reason:text}"),
    "delegated_decision_recorded": (
        "{reference}, nummer {scheme} i delegationsordningen",
        "{text:text}",
        "Beslutat {decided_on:day} av {decided_by}",
        "Ersätter {stood_in_for}",
    ),
    "delegated_decision_withdrawn": ("{reference}", "{reason:text}"),
    "delegated_decision_reported": ("{reference}", "{body} {date:day}, § {paragraph}"),
    "delegated_decision_announced": ("{reference}, anslaget {posted_on:day}",),
    "delegation_notice_removed": ("{reference}, nedtaget {removed_on:day}",),
    "template_saved": ("{name}, version {version}", "Ändrat: {changed:list}"),
    "clause_saved": ("{heading}: {name}, version {version}",),
    "template_chosen": ("{name}, version {version}", "Tidigare {before}"),
    "case_opened": ("{title}", "Gäller att {kind:case_kind}", "Mottagare: {recipient}"),
    "case_imported": ("Från filen {file}", "Kunde inte placeras: {unplaced:list}"),
    "registry_number_set": ("{after}", "Tidigare {before}"),
    "draft_edited": ("Version {version}", "Avsnitt: {sections:list}", "Antal beslutspunkter: {points}"),
    "attachment_added": ("Bilaga {number}. {title}",),
    "attachment_replaced": ("Bilaga {number}. {title}",),
    "attachment_retitled": ("Bilaga {number}. {title}", "Tidigare {before}"),
    "attachment_moved": ("Bilaga {number}. {title}", "Tidigare bilaga {before}"),
    "attachment_removed": ("Bilaga {number}. {title}",),
    "secrecy_marked": ("Bilaga {number}. {title}", "{provision}"),
    "secrecy_lifted": ("Bilaga {number}. {title}", "{provision}"),
    "secret_attachment_read": ("Bilaga {number}. {title}",),
    "paper_written": ("{kind:paper_kind}: {title}",),
    "paper_settled": ("{kind:paper_kind}: {title}", "Version {version}, kontrollsumma {sha256:short}", "Bilaga {attachment}"),
    "case_submitted": ("Version {version}, innehållet fryst", "Väg: {route:route}"),
    "version_approved": ("Version {version}", "”{comment:text}”"),
    "version_returned": ("Version {version}", "”{comment:text}”"),
    "steps_handed_on": ("Version {version}", "{handed:sentences}"),
    "document_frozen": ("Version {version}, dokumentets kontrollsumma {sha256:short}",),
    "placed_on_agenda": (
        "{body} {date:day}",
        "Extra ärende, insläppt av {let_in_by}: {late_reason:text}",
    ),
    "item_recorded": (
        "{body} {date:day}",
        "§ {paragraph}",
        "Ärendet: {result:result}",
        "{points:outcomes}",
        "Motivering: {motivation:text}",
        "{proceedings:sentences}",
    ),
    "item_reopened": (
        "{body} {date:day}",
        "§ {paragraph}",
        "Det som togs tillbaka: {result:result}",
        "{points:outcomes}",
        "Skäl: {reason:text}",
        "Togs av dagordningen: {taken_off:sentences}",
    ),
    "item_rectified": ("{body} {date:day}", "§ {paragraph}", "{text:text}"),
    "appeal_registered": (
        "{body} {date:day}",
        "§ {paragraph}",
        "Kom in {received_on:day}, från {appellant}",
        "Målnummer {court_number}",
    ),
    "delegated_appeal_registered": (
        "{reference}",
        "Kom in {received_on:day}, från {appellant}",
        "Målnummer {court_number}",
    ),
    "delegated_appeal_followed": ("{reference}", "{what}", "{day:day}", "{note:text}"),
    "appeal_followed": (
        "{body} {date:day}",
        "§ {paragraph}",
        "{what}",
        "{day:day}",
        "Punkter: {points:list}",
        "{note:text}",
    ),
    "day_set": ("{body} {date:day}", "§ {paragraph}", "{what:day_set}: {day:day}", "Skäl: {reason:text}"),
    "item_notice_removed": ("§ {paragraph}, nedtaget {removed_on:day}",),
    "item_minutes_approved": (
        "§ {paragraph}, justerad {approved_on:day}",
        "Av {approved_by}",
        "Anslaget {posted_on:day}",
    ),
    "condition_settled": ("Punkt {point} {holds:holds}", "{motivation:text}"),
    "comment_made": ("Version {version}, {place}", "”{text:text}”"),
    "comment_answered": ("Version {version}, {place}", "”{text:text}”"),
    "comment_resolved": ("Version {version}, {place}",),
    "comment_reopened": ("Version {version}, {place}",),
    "comment_withdrawn": ("Version {version}, {place}", "”{text:text}”"),
    "case_withdrawn": ("{reason:text}",),
    "directive_followed": ("Punkt {point}", "{text:text}", "Ansvarig: {owner}", "Klart senast {due_on:day}"),
    "directive_dismissed": ("Punkt {point}", "{reason:text}"),
    "directive_reported": ("Punkt {point}", "{text:text}"),
    "directive_concluded": ("Punkt {point}", "{evidence:text}"),
    "directive_changed": ("Punkt {point}", "Ansvarig: {owner}", "Klart senast {due_on:day}", "{reason:text}"),
    "directive_lapsed": ("Punkt {point}", "{reason:text}"),
    "extract_ordered": (
        "{body} {date:day}, § {paragraph}, utgåva {edition}",
        "Innehållets kontrollsumma {content_hash:short}",
    ),
    "extract_frozen": ("{body} § {paragraph}, utgåva {edition}", "Kontrollsummor: {copies:sums}"),
    "decision_dispatched": ("Till {recipient} {dispatched_on:day}, {how}", "Kvitto {receipt}"),
    "receipt_recorded": (
        "{recipient}",
        "{kind} {received_on:day}",
        "Inget kvitto: {missing_because:text}",
    ),
    "case_closed": (),
    "case_shared": ("{name}, till och med {ends_on:day}",),
    "refused": ("Försökte {verb:verb}: {code:refusal}",),
    "agreement_registered": ("{title}", "{kind:agreement_kind}", "Motpart: {counterparty}"),
    "agreement_edited": (),
    "agreement_decided": (),
    "agreement_signed": (
        "{party}, {signed_on:day}",
        "Inte uppfyllt: {unmet:sentences}",
        "Motivering: {deviation:text}",
    ),
    "countersignature_registered": ("{name}, {title}, för {party} den {signed_on:day}",),
    "agreement_in_force": ("Från och med {starts_on:day}",),
    "agreement_abandoned": ("{reason:text}", "Ärendet: {result:result}"),
    "agreement_reopened": (),
    "review_opened": ("År {year}, klar senast {due_on:day}",),
    "review_concluded": (
        "År {year}: {conclusion:conclusion}",
        "Resultat: {results:text}",
        "Prioriteringar: {priorities:text}",
    ),
    "notice_given": (
        "Kom fram {received_on:day}, sista dag {last_day:day}",
        "Regel: {rule:rule}",
        "Inte uppfyllt: {unmet:sentences}",
        "Motivering: {deviation:text}",
    ),
    "notice_received": (
        "Kom fram {received_on:day}, sista dag {last_day:day}",
        "Hur den kom: {reference}",
        "Regel: {rule:rule}",
    ),
    "notice_acknowledged": ("Kom fram {received_on:day}",),
    "notice_revoked": ("{reason:text}",),
    "agreement_ended": (
        "{why:end_reason}",
        "Sista dag {last_day:day}",
        "{reason:text}",
        "Uppföljning som inte blev klar: {open_reviews:list}",
    ),
}  # fmt: skip


def kind_of(kind: str, facts: dict[str, Any]) -> str:
    """Return the kind an event would be written as today.

    A counterparty's signature had no kind of its own at first: it is known by the signer it names, who
    for our own signature is the actor.
    """
    is_theirs = kind == "agreement_signed" and "name" in facts
    return "countersignature_registered" if is_theirs else kind


def told(kind: str, facts: dict[str, Any]) -> list[str]:
    """Return what the event says beyond its name, as Swedish phrases in order."""
    if kind == "agreement_edited":
        return [_change(n, c) for n, c in facts.items() if isinstance(c, dict)]
    return [text for phrase in PHRASES.get(kind, ()) if (text := _filled(phrase, facts))]


def place_after(subject_kind: str, facts: dict[str, Any]) -> str:
    """Return the Swedish name of where the case or agreement stood after the event, or nothing."""
    names = AGREEMENT_STATES if subject_kind == "agreement" else CASE_STAGES
    return names.get(str(facts.get("now", "")), "")


def _filled(phrase: str, facts: dict[str, Any]) -> str:
    """Fill the phrase in, or return nothing when a fact it needs is missing or empty."""
    parts = []
    for literal, name, how, _ in Formatter().parse(phrase):
        parts.append(literal)
        if name is None:
            continue
        value = facts.get(name)
        if value is None or value == "" or value == [] or value == {}:
            return ""
        parts.append(_WORDS[how or "plain"](value))
    return "".join(parts)


def _change(name: str, change: dict[str, str]) -> str:
    words = _FIELD_WORDS.get(name, _text)
    before, after = (_value(change.get(side, ""), words) for side in ("before", "after"))
    party = change.get("party")
    label = f"Organisationsnummer för {party}" if party else FIELD_NAMES.get(name, name)
    return f"{label}: {before} blev {after}"


def _value(given: str, words: Callable[[Any], str]) -> str:
    return "tomt" if given in ("", "None") else f"”{words(given)}”"


# How a fact is put into words ----------------------------------------------------------------------------


def _named(names: dict[str, str]) -> Callable[[Any], str]:
    """The Swedish word for a code; a code nobody knows any more is shown as it is."""
    return lambda value: names.get(str(value), str(value))


def _day(value: Any) -> str:
    try:
        return long_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _text(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def _list(value: Any) -> str:
    return listed([_text(v) for v in value]) if isinstance(value, list) else str(value)


def _route(value: Any) -> str:
    return " ".join(str(step.get("reason", "")) for step in value)


def _outcomes(value: Any) -> str:
    """ "Punkt 1 och 2: bifall. Punkt 3: avslag" """
    groups: dict[str, list[str]] = {}
    for number, outcome in sorted(value.items(), key=lambda pair: int(pair[0])):
        groups.setdefault(OUTCOME_NAMES.get(outcome, outcome), []).append(number)
    return ". ".join(f"Punkt {listed(n)}: {name.lower()}" for name, n in groups.items())


def _refusal(value: Any) -> str:
    return REFUSED_BECAUSE.get(str(value), "uppgifterna eller läget tillät det inte")


_RULE_NAMES: Final = {key: rule.name for key, rule in RULE_TYPES.items()}
_KIND_NAMES: Final = dict(Agreement.Kind.choices)
_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "plain": str,
    "day": _day,
    "text": _text,
    "list": _list,
    "sentences": lambda value: " ".join(map(str, value)),
    "short": lambda value: str(value)[:8],
    "role": _named(dict(Role.choices)),
    "appointment": _named(dict(Appointment.Kind.choices)),
    "case_kind": _named(dict(Case.Kind.choices)),
    "paper_kind": _named(KIND_NAMES),
    "agreement_kind": lambda value: capitalised(_KIND_NAMES.get(value, str(value))),
    "route": _route,
    "result": _named(dict(MinuteItem.Result.choices)),
    "outcomes": _outcomes,
    "sums": lambda value: ", ".join(f"{name} {sha256[:8]}" for name, sha256 in value.items()),
    "day_set": _named(dict(SetDay.What.choices)),
    "holds": lambda value: "gäller fortfarande" if value else "går tillbaka för nytt beslut",
    "verb": _named(VERB_NAMES),
    "refusal": _refusal,
    "conclusion": _named(dict(Review.Conclusion.choices)),
    "rule": _named(_RULE_NAMES),
    "end_reason": _named(END_REASONS),
}
_FIELD_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "kind": _named(_KIND_NAMES),
    "term": _named(dict(Agreement.Term.choices)),
    "starts_on": _day,
    "ends_on": _day,
    "notice_rule": _named(_RULE_NAMES),
}
