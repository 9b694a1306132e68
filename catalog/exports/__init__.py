"""The catalog in other formats: one writer per format, from published records to bytes."""
