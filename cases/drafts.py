"""Reads a case's draft rows as the plain Draft the rules work on, and writes a Draft back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from approvals.rules.schemes import DEFAULT_SCHEME, certain_rule
from cases.models import Case, ExpectedSigner, Point, Recipient, Section
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.errors import Invalid
from cases.rules.findings import AttachmentFact, Surroundings
from cases.rules.markup_text import cited_numbers, renumbered
from cases.rules.merging import with_keys
from cases.rules.points import DecisionPoint
from organisation.models import Body


def read_draft(case: Case) -> Draft:
    """Return what the case officer has written so far (six queries)."""
    points = case.points.prefetch_related("depends_on")
    return Draft(
        title=case.title,
        sections=tuple(
            DraftSection(s.level, s.heading, s.text, s.key) for s in case.sections.all()
        ),
        points=tuple(
            DecisionPoint(
                p.number,
                p.body_id,
                p.proposing_body_id,
                p.text,
                tuple(sorted(d.number for d in p.depends_on.all())),
                p.key,
            )
            for p in points
        ),
        signers=tuple(DraftSigner(s.name, s.title) for s in case.signers.all()),
        recipients=tuple(r.name for r in case.recipients.all()),
    )


def surroundings(case: Case, on: date) -> Surroundings:
    """Return what the checks know beside the draft, on the day (two queries)."""
    bodies = list(Body.objects.all())
    return Surroundings(
        attachments=tuple(
            AttachmentFact(a.number, a.title, a.file_id is not None) for a in case.attachments.all()
        ),
        registry_number=case.registry_number or "",
        bodies={body.pk: body.definite for body in bodies},
        dated=on,
        deciding=_deciding(case, bodies),
    )


def _deciding(case: Case, bodies: Iterable[Body]) -> tuple[str, str] | None:
    """The body that the delegation scheme lets enter such an agreement whatever its weight, with its number."""
    rule = certain_rule(DEFAULT_SCHEME, case.agreement.kind)
    if case.kind != Case.Kind.ENTER or rule is None:
        return None
    return next(((b.definite, rule.number) for b in bodies if b.kind == rule.decider), None)


def write_draft(case: Case, draft: Draft) -> None:
    """Replace the draft's rows; points keep their identity by number, decided ones are locked."""
    draft = with_keys(draft, None, case.edit_count)
    case.sections.all().delete()
    Section.objects.bulk_create(
        Section(
            case=case, position=i, level=s.level, heading=s.heading.strip(), text=s.text, key=s.key
        )
        for i, s in enumerate(draft.sections, start=1)
    )
    case.signers.all().delete()
    ExpectedSigner.objects.bulk_create(
        ExpectedSigner(case=case, position=i, name=s.name.strip(), title=s.title.strip())
        for i, s in enumerate(draft.signers, start=1)
    )
    case.recipients.all().delete()
    Recipient.objects.bulk_create(
        Recipient(case=case, position=i, name=name.strip())
        for i, name in enumerate(draft.recipients, start=1)
    )
    _write_points(case, draft.points)


def _write_points(case: Case, wanted: tuple[DecisionPoint, ...]) -> None:
    existing = {p.number: p for p in case.points.prefetch_related("depends_on")}
    _require_locked_untouched(existing, {p.number: p for p in wanted})
    numbers = {p.number for p in wanted}
    case.points.exclude(number__in=numbers).delete()
    rows = {}
    for point in wanted:
        row = existing.get(point.number) or Point(case=case, number=point.number)
        if not row.decision:
            row.body_id, row.proposing_body_id = point.body, point.proposing_body
            row.text, row.key = point.text.strip(), point.key
            row.save()
        rows[point.number] = row
    for point in wanted:
        if not rows[point.number].decision:
            rows[point.number].depends_on.set([rows[n] for n in point.depends_on])


def _require_locked_untouched(existing: dict[int, Point], wanted: dict[int, DecisionPoint]) -> None:
    """Raise Invalid when a decided point is changed or missing (it stays decided across versions)."""
    for number, row in existing.items():
        if not row.decision:
            continue
        point = wanted.get(number)
        same = point is not None and (point.body, point.text.strip()) == (row.body_id, row.text)
        if not same:
            raise Invalid(
                "decided_point",
                f"Punkt {number} är redan beslutad och kan inte ändras eller tas bort.",
                field="points",
            )


def renumber_citations(case: Case, numbers: dict[int, int]) -> int:
    """Exchange the numbers of cited attachments in sections and open points; return how many texts changed.

    Raises Invalid when a decided point, which nobody may change, cites an attachment whose number would.
    """
    changed = 0
    for point in case.points.all():
        text = renumbered(point.text, numbers)
        if point.decision and (moved := _moved(point.text, numbers)):
            raise Invalid(
                "decided_point",
                f"Punkt {point.number} är beslutad och hänvisar till bilaga {moved}, som därför behåller sitt nummer.",
            )
        changed += _rewritten(point, text)
    for section in case.sections.all():
        changed += _rewritten(section, renumbered(section.text, numbers))
    return changed


def _moved(text: str, numbers: dict[int, int]) -> int | None:
    """The first cited number that would change."""
    return next((n for n in cited_numbers(text) if numbers.get(n) != n), None)


def _rewritten(row: Point | Section, text: str) -> bool:
    if text == row.text:
        return False
    row.text = text
    row.save(update_fields=["text"])
    return True
