"""The archive of a release, and each of its files at an address of its own."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from catalog.browse.decorators import PUBLIC, from_snapshot
from catalog.browse.snapshot import Snapshot
from catalog.releases.selectors import ReleaseInfo, release_archive, release_file, releases
from catalog.serving.limits import limit_concurrency
from catalog.site.signposting import file_links, signpost

_TYPES = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".toml": "application/toml",
    ".cff": "application/yaml",
}
_TEXT = "text/plain; charset=utf-8"


@from_snapshot
def release_zip(request: HttpRequest, snapshot: Snapshot, version: str) -> HttpResponse:
    """`/data/<version>.zip`: the data package of a release, the same bytes for ever; 404 for a version that is none."""
    release = find_release(version)
    response = HttpResponse(release_archive(version), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="teacher-leadership-programs-{version}.zip"'
    return signpost(response, file_links(request, release))


@csrf_exempt  # POST gets 405, not an expired form
@require_safe
@limit_concurrency
def one_file(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """`/data/<version>/<name>`: one file of the stored archive; 404 for any other name.

    Its ETag stays the same when the catalog changes.
    """
    release = find_release(version)
    etag = f'W/"{hashlib.sha256(f"{release.sha256}/{name}".encode()).hexdigest()[:32]}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = release_file(version, name)
        except KeyError:
            raise Http404(f"Release {version} has no file “{name}”.") from None
        response = HttpResponse(content, content_type=_TYPES.get(PurePosixPath(name).suffix, _TEXT))
        signpost(response, file_links(request, release))
    if response.status_code in (200, 304):
        response["ETag"] = etag
    response["Cache-Control"] = PUBLIC
    response["X-Robots-Tag"] = "noindex"
    return response


def find_release(version: str) -> ReleaseInfo:
    """Return a release by its version. Raises Http404 if there is none."""
    found = next((one for one in releases() if one.version == version), None)
    if found is None:
        raise Http404(f"There is no release “{version}”.")
    return found
