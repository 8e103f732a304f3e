"""What the Makefile asks of the machine: is the port free, are the libraries here, is a step slow.

Runs with the system's Python, before anything is installed; so it uses the standard library only.
Each refusal names the command that mends it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

# Debian's package → what shows that it is here: a shared library's name or a program's path
FOR_DOCUMENTS = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
FOR_TESTS = {
    "chromium": "/usr/bin/chromium",
    "libatomic1": "libatomic.so.1",  # the browser driver's
    "openjdk-17-jdk-headless": "/usr/bin/javac",  # checks PDF/A and PDF/UA
}
SIGN_OF_LIFE = 10  # seconds between two lines while a step goes on


class Refusal(Exception):
    """The machine lacks something; the text says how to mend it."""


def check_port(port: int) -> None:
    """Refuses a port that somebody listens on, or that this user may not have."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(
                f"Port {port} cannot be used ({error.strerror}). Run: make run PORT={port + 1}"
            ) from error


def check_venv() -> None:
    """Refuses a Python without what `python -m venv` needs (Debian packs it apart)."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(
            "This Python cannot make a virtual environment."
            f" Run: apt-get install python{version}-venv"
        )


def is_here(sign: str) -> bool:
    """Whether a shared library can be loaded, or a program stands at that path."""
    if sign.startswith("/"):
        return Path(sign).exists()
    try:
        ctypes.CDLL(sign)
    except OSError:
        return False
    return True


def provide(packages: dict[str, str]) -> None:
    """Installs what is missing where we may (root, apt-get), otherwise says how to."""
    if sys.platform != "linux":
        return  # other systems name these differently; a missing one fails by its own message
    missing = [name for name, sign in packages.items() if not is_here(sign)]
    if not missing:
        return
    mend = f"apt-get update && apt-get install -y {' '.join(missing)}"
    if os.geteuid() != 0:
        raise Refusal(f"System libraries are missing. Run: sudo sh -c '{mend}'")
    if shutil.which("apt-get") is None:
        raise Refusal(f"System libraries are missing. On Debian: {mend}; elsewhere their like.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    by_hand = f"Is the network there? By hand: {mend}"
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    step("Reading the list of system packages", by_hand, ["apt-get", "update", "-qq"])
    step(f"Installing {', '.join(missing)} (up to two minutes)", by_hand, install, quiet=True)
    still = [name for name in missing if not is_here(packages[name])]
    if still:
        raise Refusal(f"{', '.join(still)} still cannot be loaded. {by_hand}")


def step(title: str, mend: str, command: Sequence[str], quiet: bool = False) -> None:
    """Runs a command that takes a while: says so, shows that it lives, and how long it took."""
    print(f"{title} …", flush=True)
    started = time.monotonic()
    ended = threading.Event()

    def show_life() -> None:
        while not ended.wait(SIGN_OF_LIFE):
            print(f"  … {time.monotonic() - started:.0f} s", flush=True)

    threading.Thread(target=show_life, daemon=True).start()
    try:
        output = subprocess.PIPE if quiet else None
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT if quiet else None)
    except FileNotFoundError as error:
        raise Refusal(f"{command[0]} is not here. {mend}") from error
    finally:
        ended.set()
    if done.returncode:
        said = (done.stdout or b"").decode(errors="replace")[-2000:]
        raise Refusal(f"{said}{title}: failed (status {done.returncode}). {mend}")
    print(f"  took {time.monotonic() - started:.1f} s", flush=True)


def main(arguments: Sequence[str]) -> None:
    """`venv`, `port N`, `libraries`, `browser`, or `step TITLE MEND COMMAND…`."""
    match list(arguments):
        case ["venv"]:
            check_venv()
        case ["port", port] if port.isdigit() and 0 < int(port) < 65536:
            check_port(int(port))
        case ["port", port]:
            raise Refusal(f"{port} is not a port. Run: make run PORT=8000")
        case ["libraries"]:
            provide(FOR_DOCUMENTS)
        case ["browser"]:
            provide(FOR_TESTS)
        case ["step", title, mend, *command] if command:
            step(title, mend, command)
        case _:
            raise Refusal(main.__doc__ or "")


if __name__ == "__main__":
    os.umask(0o022)  # the database server's own user reads what is installed here
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
