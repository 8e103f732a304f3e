"""Notice from either side with its counted end day, and every way an agreement ends."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from approvals.models import MinuteItem
from approvals.permissions import require
from cases.locking import lock_agreement, lock_case
from cases.models import Agreement, Case
from cases.rules.draft import require_printable
from cases.rules.errors import Invalid, NotNow
from history.actor import By
from lifecycle.models import Notice, Review
from lifecycle.operations.moves import move_agreement
from lifecycle.operations.signing import require_gate_open
from lifecycle.operations.telling import tell_agreement
from lifecycle.queries import expiry_of, gate, rule_of
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice import last_day_in_force
from lifecycle.rules.states import require_stage, require_state
from organisation.models import Person

MAX_REFERENCE = 200
END_REASONS = {
    "notice": "Uppsägningstiden har löpt ut",
    "expired": "Avtalstiden har löpt ut",
    "mutual": "Parterna har kommit överens",
    "replaced": "Ersatt av ett nytt avtal",
    "with_other": "Upphör med ett annat avtal",
    "breach": "Hävt på grund av avtalsbrott",
}


@transaction.atomic
def give_notice(
    *, case_id: int, received_on: date, actor: Person, on: date, deviation: str = ""
) -> Notice:
    """Give the municipality's notice, decided in a case of its own; the gate is the same as for signing."""
    case = lock_case(case_id)
    agreement = lock_agreement(case.agreement_id)
    by = require(actor, "give_notice", agreement, on)
    if case.kind != Case.Kind.TERMINATE:
        raise NotNow("other_kind", "Ärendet gäller inte att säga upp avtalet.")
    require_stage(case.stage, "execution")
    unmet = [c for c in gate(case, on) if not c.met]
    require_gate_open(unmet, deviation)
    _require_after_the_decision(case, received_on)
    notice = _stand(agreement, "give_notice", Notice.GivenBy.US, received_on, case, on)
    facts = {"case": case.pk, "unmet": [c.sentence for c in unmet], "deviation": deviation.strip()}
    _tell(agreement, "notice_given", notice, by, on, facts)
    return notice


def _require_after_the_decision(case: Case, received_on: date) -> None:
    decided = MinuteItem.objects.filter(case=case, result=MinuteItem.Result.ONWARD)
    last = decided.order_by("-meeting__date").values_list("meeting__date", flat=True).first()
    if last is not None and received_on < last:
        raise Invalid(
            "dates_contradict",
            f"Dagen {long_date(received_on)} ligger före beslutet {long_date(last)}.",
            field="received_on",
        )


@transaction.atomic
def receive_notice(
    *, agreement_id: int, received_on: date, actor: Person, on: date, reference: str = ""
) -> Notice:
    """Register the counterparty's notice by the day it was received.

    `reference` is how it came, with the letter's own registry number where it has one.
    """
    agreement = lock_agreement(agreement_id)
    by = require(actor, "receive_notice", agreement, on)
    reference = reference.strip()
    if len(reference) > MAX_REFERENCE:
        raise Invalid("long_text", f"Skriv högst {MAX_REFERENCE} tecken.", field="reference")
    require_printable(reference, "reference")
    given_by = Notice.GivenBy.COUNTERPARTY
    notice = _stand(agreement, "receive_notice", given_by, received_on, None, on, reference)
    _tell(agreement, "notice_received", notice, by, on, {"reference": reference})
    return notice


def _stand(
    agreement: Agreement,
    verb: str,
    given_by: str,
    received_on: date,
    case: Case | None,
    on: date,
    reference: str = "",
) -> Notice:
    require_state(agreement.state, "in_force")
    if received_on > on:
        raise Invalid(
            "future_day",
            f"Uppsägningen kan inte ha kommit fram {long_date(received_on)}: i dag är {long_date(on)}.",
            field="received_on",
        )
    if agreement.starts_on and received_on < agreement.starts_on:
        raise Invalid(
            "dates_contradict",
            f"Dagen {long_date(received_on)} ligger före avtalets första dag {long_date(agreement.starts_on)}.",
            field="received_on",
        )
    by = "us" if given_by == Notice.GivenBy.US else "counterparty"
    counted = last_day_in_force(rule_of(agreement), received_on, by=by)
    move_agreement(agreement, "notice_given", verb, last_day=counted.value)
    return Notice.objects.create(
        agreement=agreement,
        case=case,
        given_by=given_by,
        received_on=received_on,
        reference=reference,
        last_day=counted.value,
        rule=agreement.notice_rule,
        count=counted.count,
        registered_on=on,
    )


def _tell(
    agreement: Agreement, kind: str, notice: Notice, by: By, on: date, facts: dict[str, object]
) -> None:
    facts = {
        "received_on": notice.received_on.isoformat(),
        "last_day": notice.last_day.isoformat(),
        "rule": notice.rule,
        **facts,
    }
    tell_agreement(agreement, kind, by, on, facts)


@transaction.atomic
def acknowledge_notice(*, agreement_id: int, actor: Person, on: date) -> Notice:
    """Note that the person responsible for the agreement has read the counterparty's standing notice."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "acknowledge_notice", agreement, on)
    require_state(agreement.state, "notice_given")
    notice = Notice.objects.get(agreement=agreement, revoked_on__isnull=True)
    if notice.given_by != Notice.GivenBy.COUNTERPARTY:
        raise NotNow("own_notice", "Uppsägningen är kommunens egen.")
    if notice.acknowledged_on is not None:
        raise NotNow("acknowledged", f"Det gjordes redan {long_date(notice.acknowledged_on)}.")
    notice.acknowledged_on = on
    notice.save(update_fields=["acknowledged_on"])
    facts = {"received_on": notice.received_on.isoformat()}
    tell_agreement(agreement, "notice_acknowledged", by, on, facts)
    return notice


@transaction.atomic
def revoke_notice(*, agreement_id: int, reason: str, actor: Person, on: date) -> Agreement:
    """Take the standing notice back, when both parties agree: the agreement is in force again."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "revoke_notice", agreement, on)
    require_state(agreement.state, "notice_given")
    _require_reason(reason)
    notice = Notice.objects.get(agreement=agreement, revoked_on__isnull=True)
    notice.revoked_on = on
    notice.save(update_fields=["revoked_on"])
    move_agreement(agreement, "in_force", "revoke_notice", last_day=None)
    facts = {"reason": reason.strip()}
    tell_agreement(agreement, "notice_revoked", by, on, facts)
    return agreement


@transaction.atomic
def end_agreement(
    *, agreement_id: int, why: str, last_day: date | None, reason: str, actor: Person, on: date
) -> Agreement:
    """End an agreement: its last day has passed, or another of END_REASONS with a day and a reason.

    `last_day` is the last day in force (inclusive); after notice and at expiry it is known and not given.
    """
    agreement = lock_agreement(agreement_id)
    by = require(actor, "end_agreement", agreement, on)
    require_state(agreement.state, "in_force", "notice_given")
    require_printable(reason, "reason")
    day = _last_day(agreement, why, last_day, reason)
    if day >= on:
        raise NotNow("not_over", f"Avtalet gäller till och med {long_date(day)}.")
    text = ". ".join(part for part in (END_REASONS[why], reason.strip()) if part)
    move_agreement(agreement, "ended", "end_agreement", last_day=day, end_reason=text)
    open_reviews = list(
        Review.objects.filter(agreement=agreement, conclusion="").values_list("year", flat=True)
    )
    facts = {
        "why": why,
        "last_day": day.isoformat(),
        "reason": reason.strip(),
        "open_reviews": open_reviews,
    }
    tell_agreement(agreement, "agreement_ended", by, on, facts)
    return agreement


def _last_day(agreement: Agreement, why: str, given: date | None, reason: str) -> date:
    if why not in END_REASONS:
        raise Invalid("why", "Välj varför avtalet upphör.", field="why")
    if why == "notice":
        if agreement.last_day is None:
            raise NotNow("no_notice", "Avtalet är inte uppsagt.")
        return agreement.last_day
    if why == "expired":
        expires = expiry_of(agreement)
        if expires is None:
            raise NotNow("no_end", "Avtalet har ingen bestämd sista dag, eller förlängs den dagen.")
        return expires
    _require_reason(reason)
    if given is None:
        raise Invalid("no_day", "Ange sista dagen avtalet gäller.", field="last_day")
    if agreement.starts_on and given < agreement.starts_on:
        raise Invalid(
            "dates_contradict",
            f"Sista dagen {long_date(given)} ligger före första dagen {long_date(agreement.starts_on)}.",
            field="last_day",
        )
    return given


@transaction.atomic
def abandon_agreement(*, agreement_id: int, reason: str, actor: Person, on: date) -> Agreement:
    """Give up an agreement that was decided but not signed by all: declined, or its condition lapsed."""
    agreement = lock_agreement(agreement_id)
    by = require(actor, "abandon_agreement", agreement, on)
    require_state(agreement.state, "signing")
    _require_reason(reason)
    move_agreement(agreement, "abandoned", "abandon_agreement", end_reason=reason.strip())
    facts = {"reason": reason.strip()}
    tell_agreement(agreement, "agreement_abandoned", by, on, facts)
    return agreement


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("no_reason", "Skriv varför.", field="reason")
    require_printable(reason, "reason")
