"""Appeals in tests: registered and followed through operations, as the web does."""

from __future__ import annotations

from typing import Any

from approvals.legal_days import with_days
from approvals.models import Appeal, MinuteItem
from cases.models import Case
from lifecycle import flows, operations
from tests.people import Walk


def council_item(case: Case) -> MinuteItem:
    """The § in which the council decided the case."""
    return with_days(MinuteItem.objects.filter(case=case)).get(meeting__body__kind="council")


def appealed(walk: Walk, case: Case, **facts: Any) -> Appeal:
    """The council's decision appealed, as the registrar registers it today."""
    said = {"received_on": walk.on, "appellant": "En kommunmedlem", "court_number": "", **facts}
    who = {"actor": walk.people.registrar, "on": walk.on, "case_id": case.pk}
    item = said.pop("item", None) or council_item(case)
    made: Appeal = flows.run(operations.register_appeal, item_id=item.pk, **said, **who)
    return made


def follow(walk: Walk, appeal: Appeal, outcome: str, **facts: Any) -> None:
    """What the registrar records next."""
    said = {"outcome": outcome, "day": walk.on, "points": (), "note": "", **facts}
    said.setdefault("seen", appeal.steps.count())
    who = {"actor": walk.people.registrar, "on": walk.on, "case_id": appeal.item.case_id}
    flows.run(operations.record_appeal_step, appeal_id=appeal.pk, **said, **who)
