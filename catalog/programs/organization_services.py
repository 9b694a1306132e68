"""What editors may change of an organization. Its name and kind come from the records."""

from __future__ import annotations

from django.db import transaction

from catalog.models import Organization
from catalog.programs.revision import one_writer


@transaction.atomic
def set_website(organization: Organization, website: str) -> None:
    """Save the valid address of an organization's own site; empty for none.

    Only editors see it, so the revision does not change.
    """
    one_writer()
    organization.website = website
    organization.save(update_fields=["website"])
