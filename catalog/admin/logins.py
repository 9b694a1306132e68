"""Failed logins in the admin, for superusers: deleting one's lets who is locked out try again at once."""

from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin

from catalog.admin.chosen import ChosenMixin

admin.site.unregister(AccessAttempt)


@admin.register(AccessAttempt)
class FailedLoginAdmin(ChosenMixin, AccessAttemptAdmin):
    """As django-axes has it, without its action that clears old attempts: that fails, and each login does it anyway."""

    actions = ()
