"""Questions over time: whether the signing gate is open, how a clause is read, when a term runs out."""

from __future__ import annotations

from datetime import date

from approvals.legal_days import approved_on, courses_of, decided_points, of_item, with_days
from approvals.models import MinuteItem
from cases.models import Agreement, Case
from cases.rules.errors import Invalid
from lifecycle.rules.dates import long_date
from lifecycle.rules.gate import DecidedItem, DecidedPoint, GateCondition, conditions
from lifecycle.rules.notice_base import Rule, Unnoticed
from lifecycle.rules.notice_open import OpenEnded
from lifecycle.rules.notice_stored import stored_rule
from lifecycle.rules.notice_term import Prolonged


def gate(case: Case, on: date) -> tuple[GateCondition, ...]:
    """Return every condition for carrying out the case's decision on the day, met or not (six queries)."""
    points = [DecidedPoint(p.number, p.decision, p.condition) for p in case.points.all()]
    items = with_days(MinuteItem.objects.filter(case=case, result=MinuteItem.Result.ONWARD))
    rows = items.order_by("meeting__date", "pk")
    return conditions(points, [_decided_item(i) for i in rows], on)


def _decided_item(item: MinuteItem) -> DecidedItem:
    meeting = item.meeting
    place = f"{meeting.body.name} {long_date(meeting.date)} § {item.number}"
    decides = bool(decided_points(item))
    facts = (approved_on(item), of_item(item), meeting.pk, decides, courses_of(item))
    return DecidedItem(place, *facts)


def rule_of(agreement: Agreement) -> Rule:
    """Return the rule the agreement's notice clause is read as."""
    return stored_rule(agreement.notice_rule, agreement.notice_terms)


def expiry_of(agreement: Agreement) -> date | None:
    """Return the last day after which the agreement ends by itself; None when it does not or nobody knows.

    A term that is prolonged by silence does not run out: it goes on until somebody gives notice.
    """
    rule = rule_of(agreement)
    if isinstance(rule, Prolonged):
        return None
    return known_end(rule) or agreement.ends_on


def known_end(rule: Rule) -> date | None:
    """Return the last day the rule itself tells of, whatever notice is given; None where it tells of none."""
    if isinstance(rule, OpenEnded):
        return rule.final_day()
    if not isinstance(rule, Unnoticed):
        return None
    try:
        return rule.end_day().value
    except Invalid:
        return None
