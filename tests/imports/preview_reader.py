"""Files to import, and the page that previews their import."""

import csv
import io

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.imports.formats import FORMATS
from catalog.models import Program
from catalog.programs.published_records import Published
from tests.exports.making import START, account
from tests.factories import change
from tests.helpers import ParsedPage

IMPORT, CONFIRM = "/admin/catalog/program/import/", "/admin/catalog/program/process_import/"
KINDS = pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)


def export(kind, records, version=1):
    """Return a file of these records, exported when each had this version."""
    entries = [Published(record, version, START) for record in records]
    return kind.write(entries, account(len(entries)))


def edit_csv(data, edit):
    """Return a CSV file after a function has changed its header and rows (lists of texts)."""
    rows = edit(list(csv.reader(io.StringIO(data.decode("utf-8-sig")))))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def edit_xlsx(data, edit):
    """Return a workbook after a function has changed its sheet of programs."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    edit(workbook["programs"])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


class PreviewPage(ParsedPage):
    """The page after a file was sent, or after a confirmation that was not accepted."""

    @property
    def counts(self):
        """Return how many programs are new, changed, unchanged and invalid."""
        return tuple(int(self.text_of(f'[data-count="{name}"] strong')) for name in ("new", "changed", "unchanged", "faulty"))

    @property
    def errors(self):
        """Return the row or line, slug and column of each error."""
        rows = self.all("tr[data-number]")
        return [(int(row["data-number"]), row["data-slug"], row["data-column"]) for row in rows]

    @property
    def columns(self):
        return [column for _, _, column in self.errors]

    @property
    def hidden(self):
        """Return the hidden fields of the confirmation."""
        return {field["name"]: field["value"] for field in self.all("form.confirm [type=hidden]")}


def send(client, data, name="programs.csv"):
    response = client.post(IMPORT, {"import_file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return PreviewPage(response.content.decode())


def confirm(client, shown, **typed):
    """Confirm a preview; return the response."""
    return client.post(CONFIRM, {**shown.hidden, **typed})


def confirm_again(client, shown, **typed):
    """Return the preview that answers a confirmation that was not accepted."""
    response = confirm(client, shown, **typed)
    assert response.status_code == 200
    return PreviewPage(response.content.decode())


def is_refused(response):
    """Return whether the response redirects to the form for a file, with an error."""
    *_, message = get_messages(response.wsgi_request)
    return (response.status_code, response["Location"], message.level_tag) == (302, IMPORT, "error")


def stored(slug):
    return Program.objects.get(slug=slug).versions.first().record


def with_place(record):
    """Return the record as a program that also places teachers, which changes its type."""
    support = {"present": True, "evidence": "Graduates serve as paid mentors.", "source": record.sources[0].url}
    return change(record, {f"supports.place.{name}": value for name, value in support.items()})


def send_again(client, query):
    """Return the preview of a file that waits."""
    return PreviewPage(client.get(IMPORT + query).content.decode())


def stored_first(slug):
    return Program.objects.get(slug=slug).versions.last().record
