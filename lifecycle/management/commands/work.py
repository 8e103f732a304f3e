"""Runs the worker: takes jobs until it is told to stop, and sweeps up what a killed worker left."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = "Kör bakgrundsarbetaren tills den stoppas."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="gör det som väntar och sluta")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector):
            app.run_worker(wait=not once, concurrency=1, install_signal_handlers=not once)
