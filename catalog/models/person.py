"""What the catalog keeps about people beside Django's accounts."""

from django.conf import settings
from django.db import models


class SecondFactorRequirement(models.Model):
    """A row for each person who must use a second factor because an Admin says so."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return str(self.user)
