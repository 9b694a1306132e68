"""gunicorn's configuration: `manage.py serve` starts gunicorn with it, and SIGHUP reads it again.

It runs in gunicorn's master process, which must import neither Django nor the settings: after a reload, workers would
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
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's name for the shared folder of its processes

HOST = os.environ.get("HOST", "127.0.0.1")
bind = f"[{HOST.strip('[]')}]:{read_port()}" if ":" in HOST else f"{HOST}:{read_port()}"
wsgi_app = "config.wsgi"
worker_class = BufferingWorker
workers = read_workers()
threads = read_threads()
worker_connections = read_connections()
keepalive = read_idle_timeout()
max_requests, max_requests_jitter = 20_000, 4_000  # against memory leaks; not all workers at once
timeout = 60  # seconds without a sign of life from the thread that reads and sends
graceful_timeout = 30
control_socket_disable = True
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Create the folder of the metrics."""
    if read_address("METRICS_ADDRESS"):
        os.environ[METRICS_FOLDER] = tempfile.mkdtemp(prefix="catalog-metrics-")


def when_ready(server: Any) -> None:
    """Publish the metrics of all workers at METRICS_ADDRESS."""
    if address := read_address("METRICS_ADDRESS"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
        start_http_server(address[1], address[0], registry)


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the lowest free number, which names its metrics files, so that they do not pile up."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = next(number for number in range(len(taken) + 1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Prepare the worker before it loads the application."""
    # after a reload, the master's imports of our modules are old code
    for name in [name for name in sys.modules if name.partition(".")[0] in ("catalog", "config")]:
        del sys.modules[name]
    worker.request_seconds = read_request_timeout()
    if METRICS_FOLDER in os.environ:
        values.ValueClass = values.MultiProcessValue(lambda: worker.number)


def child_exit(server: Any, worker: Any) -> None:
    """Remove the gauges of a dead worker from the metrics. Its counters stay."""
    if METRICS_FOLDER in os.environ:
        multiprocess.mark_process_dead(worker.number)


def on_reload(server: Any) -> None:
    """Prepare the data for the new code. If that fails, the old workers keep serving and no new ones start."""
    if subprocess.run([sys.executable, str(BASE_DIR / "manage.py"), "prepare"], cwd=BASE_DIR, check=False).returncode:
        server.log.error("The reload failed, see above. The old code goes on serving.")
        server.cfg.set("workers", 0)


def on_exit(server: Any) -> None:
    """Remove the folder of the metrics."""
    if METRICS_FOLDER in os.environ:
        shutil.rmtree(os.environ[METRICS_FOLDER], ignore_errors=True)
