"""Families: small named groups of programs that are one design."""

from __future__ import annotations

from django.db import models


class ProgramFamily(models.Model):
    """A family of programs, such as the state Teachers of the Year. A program is in at most one: `Program.family`.

    The record does not state it. `slug` is its value in addresses and files and never changes.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=400)

    class Meta:
        ordering = ["name"]
        verbose_name = "family of programs"
        verbose_name_plural = "families of programs"
        default_permissions = ()  # the permissions of programs cover it

    def __str__(self) -> str:
        return self.name
