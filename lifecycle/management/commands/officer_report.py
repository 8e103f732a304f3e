"""Writes a case's tjänsteutlåtande as PDF: the frozen bytes, or a preview where nothing is frozen yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import documents
from cases.content import content_of
from cases.drafts import read_draft
from cases.models import Case, Document
from cases.rules.content import canonical
from cases.rules.errors import Refusal


class Command(BaseCommand):
    help = "Skriver ärendets tjänsteutlåtande som PDF."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("case", help="ärendets nummer eller diarienummer")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, case: str, output: Path, **options: Any) -> None:
        row = _find(case)
        frozen = Document.objects.filter(version__case=row).select_related("file", "version").last()
        try:
            pdf = bytes(frozen.file.data) if frozen else _preview(row)
            output.write_bytes(pdf)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"Kan inte skriva {output}: {error.strerror}") from error
        kind = f"version {frozen.version.number}, fastställd {frozen.dated}" if frozen else "utkast"
        self.stdout.write(f"{output}: {len(pdf)} byte, {kind}")


def _find(case: str) -> Case:
    rows = Case.objects.filter(registry_number=case)
    if case.isdecimal() and len(case) < 19:
        rows = rows | Case.objects.filter(pk=int(case))
    row = rows.first()
    if row is None:
        raise CommandError(f"Inget ärende har numret {case}.")
    return row


def _preview(case: Case) -> bytes:
    return documents.render_officer_report(canonical(content_of(case, read_draft(case))), [], None)
