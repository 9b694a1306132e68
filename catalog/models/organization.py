"""Organizations: sponsors of programs and their partners."""

from django.db import models

from catalog.schema.values import organization_slug


class Organization(models.Model):
    """An organization that sponsors programs, or is a partner of a sponsor.

    Its kind and seat are facts about the program it sponsors, so they live there: the same
    organization may be coded differently for two programs. `home_state` is a USPS code where it is known without them.
    `parent` is the organization that it is a part of. `identifiers` has only what is known, all as text: "ror",
    "ror_source", "ror_date" and so on for each scheme (catalog/organizations/identifiers.py).
    """

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    website = models.URLField(max_length=500, blank=True, default="")
    home_state = models.CharField(max_length=2, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    identifiers = models.JSONField(blank=True, default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def slug_for(name: str) -> str:
        """Return the slug for a name. It depends on the name alone.

        Two spellings with one slug are one organization; loading refuses the second spelling.
        """
        return organization_slug(name)


class FormerOrganizationName(models.Model):
    """A name that an organization had before it was renamed or merged with another. Its address leads to the present one."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, db_index=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="former_names")

    class Meta:
        ordering = ["name"]
        default_permissions = ()  # the permissions of organizations cover it

    def __str__(self) -> str:
        return self.name
