"""A whole life through the operations and flows: every stage and state, in order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from history.proof import verify_chains
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.proof import verify_everything
from tests.people import Walk

pytestmark = pytest.mark.django_db


def test_from_draft_to_ended(walk: Walk) -> None:
    case = walk.ready()
    assert (case.stage, case.agreement.phase) == ("draft", "draft")
    case = walk.submitted(case)
    assert (case.stage, case.agreement.phase) == ("approval", "approval")
    case = walk.approved(case)
    assert (case.stage, case.agreement.phase) == ("board", "board")
    case = walk.proposed(case)
    assert case.stage == "council"
    assert case.points.get(number=3).condition == "pending"
    case = walk.decided(case)
    assert (case.stage, case.agreement.state) == ("execution", "signing")
    assert case.points.get(number=3).condition == "fulfilled"
    agreement = walk.in_force(case)
    assert agreement.state == "in_force"
    case = walk.closed(walk.again(case))
    assert case.stage == "closed"
    walk.on += timedelta(days=200)
    review = flows.run(
        operations.open_review,
        agreement_id=agreement.pk,
        year=walk.on.year,
        actor=walk.people.coordinator,
        on=walk.on,
    )
    agreement.refresh_from_db()
    assert agreement.phase == "annual_review"
    flows.run(
        operations.conclude_review,
        agreement_id=agreement.pk,
        review_id=review.pk,
        results="Arbetsgruppen har träffats två gånger.",
        priorities="Jämlik hälsa.",
        conclusion="continue",
        actor=walk.people.officer,
        on=walk.on,
    )
    notice = flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    assert notice.last_day.year == walk.on.year + 1
    walk.on = notice.last_day + timedelta(days=1)
    flows.run(
        operations.end_agreement,
        agreement_id=agreement.pk,
        why="notice",
        last_day=None,
        reason="",
        actor=walk.people.system,
        on=walk.on,
    )
    agreement.refresh_from_db()
    assert agreement.state == "ended"
    assert not Question.objects.exists()
    assert verify_chains().findings == []
    assert verify_everything().findings == []
