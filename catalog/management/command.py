"""The base of commands that read or write records."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from catalog.models import Revision
from catalog.programs.publishing.revision import present_vocabularies


class RecordCommand(BaseCommand):
    """A command that knows the local terms of the database's vocabularies."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Read the local terms, then run the command. A database without tables has none."""
        if not options.get("without_local"):
            with suppress(DatabaseError, Revision.DoesNotExist):
                present_vocabularies()
        return super().execute(*args, **options)
