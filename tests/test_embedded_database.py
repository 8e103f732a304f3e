"""The embedded server: shared by its users, stopped after the last one, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config.postgres import BASE_DIR, OWNER, SUPERUSER, PostgresError, Server
from config.run import Child
from tests import database

USER = """
import sys, time
from pathlib import Path
from config.postgres import Server
with Server(Path(sys.argv[1]), durable=False).use():
    print("in use", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server of this module's own, not running."""
    return Server(tmp_path_factory.mktemp("server"), durable=False)


def _another_user(server: Server) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(server.root)],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in use\n"
    return process


def _ends(server: Server, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while server.lives() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not server.lives()


def test_the_last_user_stops_it(server: Server) -> None:
    with server.use():
        pid = server.pid()
        with server.use():
            assert server.pid() == pid
        assert server.pid() == pid
    assert server.pid() is None
    assert not server.lives()


def test_it_ends_when_its_last_user_is_killed(server: Server) -> None:
    user = _another_user(server)
    assert server.lives()
    user.kill()
    user.wait()
    assert _ends(server)


def test_a_killed_user_leaves_it_to_the_others(server: Server) -> None:
    with server.use():
        user = _another_user(server)
        user.kill()
        user.wait()
        assert not _ends(server, seconds=1)


def test_it_can_be_revived_after_a_crash(server: Server) -> None:
    with server.use():
        assert server.revive() is False
        pid = server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert _ends(server)
        time.sleep(0.5)  # its old processes see it and end
        assert server.revive() is True
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_application_owns_nothing_and_makes_nothing(server: Server) -> None:
    with server.use():
        with psycopg.connect(server.url(OWNER), autocommit=True) as owner:
            owner.execute("CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
        with psycopg.connect(server.url(), autocommit=True) as application:
            application.execute("INSERT INTO thing (word) VALUES ('one')")
            for refused in ("CREATE TABLE other (id int)", "DROP TABLE thing", "TRUNCATE thing"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(refused)
            assert application.execute("SELECT word FROM thing").fetchall() == [("one",)]


def test_it_listens_on_no_network_and_lets_nobody_else_in(server: Server) -> None:
    with server.use(), psycopg.connect(server.url(SUPERUSER, "postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert server.sockets.stat().st_mode & 0o077 == 0


def test_a_socket_path_too_long_is_moved(tmp_path: Path) -> None:
    deep = Server(tmp_path / ("a" * 100), durable=False)
    assert len(os.fsencode(deep.sockets)) < 90
    assert deep.sockets != deep.data.with_suffix(".sock")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path, durable=False)
    (tmp_path / "elsewhere").mkdir()
    server.sockets.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PostgresError, match="belongs to another user"), server.use():
        pytest.fail("it started")
    assert not server.lives()


def test_the_tests_write_to_no_other_server(server: Server, tmp_path: Path) -> None:
    with server.use():
        impostor = Server(tmp_path, durable=False)
        impostor.data.with_suffix(".sock").symlink_to(server.sockets)
        with pytest.raises(database.WrongServerError):
            database.TestServer(impostor).superuser()


def test_a_worker_that_keeps_dying_waits_longer_each_time() -> None:
    child = Child(("true",), {}, started=time.monotonic())
    assert [child.restart_after() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started -= 61
    assert child.restart_after() == 1
