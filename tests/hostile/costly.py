"""The costliest addresses: how much they answer for how little asked, and what visitors notice of eight who ask them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from catalog.browse.facets import FACETS
from tests.hostile.measuring import Figure, fetch, visiting
from tests.processes import Served

CLIENTS = 8
LONGEST = 8000  # characters of an address
FIXED, FACTOR = 2_000_000, 200  # an answer may have so many bytes, and so many more for each byte of its request
WHOLE_CATALOG = ("/programs.csv", "/programs.xlsx", "/programs.json", "/programs.jsonl", "/programs.bib", "/programs.ris")
PATHS = (
    "/programs/", "/explore/", "/explore.csv", "/explore.svg", "/explore/whatif/", "/explore/whatif.csv", "/deadlines/", "/cite/",
    "/find/", "/types/", "/types/fellowship/", "/compare/", "/programs.atom", "/deadlines.ics",
    "/api/v1/programs/", "/api/v1/facets/", "/api/v1/crosstab/",
)  # fmt: skip
CROSSED = "rows=home_state&cols=state"


def longest_query() -> str:
    """Every value of every facet, as far as an address may be long."""
    pairs = [f"{name}={code}" for name, facet in FACETS.items() for code in facet.labels if name != "support"]
    query = ""
    for pair in pairs:
        if len(query) + len(pair) < LONGEST:
            query += f"&{pair}"
    return query.lstrip("&")


def costly_addresses() -> list[str]:
    """Every address that takes a selection, with the longest one."""
    query = longest_query()
    crossed = {"/explore/", "/explore.csv", "/explore.svg", "/api/v1/crosstab/"}
    return [f"{path}?{CROSSED}&{query}" if path in crossed else f"{path}?{query}" for path in PATHS]


def run(served: Served, seconds: float = 8) -> list[Figure]:
    """Size and time of each costly address alone; then eight clients asking the costliest, and what a visitor notices."""
    figures, costs = [], {}
    for address in [*costly_addresses(), *WHOLE_CATALOG, f"/explore/?{CROSSED}"]:
        start = time.perf_counter()
        answer = fetch(served.url, address)
        costs[address] = time.perf_counter() - start
        asked, size = len(address) + 100, len(answer.body)
        good = answer.status < 500 and (address in WHOLE_CATALOG or size <= FIXED + FACTOR * asked)
        name = address if len(address) < 60 else f"{address[:40]}… ({len(address):,} characters)"
        figures.append(Figure(name, f"{answer.status}, {costs[address]:.2f} s, {size / 1e6:.2f} MB", good))
    costliest = sorted(costs, key=lambda address: -costs[address])[:4]
    ended, statuses = threading.Event(), Counter[int]()

    def attack(number: int) -> None:
        asked = number
        while not ended.is_set():
            separator = "&" if "?" in costliest[asked % 4] else "?"
            # no two addresses alike, so that no cache helps
            address = f"{costliest[asked % 4]}{separator}utm_source=trial-{number}-{asked}"
            statuses[fetch(served.url, address).status] += 1
            asked += 1

    with ThreadPoolExecutor(CLIENTS) as pool, visiting(served.url) as visitor:
        attacks = [pool.submit(attack, number) for number in range(CLIENTS)]
        ended.wait(seconds)
        ended.set()
        for one in attacks:
            one.result()
    said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    figures.append(Figure(f"{CLIENTS} clients at the costliest addresses", said, max(statuses) in (200, 400, 414, 503)))
    return [*figures, *visitor.figures("beside them")]
