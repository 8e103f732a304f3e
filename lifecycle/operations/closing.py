"""The end of a case: decisions sent to everyone they concern, then closed; or withdrawn with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.legal_days import appeals_of
from approvals.models import MinuteItem
from approvals.permissions import require
from cases.locking import lock_case
from cases.models import Case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from lifecycle.models import Receipt
from lifecycle.operations.moves import finish_case, move_agreement
from lifecycle.operations.telling import tell_agreement, tell_case
from lifecycle.questions import open_receipts
from lifecycle.rules.dates import long_date
from lifecycle.rules.states import require_stage
from organisation.models import Person


@transaction.atomic
def dispatch(
    *,
    case_id: int,
    recipient_id: int,
    how: str,
    dispatched_on: date,
    actor: Person,
    on: date,
    wants_receipt: bool = False,
) -> Case:
    """Record that the decision was sent (expedierat) to a recipient; a receipt that is wanted is waited for."""
    case = lock_case(case_id)
    by = require(actor, "dispatch", case, on)
    require_stage(case.stage, "execution")
    recipient = case.recipients.filter(pk=recipient_id).first()
    if recipient is None:
        raise Invalid("no_such_recipient", "Mottagaren finns inte i ärendet.")
    if recipient.dispatched_on is not None:
        raise NotNow(
            "dispatched", f"{recipient.name} fick beslutet {long_date(recipient.dispatched_on)}."
        )
    _require_dispatch(case, how, dispatched_on, on)
    recipient.dispatched_on, recipient.dispatched_how = dispatched_on, how.strip()[:80]
    recipient.save(update_fields=["dispatched_on", "dispatched_how"])
    facts = {
        "recipient": recipient.name,
        "how": how.strip(),
        "dispatched_on": dispatched_on.isoformat(),
    }
    if wants_receipt:
        Receipt.objects.create(recipient=recipient)
        facts["receipt"] = "begärt"
    tell_case(case, "decision_dispatched", by, on, facts)
    return case


def _require_dispatch(case: Case, how: str, dispatched_on: date, on: date) -> None:
    if not how.strip():
        raise Invalid("no_how", "Ange hur beslutet skickades.", field="how")
    require_printable(how, "how")
    if dispatched_on > on:
        raise Invalid(
            "future_day",
            f"Dagen {long_date(dispatched_on)} ligger efter i dag, {long_date(on)}.",
            field="dispatched_on",
        )
    if dispatched_on < case.opened_on:
        raise Invalid(
            "dates_contradict",
            f"Dagen {long_date(dispatched_on)} ligger före ärendets första dag {long_date(case.opened_on)}.",
            field="dispatched_on",
        )


def hindrances_to_closing(case: Case) -> list[str]:
    """Return the sentences that stand between a case in execution and its closing; empty = none."""
    found = []
    state = case.agreement.state
    if case.kind == Case.Kind.ENTER and state in ("proposed", "signing"):
        found.append("Avtalet är inte undertecknat av alla parter.")
    if case.kind == Case.Kind.TERMINATE and state == "in_force" and not case.notices.exists():
        found.append("Uppsägningen är inte skickad.")
    waiting = case.recipients.filter(dispatched_on__isnull=True).values_list("name", flat=True)
    found += [f"Beslutet är inte expedierat till {name}." for name in waiting]
    owing = open_receipts(case).values_list("recipient__name", flat=True)
    found += [f"Kvittot från {name} har inte kommit." for name in owing]
    open_ = dict.fromkeys(each.place for each in appeals_of(case) if each.course.is_open)
    found += [f"{place} är överklagad, och målet är inte slutligt avgjort." for place in open_]
    return found


@transaction.atomic
def close_case(*, case_id: int, actor: Person, on: date) -> Case:
    """Close a case whose decision is carried out and sent to everyone."""
    case = lock_case(case_id)
    by = require(actor, "close_case", case, on)
    require_stage(case.stage, "execution")
    hindrances = hindrances_to_closing(case)
    if hindrances:
        raise NotNow("not_carried_out", " ".join(hindrances))
    finish_case(case, "closed", "close_case", on, _closing_reason(case))
    tell_case(case, "case_closed", by, on)
    return case


def _closing_reason(case: Case) -> str:
    if case.kind == Case.Kind.TERMINATE and not case.notices.exists():
        return "Avtalet var redan uppsagt eller upphört."
    return "Beslutet är verkställt."


@transaction.atomic
def withdraw_case(*, case_id: int, reason: str, actor: Person, on: date) -> Case:
    """Withdraw an open case with a reason; an agreement that only it would enter is abandoned with it."""
    case = lock_case(case_id)
    by = require(actor, "withdraw_case", case, on)
    require_stage(case.stage, "draft", "approval", "board", "council", "execution")
    if not reason.strip():
        raise Invalid("no_reason", "Skriv varför ärendet återkallas.", field="reason")
    require_printable(reason, "reason")
    state = case.agreement.state
    if case.kind == Case.Kind.ENTER and state not in ("proposed", "signing"):
        raise NotNow("signed", "Avtalet är redan undertecknat. Avsluta ärendet i stället.")
    if case.kind == Case.Kind.TERMINATE and case.notices.filter(revoked_on=None).exists():
        raise NotNow("noticed", "Avtalet är redan uppsagt. Avsluta ärendet i stället.")
    finish_case(case, "withdrawn", "withdraw_case", on, reason.strip())
    MinuteItem.objects.filter(case=case, result="").update(result=MinuteItem.Result.OFF_AGENDA)
    facts = {"reason": reason.strip()}
    tell_case(case, "case_withdrawn", by, on, facts)
    if case.kind == Case.Kind.ENTER:
        move_agreement(case.agreement, "abandoned", "withdraw_case", end_reason=reason.strip())
        tell_agreement(case.agreement, "agreement_abandoned", by, on, facts)
    return case
