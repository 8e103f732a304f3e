"""Reads a tjänsteutlåtande as text, PDF or Word and makes a draft case of it, or shows what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.rules.errors import Refusal
from lifecycle.importing import Import, open_imported, read_report
from organisation.models import Appointment, Person, Role
from organisation.web.clock import today


class Command(BaseCommand):
    help = "Läser in ett tjänsteutlåtande (text, PDF eller Word) och gör ett utkast av det."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="visa vad som hittas, spara inget"
        )
        parser.add_argument("--json", action="store_true", help="skriv det som hittas som JSON")
        parser.add_argument("--officer", help="e-postadress till den som ska handlägga")

    def handle(
        self, *args: Any, file: Path, dry_run: bool, json: bool, officer: str | None, **options: Any
    ) -> None:
        try:
            found = read_report(file.name, file.read_bytes())
            case = None if dry_run else open_imported(found, actor=_officer(officer), on=today())
        except OSError as error:
            raise CommandError(
                f"Filen {file} går inte att öppna: {error.strerror}. Inget är sparat."
            ) from error
        except Refusal as refusal:
            raise CommandError(f"{refusal.sentence} Inget är sparat.") from refusal
        if json:
            self.stdout.write(_as_json(found))
            return
        self._tell(found)
        if case is None:
            self.stdout.write("Inget är sparat (--dry-run).")
        else:
            who = case.case_officer.name
            self.stdout.write(f"Ärendet är öppnat: /arenden/{case.pk}/ med {who} som handläggare.")

    def _tell(self, found: Import) -> None:
        report = found.report
        rows = (
            ("Rubrik", report.title),
            ("Mottagare", report.recipient),
            ("Beslutspunkter", len(report.points)),
            ("Avsnitt", len(report.sections)),
            ("Undertecknare", ", ".join(s.name for s in report.signers)),
            ("Bilagor", len(report.attachments)),
            ("Skickas till", ", ".join(report.recipients)),
        )
        for label, value in rows:
            self.stdout.write(f"{label}: {value}")
        for sentence in found.clauses:
            self.stdout.write(f"Om avtalstid eller uppsägning, anges på avtalet: {sentence}")
        for line in report.unplaced:
            self.stdout.write(self.style.WARNING(f"Kunde inte placeras: {line}"))


def _as_json(found: Import) -> str:
    return json.dumps(found.report.as_dict(), ensure_ascii=False, indent=2)


def _officer(email: str | None) -> Person:
    """The named person, else the first case officer who holds a unit today."""
    if email:
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Ingen aktiv person har e-postadressen {email}. Inget är sparat.")
        return person
    held = Appointment.objects.on_day(today()).filter(role=Role.CASE_OFFICER, unit__isnull=False)
    first = held.select_related("person").order_by("pk").first()
    if first is None:
        raise CommandError(
            "Ingen är handläggare i dag. Ange --officer, eller ge någon uppdraget. Inget är sparat."
        )
    return first.person
