"""A short invented tjänsteutlåtande, to show what a template makes of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cases.rules.assembly import SignedApproval
from cases.rules.templates import Template

_SENTENCE: Final = (
    "Här står texten. Den visar hur avsnittet ser ut, hur **framhävda ord** skrivs och hur en bilaga nämns "
    "({bilaga 1})."
)
_LIST: Final = "\n\n- Första punkten.\n- Andra punkten.\n\n| Part | Timmar |\n| Kommunen | 120 |"
_POINTS: Final = (
    ("Kommunfullmäktige", "proposal", "godkänna avtalet om samverkan, bilaga 1"),
    ("Kommunfullmäktige", "proposal", "ge kommunstyrelsen ansvar för samverkan enligt avtalet"),
    ("Kommunstyrelsen", "own_decision", "ge kommundirektören i uppdrag att underteckna avtalet"),
)
_SENTENCES: Final = (
    "Avtalet om samverkan, bilaga 1, godkänns.",
    "Kommunstyrelsen ansvarar för samverkan enligt avtalet.",
    "Kommundirektören får i uppdrag att underteckna avtalet.",
)
_OFFICER: Final = {
    "name": "Förnamn Efternamn",
    "title": "utredare",
    "phone": "08-123 45 67",
    "email": "namn@kommun.example",
}
APPROVALS: Final = (
    SignedApproval("Förnamn Efternamn", "Kommundirektör", 2, "2026-05-04T13:20:00+02:00"),
    SignedApproval("Förnamn Efternamn", "Avdelningschef", 1, "2026-05-03T16:42:00+02:00"),
)


def sample(template: Template, municipality: Mapping[str, str]) -> dict[str, Any]:
    """Return content in schema 2 with the template's own sections."""
    points = [
        {
            "number": number,
            "body": body,
            "kind": kind,
            "proposing_body": "Kommunstyrelsen",
            "text": clause if template.att_clauses else _SENTENCES[number - 1],
        }
        for number, (body, kind, clause) in enumerate(_POINTS, start=1)
    ]
    return {
        "schema": 2,
        "kind": "officer_report",
        "registry_number": "KS-2026/112",
        "title": "Avtal om samverkan med Exempelhögskolan",
        "version": 1,
        "municipality": dict(municipality),
        "recipient": "Kommunstyrelsen",
        "case_officer": dict(_OFFICER),
        "points": points,
        "sections": [
            {"level": 1, "heading": heading, "text": _SENTENCE + ("" if at else _LIST)}
            for at, heading in enumerate(template.sections)
        ],
        "attachments": [{"number": 1, "title": "Förslag till avtal"}],
        "recipients": ["Exempelhögskolan", "Samtliga nämnder"],
        "template": {"key": template.key, "version": 0, "settings": template.as_dict()},
    }
