"""Settings, read from the environment and nothing else; docs/operations.md lists every variable."""

import datetime
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.build import build_id
from config.data_folder import make_data_folder, read_secret_key
from config.environment import read_address, read_number, read_port, read_threads

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
make_data_folder(DATA_DIR)

DEBUG = os.environ.get("DEBUG", "") == "1"
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), read_port()
# where the public reaches the catalog, e.g. https://catalog.example.org; https turns on the secure settings
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")


def _allowed_hosts() -> list[str]:
    """ALLOWED_HOSTS (comma-separated), else the public host, else this machine's own names."""
    if hosts := os.environ.get("ALLOWED_HOSTS"):
        return [host.strip() for host in hosts.split(",") if host.strip()]
    if PUBLIC_URL:
        return [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
    if HOST in ("0.0.0.0", "::", "[::]"):  # serving a whole network by whatever name it uses
        return ["*"]
    return ["localhost", "127.0.0.1", "[::1]", HOST]


def _today() -> datetime.date | None:
    """TODAY (an ISO date) to try the catalog on another day; None, the real day, where it is empty."""
    text = os.environ.get("TODAY", "")
    if not text:
        return None
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        date = None
    if date is None or date.isoformat() != text:
        sys.exit(f"TODAY is {text!r}: use a date such as 2026-11-23, or leave it empty for the real day")
    return date


def _database() -> dj_database_url.DBConfig:
    """The database of DATABASE_URL, else the embedded one in DATA_DIR."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'catalog.sqlite3'}"
    try:
        database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        database = {}
    # the address may hold a password: it is not repeated
    if database.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql") or not database["NAME"]:
        sys.exit("DATABASE_URL is no address of a database: use one such as postgresql://user:password@host/name")
    return database


# where one person does everything: a reviewer may publish her own changes
OFFICE_OF_ONE = os.environ.get("OFFICE_OF_ONE") == "1"
# link checks may ask private and loopback addresses: for tests with a server of their own, never in service
ALLOW_PRIVATE_LINKS = os.environ.get("ALLOW_PRIVATE_LINKS") == "1"

SECRET_KEY = read_secret_key(DATA_DIR)
ALLOWED_HOSTS = _allowed_hosts()
BUILD = os.environ.get("BUILD") or build_id(BASE_DIR)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "import_export",
    "catalog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

# requests that each worker process answers at once
WEB_THREADS = read_threads()
# where the metrics of all processes are published, for a private network alone; None where they are not
METRICS_ADDRESS = read_address("METRICS_ADDRESS")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {  # the public pages
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "catalog.views.environment.environment",
            "context_processors": ["catalog.views.site.site"],
        },
    },
    {  # the admin
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database()}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # tests on a file, as in service: a shared database in memory locks otherwise
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1  # hours
AXES_CLIENT_IP_CALLABLE = "catalog.views.visitors.network_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

LANGUAGE_CODE = "en-us"
TIME_ZONE = os.environ.get("TIME_ZONE", "America/New_York")
USE_TZ = True
TODAY = _today()

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# rendered public pages that each process keeps in memory, compressed
ANSWER_CACHE_BYTES = read_number("ANSWER_CACHE_MB", 32) * 1_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "catalog.admin.refused.form_expired"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = os.environ.get("BEHIND_PROXY") == "1"
if BEHIND_PROXY:  # it sets X-Forwarded-Proto itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PUBLIC_URL:
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Teacher Leadership Program Catalog",
    "DESCRIPTION": "Programs, counts and vocabularies, for reading alone. Describes this catalog, not all programs.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}, "nowhere": {"class": "logging.NullHandler"}},
    # a strange Host is answered with 400; a traceback for each would let anyone fill the log
    "loggers": {"django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
