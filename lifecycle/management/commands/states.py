"""Writes docs/states.md from the tables of moves, or says that it no longer agrees with them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecycle.states_page import render

PAGE = settings.BASE_DIR / "docs" / "states.md"


class Command(BaseCommand):
    help = "Skriver docs/states.md, eller jämför den med --check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="jämför utan att skriva")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        text = render()
        if not check:
            PAGE.write_text(text)
        elif not PAGE.exists() or PAGE.read_text() != text:
            raise CommandError("docs/states.md stämmer inte med tabellerna. Kör: manage.py states")
