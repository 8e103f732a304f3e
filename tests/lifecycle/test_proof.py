"""What verification says of rows beside the book: an attached file exchanged behind its back is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from approvals.models import Approval, PointOutcome
from cases.files import store_upload
from cases.models import Attachment
from lifecycle import flows, operations
from lifecycle.models import Notice, Signature
from lifecycle.proof import verify_everything
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.django_db


def _found() -> list[str]:
    return [str(finding) for finding in verify_everything().findings]


def test_a_whole_life_agrees_with_the_book(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.closed(agreement.cases.get())
    returned = walk.submitted()
    why = {"step": 1, "comment": "Skriv om bakgrunden."}
    walk.answer(returned, "approve", operations.return_to_author, walk.people.head, **why)
    flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    assert _found() == []


@pytest.mark.parametrize(
    ("model", "change", "says"),
    [
        (Approval, {"name": "Någon Annan"}, "godkännandet är inte det som historiken antecknade"),
        (Approval, {"outcome": "returned", "comment": "Nej."}, "godkännandet"),
        (PointOutcome, {"outcome": "rejected"}, "utfallet är inte det som historiken antecknade"),
        (Signature, {"signed_on": date(2020, 1, 1)}, "underskriften"),
        (Notice, {"last_day": date(2090, 12, 31)}, "uppsägningen"),
    ],
)
def test_a_row_that_says_something_else_than_the_book_is_found(
    walk: Walk, model: type[Model], change: dict[str, Any], says: str
) -> None:
    agreement = walk.in_force()
    flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    row = model.objects.order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**change)
    assert any(says in finding for finding in _found())


def test_a_deleted_answer_is_missed(walk: Walk) -> None:
    walk.approved()
    Approval.objects.order_by("pk").first().delete()
    assert any("är borta eller ändrat" in finding for finding in _found())


def test_an_attachment_exchanged_behind_the_book_is_found(walk: Walk) -> None:
    case = walk.submitted()
    assert verify_everything().findings == []
    Attachment.objects.filter(case=case).update(file=store_upload(a_pdf("Ett annat avtal")))
    found = _found()
    assert found == [f"ärende {case.pk} bilaga 1: filen är inte den som historiken antecknade."]
