"""The catalog in other formats: one writer per format, pure functions from published records to bytes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple


class Published(NamedTuple):
    """A published record, the number of its version and the time that was published."""

    record: Mapping[str, Any]
    number: int
    time: datetime.datetime
