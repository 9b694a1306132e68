"""Settings, read from the environment and nothing else; docs/operations.md lists every variable."""

import datetime
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.build import build_id

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("DEBUG", "") == "1"
HOST = os.environ.get("HOST", "127.0.0.1")
# where the public reaches the catalog, e.g. https://catalog.example.org; https turns on the secure settings
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")


def _secret_key() -> str:
    """SECRET_KEY of the environment, else one made once and kept beside the embedded database."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = DATA_DIR / "secret_key"
    try:
        with file.open("x") as new:
            file.chmod(0o600)
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return file.read_text()


def _words(name: str) -> list[str]:
    """A comma-separated list of the environment."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _allowed_hosts() -> list[str]:
    """ALLOWED_HOSTS (comma-separated), else the public host, else this machine's own names."""
    if hosts := _words("ALLOWED_HOSTS"):
        return hosts
    if PUBLIC_URL:
        return [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
    if HOST in ("0.0.0.0", "::", "[::]"):  # serving a whole network by whatever name it uses
        return ["*"]
    return ["localhost", "127.0.0.1", "[::1]", HOST]


def _number(name: str, default: int) -> int:
    """A whole number of the environment, 0 or more."""
    text = os.environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        sys.exit(f"{name} is {text!r}: use a whole number such as {default}")
    return int(text)


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


# where one person does everything: a reviewer may publish her own changes
OFFICE_OF_ONE = os.environ.get("OFFICE_OF_ONE") == "1"
# link checks may ask private and loopback addresses: for tests with a server of their own, never in service
ALLOW_PRIVATE_LINKS = os.environ.get("ALLOW_PRIVATE_LINKS") == "1"

SECRET_KEY = _secret_key()
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
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "import_export",
    "catalog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "catalog.serving.sessions.SessionRenewalMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "catalog.admin.second_factor_gate.SecondFactorMiddleware",
]

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

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'catalog.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
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
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# wrong passwords within AXES_COOLOFF_TIME: see catalog/serving/login_limits.py, which relies on this order of parameters
AXES_HANDLER = "catalog.serving.login_limits.LoginLimitsHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 8
NETWORK_FAILURE_LIMIT = 30
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying on while locked out costs nothing and changes nothing
AXES_CLIENT_IP_CALLABLE = "catalog.serving.visitors.visitor_network"
AXES_CLIENT_STR_CALLABLE = "catalog.serving.login_limits.describe_client"
AXES_LOCKOUT_CALLABLE = "catalog.admin.logins.answer_locked_out"
# the roles that must use a second factor
REQUIRE_SECOND_FACTOR = _words("REQUIRE_SECOND_FACTOR")
OTP_TOTP_ISSUER = "Program catalog"
SESSION_COOKIE_AGE = 12 * 3600  # seconds without a request
SESSION_LONGEST = datetime.timedelta(days=7)

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
ANSWER_CACHE_BYTES = _number("ANSWER_CACHE_MB", 32) * 1_000_000

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
# how many proxies stand between the visitor and the catalog: see catalog/serving/visitors.py
TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 1 if os.environ.get("BEHIND_PROXY") == "1" else 0)
if TRUSTED_PROXIES:  # the nearest one sets X-Forwarded-Proto itself
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
