"""A release of the real records: what it is made of, its archive, its files."""

import datetime
import hashlib
import io
import zipfile

import pytest

from catalog.programs.published_records import Published
from catalog.releases.package.build import LAYOUT, Facts, Materials, package
from catalog.releases.package.linkage import organization_columns
from catalog.releases.package.metadata import write_once
from catalog.schema.codebook import frozen_text
from catalog.schema.vocabulary import read
from tests.conftest import FIXTURES
from tests.factories import change

EASTERN = datetime.timezone(datetime.timedelta(hours=-5))
START = datetime.datetime(2026, 11, 20, 23, 59, 58, 70, tzinfo=EASTERN)
MINUTE = datetime.timedelta(minutes=1)
FACTS = Facts("2026.11", datetime.date(2026, 11, 24), 17)
DOI, SERIES = "10.5281/zenodo.1234567", "10.5281/zenodo.1234566"
PROTOCOL = "# Protocol\n\nRead, then code.\n"
CODED_BY = tuple(
    {
        "id": coder,
        "codebook": "1",
        "kind": "machine",
        "programs": "3",
        "first_read": day,
        "last_read": day,
        "protocol": "coder-x.md",
        "protocol_sha256": hashlib.sha256(PROTOCOL.encode()).hexdigest(),
        "model": "-- not recorded --",
        "rules": rules,
    }
    for coder, day, rules in (("A", "", ""), ("B", "2026-11-23", "no-credential; no-selection"))
)
CROSSWALK = (
    {
        "vocabulary": "form",
        "code": "academy",
        "status": "split",
        "became": "degree; institute",
        "label_before": "Academy",
        "label": "",
        "since": "1",
        "deprecated": "2",
    },
)

FAMILIES = (
    {
        "program": "al-teacher-of-the-year",
        "family": "state-teacher-of-the-year",
        "name": "State Teacher of the Year",
        "description": "One.",
    },
)
ORGANIZATIONS = (
    {
        **dict.fromkeys(organization_columns(), ""),
        "name": "Teach Plus",
        "slug": "teach-plus",
        "programs": "10",
        "home_states": "MA; TX",
        "website": "https://teachplus.org/",
        "ein": "26-3966830",
        "ein_source": "https://www.irs.gov/",
        "ein_date": "2026-11-20",
    },
)


def coding(record, coder):
    """A coding by hand: coder A's is what the record says; another's tells the page read, and has no basis."""
    first = coder == "A"
    keys = {"present", "evidence", "basis"} if first else {"present", "evidence"}
    return {
        "slug": record.slug,
        "coder": coder,
        "read": None if first else "2026-11-23",
        "page": None if first else record.sources[0].url,
        "same_page": None if first else True,
        "supports": {name: support.model_dump(include=keys) for name, support in record.supports.by_code()},
        "confidence": "medium",
    }


def opened(archive):
    """The files of an archive by their names, in its order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.testzip() is None
        return {name.split("/", 1)[1]: found.read(name) for name in found.namelist()}


@pytest.fixture(scope="session")
def contents(records):
    """Facts, entries and materials: all records, every third one changed, six codings of three programs."""
    entries = [
        Published(change(record, note=""), number % 3 + 1, START + number * MINUTE) for number, record in enumerate(records)
    ]
    codings = [coding(record, coder) for record in records[4:7] for coder in "AB"]
    codebook = (FIXTURES / "CODEBOOK.md").read_text(encoding="utf-8")
    materials = Materials(
        codings,
        frozen_text(),
        codebook,
        LAYOUT,
        coders=CODED_BY,
        protocols={"coder-x.md": PROTOCOL},
        crosswalk=CROSSWALK,
        doi=DOI,
        series_doi=SERIES,
        families=FAMILIES,
        organizations=ORGANIZATIONS,
    )
    written = write_once(FACTS, len(entries), materials, read(materials.vocabulary))
    return FACTS, entries, materials._replace(written=written)


@pytest.fixture(scope="session")
def archive(contents):
    """The archive of the release."""
    return package(*contents)


@pytest.fixture(scope="session")
def files(archive):
    """Its files by name."""
    return opened(archive)
