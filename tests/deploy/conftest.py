"""The files of deploy/ do not depend on the database: their tests run once, with SQLite."""

from django.conf import settings

if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
    collect_ignore_glob = ["test_*.py"]
