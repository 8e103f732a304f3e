"""The same content by three municipalities' templates: order, headings, points and dates are settings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from cases.rules.assembly import OfficerReport, Proposal, Signatures, SignedApproval, assemble
from cases.rules.errors import Invalid
from cases.rules.templates import (
    ATT_CLAUSES,
    HUDDINGE,
    SIGNED_FIRST,
    TEMPLATES,
    Template,
    long_date,
)
from tests.documents.sample_content import sample_content

DAY = date(2022, 5, 4)
APPROVALS = [SignedApproval("Maria Lindqvist", "kommundirektör", 2, "2022-05-04T14:41:00+02:00")]


def by(template: Template) -> OfficerReport:
    """The sample by a template."""
    return assemble(json.dumps(sample_content()), APPROVALS, DAY, template)


def kinds(report: OfficerReport) -> list[str]:
    """The blocks in their order."""
    return [block.kind for block in report.blocks]


def proposal(report: OfficerReport) -> Proposal:
    """The block with the points."""
    return next(block for block in report.blocks if isinstance(block, Proposal))


def test_without_a_template_it_is_huddinges() -> None:
    assert by(HUDDINGE) == assemble(json.dumps(sample_content()), APPROVALS, DAY)
    assert kinds(by(HUDDINGE)) == ["proposal", "text", "signatures", "attachments", "recipients"]


def test_signatures_stand_where_the_template_says() -> None:
    assert kinds(by(SIGNED_FIRST))[:3] == ["proposal", "signatures", "text"]


def test_att_clauses_are_not_numbered_and_stand_under_what_a_body_is_proposed() -> None:
    groups = proposal(by(ATT_CLAUSES)).groups
    assert all(group.heading.endswith("föreslås besluta") for group in groups)
    points = [point for group in groups for point in group.points]
    assert {point.number for point in points} == {""}
    assert all(point.blocks[0].text.startswith("att ") for point in points)  # type: ignore[union-attr]
    numbered = [p for group in proposal(by(HUDDINGE)).groups for p in group.points]
    assert [p.number for p in numbered] == [f"{n}." for n in range(1, len(numbered) + 1)]


def test_dates_are_written_as_the_template_says() -> None:
    assert by(HUDDINGE).masthead.date == long_date(DAY) == "4\u00a0maj\u00a02022"
    assert by(ATT_CLAUSES).masthead.date == "2022-05-04"
    signed = next(b for b in by(ATT_CLAUSES).blocks if isinstance(b, Signatures))
    assert "2022-05-04" in signed.signatures[0].approved


def test_a_template_without_every_block_once_is_refused() -> None:
    for order in ((), HUDDINGE.order[1:], (*HUDDINGE.order, "text")):
        with pytest.raises(Invalid, match="order"):
            replace(HUDDINGE, order=order)
    assert all(template.source for template in TEMPLATES.values())
