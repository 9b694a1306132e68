"""One writer per format, each fed by records."""
