"""Each program stands for one of its versions."""

from django.db import migrations
from django.db.models import Case, OuterRef, Subquery, Value, When

# the state that the current version has, by the publication of the program; where there is none, those after it
STATES = {
    "published": ["published"],
    "retired": ["retired", "superseded"],  # catalogs of before 0008 may lack the first
    "draft": ["pending"],
}


def fill(apps, schema_editor):
    programs = apps.get_model("catalog", "Program").objects
    versions = apps.get_model("catalog", "ProgramVersion").objects.filter(program=OuterRef("pk"))
    for publication, states in STATES.items():
        ranks = Case(*(When(state=state, then=Value(rank)) for rank, state in enumerate(states)), default=Value(len(states)))
        best = versions.order_by(ranks, "-number").values("pk")[:1]
        programs.filter(publication=publication).update(current=Subquery(best))
    lost = list(programs.filter(current=None).order_by("slug").values_list("slug", flat=True)[:10])
    if lost:
        raise RuntimeError(
            f"These programs have no version, so their facts would be lost: {', '.join(lost)}. "
            "Go back to the version of the catalog that you had, save each of them once, then upgrade again."
        )


class Migration(migrations.Migration):

    # on its own: PostgreSQL does not alter a table with changes that are not yet committed
    dependencies = [
        ('catalog', '0013_version_columns'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
