"""The codec: record <-> models, and validation with faults by field."""

from catalog.schema.faults import Fault, RecordFaults
from catalog.schema.validation import Record, canonical, keep_missing, noted, to_line, validate, validate_line

__all__ = ["Fault", "Record", "RecordFaults", "canonical", "keep_missing", "noted", "to_line", "validate", "validate_line"]
