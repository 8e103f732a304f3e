"""How the web server runs: few plain processes, the application loaded once before they part."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from config.postgres import die_with_parent

bind = [os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"]
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "sync"  # beats threads on these pages: they wait for little
preload_app = True
timeout = 60  # seconds
graceful_timeout = 8  # seconds; below the supervisor's patience
loglevel = "warning"
control_socket_disable = True  # nothing of ours is steered through it
if Path("/dev/shm").is_dir():  # noqa: S108  (the heartbeat file must not wait for a disk)
    worker_tmp_dir = "/dev/shm"  # noqa: S108

_end_with_the_master = die_with_parent(signal.SIGTERM)


def post_fork(server: Any, worker: Any) -> None:
    """Called in each new web process: it ends when the process that made it has ended."""
    _end_with_the_master()
