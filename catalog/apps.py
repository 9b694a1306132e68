"""The catalog as a Django app."""

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Program catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the editors' roles after each migrate; the admin uses our names for Django's accounts."""
        apps.get_app_config("auth").verbose_name = "People and roles"
        from catalog.accounts.roles import check_required_roles, make_roles

        register(check_required_roles)
        post_migrate.connect(make_roles, sender=self, dispatch_uid="catalog.roles")
