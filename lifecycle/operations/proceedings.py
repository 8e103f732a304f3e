"""What a meeting's minutes tell of an item beside its outcome: kept with it, told with it."""

from __future__ import annotations

from collections.abc import Collection

from approvals.models import Meeting, MinuteItem
from approvals.rules.decisions import Outcome, minority_may
from approvals.rules.proceedings import Proceedings, require_proceedings
from cases.rules.errors import Invalid

_MAY_BE_ASKED_BY_A_MINORITY = {Outcome.REFERRED_BACK, Outcome.TABLED}


def note_proceedings(
    item: MinuteItem, meeting: Meeting, said: Proceedings, outcomes: Collection[Outcome]
) -> None:
    """Put what is told on the item, which is saved with its outcome. Raises Invalid with the field."""
    require_proceedings(said, meeting.present_count or 0)
    if said.minority is not None:
        _require_minority(item, meeting, said.minority, outcomes)
    item.proceedings = said.as_dict()


def _require_minority(
    item: MinuteItem, meeting: Meeting, votes: int, outcomes: Collection[Outcome]
) -> None:
    if not _MAY_BE_ASKED_BY_A_MINORITY & set(outcomes):
        raise Invalid(
            "no_referral",
            "En minoritet kan begära återremiss eller bordläggning, men ingen punkt har det utfallet.",
            field="minority",
        )
    earlier = MinuteItem.objects.filter(
        case=item.case_id, meeting__body=meeting.body_id, proceedings__has_key="minority"
    )
    answer = minority_may(
        votes,
        meeting.present_count or 0,
        body_kind=meeting.body.kind,
        used_before=earlier.exclude(pk=item.pk).exists(),
    )
    if not answer.value:
        raise Invalid("minority", answer.steps[-1], field="minority")
