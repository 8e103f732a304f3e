"""The lock every writer takes first: the case's row, then its agreement's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cases.models import Agreement, Case

Row = TypeVar("Row", Case, Agreement)
BUSY = "Någon annan arbetar i ärendet. Läs in sidan igen och se vad som har hänt."


def lock_case(case_id: int) -> Case:
    """Return the case, locked until the transaction ends. Raises Case.DoesNotExist."""
    # written out, like the agreement's: building it through the ORM costs more than running it
    rows = Case.objects.raw("SELECT * FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
    return _the_one(rows, Case)


def lock_agreement(agreement_id: int) -> Agreement:
    """Return the agreement, locked; take its case's lock first where both are needed."""
    rows = Agreement.objects.raw(
        "SELECT * FROM cases_agreement WHERE id = %s FOR UPDATE", [agreement_id]
    )
    return _the_one(rows, Agreement)


def _the_one(rows: Iterable[Row], model: type[Row]) -> Row:
    for row in rows:
        return row
    raise model.DoesNotExist(f"no such {model._meta.model_name}")
