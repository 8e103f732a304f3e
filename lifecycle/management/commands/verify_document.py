"""Says which frozen document a file is, and whether its bytes and the book agree; status 1 otherwise."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lifecycle.document_proof import Verdict, judge_content, judge_file

MOST_BYTES = 200_000_000


class Command(BaseCommand):
    help = (
        "Säger vilket ärende och vilken version en fil är, och om den är den fastställda byte för byte. "
        "Slutar med status 1 när något inte stämmer."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="PDF-filen")
        parser.add_argument(
            "--content",
            metavar="SIFFROR",
            help='i stället för en fil: siffrorna efter "Innehåll sha256" på ett utskrivet dokument',
        )
        parser.add_argument("--json", action="store_true", help="svara som JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        file, digits = options["file"], options["content"]
        if (file is None) == (digits is None):
            raise CommandError("Ange en fil, eller --content med siffrorna på ett papper.")
        verdict = judge_file(_read(file)) if file else judge_content(digits)
        if options["json"]:
            self.stdout.write(json.dumps(verdict.as_dict(), ensure_ascii=False, sort_keys=True))
        else:
            self._say(verdict)
        if verdict.findings:
            sys.exit(1)

    def _say(self, verdict: Verdict) -> None:
        if verdict.sha256:
            self.stdout.write(f"SHA-256: {verdict.sha256}")
        dated = f", fastställd {verdict.dated}" if verdict.dated else ""
        if verdict.case is not None:
            number = verdict.registry_number or "utan diarienummer"
            self.stdout.write(f"Ärende {verdict.case}, {number}: {verdict.title}")
        elif verdict.title:
            self.stdout.write(verdict.title)
        if verdict.what:
            self.stdout.write(f"{verdict.what}{dated}")
        for finding in verdict.findings:
            self.stderr.write(self.style.ERROR(finding))
        if not verdict.findings:
            self.stdout.write(
                self.style.SUCCESS(
                    "Filen är den fastställda, byte för byte, och historiken håller."
                )
            )


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CommandError(f"{file} är för stor för att vara ett dokument härifrån.")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"Kan inte läsa {file}: {error.strerror}") from error
