"""Throw-away databases for tests: an embedded server of their own, a migrated template, its clones.

The template is made once for each state of the migrations and kept in var/test-postgres, so that a
second run starts at once. Tests work on clones (`CREATE DATABASE … TEMPLATE`), as the application's
role, so that what the role may not do fails in tests too. A clone is dropped, never flushed.

`python -m tests.database COMMAND…` runs a command with a clone's addresses in its environment.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg
from psycopg import sql

from config.postgres import BASE_DIR, OWNER, ROLES_SQL, SUPERUSER, Server
from config.prepare import Addresses, fingerprint, migrate

ROOT = BASE_DIR / "var" / "test-postgres"
_numbers = itertools.count(1)


class WrongServerError(Exception):
    """The server that answered is not the tests' own: nothing has been written."""


class TestServer:
    """The tests' own server while it runs, and the template that clones are taken from."""

    __test__ = False  # not a test class, whatever its name says to pytest

    def __init__(self, server: Server) -> None:
        self.server = server
        self.template = f"template_{fingerprint()[:16]}"

    def addresses(self, name: str) -> Addresses:
        """The two ways into the database `name`."""
        return Addresses(self.server.url(database=name), self.server.url(OWNER, name))

    def superuser(self) -> psycopg.Connection:
        """A connection as the superuser, after making sure that the server is ours."""
        connection = psycopg.connect(self.server.url(SUPERUSER, "postgres"), autocommit=True)
        row = connection.execute("SHOW data_directory").fetchone()
        if row is None or Path(row[0]) != self.server.data:
            connection.close()
            raise WrongServerError(f"{row} answered instead of {self.server.data}")
        return connection

    def prepare(self) -> None:
        """Makes the template if the migrations have changed, and clears what killed runs left."""
        with (ROOT / "template.lock").open("w") as file, self.superuser() as connection:
            flock(file, LOCK_EX)
            names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for name in names:
                outdated = name.startswith("template_") and name != self.template
                if outdated or name.startswith("making_") or _left_behind(name):
                    self._drop(connection, name)
            if self.template not in names:
                self._make_template(connection)

    def _make_template(self, connection: psycopg.Connection) -> None:
        sys.stdout.write("Making the tests' template database (about 10 seconds) …\n")
        sys.stdout.flush()
        making = f"making_{os.getpid()}"
        self.server.run_sql(ROLES_SQL, database=making)
        migrate(self.addresses(making))
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(making), sql.Identifier(self.template)
            )
        )

    @contextlib.contextmanager
    def clone(self) -> Iterator[str]:
        """The name of a fresh copy of the template, dropped at the end of the block."""
        name = f"clone_{os.getpid()}_{next(_numbers)}"
        with self.superuser() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(self.template), sql.Identifier(OWNER)
                )
            )
        try:
            yield name
        finally:
            with self.superuser() as connection:
                self._drop(connection, name)

    def _drop(self, connection: psycopg.Connection, name: str) -> None:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _left_behind(name: str) -> bool:
    """Whether a clone's maker (its process id stands in the name) has ended without dropping it."""
    kind, _, rest = name.partition("_")
    if kind != "clone":
        return False
    try:
        os.kill(int(rest.partition("_")[0]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@contextlib.contextmanager
def running() -> Iterator[TestServer]:
    """The tests' server with its template ready; stopped when the last user has left."""
    with Server(ROOT, durable=False).use() as server:
        tests = TestServer(server)
        tests.prepare()
        yield tests


def main(command: list[str]) -> int:
    """Runs `command` with a fresh clone's addresses; its exit status is ours."""
    with running() as tests, tests.clone() as name:
        environment = tests.addresses(name).environment()
        return subprocess.run(command, env=environment, cwd=BASE_DIR).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
