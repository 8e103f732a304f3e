"""Every frozen document there is: its file name and SHA-256, without its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from approvals.models import DirectiveAccount, Summons
from cases.models import Document, PaperVersion
from cases.rules.papers import AGREEMENT_DRAFT, CONSULTATION, COVERING_LETTER
from lifecycle.models import ExtractCopy

_PAPERS: Final = {
    AGREEMENT_DRAFT: "avtalsutkast",
    CONSULTATION: "remiss",
    COVERING_LETTER: "foljebrev",
}
_Named = Iterator[tuple[str, str]]


def frozen_documents() -> dict[str, str]:
    """Return the SHA-256 of each by a name any file system takes; rows' own numbers keep two alike apart."""
    return dict([*_reports(), *_papers(), *_extracts(), *_summonses(), *_accounts()])


def _reports() -> _Named:
    rows = Document.objects.values_list(
        "version__case_id", "version__case__registry_number", "version__number", "file__sha256"
    )
    for case, number, version, sha256 in rows:
        yield _name("tjansteutlatande", case, number, f"v{version}"), sha256


def _papers() -> _Named:
    rows = PaperVersion.objects.values_list(
        "paper__kind", "paper__case_id", "paper__case__registry_number", "paper_id", "number", "file__sha256"
    )  # fmt: skip
    for kind, case, registry_number, paper, number, sha256 in rows:
        yield _name(_PAPERS[kind], case, registry_number, paper, f"v{number}"), sha256


def _extracts() -> _Named:
    rows = ExtractCopy.objects.values_list(
        "extract__item__case_id", "extract__item__case__registry_number",
        "extract__item__meeting__body__short_name", "extract__item__meeting__date",
        "extract__item__number", "extract__edition", "pk", "file__sha256",
    )  # fmt: skip
    for case, registry_number, body, day, number, edition, pk, sha256 in rows:
        parts = (case, registry_number, body, day, number, f"u{edition}", pk)
        yield _name("protokollsutdrag", *parts), sha256


def _summonses() -> _Named:
    rows = Summons.objects.values_list(
        "meeting__body__short_name", "meeting__date", "meeting_id", "number", "file__sha256", "bundle__sha256"
    )  # fmt: skip
    for body, day, meeting, number, sha256, bundle in rows:
        yield _name("kallelse", body, day, meeting, number), sha256
        yield _name("kallelse", body, day, meeting, number, "med handlingar"), bundle


def _accounts() -> _Named:
    rows = DirectiveAccount.objects.values_list("body__short_name", "year", "file__sha256")
    for body, year, sha256 in rows:
        yield _name("redovisning", body, year), sha256


def _name(kind: str, *parts: object) -> str:
    said = (re.sub(r"[^A-Za-z0-9.]+", "-", str(p or "")).strip("-.")[:40] for p in parts)
    return "-".join(filter(None, [kind, *said])) + ".pdf"
