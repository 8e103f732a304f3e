"""Template filters every page may use: Swedish days, section text as blocks, words for codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from approvals.rules.decisions import OUTCOME_NAMES
from history.kinds import KINDS
from lifecycle.rules import dates
from lifecycle.rules.states import AGREEMENT_STATES, CASE_STAGES, PHASES

register = template.Library()


@register.filter
def long_date(day: date | None) -> str:
    """ "4 maj 2022" """
    return dates.long_date(day) if day else ""


@register.filter
def weekday_date(day: date | None) -> str:
    """ "onsdag 4 maj 2022" """
    return dates.weekday_date(day) if day else ""


@register.filter
def clock_time(moment: datetime | None) -> str:
    """ "kl. 16.42" in Swedish time"""
    return timezone.localtime(moment).strftime("kl.\u00a0%H.%M") if moment else ""


@register.filter
def days_until(day: date | None, on: date) -> str:
    """ "i dag", "i morgon", "om 14 dagar", "3 dagar sedan" """
    if day is None:
        return ""
    days = (day - on).days
    named = {0: "i dag", 1: "i morgon", -1: "i går"}
    if days in named:
        return named[days]
    return f"om {days} dagar" if days > 0 else f"{-days} dagar sedan"


@register.filter
def stage_name(stage: str) -> str:
    """The Swedish word for a case's stage"""
    return CASE_STAGES.get(stage, stage)


@register.filter
def state_name(state: str) -> str:
    """The Swedish word for an agreement's state"""
    return AGREEMENT_STATES.get(state, state)


@register.filter
def phase_name(phase: str) -> str:
    """The Swedish word for the phase people see"""
    return PHASES.get(phase, phase)


@register.filter
def outcome_name(outcome: str) -> str:
    """The Swedish word for a point's outcome"""
    return OUTCOME_NAMES.get(outcome, outcome)


@register.filter
def event_name(kind: str) -> str:
    """The Swedish sentence stem for an event"""
    return KINDS.get(kind, kind)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """mapping[key], or nothing"""
    return mapping.get(key)
