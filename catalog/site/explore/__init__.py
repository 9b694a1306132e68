"""Cross-tables and changed coding rules."""
