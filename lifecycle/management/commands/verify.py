"""Proves that nothing in the book or in what was frozen has been altered; says where it has."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from lifecycle.proof import verify_everything


class Command(BaseCommand):
    help = "Kontrollerar historikens kedjor och allt fryst. Slutar med status 1 när något inte stämmer."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = verify_everything()
        except Error as error:  # a table that is gone or shut is itself a finding
            raise CommandError(f"Databasen gick inte att läsa: {error}") from error
        self.stdout.write(f"{report.chains} kedjor, {report.events} händelser lästa.")
        if not report.findings:
            self.stdout.write(self.style.SUCCESS("Allt stämmer."))
            return
        for finding in report.findings:
            self.stderr.write(self.style.ERROR(f"Stämmer inte: {finding}"))
        sys.exit(1)
