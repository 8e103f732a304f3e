"""What verification says of rows beside the book: an attached file exchanged behind its back is named."""

from __future__ import annotations

import pytest

from cases.files import store_pdf
from cases.models import Attachment
from lifecycle.proof import verify_everything
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.django_db


def test_an_attachment_exchanged_behind_the_book_is_found(walk: Walk) -> None:
    case = walk.submitted()
    assert verify_everything().findings == []
    Attachment.objects.filter(case=case).update(file=store_pdf(a_pdf("Ett annat avtal")))
    found = [str(finding) for finding in verify_everything().findings]
    assert found == [f"case {case.pk} bilaga 1: filen är inte den som historiken antecknade."]
