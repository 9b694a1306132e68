"""Prometheus metrics. Every process updates them; `serve` publishes their sum on a private address (docs/operations.md)."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("catalog_requests", "Requests answered.", ["method", "view", "status"])
request_seconds = Histogram("catalog_request_seconds", "Time to answer a request.", ["view"], buckets=SECONDS)

snapshot_build_seconds = Histogram("catalog_snapshot_build_seconds", "Time to build a snapshot.", buckets=SECONDS)
snapshot_built = Gauge(
    "catalog_snapshot_built_timestamp_seconds",
    "When this process last built its snapshot, in seconds since 1970.",
    multiprocess_mode="livemin",
)

cached_answers = Counter("catalog_cached_answers", "Public pages asked for, by whether the cache had them.", ["result"])
cached_bytes = Gauge("catalog_cached_bytes", "Size of the cached answers, in bytes.", multiprocess_mode="livesum")

limit_in_use = Gauge(
    "catalog_limit_in_use", "Expensive answers that are being computed, by limit.", ["limit"], multiprocess_mode="livesum"
)
limit_refused = Counter("catalog_limit_refused", "Requests refused because a limit was reached, by limit.", ["limit"])
