"""The editors' desk: everything in Django's own admin."""

from catalog.admin.organizations import OrganizationAdmin
from catalog.admin.programs import ProgramAdmin

__all__ = ["OrganizationAdmin", "ProgramAdmin"]
