import pytest

from catalog.links.fetch.guard import Fetcher, Limits
from tests.links.fetch.misbehaving import misbehaving

SIZE = 100_000
# patient, so that a busy machine is not taken for a server that hangs; hasty where one does hang
PATIENT = Limits(connect=20, silence=20, whole=60, size=SIZE)
HASTY = Limits(connect=2, silence=0.15, whole=0.4, size=SIZE)


@pytest.fixture
def server():
    with misbehaving() as server:
        yield server


@pytest.fixture
def fetcher():
    """A fetcher that may ask this machine."""
    return Fetcher("test", allow_private=True, limits=PATIENT)


@pytest.fixture
def hasty():
    """One that soon gives up."""
    return Fetcher("test", allow_private=True, limits=HASTY)
