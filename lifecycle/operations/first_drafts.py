"""What a draft begins with when the case itself says it: a notice has its point, its heading and its recipient."""

from __future__ import annotations

from cases.document_templates import template_in_use
from cases.models import Agreement, Case, Point
from cases.rules.draft import Draft, DraftSection
from cases.rules.points import DecisionPoint


def termination_draft(case: Case) -> Draft:
    """Return the draft of a case to give notice: the body that entered the agreement decides, the others are told.

    KL says nothing of its own; practice is that the body that approved an agreement also ends it (domain §1.1, 17).
    """
    parties = list(case.agreement.parties.filter(is_ours=False).values_list("name", flat=True))
    decider = _decider(case.agreement) or case.recipient_body_id
    proposing = case.recipient_body_id if decider != case.recipient_body_id else None
    names = " och ".join(parties)
    text = f"Avtalet ”{case.agreement.title}”{f' med {names}' if names else ''} sägs upp."
    return Draft(
        title=case.title,
        sections=tuple(DraftSection(1, each, "") for each in template_in_use().template.sections),
        points=(DecisionPoint(1, decider, proposing, text),),
        recipients=tuple(parties),
    )


def _decider(agreement: Agreement) -> int | None:
    """The body that decided the first point when the agreement was entered, where that is known here."""
    decided = Point.objects.filter(case__agreement=agreement, case__kind=Case.Kind.ENTER)
    return decided.exclude(decision="").order_by("number").values_list("body", flat=True).first()
