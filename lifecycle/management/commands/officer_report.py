"""Writes a case's tjänsteutlåtande as PDF (a preview where nothing is frozen), or every frozen document there is."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import documents
from cases.content import content_of
from cases.drafts import read_draft
from cases.models import Case, Document, StoredFile
from cases.rules.content import canonical
from cases.rules.errors import Refusal
from lifecycle.frozen import frozen_documents

SUMS = "SHA256SUMS"  # read by `sha256sum --check`


class Command(BaseCommand):
    help = (
        "Skriver ett ärendes tjänsteutlåtande som PDF, eller med --all alla fastställda handlingar."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("case", nargs="?", help="ärendets nummer eller diarienummer")
        parser.add_argument(
            "--all", action="store_true", help="alla fastställda handlingar, till en mapp"
        )
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, case: str | None, output: Path, **options: Any) -> None:
        if (case is None) != options["all"]:
            raise CommandError("Ange ett ärende, eller --all för alla fastställda.")
        try:
            said = _write_all(output) if case is None else _write_one(case, output)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"Kan inte skriva {output}: {error.strerror}") from error
        self.stdout.write(said)


def _write_one(case: str, output: Path) -> str:
    row = _find(case)
    frozen = Document.objects.filter(version__case=row).select_related("file", "version").last()
    pdf = bytes(frozen.file.data) if frozen else _preview(row)
    output.write_bytes(pdf)
    kind = f"version {frozen.version.number}, fastställd {frozen.dated}" if frozen else "utkast"
    return f"{output}: {len(pdf)} byte, {kind}"


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


def _write_all(folder: Path) -> str:
    """Write every frozen document that is not there yet; files with other bytes are left, and refuse it all."""
    sums = frozen_documents()
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name for name in sums if (folder / name).exists()}
    other = sorted(name for name in kept if _sha256((folder / name).read_bytes()) != sums[name])
    unlisted = _listed(folder / SUMS) - {f"{sha256}  {name}" for name, sha256 in sums.items()}
    if other or unlisted:
        raise CommandError(
            f"{folder} har filer eller rader i {SUMS} som inte stämmer med de fastställda dokumenten: "
            f"{', '.join(other + sorted(unlisted))}. Inget är skrivet. Välj en annan mapp."
        )
    for name in sorted(set(sums) - kept):
        _write(folder / name, _data(name, sums[name]))
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))
    _write(folder / SUMS, lines.encode())
    return f"{folder}: {len(sums)} dokument, {len(sums) - len(kept)} nya; kontrollera med {SUMS}"


def _listed(sums: Path) -> set[str]:
    return set(sums.read_text(encoding="utf-8").splitlines()) if sums.exists() else set()


def _data(name: str, sha256: str) -> bytes:
    data = bytes(StoredFile.objects.values_list("data", flat=True).get(sha256=sha256))
    if _sha256(data) != sha256:
        raise CommandError(f"{name}: de sparade byten stämmer inte med sin kontrollsumma.")
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all: what is interrupted leaves no half document under a real name."""
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.write_bytes(data)
    os.replace(unfinished, file)
