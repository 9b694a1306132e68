"""Two processes serve one database: after every write both say the same, at once."""

import os
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from urllib.request import urlopen

import pytest

from catalog.schema.fields import to_line
from tests.factories import change
from tests.processes import manage, serving_prepared

WRITES = 2


@pytest.fixture
def database():
    """DATABASE_URL of a fresh database: the embedded one, or a new one on the PostgreSQL server under test."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"two_processes_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield re.sub(r"/[^/?]*(?=\?|$)", f"/{name}", server)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def processes(prepared, database):
    """Two servers of the same data: their addresses, and a third process that writes."""
    folder = prepared("shared")
    if database:
        assert manage(folder, "prepare", DATABASE_URL=database).returncode == 0

    def write(*records):
        file = folder / "more.jsonl"
        file.write_text("\n".join(map(to_line, records)), encoding="utf-8")
        done = manage(folder, "load_programs", file, DATABASE_URL=database)
        assert done.returncode == 0, done.stderr

    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        start = partial(serving_prepared, folder, DATABASE_URL=database)
        one, other = pool.map(lambda _: stack.enter_context(start()), range(2))
        yield (one.url, other.url), write


def figures(address, query):
    """What a browse page says: how many programs fit, and the counts of all facet values."""
    with urlopen(f"{address}/programs/?{query}", timeout=30) as answer:
        html = answer.read().decode()
    values = re.findall(r'data-facet="(\w+)" data-value="([^"]+)" data-count="(\d+)"', html)
    return int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', html)[1]), values


def council(number, a_record):
    """A program in no other file, one council more."""
    name = f"Council {number} of the Two Processes"
    return change(a_record, slug=f"two-processes-{number}", name=name, form=["council"])


def test_both_answer_the_new_figures_after_every_write(processes, a_record):
    addresses, write = processes
    before = figures(addresses[0], "form=council")[0]
    for number in range(1, WRITES + 1):
        record = council(number, a_record)
        write(record)
        answers = [figures(address, "form=council") for address in addresses * 2]
        assert [count for count, _ in answers] == [before + number] * 4
        assert all(values == answers[0][1] for _, values in answers)
        for address in addresses:
            with urlopen(f"{address}/programs/{record.slug}/", timeout=30) as page:
                assert record.name in page.read().decode()

    # what one has said once, the other never takes back, not even while a write is under way
    answers = []
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, *(council(number, a_record) for number in range(WRITES + 1, WRITES + 30)))
        while not writing.done():
            answers += [figures(address, "form=council")[0] for address in addresses]
        writing.result()
    assert answers == sorted(answers)
    assert set(answers) <= {before + WRITES, before + WRITES + 29}
    assert [figures(address, "form=council")[0] for address in addresses] == [before + WRITES + 29] * 2
