"""The codec: record <-> models, and validation with faults by field."""

from catalog.records.faults import Fault, RecordFaults
from catalog.records.validation import Record, canonical, to_line, validate

__all__ = ["Fault", "Record", "RecordFaults", "canonical", "to_line", "validate"]
