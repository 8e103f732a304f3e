"""Proves that nothing in the book or in what was frozen has been altered; says where it has."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from lifecycle.proof import verify_everything


class Command(BaseCommand):
    help = "Kontrollerar historikens kedjor och allt fryst. Slutar med status 1 när något inte stämmer."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_everything()
        self.stdout.write(f"{report.chains} kedjor, {report.events} händelser lästa.")
        if not report.findings:
            self.stdout.write(self.style.SUCCESS("Allt stämmer."))
            return
        for finding in report.findings:
            self.stderr.write(self.style.ERROR(f"Stämmer inte: {finding}"))
        sys.exit(1)
