"""A catalog in a database of its own, as an older version of the code filled it, and the migration to the present one."""

import datetime
import json
import zipfile
from contextlib import contextmanager
from copy import deepcopy
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.utils import load_backend
from django.utils.text import slugify

from tests.conftest import FIXTURES

THEN = datetime.datetime(2026, 10, 5, 12, tzinfo=datetime.UTC)
# record field that is a set of codes -> the vocabulary of its terms, in the first codebook
SETS = {
    "form": "form",
    "models": "model",
    "practice": "practice",
    "credentials": "credential",
    "frameworks": "framework",
    "focus": "focus",
    "receives": "receives",
    "audience": "audience",
    "grade_bands": "grade",
    "serves_states": "state",
}
SUPPORTS = {"prepare": "prepares", "place": "places", "recognize": "recognizes"}
AS_IS = """
    slug name sponsor_type scope locality home_state website summary form_basis delivery pays money_note entry eligibility
    deadline_month deadline_date deadline_rolling deadline_note status evidence_year founded confidence note
""".split()


def older_records():
    """The 363 records of release 2026.11, as stored then: of the first schema, each with a note."""
    with zipfile.ZipFile(FIXTURES / "releases" / "2026.11.zip") as archive:
        lines = archive.read("teacher-leadership-programs-2026.11/programs.jsonl").decode().splitlines()
    return [{**json.loads(line), "note": f"Note {number}"} for number, line in enumerate(lines)]


@contextmanager
def empty_database(folder):
    """Lead the default connection to a new, empty database until the block ends."""
    usual = connections["default"]
    settings = deepcopy(usual.settings_dict)
    settings["NAME"] = str(folder / "older.sqlite3") if usual.vendor == "sqlite" else f"older_{usual.settings_dict['NAME']}"
    if usual.vendor == "postgresql":
        _server(usual, f'CREATE DATABASE "{settings["NAME"]}"')
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
        ContentType.objects.clear_cache()
        if usual.vendor == "postgresql":
            _server(usual, f'DROP DATABASE "{settings["NAME"]}"')


def _server(usual, statement):
    with usual._nodb_cursor() as cursor:
        cursor.execute(statement)


def migrate_to(name):
    """Migrate the catalog's tables to this migration; the models as they were then, by name."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    state = executor.migrate([("catalog", name)])
    return lambda model: state.apps.get_model(*model.split(".")) if "." in model else state.apps.get_model("catalog", model)


class First:
    """Writes rows as they were at the first migration."""

    def __init__(self, model):
        self.model = model
        self.author = model("auth.User").objects.create(username="author")
        self.terms, self.organizations = {}, {}

    def write(self, record, publication, *states):
        """A program with a version in each of these states, the first written by a load, later ones by an editor.

        Each later version says of the year it was founded something else; its row holds the published, else the last one.
        """
        versions = [record, *({**record, "founded": 1990 + number} for number in range(1, len(states)))]
        shown = versions[states.index("published") if "published" in states else -1]
        program = self._program(shown, publication)
        for number, (version, state) in enumerate(zip(versions, states, strict=True), 1):
            user = None if number == 1 else self.author
            time = THEN + datetime.timedelta(days=number)
            self.model("ProgramVersion").objects.create(
                program=program, number=number, record=version, state=state, user=user, reason="", time=time
            )

    def _program(self, record, publication):
        shortest, longest = record["duration_months"] or (None, None)
        program = self.model("Program").objects.create(
            **{name: record[name] for name in AS_IS},
            **{column: record["supports"][code]["present"] for code, column in SUPPORTS.items()},
            sponsor=self._organization(record["sponsor"]),
            duration_min=shortest,
            duration_max=longest,
            min_years_experience=None if (years := record["min_years_experience"]) is None else Decimal(str(years)),
            publication=publication,
            updated=THEN,
        )
        for position, name in enumerate(record["partners"]):
            organization = self._organization(name)
            self.model("Partner").objects.create(program=program, organization=organization, position=position)
        program.terms.set([self._term(name, code) for field, name in SETS.items() for code in record[field]])
        sources = {
            source["url"]: self.model("Source").objects.create(program=program, position=position, **source)
            for position, source in enumerate(record["sources"])
        }
        for code, support in record["supports"].items():
            self.model("SupportEvidence").objects.create(
                program=program,
                support=code,
                statement=support["evidence"],
                source=sources.get(support["source"]),
                basis=support.get("basis", []),
            )
        return program

    def _organization(self, name):
        if name not in self.organizations:
            self.organizations[name] = self.model("Organization").objects.create(name=name, slug=slugify(name))
        return self.organizations[name]

    def _term(self, vocabulary, code):
        if (vocabulary, code) not in self.terms:
            self.terms[vocabulary, code] = self.model("Term").objects.create(
                vocabulary=vocabulary, code=code, label=code, definition=code, position=len(self.terms)
            )
        return self.terms[vocabulary, code]
