import pytest

from catalog.links.fetch.fetcher import Fetcher, Limits
from tests.links.bad_server import run_bad_server

SIZE = 100_000
# patient, so that a busy machine is not taken for a server that hangs; hasty for a server that does hang
PATIENT = Limits(connect=20, silence=20, total=60, size=SIZE)
HASTY = Limits(connect=2, silence=0.15, total=0.3, size=SIZE)


@pytest.fixture
def server():
    with run_bad_server() as server:
        yield server


@pytest.fixture
def fetcher():
    """Return a fetcher that may request addresses on this machine."""
    return Fetcher("test", allow_private=True, limits=PATIENT)


@pytest.fixture
def hasty():
    """Return a fetcher that soon gives up."""
    return Fetcher("test", allow_private=True, limits=HASTY)
