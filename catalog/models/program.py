"""Programs: one row per record, its single-valued facts as plain columns."""

from django.db import models
from django.db.models import Case, Q, Value, When

from catalog.models.organization import Organization
from catalog.models.vocabulary import Term
from typology import ProgramType, Support

# the column that says whether a program gives a support
SUPPORT_COLUMNS = {Support.PREPARE: "prepares", Support.PLACE: "places", Support.RECOGNIZE: "recognizes"}


class Publication(models.TextChoices):
    """Where a program stands: only published ones are public; a retired one keeps a tombstone."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


def type_expression() -> Case:
    """The typology's table as an SQL expression over the three support columns."""
    return Case(
        *(
            When(
                **{column: support in program_type.supports for support, column in SUPPORT_COLUMNS.items()},
                then=Value(program_type.value),
            )
            for program_type in ProgramType
        ),
        default=Value(""),
    )


class Program(models.Model):
    """One U.S. program that supports teachers to lead beyond their own classroom.

    Columns bear the codebook's names and hold its facts: null or empty means "not stated".
    `program_type` is computed by the database from the three supports; read it after a refresh.
    Rows are written by catalog.actions alone, which keep versions and the revision in step.
    """

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    sponsor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="programs")
    sponsor_type = models.CharField(max_length=40)
    partners = models.ManyToManyField(Organization, through="Partner", related_name="partner_programs")
    scope = models.CharField(max_length=40)
    locality = models.CharField(max_length=200, null=True, blank=True)
    home_state = models.CharField(max_length=2, null=True, blank=True)
    website = models.URLField(max_length=500, null=True, blank=True)
    summary = models.TextField()
    prepares = models.BooleanField()
    places = models.BooleanField()
    recognizes = models.BooleanField()
    program_type = models.GeneratedField(
        expression=type_expression(), output_field=models.CharField(max_length=40), db_persist=True
    )
    terms = models.ManyToManyField(Term, related_name="programs")
    form_basis = models.CharField(max_length=40)
    delivery = models.CharField(max_length=40, null=True, blank=True)
    duration_min = models.DecimalField("shortest length in months", max_digits=5, decimal_places=1, null=True, blank=True)
    duration_max = models.DecimalField("longest length in months", max_digits=5, decimal_places=1, null=True, blank=True)
    pays = models.CharField(max_length=40, null=True, blank=True)
    money_note = models.TextField(blank=True, default="")
    entry = models.CharField(max_length=40, null=True, blank=True)
    eligibility = models.TextField(blank=True, default="")
    min_years_experience = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    deadline_month = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_date = models.DateField(null=True, blank=True)
    deadline_rolling = models.BooleanField()
    deadline_note = models.TextField(blank=True, default="")
    status = models.CharField(max_length=40)
    evidence_year = models.PositiveSmallIntegerField(null=True, blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.CharField(max_length=40)
    note = models.TextField(blank=True, default="", help_text="For other coders; not shown to the public.")
    publication = models.CharField(max_length=10, choices=Publication, default=Publication.DRAFT)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField()

    class Meta:
        ordering = ["name", "slug"]
        permissions = [
            ("publish_program", "Can publish, reject and retire"),
            ("review_program", "Can look programs over in the weekly queue"),
            ("import_program", "Can import programs from a file"),
            ("export_program", "Can export programs with the coders' notes"),
            ("check_links", "Can start a check of all links"),
            ("code_program", "Can code programs a second time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(prepares=True) | Q(places=True) | Q(recognizes=True),
                name="program_gives_a_support",
                violation_error_message="A program gives at least one support: prepare, place or recognize.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def supports(self) -> Support:
        """The supports this program gives, as a typology.Support."""
        return Support.from_codes(support.code for support, column in SUPPORT_COLUMNS.items() if getattr(self, column))


class Partner(models.Model):
    """An organization named as co-sponsor of a program, in the order the record names them."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="partnerships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="partnerships")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["program", "organization"], name="partner_once_per_program")]

    def __str__(self):
        return f"{self.organization} beside {self.program}"


class FormerSlug(models.Model):
    """An address a program once had: it redirects to the present one for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug
