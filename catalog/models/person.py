"""What the catalog stores about users in addition to Django's accounts."""

from django.conf import settings
from django.db import models


class SecondFactorRequirement(models.Model):
    """A user of whom an Admin requires a second factor."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.user)


class NoticeSetting(models.Model):
    """Whether a user wants e-mail about what waits for them, and what they were written about.

    Everything up to `until` is already written about; `sent` is the day of the last e-mail. A user without a row wants it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    is_wanted = models.BooleanField(default=True)
    until = models.DateTimeField(null=True, blank=True)
    sent = models.DateField(null=True, blank=True)

    class Meta:
        default_permissions = ()  # everybody changes their own

    def __str__(self) -> str:
        return str(self.user)
