"""Django's PostgreSQL backend with bounded waits, as a DATABASES engine; see base.py."""
