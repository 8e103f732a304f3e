"""The lock every writer takes first: the case's row, then its agreement's."""

from __future__ import annotations

from cases.models import Agreement, Case
from cases.rules.errors import NotNow

BUSY = "Någon annan arbetar i ärendet. Läs in sidan igen och se vad som har hänt."


def lock_case(case_id: int) -> Case:
    """Return the case, locked until the transaction ends. Raises Case.DoesNotExist."""
    return Case.objects.select_for_update(of=("self",)).select_related("unit", "recipient_body").get(pk=case_id)


def lock_agreement(agreement_id: int) -> Agreement:
    """Return the agreement, locked; take its case's lock first where both are needed."""
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("owner_unit")
        .get(pk=agreement_id)
    )


def require_unchanged(seen: int, current: int) -> None:
    """Raise NotNow when the draft was saved by somebody else since it was read."""
    if seen != current:
        raise NotNow("edited_by_another", "Någon annan har sparat utkastet sedan du öppnade det.")
