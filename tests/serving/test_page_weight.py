"""The first view of the most visited pages transfers at most 60 KB: page, style sheets, scripts, fonts, icon, headers."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db

MOST = 60 * 1024
HEADERS = 500  # bytes of the headers of a static file
PAGES = ["/", "/programs/", "/programs/acte-teacher-of-the-year/", "/states/oh/", "/find/"]


def compress(content):
    return len(gzip.compress(content, compresslevel=6))


@pytest.mark.parametrize("path", PAGES)
def test_the_first_view_is_light(client, path):
    response = client.get(path)
    html = response.content.decode()
    linked = set(re.findall(rf'<(?:link|script|img)\b[^>]*(?:href|src)="{settings.STATIC_URL}([^"]+)"', html))
    assert {Path(name).suffix for name in linked} >= {".css", ".js", ".woff2"}
    sizes = {name: HEADERS + compress(Path(finders.find(name)).read_bytes()) for name in linked}
    page = compress(response.content) + sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    assert page + sum(sizes.values()) <= MOST, {"page": page, **sizes}
