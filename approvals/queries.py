"""Questions about who decided what, asked by pages and by the document."""

from __future__ import annotations

from datetime import datetime

from cases.rules.assembly import SignedApproval
from django.utils import timezone

from approvals.models import Approval


def approvals_of(case_id: int, version: int) -> list[SignedApproval]:
    """The approvals given to a version, as the signature block needs them, highest rank first."""
    rows = Approval.objects.filter(
        step__case_id=case_id, step__version=version, outcome=Approval.Outcome.APPROVED
    ).select_related("step")
    return [
        SignedApproval(
            name=row.name,
            title=row.title,
            rank=row.step.rank,
            decided_at=_moment(row),
            on_behalf_of=row.on_behalf_of,
        )
        for row in rows.order_by("-step__rank", "step__position")
    ]


def _moment(row: Approval) -> str:
    """The legal day with the hour it was recorded, in Swedish time, ISO 8601."""
    recorded = timezone.localtime(row.decided_at)
    local = datetime.combine(row.decided_on, recorded.time().replace(microsecond=0))
    return local.replace(tzinfo=recorded.tzinfo).isoformat()
