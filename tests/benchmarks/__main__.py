"""`make bench`: requests per second, p50 and p99 of the catalog's pages, compared with Datasette and a constant page.

Servers stand side by side, one worker each; rounds go from one to the next, so that noise of the
machine strikes all alike. Only ratios within one run mean anything.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from catalog.schema.validation import validate  # noqa: E402
from tests.benchmarks import servers  # noqa: E402
from tests.benchmarks.exporting import exported  # noqa: E402
from tests.benchmarks.generate import as_lines, generated  # noqa: E402
from tests.conftest import FIXTURES  # noqa: E402
from tests.postgresql import postgresql  # noqa: E402

FOUR = "/programs/?form=award&state=OH&sponsor_type=nonprofit&status=active"
PROGRAM = "/programs/nyc-big-apple-awards/"


# a different pair of facets each time
CROSSED = tuple(
    f"/explore/?rows={rows}&cols={columns}"
    for rows, columns in (
        ("type", "sponsor_type"),
        ("form", "type"),
        ("focus", "delivery"),
        ("scope", "pays"),
        ("receives", "type"),
    )
)
CROSSED_JSON = tuple(path.replace("/explore/", "/api/v1/crosstab/") for path in CROSSED)
FILTERED = "/programs/?state=OH&status=active"
# two words as teachers type them: more pairs than a process keeps answers for, so that each is a new search
SUBJECTS = "science literacy mathematics equity policy rural arts technology mentoring".split()
FORMS = "fellowship award endorsement certificate network institute council ambassador".split()
PAIRS = tuple(f"{subject}+{form}" for form in FORMS for subject in SUBJECTS)


@dataclass
class Target:
    """One server and the addresses asked of it in turn, and how long each request took, in seconds.

    `headers` go with each request.
    """

    name: str
    port: int
    paths: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    seconds: list[float] = field(default_factory=list)
    size: int = 0

    def ask(self, times: int) -> None:
        """Request the address over one connection, one request after the other."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for _ in range(times):
            path = self.paths[self.asked % len(self.paths)]
            self.asked += 1
            start = time.perf_counter()
            connection.request("GET", path, headers=self.headers)
            response = connection.getresponse()
            body = response.read()
            self.seconds.append(time.perf_counter() - start)
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status}")
            self.size = len(body)
        connection.close()

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self) -> str:
        per_second = len(self.seconds) / sum(self.seconds)
        p99 = statistics.quantiles(self.seconds, n=100)[98]
        return (
            f"{self.name:<46}{self.size / 1000:>8.0f} kB{per_second:>10.1f}/s{self.median * 1000:>10.2f} ms{p99 * 1000:>10.2f} ms"
        )


def main() -> None:
    """Start the servers, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=100_000, help="programs in the generated catalog")
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    records = [validate(json.loads(line)) for line in (FIXTURES / "programs.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        base = Path(folder)
        for name in ("real", "datasette"):
            (base / name).mkdir()
        print(f"Generating {options.large:,} programs …", flush=True)
        (base / "large.jsonl").write_bytes(as_lines(generated(records, options.large)))
        database = stack.enter_context(postgresql())
        sizes = {f"{len(records)}": ("real", FIXTURES / "programs.jsonl"), f"{options.large:,}": ("large", base / "large.jsonl")}
        ports = {}
        for size, (name, lines) in sizes.items():
            for engine in ("SQLite", "PostgreSQL"):
                print(f"Loading {size} programs into {engine} …", flush=True)
                (folder := base / f"{name}-{engine}").mkdir()
                address = database(name) if engine == "PostgreSQL" else ""
                ports[engine, size] = stack.enter_context(servers.catalog(folder, lines, address))
        few, many = sizes
        real, large = ports["SQLite", few], ports["SQLite", many]
        other = stack.enter_context(servers.datasette(base / "datasette", records))
        browse = Target("browse, no filter", real, ("/programs/",))
        browse.ask(1)
        page = b"x" * browse.size
        constant = Target(
            "constant page in Django, same size", stack.enter_context(servers.constant(base / "real", page)), ("/",)
        )
        cached = stack.enter_context(servers.catalog(base / "real-SQLite", FIXTURES / "programs.jsonl", cache_mb=32))
        repeated = Target("browse, asked again", cached, ("/programs/",))
        packed = Target("browse, asked again, compressed", cached, ("/programs/",), {"Accept-Encoding": "gzip"})
        four = Target("browse, four filters", real, (FOUR,))
        program = Target("one program", real, (PROGRAM,))
        large_browse = Target(f"browse, no filter, {many} programs", large, ("/programs/",))
        large_four = Target(f"browse, four filters, {many} programs", large, (FOUR,))
        rival = Target("Datasette: browse, the same facets", other, (servers.datasette_path(),))
        targets = [browse, repeated, packed, four, program, constant, large_browse, large_four, rival]
        searches = []
        for (engine, size), port in ports.items():
            plain = Target(f"two filters, {engine}, {size}", port, (FILTERED,))
            search = Target(f"two words and filters, {engine}, {size}", port, tuple(f"{FILTERED}&q={pair}" for pair in PAIRS))
            again = Target(f"the same words again, {engine}, {size}", port, (f"{FILTERED}&q=science+fellowship",))
            searches.append((f"{engine}, {size}", plain, search, again))
            targets += [plain, search, again]
        crosstab = Target("cross-table", real, CROSSED)
        large_crossing = Target(f"cross-table, {many} programs", large, CROSSED)
        large_counts = Target(f"cross-table as JSON, {many} programs", large, CROSSED_JSON)
        targets += [crosstab, large_crossing, large_counts]
        for target in targets:  # the first requests fill caches of templates and pages of files
            target.ask(5)
            target.seconds.clear()
        for _ in range(options.rounds):
            for target in targets:
                target.ask(2 if target is rival else 10)
        print(f"\n{'':<46}{'size':>11}{'requests':>12}{'p50':>13}{'p99':>13}")
        for target in targets:
            print(target.row())
        print("\nRatios of medians")
        for words, one, two in (
            ("Datasette / browse", rival, browse),
            ("browse / constant page", browse, constant),
            ("browse asked again, not compressed / constant page", repeated, constant),
            ("browse asked again, as browsers ask / constant page", packed, constant),
            ("browse, four filters / browse", four, browse),
            ("program / browse", program, browse),
            (f"browse at {many} / at {few}", large_browse, browse),
            (f"four filters at {many} / at {few}", large_four, four),
            (f"cross-table at {many} / at {few}", large_crossing, crosstab),
            ("cross-table / browse", crosstab, browse),
            *((f"search / without, {where}", search, plain) for where, plain, search, _ in searches),
            *((f"search again / without, {where}", again, plain) for where, plain, _, again in searches),
        ):
            print(f"  {words:<46}{one.median / two.median:>8.2f}")
        print("\nExports of the whole catalog, SQLite")
        exports = [
            exported(f"{kind}, {size} programs", ports["SQLite", size], f"/programs.{kind}", int(size.replace(",", "")))
            for kind in ("csv", "jsonl", "xlsx")
            for size in sizes
        ]
        for export in exports:
            print(export.row())


if __name__ == "__main__":
    main()
