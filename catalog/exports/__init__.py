"""The catalog in other formats: one writer per format, pure functions from published records to bytes."""

from catalog.records.published import Published

__all__ = ["Published"]
