"""How log lines look: JSON for machines, plain text for a terminal."""

from __future__ import annotations

import logging
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

ACCESS = "catalog.access"
_LEFT_OUT = {*RESERVED_ATTRS, "request"}


class JsonLines(JsonFormatter):
    """One JSON object per line: time in UTC, level, logger, request id, then what the line is about."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(request_id)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            reserved_attrs=_LEFT_OUT,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Put the time first, and leave out the message of an access line: its fields say the same."""
        if log_data["logger"] == ACCESS:
            del log_data["message"]
        return {"time": log_data.pop("time"), **log_data}


class TextLines(logging.Formatter):
    """One readable line, with a traceback below it where there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message} [{request_id}]", style="{")
