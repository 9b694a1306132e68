"""Settings. They read only the environment; docs/operations.md lists every variable."""

import datetime
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.build import build_id
from config.data_folder import make_data_folder, read_secret_key
from config.environment import (
    read_address,
    read_choice,
    read_flag,
    read_number,
    read_pattern,
    read_port,
    read_threads,
    read_zone,
    refuse_bad_server_settings,
)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
make_data_folder(DATA_DIR)

DEBUG = read_flag("DEBUG")
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), read_port()
# the public address, such as https://catalog.example.org; https turns on the secure settings
PUBLIC_URL = read_pattern("PUBLIC_URL", r"https?://[^/\s?#@]+/?", "https://catalog.example").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
if DEBUG and not {HOST, urlsplit(PUBLIC_URL).hostname or HOST} <= {*LOOPBACK}:
    sys.exit("DEBUG=1 shows code and settings to every visitor: unset DEBUG, or HOST and PUBLIC_URL")


def _words(name: str) -> list[str]:
    """Return a comma-separated list from the environment."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _allowed_hosts() -> list[str]:
    """Return ALLOWED_HOSTS, or the public host, or this machine's own names."""
    if hosts := _words("ALLOWED_HOSTS"):
        if wrong := [host for host in hosts if "/" in host]:
            sys.exit(f"ALLOWED_HOSTS has {wrong[0]!r}: use host names alone, such as catalog.example")
        return hosts
    if PUBLIC_URL:
        return [urlsplit(PUBLIC_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
    if HOST in ("0.0.0.0", "::", "[::]"):  # a local network, by address or local name: catalog/serving/hosts.py
        return ["*"]
    return ["localhost", "127.0.0.1", "[::1]", HOST]


def _today() -> datetime.date | None:
    """Return TODAY (an ISO date), to try the catalog on another day, or None for the real day."""
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
    """Return the database of DATABASE_URL, or the embedded one in DATA_DIR."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'catalog.sqlite3'}"
    try:
        database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        database = {}
    # the message does not repeat the address, which may contain a password
    if database.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql") or not database["NAME"]:
        sys.exit("DATABASE_URL is no address of a database: use one such as postgresql://user:password@host/name")
    return database


# the operator, shown on /about/, /privacy/, /accessibility/ and in security.txt
OPERATOR_NAME = os.environ.get("OPERATOR_NAME", "")
CONTACT_EMAIL = read_pattern("CONTACT_EMAIL", r"[^@\s<>\"]+@[^@\s<>\"]+", "catalog@example.org")
REPOSITORY_URL = read_pattern("REPOSITORY_URL", r"https?://\S+", "https://code.example/catalog")
# days that the server's log is stored, as /privacy/ says; deploy/logrotate and deploy/journald must agree
LOG_DAYS = read_number("LOG_DAYS", 14)

# one person does everything: reviewers may publish their own changes
OFFICE_OF_ONE = read_flag("OFFICE_OF_ONE")
# link checks may open private and loopback addresses: only for tests
ALLOW_PRIVATE_LINKS = read_flag("ALLOW_PRIVATE_LINKS")

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
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "catalog",
]

MIDDLEWARE = [
    "catalog.serving.request_log.RequestLogMiddleware",
    "catalog.serving.headers.CommonHeadersMiddleware",
    "catalog.serving.headers.CrossOriginMiddleware",
    "catalog.site.language.LanguageMiddleware",
    "catalog.serving.errors.EmptyErrorMiddleware",
    "catalog.serving.hosts.LocalHostMiddleware",
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
    "catalog.serving.body_limit.BodyLimitMiddleware",
    "catalog.serving.malformed.MalformedRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "catalog.accounts.second_factor_gate.SecondFactorMiddleware",
    "catalog.vocabulary.middleware.PresentVocabularyMiddleware",
    "catalog.serving.unavailable.TroubleMiddleware",
]

# requests that each worker process answers at once
WEB_THREADS = read_threads()
refuse_bad_server_settings()
# where the metrics of all processes are published, on a private network; None for nowhere
METRICS_ADDRESS = read_address("METRICS_ADDRESS")
if METRICS_ADDRESS == (HOST, PORT):
    sys.exit("METRICS_ADDRESS is the catalog's own HOST and PORT: use another port, such as 127.0.0.1:9100")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {  # the public pages
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "catalog.site.jinja_environment.environment",
            "context_processors": ["catalog.site.context.site"],
        },
    },
    {  # the admin
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "catalog" / "templates"],  # before those of the admin of the same name
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
# seconds that a request waits for a statement, for a lock and for a silent server, and that a transaction may be idle;
# management commands have no limits (catalog/serving/database.py)
DATABASE_WAITS = {"statement": 4, "lock": 3, "silence": 4.5, "idle": 60}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "catalog.serving.postgresql"
    # DATABASE_URL may override these; keepalives detect a dead network
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # tests use a file, as in production: a database in memory locks differently
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
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
# wrong passwords: catalog/serving/login_limits.py relies on the order of these parameters
AXES_HANDLER = "catalog.serving.login_limits.LoginLimitsHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 8
NETWORK_FAILURE_LIMIT = 30
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a try during a lock does not extend it
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # the activity page lists failures; they are deleted like other records of sign-ins
AXES_CLIENT_IP_CALLABLE = "catalog.serving.client_address.visitor_network"
AXES_CLIENT_STR_CALLABLE = "catalog.serving.login_limits.describe_client"
AXES_LOCKOUT_CALLABLE = "catalog.accounts.failed_logins.answer_locked_out"
# the roles that must use a second factor
REQUIRE_SECOND_FACTOR = _words("REQUIRE_SECOND_FACTOR")
OTP_TOTP_ISSUER = "Program catalog"
SESSION_COOKIE_AGE = 12 * 3600  # seconds without a request
SESSION_LONGEST = datetime.timedelta(days=7)

LANGUAGE_CODE = "en-us"
# teachers' pages are also under /es/; LOCALE_PATHS, because an app's own texts would come after those of the admin
LANGUAGES = [("en-us", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "catalog" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = read_zone("TIME_ZONE", "America/New_York")
USE_TZ = True
TODAY = _today()

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "screenshots")]
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
# browser features that no page uses
PERMISSIONS_POLICY_OFF = """
    accelerometer ambient-light-sensor attribution-reporting autoplay bluetooth browsing-topics camera display-capture
    encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer
    microphone midi payment picture-in-picture publickey-credentials-create publickey-credentials-get screen-wake-lock serial
    storage-access usb window-management xr-spatial-tracking
""".split()
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "catalog.admin.error_views.form_expired"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE and read_flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = SECURE and read_flag("HSTS_PRELOAD")
# both concern other hosts of the domain, so the owner decides, not `check --deploy`
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# the number of proxies between the visitor and the catalog: see catalog/serving/client_address.py
TRUSTED_PROXIES = read_number("TRUSTED_PROXIES", 1 if read_flag("BEHIND_PROXY") else 0)
if TRUSTED_PROXIES:  # the nearest one sets X-Forwarded-Proto itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if PUBLIC_URL:
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# bytes of a request's body, by user and address; the proxy of deploy/ does not know users: 100 KB, 12 MB for imports
BODY_LIMIT = 100 * 1024
BODY_LIMIT_SIGNED_IN = DATA_UPLOAD_MAX_MEMORY_SIZE = 2500 * 1024
BODY_LIMITS_BY_VIEW = {"admin:catalog_program_import": 12 * 1024 * 1024}

# errors are sent to these addresses, and alerts to readers, through EMAIL_HOST
ADMINS = [(address, address) for address in _words("ERROR_EMAIL")]
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = read_number("EMAIL_PORT", 25, 1, 65535)
_tls = read_choice("EMAIL_TLS", ("ssl", "starttls", "none"), {465: "ssl", 587: "starttls"}.get(EMAIL_PORT, "none"))
EMAIL_USE_SSL, EMAIL_USE_TLS = _tls == "ssl", _tls == "starttls"
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds
SERVER_EMAIL = DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "catalog@localhost")
# readers can ask for e-mail: it needs a mail server, a sender, and an address for the links in it
ALERTS = all(os.environ.get(name) for name in ("EMAIL_HOST", "EMAIL_FROM", "PUBLIC_URL"))
EMAIL_SUBJECT_PREFIX = "[Program catalog] "

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "catalog.serving.request_id.RequestIdFilter"},
        "tokens": {"()": "catalog.serving.link_tokens.TokenFilter"},
    },
    "formatters": {
        "json": {"()": "catalog.serving.log_format.JsonLines"},
        "text": {"()": "catalog.serving.log_format.TextLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": read_choice("LOG_FORMAT", ("json", "text"), "text" if sys.stderr.isatty() else "json"),
            "filters": ["request_id"],
        },
        "email": {"()": "catalog.serving.error_email.ErrorEmailHandler", "level": "ERROR"},
    },
    # the access line says what was refused and why; with Django's own lines and tracebacks, anyone could fill the log
    "loggers": {
        "catalog.access": {"level": "INFO"},
        "django": {"handlers": []},
        "django.request": {"level": "ERROR", "filters": ["tokens"]},
        "django.security": {"level": "CRITICAL"},
    },
    "root": {
        "handlers": ["console", "email"],
        "level": read_choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "WARNING"),
    },
}
