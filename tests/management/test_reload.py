"""SIGHUP: new code and new static files, while every request is answered."""

import re
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.processes import PATIENCE, ROOT, serving_prepared

TREE = ("catalog", "config", "fixtures", "static", "templates", "typology")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the catalog's code, to be changed."""
    copy = tmp_path_factory.mktemp("tree")
    for name in TREE:
        shutil.copytree(ROOT / name, copy / name)
    shutil.copy(ROOT / "manage.py", copy)
    return copy


@pytest.fixture(scope="module")
def served(tree, prepared):
    with serving_prepared(prepared("data"), root=tree) as served:
        yield served


def get(served, path):
    """Status and text of an answer."""
    try:
        with urlopen(f"{served.url}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def stylesheet(text, name):
    """The address of a style sheet in a page; None if it has none of this name."""
    found = re.search(rf'href="(/static/(?:public/)?{name}\.\w+\.css)"', text)
    return found and found[1]


def reload(served, until):
    """Send SIGHUP and ask on and on until an answer is as it should be: the statuses of all answers."""
    statuses, done = [], Event()

    def ask():
        while not done.is_set():
            statuses.append(get(served, "/about/")[0])

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for _ in range(2)]
        served.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + PATIENCE
        while not until() and time.monotonic() < deadline:
            time.sleep(0.1)
        done.set()
        for one in asked:
            one.result()
    return statuses


def test_a_new_static_file_is_served_after_a_reload_and_no_request_is_lost(tree, served):
    old = stylesheet(get(served, "/about/")[1], "catalog")
    with (tree / "static" / "public" / "catalog.css").open("a") as file:
        file.write("\n.added { color: inherit }\n")
    (tree / "static" / "added.css").write_text(".added { color: inherit }\n")
    base = tree / "templates" / "layout" / "base.html"
    base.write_text(base.read_text().replace("</head>", '<link rel="stylesheet" href="{{ static(\'added.css\') }}"></head>'))
    # a module that gunicorn's master has imported changes too
    with (tree / "config" / "environment.py").open("a") as file:
        file.write("\n\nADDED = True\n")
    settings = tree / "config" / "settings.py"
    settings.write_text(settings.read_text() + "\nfrom config.environment import ADDED\n")

    statuses = reload(served, lambda: stylesheet(get(served, "/about/")[1], "added"))

    assert set(statuses) == {200}
    page = get(served, "/about/")[1]
    new = stylesheet(page, "catalog")
    assert new != old
    for address in (old, new, stylesheet(page, "added")):
        assert get(served, address)[0] == 200


def test_a_reload_that_cannot_be_set_up_leaves_the_old_code_serving(tree, served):
    settings = tree / "config" / "settings.py"
    before = settings.read_text()
    settings.write_text("raise SystemExit('broken on purpose')\n")
    try:
        statuses = reload(served, lambda: "The reload failed" in served.output)
    finally:
        settings.write_text(before)
    assert "The reload failed" in served.output
    assert set(statuses) == {200}
    assert get(served, "/about/")[0] == 200
    assert served.process.poll() is None
