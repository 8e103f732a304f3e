"""What nobody has told about an agreement though days hang on it, and the words that may tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases.models import Agreement, Case
from cases.rules.clauses import clauses_in


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact nobody has told, what it is needed for, and the page and field where it is told."""

    sentence: str
    link: str
    url_name: str
    field: str = ""


_MISSING: Final[dict[str, Missing]] = {
    "term": Missing(
        "Avtalstiden är inte angiven. Ange den så att det syns om och när avtalet löper ut.",
        "Ange avtalstiden",
        "agreement_edit",
        "id_term",
    ),
    "notice_rule": Missing(
        "Uppsägningsregeln är inte angiven. Ange den så att sista dagen kan räknas och en uppsägning registreras.",
        "Ange uppsägningsregeln",
        "agreement_notice_rule",
    ),
}


def missing_of(agreement: Agreement) -> list[Missing]:
    """What must be told before days can be counted; once notice is given its rule is used already."""
    if agreement.state in ("notice_given", "ended", "abandoned"):
        return []
    return [m for name, m in _MISSING.items() if getattr(agreement, name) == "unknown"]


def clauses_of(case: Case | None) -> tuple[str, ...]:
    """What the tjänsteutlåtande of the case says about term and notice, to be read and judged."""
    return clauses_in(case.sections.values_list("text", flat=True)) if case else ()
