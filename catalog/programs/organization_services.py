"""What editors tell of an organization. Its name and kind belong to the records that name it."""

from __future__ import annotations

from django.db import transaction

from catalog.models import Organization
from catalog.programs.revision import one_writer


@transaction.atomic
def set_website(organization: Organization, website: str) -> None:
    """Keep the address of an organization's own site, checked already; empty for none.

    It is for editors only: no record and no public page holds it, so the revision stays.
    """
    one_writer()
    organization.website = website
    organization.save(update_fields=["website"])
