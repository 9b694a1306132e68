"""The catalog as a Django app."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_migrate

# what the admin calls the tables of other apps
_NAMES = (
    ("auth.User", "person", "people"),
    ("axes.AccessAttempt", "failed sign-in", "failed sign-ins"),
    ("axes.AccessLog", "sign-in", "sign-ins"),
    ("axes.AccessFailureLog", "refused sign-in", "refused sign-ins"),
)


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Program catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the editors' roles after each migrate; the admin uses our names for Django's accounts."""
        apps.get_app_config("auth").verbose_name = "People"
        apps.get_app_config("axes").verbose_name = "Sign-ins"
        for model, one, many in _NAMES:
            names: Any = apps.get_model(model)._meta
            names.verbose_name, names.verbose_name_plural = one, many
        from catalog.accounts.roles import check_required_roles, make_roles

        register(check_required_roles)
        post_migrate.connect(make_roles, sender=self, dispatch_uid="catalog.roles")
