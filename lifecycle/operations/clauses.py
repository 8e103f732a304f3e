"""How a notice clause is read: its own words, the rule chosen, by whom and why; and the day that follows."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.permissions import require
from cases.locking import lock_agreement
from cases.models import Agreement
from cases.papers import attached_draft
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.operations.telling import tell_agreement
from lifecycle.queries import known_end, rule_of
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_limits import next_limit
from lifecycle.rules.notice_open import OpenEnded
from lifecycle.rules.notice_stored import from_values, to_json, to_values
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.states import require_state
from organisation.models import Person

_READ_IN = ("proposed", "signing", "signed", "in_force")


@transaction.atomic
def read_clause(
    *,
    agreement_id: int,
    rule: Rule,
    clause: str,
    reason: str,
    actor: Person,
    on: date,
) -> Agreement:
    """Store how the notice clause is read: `clause` verbatim, the rule, and why the words mean that.

    A rule that is not "unknown" needs the clause's words, unless the agreement has none. Refused once
    notice is given: its last day is counted already.
    """
    agreement = lock_agreement(agreement_id)
    by = require(actor, "edit_agreement", agreement, on)
    require_state(agreement.state, *_READ_IN)
    require_reading(agreement, rule, clause, reason, on)
    _require_as_drafted(agreement, rule)
    return store_reading(agreement, rule, clause, reason, by, on)


def store_reading(
    agreement: Agreement, rule: Rule, clause: str, reason: str, by: By, on: date
) -> Agreement:
    """Write the reading on the locked agreement and tell the book; nothing when it is as before."""
    before = rule_of(agreement)
    told = {
        "notice_rule": {"before": before.sentence(), "after": rule.sentence()},
        "notice_clause": {"before": agreement.notice_clause, "after": clause.strip()},
        "notice_reason": {"before": agreement.notice_reason, "after": reason.strip()},
    }
    changed = {name: words for name, words in told.items() if words["before"] != words["after"]}
    if not changed:
        return agreement
    agreement.notice_rule, agreement.notice_terms = rule.key, _terms(rule)
    agreement.notice_clause, agreement.notice_reason = clause.strip(), reason.strip()
    agreement.notice_read_by = ", ".join(part for part in (by.name, by.title) if part)[:250]
    agreement.notice_read_on = on
    agreement.notice_limit = limit_of(rule, on)
    changed |= _follow_term(agreement, rule)
    names = ("rule", "terms", "clause", "reason", "read_by", "read_on", "limit")
    agreement.save(update_fields=[*(f"notice_{name}" for name in names), "term", "ends_on"])
    tell_agreement(agreement, "agreement_edited", by, on, changed)
    return agreement


def _require_as_drafted(agreement: Agreement, rule: Rule) -> None:
    """Until it is signed, an agreement drafted here says what its attached draft says."""
    if agreement.state == "proposed" and rule != rule_of(agreement) and attached_draft(agreement):
        raise NotNow(
            "drafted_otherwise",
            "Avtalsutkastet som ligger som bilaga säger något annat om uppsägning. Ändra i avtalsutkastet och lägg det som bilaga igen.",
        )


def _follow_term(agreement: Agreement, rule: Rule) -> dict[str, dict[str, str]]:
    """Let a term nobody has told be what the clause says, and return what history shall say of it."""
    if agreement.term != Agreement.Term.UNKNOWN:
        return {}
    if isinstance(rule, FixedTerm | Prolonged):
        before = str(agreement.ends_on)
        agreement.term, agreement.ends_on = Agreement.Term.FIXED, rule.end
        day = {"before": before, "after": str(rule.end)}
        told = {"ends_on": day} if before != str(rule.end) else {}
    elif isinstance(rule, OpenEnded) and agreement.ends_on is None:
        agreement.term, told = Agreement.Term.OPEN_ENDED, {}
    else:
        return {}
    return {"term": {"before": "unknown", "after": agreement.term.value}, **told}


def _terms(rule: Rule) -> str:
    """The parameters as JSON; nothing for a rule that is its key alone."""
    return to_json(rule) if rule != from_values_or_none(rule.key) else ""


def from_values_or_none(key: str) -> Rule | None:
    """The rule as it is without any parameter given, or None where it needs some."""
    try:
        return from_values({"rule": key})
    except Invalid:
        return None


def require_reading(agreement: Agreement, rule: Rule, clause: str, reason: str, on: date) -> None:
    """Raise Invalid, with the field, for a reading that contradicts the register or a day that has passed."""
    require_printable(clause, "clause")
    require_printable(reason, "reason")
    _require_end_ahead(agreement, rule, on)
    for name, value in to_values(rule).items():
        if isinstance(value, str):
            require_printable(value, name)
    if not clause.strip() and rule.key not in ("unknown", "none"):
        raise Invalid("no_clause", "Skriv av avtalets ord om uppsägning.", field="clause")
    _require_same_end(agreement, rule)


def _require_end_ahead(agreement: Agreement, rule: Rule, on: date) -> None:
    """A reading ends no agreement: a last day that has passed, or lies before the first, is a slip of the pen."""
    ends = known_end(rule)
    if ends is None:
        return
    field = next(n for n in ("end", "until", "other_end") if getattr(rule, n, None) == ends)
    if agreement.starts_on is not None and ends < agreement.starts_on:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen {long_date(ends)} ligger före avtalets första dag {long_date(agreement.starts_on)}.",
            field=field,
        )
    if ends < on:
        raise Invalid(
            "already_over",
            f"Sista dagen {long_date(ends)} har passerat, i dag är {long_date(on)}. Har avtalet upphört avslutas det på avtalets sida.",
            field=field,
        )


def _require_same_end(agreement: Agreement, rule: Rule) -> None:
    """A term and its last day stand in the register too: the two must not contradict each other."""
    if not isinstance(rule, FixedTerm | Prolonged):
        return
    if agreement.term == Agreement.Term.OPEN_ENDED:
        raise Invalid(
            "term_contradicts",
            f"Avtalet är registrerat som tills vidare, men regeln säger att det gäller till och med {long_date(rule.end)}. Ändra avtalstiden först.",
            field="end",
        )
    if agreement.ends_on is not None and agreement.ends_on != rule.end:
        raise Invalid(
            "dates_contradict",
            f"Avtalet löper ut {long_date(agreement.ends_on)} enligt avtalstiden, men regeln säger {long_date(rule.end)}.",
            field="end",
        )


def limit_of(rule: Rule, on: date) -> date | None:
    """The working day to act by for the end day that notice leads to today; None where there is none."""
    limit = next_limit(rule, on)
    return limit.act_by if limit else None


def refresh_limits(on: date) -> int:
    """Count again the stored limits that have passed; they are only for the register's order."""
    done = 0
    for agreement in Agreement.objects.filter(state="in_force", notice_limit__lt=on):
        Agreement.objects.filter(pk=agreement.pk).update(
            notice_limit=limit_of(rule_of(agreement), on)
        )
        done += 1
    return done
