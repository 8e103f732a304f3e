"""Brings a database to the code's level: migrations as its owner, then the demonstration's data.

What has been done is noted in var/stamps, one note for each database, so that a start with nothing
new to do does not even load Django.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from config import postgres

STAMPS = postgres.BASE_DIR / "var" / "stamps"


class SetupError(Exception):
    """Something is missing for a start; the text names the command that mends it."""


@dataclass(frozen=True)
class Addresses:
    """The two ways into one database: as the application, and as the owner of its tables."""

    application: str
    owner: str
    embedded: bool = False

    def environment(self) -> dict[str, str]:
        """The process environment with these addresses in it."""
        return {
            **os.environ,
            "DATABASE_URL": self.application,
            "DATABASE_OWNER_URL": self.owner,
        }


@contextlib.contextmanager
def database() -> Iterator[Addresses]:
    """The database in use: the one DATABASE_URL names, else the embedded one, kept running."""
    application, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if application and owner:
        yield Addresses(application, owner)
    elif application or owner:
        raise SetupError(
            "Give both addresses or none: make run DATABASE_URL=postgresql://avtalsgang_app@… "
            "DATABASE_OWNER_URL=postgresql://avtalsgang_owner@…"
        )
    else:
        with postgres.PROJECT.use() as server:
            yield Addresses(server.url(), server.url(postgres.OWNER), embedded=True)


def fingerprint() -> str:
    """A hash of all that decides the tables: our migrations and the pinned packages with theirs."""
    files = sorted(postgres.BASE_DIR.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in [*files, postgres.BASE_DIR / "requirements.txt"]:
        digest.update(f"{path.relative_to(postgres.BASE_DIR)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def manage(addresses: Addresses, *arguments: str, as_owner: bool = False) -> None:
    """Runs one of Django's commands; raises SetupError where it fails."""
    environment = addresses.environment()
    if as_owner:
        environment["DATABASE_URL"] = addresses.owner
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=postgres.BASE_DIR, env=environment
    )
    if done.returncode:
        raise SetupError(
            f"manage.py {' '.join(arguments)} failed (see above). When mended, run: make setup"
        )


def migrate(addresses: Addresses) -> None:
    """Applies the migrations as the owner of the tables."""
    manage(addresses, "migrate", "--noinput", "--skip-checks", "--verbosity", "0", as_owner=True)


def bring_up_to_date(addresses: Addresses) -> None:
    """Migrates and, in the demonstration, loads its data into an empty database; only if needed."""
    demo = os.environ.get("DEMO") == "1"
    name = hashlib.sha256(addresses.application.encode()).hexdigest()[:12]
    stamp = STAMPS / f"database-{name}"
    wanted = f"{fingerprint()} demo={demo}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Making the tables (about 10 seconds) …", flush=True)
    migrate(addresses)
    if demo:
        print("Loading the demonstration's data …", flush=True)
        manage(addresses, "load_demo", "--if-empty")
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def main() -> int:
    """Brings the database in use up to date, starting the embedded one for as long as it takes."""
    with database() as addresses:
        bring_up_to_date(addresses)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SetupError, postgres.PostgresError) as error:
        sys.exit(str(error))
