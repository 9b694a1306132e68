"""The host names of a catalog that serves a local network and has no public address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

_LOCAL = (".local", ".lan", ".internal", ".home.arpa", ".localhost")


class LocalHostMiddleware:
    """Refuses public host names if ALLOWED_HOSTS is "*", as with HOST=0.0.0.0 and no PUBLIC_URL.

    Pages, the sitemap and citations contain the requested host, so an invented one must get no answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        if settings.ALLOWED_HOSTS != ["*"]:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.get_host()
        if not is_local(split_domain_port(host)[0]):
            raise DisallowedHost(f"{host!r} is no local name: name it in PUBLIC_URL or ALLOWED_HOSTS")
        return self.get_response(request)


def is_local(host: str) -> bool:
    """Whether a host is an IP address, a name without a dot, or a name under a suffix of local networks."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." not in host or host.endswith(_LOCAL)
    return True
