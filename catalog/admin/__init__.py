"""The admin: pages for editors, built on Django's admin."""

from django.contrib import admin

from catalog.accounts.admin import PersonAdmin
from catalog.accounts.failed_logins import FailedLoginAdmin
from catalog.accounts.login_form import RoleLoginForm
from catalog.admin.programs import ProgramAdmin
from catalog.organizations.admin import OrganizationAdmin
from catalog.suggestions.admin import SuggestionAdmin

__all__ = ["FailedLoginAdmin", "OrganizationAdmin", "PersonAdmin", "ProgramAdmin", "SuggestionAdmin"]

admin.site.site_header = admin.site.site_title = "Teacher Leadership Program Catalog"
admin.site.login_form = RoleLoginForm
admin.site.login_template = "admin/accounts/login.html"
admin.site.index_title = "Start page"
admin.site.enable_nav_sidebar = False  # our menu: catalog.admin.menu
admin.site.index_template = "admin/dashboard.html"
