"""The WSGI entry point, for gunicorn."""

import os

import django

from catalog.serving.database import limit_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from catalog.serving.malformed import CatalogHandler  # noqa: E402 (needs the settings)

application = CatalogHandler()
limit_waits()  # not in the settings, because management commands may take longer
