"""gunicorn's configuration: `manage.py serve` starts gunicorn with it, and SIGHUP reads it again.

It runs in gunicorn's master process. That imports neither Django nor the settings, or the workers of a reload would
inherit the old ones (docs/decisions/0025).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, multiprocess, start_http_server, values

from catalog.serving.worker import BufferingWorker
from config.environment import (
    read_address,
    read_connections,
    read_idle_timeout,
    read_port,
    read_request_timeout,
    read_threads,
    read_workers,
)

BASE_DIR = Path(__file__).resolve().parent.parent
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # how prometheus_client calls the folder that its processes share

HOST = os.environ.get("HOST", "127.0.0.1")
bind = f"[{HOST.strip('[]')}]:{read_port()}" if ":" in HOST else f"{HOST}:{read_port()}"
wsgi_app = "config.wsgi"
worker_class = BufferingWorker
workers = read_workers()
threads = read_threads()
worker_connections = read_connections()
keepalive = read_idle_timeout()
max_requests, max_requests_jitter = 20_000, 4_000  # memory that leaks somewhere comes back; not all workers at once
timeout = 60  # without a sign of life from the thread that reads and sends
graceful_timeout = 30
control_socket_disable = True
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Make the folder of the metrics, before any worker counts."""
    if read_address("METRICS_ADDRESS"):
        os.environ[METRICS_FOLDER] = tempfile.mkdtemp(prefix="catalog-metrics-")


def when_ready(server: Any) -> None:
    """Publish the metrics of all workers at METRICS_ADDRESS."""
    if address := read_address("METRICS_ADDRESS"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        start_http_server(address[1], address[0], registry)


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the lowest number that no living one has: its name in the metrics, so that files do not pile up."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = next(number for number in range(len(taken) + 1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Set what gunicorn has no setting for, before the application is loaded."""
    # after a reload, what the master once imported of ours is old code: the application imports its own
    for name in [name for name in sys.modules if name.partition(".")[0] in ("catalog", "config")]:
        del sys.modules[name]
    worker.request_seconds = read_request_timeout()
    if METRICS_FOLDER in os.environ:
        values.ValueClass = values.MultiProcessValue(lambda: worker.number)


def child_exit(server: Any, worker: Any) -> None:
    """Take what a worker said about its present state out of the metrics; what it counted stays."""
    if METRICS_FOLDER in os.environ:
        multiprocess.mark_process_dead(worker.number)


def on_reload(server: Any) -> None:
    """Set up what the new code needs. If that fails the old workers go on, and no new ones start."""
    if subprocess.run([sys.executable, str(BASE_DIR / "manage.py"), "prepare"], cwd=BASE_DIR, check=False).returncode:
        server.log.error("The reload failed, see above. The old code goes on serving.")
        server.cfg.set("workers", 0)


def on_exit(server: Any) -> None:
    """Remove the folder of the metrics."""
    if METRICS_FOLDER in os.environ:
        shutil.rmtree(os.environ[METRICS_FOLDER], ignore_errors=True)
