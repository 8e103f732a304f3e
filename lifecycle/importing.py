"""From a parsed tjänsteutlåtande to a draft case: names become our bodies, and guesses are said aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Final

from cases.models import Agreement, Case
from cases.reading import read
from cases.rules.clauses import clauses_in
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.errors import Invalid
from cases.rules.markup_text import with_citations
from cases.rules.officer_report_text import ParsedReport, parse_officer_report
from cases.rules.points import DecisionPoint
from lifecycle import flows, operations
from lifecycle.operations.opening import AgreementFacts
from organisation.models import Appointment, Body, Person, Role, Unit


@dataclass(frozen=True, slots=True)
class Import:
    """A report read from a file: its name and what was found."""

    filename: str
    report: ParsedReport

    @property
    def clauses(self) -> tuple[str, ...]:
        """What the text says about term and notice: proposed to a person, never set."""
        return clauses_in(section.text for section in self.report.sections)


def read_report(filename: str, data: bytes) -> Import:
    """Read a text, PDF or Word file as a tjänsteutlåtande. Raises Invalid with a sentence when they cannot be one."""
    found = read(data)
    report = parse_officer_report(found.text)
    return Import(
        PurePath(filename).name,
        replace(
            report,
            points=tuple(replace(p, text=found.placed(p.text)) for p in report.points),
            sections=tuple(replace(s, text=found.placed(s.text)) for s in report.sections),
            unplaced=(*report.unplaced, *found.left_out),
        ),
    )


def open_imported(found: Import, *, actor: Person, on: date) -> Case:
    """Make a draft case of an imported report, with the actor as its case officer."""
    report = found.report
    bodies = {b.name.casefold(): b for b in Body.objects.filter(closed_on__isnull=True)}
    recipient = _body(bodies, report.recipient)
    return flows.open_with(
        operations.open_case,
        agreement=_agreement(report),
        recipient=recipient,
        unit=unit_of(actor, on),
        draft=_draft(report, recipient, bodies),
        attachment_titles=tuple(a.title[:200] for a in report.attachments),
        imported_from=found.filename,
        unplaced=report.unplaced,
        actor=actor,
        on=on,
    )


def unit_of(officer: Person, on: date) -> Unit:
    """The unit the officer prepares cases for. Raises Invalid when they are no case officer of a unit."""
    held = (
        Appointment.objects.on_day(on)
        .filter(person=officer, role=Role.CASE_OFFICER, unit__isnull=False)
        .select_related("unit__parent")
        .first()
    )
    if held is None or held.unit is None:
        raise Invalid("no_unit", f"{officer.name} är inte handläggare på någon enhet i dag.")
    return held.unit


def _body(bodies: dict[str, Body], name: str) -> Body:
    body = bodies.get(name.strip().casefold())
    if body is None:
        known = ", ".join(sorted(b.name for b in bodies.values()))
        raise Invalid(
            "unknown_body",
            f"Organet {name or 'utan namn'} finns inte här. De som finns är: {known}.",
        )
    return body


def _draft(report: ParsedReport, recipient: Body, bodies: dict[str, Body]) -> Draft:
    numbers = _attachment_numbers(report)
    return Draft(
        title=report.title[:250],
        sections=tuple(
            DraftSection(s.level, s.heading[:200], with_citations(s.text, numbers))
            for s in report.sections
        ),
        points=tuple(
            DecisionPoint(
                p.number,
                _body(bodies, p.body).pk,
                recipient.pk if p.kind == "proposal" else None,
                with_citations(p.text, numbers),
                p.depends_on,
            )
            for p in report.points
        ),
        signers=tuple(
            DraftSigner(s.name[:120], (s.title or "titel saknas")[:120]) for s in report.signers
        ),
        recipients=tuple(name[:200] for name in report.recipients),
    )


def _attachment_numbers(report: ParsedReport) -> dict[int, int]:
    """The place each attachment gets, by the number the text cites it by; a number written twice cites none."""
    written = [a.number for a in report.attachments]
    return {n: place for place, n in enumerate(written, start=1) if written.count(n) == 1}


def _agreement(report: ParsedReport) -> AgreementFacts:
    kind = Agreement.Kind.COOPERATION
    if "strategiskt partnerskap" in report.title.casefold():
        kind = Agreement.Kind.STRATEGIC_PARTNERSHIP
    elif "avsiktsförklaring" in report.title.casefold():
        kind = Agreement.Kind.LETTER_OF_INTENT
    return AgreementFacts(
        title=report.title, kind=kind, counterparty=guess_counterparty(report)[:200]
    )


_WITH: Final = re.compile(
    r"\b(?:med|mellan .+? och) (\w[^,.:]*?)(?= för | om | gällande | avseende | [-–] |$)"
)


def guess_counterparty(report: ParsedReport) -> str:
    """The counterparty as the report names it: a recipient that the title mentions, else "… med X".

    A guess the case officer sees and corrects; "okänd motpart" when nothing says.
    """
    title = report.title.casefold()
    for name in report.recipients:
        if name.casefold() in title:
            return name
    match = _WITH.search(report.title)
    return match.group(1).strip() if match else "okänd motpart"
