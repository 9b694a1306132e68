"""The catalog as a Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Program catalog"
    default_auto_field = "django.db.models.BigAutoField"
