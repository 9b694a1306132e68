"""The story of a field more: run by test_added_field.py in a copy of the catalog whose records have the field `staff`."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["OFFICE_OF_ONE"] = "1"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

from catalog.imports.readers import TableFile, parse_lines  # noqa: E402
from catalog.imports.services import import_programs, plan_import  # noqa: E402
from catalog.models import Program  # noqa: E402
from catalog.programs.services import publish  # noqa: E402
from catalog.releases.services import rebuild_release, release  # noqa: E402
from catalog.schema.validation import validate  # noqa: E402
from catalog.spreadsheets.child import READERS  # noqa: E402

FIXTURES = Path("fixtures")
RELEASE = FIXTURES / "releases" / "2026.11.zip"
HERE = {"headers": {"host": "localhost"}}


def take_in(filed, editor):
    """Import a file, as the admin does when the editor confirms the preview."""
    plan = plan_import(filed, editor)
    assert not plan.problems, plan.problems
    if plan.count:
        import_programs(filed, editor, basis=plan.basis, name="file", reason="Staff is known", reasons={}, publishing=True)
    return plan


call_command("migrate", verbosity=0)
call_command("load_programs", FIXTURES / "programs.jsonl", verbosity=0)
call_command("load_release", RELEASE, verbosity=0)
editor = User.objects.create_superuser("editor", "editor@example.org", "a long passphrase")
client = Client(**HERE)
admin = Client(**HERE)
admin.force_login(editor)
slug = Program.objects.order_by("slug").first().slug
program = Program.objects.get(slug=slug)


def record():
    return program.versions.get(state="published").record


def old_csv():
    """A public file from before the field: the columns of the present one without it."""
    rows = list(csv.DictReader(io.StringIO(client.get(f"/programs.csv?q={record().name}").content.decode("utf-8-sig"))))
    return [{name: cell for name, cell in row.items() if name != "staff"} for row in rows if row["slug"] == slug]


# what was stored before, and files without the field, load with nothing stated
assert record().staff is None
# an editor states it in the form, whose field nobody wrote
form = admin.get(f"/admin/catalog/program/{program.pk}/change/").content.decode()
assert 'name="staff"' in form
assert "How many people run the program" in form
publish(program, validate({**record().as_json(), "staff": "Three people"}), editor, "Staff is known")

# it is on the page, in the API and its document, in every file
page = client.get(f"/programs/{slug}/").content.decode()
assert "Staff" in page
assert "Three people" in page
answer = client.get(f"/api/v1/programs/{slug}/").json()
assert answer["program"]["staff"] == "Three people"
schema = client.get("/api/v1/schema/").json()
assert "staff" in schema["components"]["schemas"]["PublishedRecord"]["properties"]
[row] = [
    row for row in csv.DictReader(io.StringIO(client.get("/programs.csv").getvalue().decode("utf-8-sig"))) if row["slug"] == slug
]
assert row["staff"] == "Three people"
lines = [json.loads(line) for line in client.get("/programs.jsonl").getvalue().splitlines()]
assert next(line for line in lines if line["slug"] == slug)["staff"] == "Three people"
assert "staff" in client.get("/data/dictionary/").content.decode()

# a file from before the field changes nothing of it; one with it does
old = next(line for line in lines if line["slug"] == slug)
del old["staff"]
take_in(parse_lines(json.dumps(old).encode()), editor)
assert record().staff == "Three people"
take_in(parse_lines(json.dumps({**old, "staff": "Five people"}).encode()), editor)
assert record().staff == "Five people"
out = io.StringIO()
writer = csv.DictWriter(out, fieldnames=[name for name in row if name not in ("type", "catalog")], extrasaction="ignore")
writer.writeheader()
writer.writerow({**row, "staff": "Six people"})
take_in(TableFile(READERS["csv"](out.getvalue().encode())), editor)
assert record().staff == "Six people"

# its history names the field; a version shows what was there before
history = admin.get(f"/admin/catalog/program/{program.pk}/history/").content.decode()
assert "Staff" in history
number = program.versions.get(state="published").number
version = admin.get(f"/admin/programs/{program.pk}/versions/{number}/").content.decode()
assert "Five" in version
assert "Six" in version

# the next release has it; the one from before answers as before and is the same, byte for byte
release("2027.01")
with zipfile.ZipFile(io.BytesIO(rebuild_release("2027.01"))) as archive:
    [name] = [name for name in archive.namelist() if name.endswith("/programs.csv")]
    rows = csv.DictReader(io.StringIO(archive.read(name).decode()))
    assert next(row for row in rows if row["slug"] == slug)["staff"] == "Six people"
assert rebuild_release("2026.11") == RELEASE.read_bytes()
former = csv.DictReader(io.StringIO(client.get("/programs.csv?release=2026.11").getvalue().decode("utf-8-sig")))
assert "staff" not in former.fieldnames
assert client.get(f"/programs/{slug}/?release=2026.11").status_code in (200, 404)
print("whole")
