"""Loads the demonstration: invented people and eight agreements in different places of their lives."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecycle.demo.loading import is_empty, load
from organisation.web.clock import today

PASSWORD: Final = "avtalsgang demo"  # noqa: S105  known to everyone, given with DEMO=1 only


class Command(BaseCommand):
    help = "Lägger in påhittade personer och åtta avtal i en tom databas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --if-empty."""
        parser.add_argument(
            "--if-empty", action="store_true", help="gör ingenting när det redan finns personer"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say why not."""
        if not is_empty():
            if options["if_empty"]:
                self.stdout.write("Det finns redan personer här. Inget läggs in.")
                return
            raise CommandError("Det finns redan personer här. Demot läggs bara i en tom databas.")
        password = PASSWORD if settings.DEMO else ""
        load(today=today(), password=password, say=lambda line: self.stdout.write(line))
        self.stdout.write(self.style.SUCCESS("Demot är klart."))
