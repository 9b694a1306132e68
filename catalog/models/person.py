"""What the catalog stores about users in addition to Django's accounts."""

from django.conf import settings
from django.db import models


class SecondFactorRequirement(models.Model):
    """A user of whom an Admin requires a second factor."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.user)
