"""What tests share: the real records, a database that holds them, a database that holds none."""

import gc
import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from catalog.browse.decorators import answer_cache
from catalog.coding.services import install_codings
from catalog.management.commands.prepare import CODINGS
from catalog.programs.publishing.revision import forget_vocabularies
from catalog.reviews.review_queue import read_versions
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import validate
from tests import factories
from tests.factories import change_json
from tests.mail_server import Mailbox
from tests.processes import copy_prepared, free_port, manage

TESTS = Path(__file__).resolve().parent
FIXTURES = TESTS.parent / "fixtures"


# machines can be busy: no test asserts a time; what fails is found in the first dozens of examples, or in the next run
hypothesis.settings.register_profile("catalog", deadline=None, max_examples=40)
hypothesis.settings.load_profile("catalog")


# tests that write, query or wait for the database: those of them that use one run on PostgreSQL as well
ENGINE = (
    "accounts/test_admin.py",
    "accounts/test_failed_logins.py",
    "accounts/test_logins.py",
    "accounts/test_second_factor.py",
    "activity/",
    "admin/",
    "alerts/",
    "backup/",
    "browse/test_decorators.py",
    "browse/editions/test_edition.py",
    "browse/test_live_snapshot.py",
    "bulk_edit/",
    "coding/",
    "confirmations/",
    "duplicates/",
    "families/",
    "imports/",
    "installation/",
    "links/test_",
    "management/",
    "models/",
    "notices/",
    "organizations/",
    "programs/",
    "releases/test_",
    "reviews/",
    "serving/test_out_of_range.py",
    "serving/test_sessions.py",
    "site/program/",
    "site/test_alerts.py",
    "site/test_changes.py",
    "site/test_suggest.py",
    "suggestions/",
    "vocabulary/",
)
# tests that reach the database of DATABASE_URL from other processes or by their own connections
ENGINE_PROCESSES = (
    "browse/test_two_processes.py",
    "serving/test_database.py",
    "serving/test_silent_server.py",
    "site/test_health.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        path = str(item.path.relative_to(TESTS))
        if path.startswith(ENGINE_PROCESSES) or (path.startswith(ENGINE) and _uses_database(item)):
            item.add_marker("engine")


def _uses_database(item):
    return item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)


def pytest_configure():
    # parsed pages and records are millions of objects that stay, and looking through them for cycles takes a tenth of the time
    gc.set_threshold(100_000, 20, 20)
    # the manifest is made by collectstatic; pages under test name their static files plainly
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def _lines():
    return (FIXTURES / "programs.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def records(_lines):
    """The 434 real records, in the order of the file."""
    return [validate(json.loads(line)) for line in _lines]


@pytest.fixture(scope="session")
def first_release():
    """The 363 records of release 2026.11, as its archive holds them."""
    with zipfile.ZipFile(FIXTURES / "releases" / "2026.11.zip") as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/programs.jsonl")]
        lines = archive.read(name).decode().splitlines()
    return [load_stored({**json.loads(line), "note": ""}, keep_codes=True) for line in lines]


@pytest.fixture(scope="session")
def compared_codings():
    """The 180 codings of the file: of the same 60 programs B under codebook 1, A and C under codebook 2. Not to be changed."""
    return [json.loads(line) for line in (FIXTURES / "second-coding.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def second_codings(compared_codings):
    """Coder B's 60 codings under codebook 1. Not to be changed."""
    return [line for line in compared_codings if line["coder"] == "B"]


@pytest.fixture(scope="session")
def first_codings():
    """Coder A's codings under codebook 1 by slug, as release 2026.11 has them. Not to be changed."""
    with zipfile.ZipFile(FIXTURES / "releases" / "2026.11.zip") as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/codings.jsonl")]
        lines = map(json.loads, archive.read(name).splitlines())
        return {line["slug"]: line for line in lines if line["coder"] == "A"}


@pytest.fixture
def a_record(records):
    """One real record: prepare alone, local, in California."""
    return next(record for record in records if record.slug == "sonoma-21csla-regional-academy")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every database test begins with the real data, published, both codings of it, and its release."""
    with django_db_blocker.unblock():
        call_command("load_programs", FIXTURES / "programs.jsonl", coder="", verbosity=0)
        install_codings(*(file.read_bytes() for file in CODINGS))
        call_command("load_release", FIXTURES / "releases" / "2026.11.zip", verbosity=0)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """Make a folder with the data of a catalog that can be served: a copy of what is prepared once for all tests."""
    base = tmp_path_factory.getbasetemp()
    original = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared"
    original.mkdir(exist_ok=True)
    done = manage(original, "prepare")  # the second process waits for the first
    assert done.returncode == 0, done.stderr

    def make(name):
        folder = tmp_path_factory.mktemp(name)
        copy_prepared(original, folder)
        return folder

    return make


@pytest.fixture(autouse=True)
def _nothing_held():
    """A test's pages and local terms are made by it, not kept from an earlier test."""
    answer_cache.clear()
    read_versions.cache_clear()
    forget_vocabularies()
    yield
    forget_vocabularies()


@pytest.fixture
def empty_catalog(transactional_db):
    """A catalog without programs, in real transactions: what a test commits, others see."""
    from catalog.models import Revision

    call_command("flush", verbosity=0, interactive=False)
    Revision.objects.get_or_create(pk=1)


@pytest.fixture
def second_connection():
    """Run something over a database connection of its own, as another process would."""

    def run(act):
        def alone():
            try:
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(alone).result(timeout=60)

    return run


@pytest.fixture
def editor(db, django_user_model, settings):
    """A person who may do everything in the admin, in an office of one."""
    settings.OFFICE_OF_ONE = True
    return django_user_model.objects.create_superuser("editor", "editor@example.org", "a long passphrase")


@pytest.fixture
def editor_client(client, editor):
    """A client logged in as `editor`."""
    client.force_login(editor)
    return client


@pytest.fixture
def new_record(a_record):
    """A valid record that the catalog does not hold, with one source."""
    changes = {"slug": "a-new-program", "name": "A New Program", "website": "https://new.example.org/program", "founded": None}
    return validate(change_json(a_record, changes, sources=a_record.as_json()["sources"][:1]))


@pytest.fixture
def make_user(db):
    """Make a user of the admin, with a role if one is given."""
    return factories.make_user


@pytest.fixture(scope="session")
def _mail_server():
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def alerts_on(settings):
    """Alerts are on, and no mail server is there."""
    settings.ALERTS, settings.PUBLIC_URL = True, "https://catalog.example"
    settings.DEFAULT_FROM_EMAIL = "alerts@catalog.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # the discard port: nothing listens
    return settings


@pytest.fixture
def mailbox(alerts_on, _mail_server):
    """The mailbox of a running mail server."""
    alerts_on.EMAIL_PORT = _mail_server.port
    box = _mail_server.handler
    box.messages, box.refusals = [], []
    return box
