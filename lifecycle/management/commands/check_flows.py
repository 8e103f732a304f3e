"""Compares the flows' node names with the snapshot: a stored task names its node, so a name is public."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lifecycle.flows import FLOWS

SNAPSHOT = settings.BASE_DIR / "docs" / "flows.json"


def current() -> dict[str, list[str]]:
    """The nodes of every flow, by the name that is stored with each task."""
    return {
        f"{flow.__module__}.{flow.__name__}": sorted(node.name for node in flow.instance.nodes())
        for flow in FLOWS
    }


class Command(BaseCommand):
    help = "Jämför flödenas noder med docs/flows.json; --write skriver en ny bild."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--write", action="store_true", help="skriv bilden på nytt")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            SNAPSHOT.write_text(json.dumps(current(), indent=2, sort_keys=True) + "\n")
            return
        before = json.loads(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
        gone = [
            f"{flow}.{node}"
            for flow, nodes in before.items()
            for node in nodes
            if node not in current().get(flow, [])
        ]
        if gone:
            raise CommandError(
                f"Noder saknas: {', '.join(gone)}. Öppna uppgifter pekar på dem: "
                "skriv en datamigrering, och sedan manage.py check_flows --write"
            )
        if before != current():
            raise CommandError("Nya noder finns. Kör: manage.py check_flows --write")
