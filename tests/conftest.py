"""What all tests share: databases that are thrown away, the worker run by hand, and a browser.

* `@pytest.mark.django_db`: each test in a transaction that is rolled back.
* `own_database`: a clone for one module, with real commits; for browser and concurrency tests.
* `own_database_each`: the same for one test, where a test leaves damage behind.
* `run_jobs`: performs the jobs that are due, once. Needs `own_database`: the worker has its own
  connection and sees only what is committed.
* `live_server_url`, `browser`, `page`: the whole web over `own_database`, in Chromium.

All of them connect as the application's role, so that what it may not do fails here too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Browser, Page, sync_playwright
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from config.postgres import BASE_DIR, die_with_parent
from tests import database

pytest_plugins = ["tests.fixtures"]

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",  # it refuses to run as root with one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's sync interface keeps an event loop in the main thread; Django would refuse queries
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses tests that would have Django flush the database: the role may not, and must not."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.kwargs.get("transaction") or True in marker.args[:1]):
            raise pytest.UsageError(f"{item.nodeid}: use own_database, not transaction=True")


@pytest.fixture(scope="session")
def database_server() -> Iterator[database.TestServer]:
    """The tests' own PostgreSQL with a migrated template."""
    with database.running() as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(
    database_server: database.TestServer, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Replaces pytest-django's: one clone for all tests that are rolled back."""
    with database_server.clone() as name, _django_uses(database_server, name, django_db_blocker):
        yield


def _own_clone(
    database_server: database.TestServer,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A clone with real commits; gives the application's address."""
    with (
        database_server.clone() as name,
        _django_uses(database_server, name, django_db_blocker),
        django_db_blocker.unblock(),
    ):
        yield database_server.addresses(name).application


own_database = pytest.fixture(scope="module", name="own_database")(_own_clone)
own_database_each = pytest.fixture(name="own_database_each")(_own_clone)


@contextlib.contextmanager
def _django_uses(
    server: database.TestServer, name: str, blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Points Django (and with it procrastinate) at another database, and back afterwards."""
    chosen = settings.DATABASES["default"]
    before = {key: chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    with blocker.unblock():
        connection.close()
        connection.close_pool()
        options = {k: v for k, v in before["OPTIONS"].items() if k != "pool"}
        address = {"NAME": name, "HOST": str(server.server.sockets), "PORT": ""}
        role = {"USER": "avtalsgang_app", "PASSWORD": ""}
        chosen.update(address, **role, OPTIONS=options)
        try:
            yield
        finally:
            connections.close_all()
            chosen.update(before)


@pytest.fixture
def run_jobs(own_database: str) -> Callable[[], None]:
    """Performs all jobs that are due now, as the worker would; a job that fails fails the test."""

    def work() -> None:
        with jobs.replace_connector(jobs.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)

    def run() -> None:
        failed = ProcrastinateJob.objects.filter(status="failed")
        before = set(failed.values_list("id", flat=True))
        with ThreadPoolExecutor(1) as thread:  # Playwright's loop occupies this one
            thread.submit(work).result()
        names = list(failed.exclude(id__in=before).values_list("task_name", flat=True))
        assert not names, f"these jobs failed: {names}"

    return run


@pytest.fixture(scope="module")
def live_server_url(own_database: str) -> Iterator[str]:
    """The address of the real web server, over this module's own database."""
    subprocess.run(
        ["make", "-s", "var/stamps/static"], cwd=BASE_DIR, check=True
    )  # a changed style sheet shows
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        environment = {
            **os.environ,
            "DATABASE_URL": own_database,
            "DEMO": "1",
            "BIND": f"fd://{door.fileno()}",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
            cwd=BASE_DIR,
            env=environment,
            pass_fds=[door.fileno()],
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing. Run: apt-get update && apt-get install -y chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=CHROMIUM_OPTIONS, handle_sigint=False
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_server_url: str) -> Iterator[Page]:
    """A page in a fresh profile; addresses may be written as paths."""
    context = browser.new_context(
        base_url=live_server_url, locale="sv-SE", timezone_id="Europe/Stockholm"
    )
    yield context.new_page()
    context.close()
