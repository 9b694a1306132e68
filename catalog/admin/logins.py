"""Failed logins in the admin, for superusers: deleting one's lets who is locked out try again at once."""

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin

from catalog.admin.chosen import ChosenMixin

admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AccessAttempt)
class FailedLoginAdmin(ChosenMixin, AccessAttemptAdmin):
    """As django-axes has it, without its action that clears old attempts: that fails, and each login does it anyway."""

    actions = ()


@admin.register(AccessFailureLog)
class FailureLogAdmin(ChosenMixin, AccessFailureLogAdmin):
    """As django-axes has it; invalid primary keys are ignored."""


@admin.register(AccessLog)
class LoginLogAdmin(ChosenMixin, AccessLogAdmin):
    """As django-axes has it; invalid primary keys are ignored."""
