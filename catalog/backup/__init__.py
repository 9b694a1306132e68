"""Backups of the whole catalog, the same on SQLite and PostgreSQL."""
