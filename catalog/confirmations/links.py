"""The link in a letter to a program: signed, so that nobody can make one, and readable only by this catalog."""

from __future__ import annotations

import uuid

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from catalog.models import ConfirmationRequest


def link_path(request: ConfirmationRequest) -> str:
    """Return the path of the public page on which the program answers."""
    return reverse("confirm", args=[_signer().sign(request.key.hex)])


def find_request(token: str) -> ConfirmationRequest | None:
    """Return the request that a link belongs to, with its program; None if the link is not one of ours."""
    try:
        key = uuid.UUID(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return ConfirmationRequest.objects.filter(key=key).select_related("program__current", "program__sponsor").first()


def _signer() -> Signer:
    # a dot survives in addresses that mail programs break at a colon
    return Signer(sep=".", salt="catalog.confirmations")
