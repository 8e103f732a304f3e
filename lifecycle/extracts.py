"""Reads what an extract of minutes says, and which §§ of a case there are extracts of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch

from approvals.legal_days import approved_on, of_item, posted_on
from approvals.models import MinuteItem, PointOutcome
from approvals.rules.decisions import Outcome
from approvals.rules.proceedings import Proceedings, sentences
from approvals.rules.settlement import DECISIONS
from cases.document_templates import template_in_use
from cases.models import Case
from cases.rules.content import canonical
from cases.rules.extract_assembly import KIND, SCHEMA
from lifecycle.models import ExtractCopy, MinutesExtract
from lifecycle.rules.dates import long_date


@dataclass(frozen=True)
class Paragraph:
    """A § in which a body decided something in the case, with the copies of its newest extract."""

    item: MinuteItem
    content: str = ""
    extract: MinutesExtract | None = None
    copies: dict[str, ExtractCopy] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How the § is spoken of: "Kommunfullmäktige 8 juni 2026, § 12"."""
        meeting = self.item.meeting
        return f"{meeting.body.name} {long_date(meeting.date)}, §\u00a0{self.item.number}"

    @property
    def is_approved(self) -> bool:
        """Whether its minutes are approved, by themselves or with the meeting's."""
        return approved_on(self.item) is not None

    @property
    def is_announced(self) -> bool:
        """Whether the notice is up, so that the extract can tell the last day of appeal."""
        return posted_on(self.item) is not None

    @cached_property
    def is_current(self) -> bool:
        """Whether the newest extract says what the minutes say now."""
        return self.extract is not None and self.extract.content == self.content

    def lacking(self, names: Sequence[str]) -> list[str]:
        """The recipients without a copy of what the minutes say now."""
        return [name for name in names if not self.is_current or name not in self.copies]


def paragraphs_of(case: Case) -> list[Paragraph]:
    """Return the §§ in which a body decided a point of the case itself, the oldest first (seven queries)."""
    outcomes = PointOutcome.objects.select_related("point__body", "point__proposing_body")
    rows = (
        MinuteItem.objects.filter(
            case=case,
            number__isnull=False,
            outcomes__point__body=F("meeting__body"),
            outcomes__outcome__in=[outcome.value for outcome in DECISIONS],
        )
        .select_related("meeting__body")
        .prefetch_related(
            Prefetch("outcomes", outcomes), "extracts", "appeals__steps", "meeting__set_days"
        )
        .distinct()
        .order_by("meeting__date", "pk")
    )
    template = template_in_use().as_dict()
    items = list(rows)
    copies = ExtractCopy.objects.filter(extract__item__in=items).select_related("file")
    found = list(copies.defer("file__data"))
    return [_paragraph(case, item, template, found) for item in items]


def copies_to_make(case: Case) -> list[tuple[MinutesExtract, list[str]]]:
    """Return the newest extract of each § of the case with the recipients who have no copy of it."""
    names = list(dict.fromkeys(r.name for r in case.recipients.all()))
    rows = MinutesExtract.objects.filter(item__case=case).prefetch_related("copies")
    newest = {row.item_id: row for row in rows.order_by("edition")}
    found = []
    for row in newest.values():
        have = {copy.recipient for copy in row.copies.all()}
        found.append((row, [name for name in names if name not in have]))
    return found


def _paragraph(
    case: Case, item: MinuteItem, template: dict[str, object], copies: Sequence[ExtractCopy]
) -> Paragraph:
    last = max(item.extracts.all(), key=lambda row: row.edition, default=None)
    mine = {copy.recipient: copy for copy in copies if last and copy.extract_id == last.pk}
    content = canonical(_content(case, item, template)) if approved_on(item) else ""
    return Paragraph(item, content, last, mine)


def _content(case: Case, item: MinuteItem, template: dict[str, object]) -> dict[str, Any]:
    """What the minutes say of the §, which cases/rules/extract_assembly.py reads."""
    meeting, approved, posted = item.meeting, approved_on(item), posted_on(item)
    announced = of_item(item)
    by = item.minutes_approved_by if item.minutes_approved_on else meeting.minutes_approved_by
    return {
        **({"approved_by": by} if by else {}),  # what was frozen before it was asked for has none
        "schema": SCHEMA,
        "kind": KIND,
        "title": case.title,
        "registry_number": case.registry_number or "",
        "municipality": dict(settings.MUNICIPALITY),
        "template": template,
        "body": meeting.body.name,
        "held_on": meeting.date.isoformat(),
        "starts_at": f"{meeting.starts_at:%H.%M}" if meeting.starts_at else "",
        "place": meeting.place,
        "present": meeting.present_count or 0,
        "paragraph": item.number,
        "points": [_point(each, item) for each in item.outcomes.all()],
        "motivation": item.motivation,
        "proceedings": list(sentences(Proceedings.from_dict(item.proceedings))),
        "is_immediate": item.minutes_approved_on is not None,
        "approved_on": approved.isoformat() if approved else "",
        "posted_on": posted.isoformat() if posted else "",
        "last_appeal_day": announced.last.value.isoformat() if announced else "",
    }


def _point(each: PointOutcome, item: MinuteItem) -> dict[str, Any]:
    """A point as the § has it; what another body decides was this body's proposal, whoever proposed first."""
    point, body = each.point, item.meeting.body
    is_own = point.body_id == body.pk
    return {
        "number": point.number,
        "kind": "own_decision" if is_own else "proposal",
        "body": point.body.name,
        "proposing_body": body.name,
        "outcome": Outcome(each.outcome).value,
        "proposed_text": each.proposed_text,
        "decided_text": each.decided_text,
    }
