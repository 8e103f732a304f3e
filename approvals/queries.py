"""Questions about who decided what, asked by pages and by the document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from approvals.models import Approval
from cases.rules.assembly import SignedApproval


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


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step of the route as operations need it."""

    pk: int
    position: int
    kind: str
    role: str
    unit_id: int | None
    body_id: int | None


@dataclass(frozen=True, slots=True)
class Route:
    """The steps of a version by position, and who edited that version or one before it."""

    steps: dict[int, WaitingStep]
    editors: frozenset[int]


# Asked in every approval: one statement for both, for the same reason as in approvals.permissions.
_ROUTE = """
    SELECT s.id, s.position, s.kind, s.role, s.unit_id, s.body_id,
           ARRAY(SELECT e.person_id FROM cases_versioneditor e
                 WHERE e.case_id = s.case_id AND e.version <= s.version)
    FROM approvals_routestep s WHERE s.case_id = %s AND s.version = %s
"""


def route_of(case_id: int, version: int) -> Route:
    """Return the frozen route of a version and its editors (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute(_ROUTE, [case_id, version])
        rows = cursor.fetchall()
    steps = {row[1]: WaitingStep(*row[:6]) for row in rows}
    return Route(steps, frozenset(rows[0][6]) if rows else frozenset())
