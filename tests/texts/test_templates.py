"""The same content by three municipalities' templates: order, headings, points and dates are settings."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cases.rules.assembly import OfficerReport, Proposal, Signatures, SignedApproval, assemble
from cases.rules.errors import Invalid
from cases.rules.templates import (
    ATT_CLAUSES,
    HUDDINGE,
    SIGNED_FIRST,
    TEMPLATES,
    Template,
    from_dict,
    long_date,
)
from tests.documents.sample_content import sample_content

DAY = date(2022, 5, 4)
APPROVALS = [SignedApproval("Maria Lindqvist", "kommundirektör", 2, "2022-05-04T14:41:00+02:00")]


def by(template: Template) -> OfficerReport:
    """The sample by a template."""
    frozen = {"key": template.key, "version": 1, "settings": template.as_dict()}
    return assemble(json.dumps(sample_content(template=frozen)), APPROVALS, DAY)


def kinds(report: OfficerReport) -> list[str]:
    """The blocks in their order."""
    return [block.kind for block in report.blocks]


def proposal(report: OfficerReport) -> Proposal:
    """The block with the points."""
    return next(block for block in report.blocks if isinstance(block, Proposal))


def test_without_a_template_it_is_huddinges() -> None:
    plain = assemble(json.dumps(sample_content()), APPROVALS, DAY)
    assert by(HUDDINGE).blocks == plain.blocks
    assert by(HUDDINGE).template == plain.template
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


def test_headings_pages_and_foot_are_the_templates_own() -> None:
    own = replace(
        HUDDINGE, foot=("Rad ett", "Rad två"), page_form="bracket", head=("date", "registry_number")
    )
    assert by(own).masthead.foot == ("Rad ett", "Rad två")
    assert by(HUDDINGE).masthead.foot[0].startswith("Huddinge\u00a0kommun,")
    assert by(own).template.around_pages == ("[", "]")
    assert by(ATT_CLAUSES).template.document_name == "Tjänsteskrivelse"


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_settings_are_read_back_as_they_were_written(template: Template) -> None:
    assert template.source
    assert from_dict(json.loads(json.dumps(template.as_dict()))) == template


def test_settings_that_are_not_told_are_huddinges() -> None:
    assert from_dict({}) == HUDDINGE


@pytest.mark.parametrize(
    "settings", [{"colour": "red"}, {"order": "proposal"}, {"foot": [1]}, {"att_clauses": "yes"}]
)
def test_a_setting_that_cannot_be_read_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="setting"):
        from_dict(settings)


def test_frozen_settings_that_are_no_settings_are_refused() -> None:
    for frozen in ("huddinge", {}, {"settings": []}, {"settings": {"order": []}}):
        with pytest.raises(Invalid):
            assemble(json.dumps(sample_content(template=frozen)), APPROVALS, DAY)


def test_a_logo_does_not_count_as_text() -> None:
    logo = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"x" * 70_000).decode()
    by(replace(HUDDINGE, logo=logo, logo_text="Huddinge kommun"))


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("order", {"order": ()}),
        ("order", {"order": HUDDINGE.order[1:]}),
        ("order", {"order": (*HUDDINGE.order, "text")}),
        ("name", {"name": " "}),
        ("document_name", {"document_name": ""}),
        ("proposal_heading", {"proposal_heading": "x" * 61}),
        ("attachments_heading", {"attachments_heading": "Två\nrader"}),
        ("recipients_heading", {"recipients_heading": ""}),
        ("date_form", {"date_form": "us"}),
        ("page_form", {"page_form": ""}),
        ("head", {"head": ("date",)}),
        ("head", {"head": ("registry_number", "date")}),
        ("sections", {"sections": ()}),
        ("sections", {"sections": ("Bakgrund", " ")}),
        ("foot", {"foot": ("a", "b", "c", "d")}),
        ("foot", {"foot": ("x" * 121,)}),
        ("logo", {"logo": "nej", "logo_text": "x"}),
        ("logo", {"logo": base64.b64encode(b"GIF89a").decode(), "logo_text": "x"}),
        ("logo", {"logo": "A" * 100_001, "logo_text": "x"}),
        ("logo_text", {"logo": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}),
    ],
)
def test_settings_no_document_can_be_set_by_are_refused_at_their_field(
    field: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refusal:
        replace(HUDDINGE, **changed)
    assert refusal.value.field == field
    assert refusal.value.sentence.endswith(".")
