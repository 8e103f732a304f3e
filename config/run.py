"""Runs the whole system in one terminal: database, web and worker; Ctrl-C ends all of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.postgres import BASE_DIR, PROJECT, PostgresError, die_with_parent
from config.prepare import Addresses, SetupError, bring_up_to_date, database

PATIENCE = 10  # seconds a process gets to end in good order
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a dead worker is started again
STEADY = 60  # seconds alive after which the pauses start over
WEB = (sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi")
WORKER = (sys.executable, "manage.py", "work")


@dataclass
class Child:
    """One process of ours, in a group of its own so that the terminal's Ctrl-C reaches only us."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    pause: float = FIRST_PAUSE
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Starts the process; it is told to end should we be killed."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE_DIR,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # safe: one thread only
        )

    def ended(self) -> int | None:
        """The exit status once the process has ended."""
        return self.process.poll() if self.process else None

    def restart_after(self) -> float:
        """Seconds to wait before the next start: twice as long each time it dies soon."""
        if time.monotonic() - self.started > STEADY:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return pause

    def end(self) -> None:
        """Asks the process to end, waits, and then ends it and all it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                print("A process did not end in time and was killed.", flush=True)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # nothing was left of its group
        self.process.wait()


class Supervisor:
    """Keeps the web and the worker running until it is told to stop or the web ends by itself."""

    def __init__(self, addresses: Addresses, port: int, stop: threading.Event) -> None:
        environment = {**addresses.environment(), "PORT": str(port)}
        self.embedded = PROJECT if addresses.embedded else None
        self.port = port
        self.stop = stop
        self.web = Child(WEB, environment)
        self.worker = Child(WORKER, environment)

    def run(self) -> int:
        """Starts both and watches them; the exit status is 0 when it was told to stop."""
        try:
            self.web.start()
            self.worker.start()
            if self._wait_for_the_web():
                self._watch()
            return 0 if self.stop.is_set() else 1
        finally:
            print("Stopping …", flush=True)
            self.worker.end()
            self.web.end()

    def _wait_for_the_web(self) -> bool:
        while not self.stop.wait(0.05):
            if (status := self.web.ended()) is not None:
                print(f"The web server ended with status {status} (see above).", flush=True)
                return False
            if _answers(self.port):
                print(f"Avtalsgång: http://127.0.0.1:{self.port}/  (Ctrl-C ends it)", flush=True)
                return True
        return False

    def _watch(self) -> None:
        while not self.stop.wait(0.3):
            self._watch_the_database()
            if (status := self.web.ended()) is not None:
                print(f"The web server ended with status {status}.", flush=True)
                return
            if (status := self.worker.ended()) is not None:
                pause = self.worker.restart_after()
                print(f"The worker ended with status {status}; again in {pause:.0f} s.", flush=True)
                if not self.stop.wait(pause):
                    self.worker.start()

    def _watch_the_database(self) -> None:
        if self.embedded is None or self.embedded.lives():
            return
        try:
            if self.embedded.revive():
                print("The database had ended; it runs again.", flush=True)
        except PostgresError as error:  # its old processes may hold it for a moment yet
            print(f"{error}\nTrying again in {FIRST_PAUSE:.0f} s.", flush=True)
            self.stop.wait(FIRST_PAUSE)


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def main() -> int:
    """Prepares the database and runs everything; PORT, DEMO and the database's addresses count."""
    port = int(os.environ.get("PORT") or 8000)
    stop = threading.Event()
    with database() as addresses:
        bring_up_to_date(addresses)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        return Supervisor(addresses, port, stop).run()


def _interrupted(number: int, frame: object) -> None:
    sys.exit(128 + number)  # unlike the default, lets `with` blocks end what they started


if __name__ == "__main__":
    for early in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(early, _interrupted)
    try:
        sys.exit(main())
    except (SetupError, PostgresError) as error:
        sys.exit(str(error))
