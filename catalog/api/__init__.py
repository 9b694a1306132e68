"""The catalog for programs: the same selections and counts as the pages, as JSON under `/api/v1/`."""
