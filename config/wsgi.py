"""The WSGI entry point, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from catalog.serving.database import limit_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
limit_waits()  # here and not in settings, because management commands may take their time
