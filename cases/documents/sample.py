"""A template's sample as the PDF it would make: short and always the same, so that a page may wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.documents.render import render_officer_report
from cases.rules.content import canonical
from cases.rules.template_sample import APPROVALS, sample
from cases.rules.templates import Template


def render_sample(template: Template, municipality: Mapping[str, str], day: date) -> bytes:
    """Return the PDF of the sample, dated that day. Raises Invalid for settings that cannot be set."""
    return render_officer_report(canonical(sample(template, municipality)), APPROVALS, day)
