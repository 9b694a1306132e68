"""Log formats: JSON for machines, plain text for a terminal."""

from __future__ import annotations

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

ACCESS = "catalog.access"
_EXCLUDED = {*RESERVED_ATTRS, "request"}


class JsonLines(JsonFormatter):
    """One JSON object per line: time in UTC, level, logger, request id, then the other fields."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(request_id)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            reserved_attrs=_EXCLUDED,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Put the time first, and drop the message of an access line, which repeats its fields."""
        if log_data["logger"] == ACCESS:
            del log_data["message"]
        return {"time": log_data.pop("time"), **log_data}


class TextLines(logging.Formatter):
    """One readable line, followed by a traceback if there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message} [{request_id}]", style="{")
