"""When each version became public: known of those that are, and of those that loads wrote, which published at once."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def told(apps, schema_editor):
    versions = apps.get_model("catalog", "ProgramVersion").objects
    # retiring wrote a version like any other, the last that is not pending
    last = versions.filter(program=OuterRef("pk"), state="superseded").order_by("-number").values("pk")[:1]
    retired = apps.get_model("catalog", "Program").objects.filter(publication="retired").annotate(last=Subquery(last))
    versions.filter(pk__in=list(retired.values_list("last", flat=True))).update(state="retired")
    apps.get_model("catalog", "Coding").objects.filter(coder__regex=r"^H[1-9][0-9]*$").update(kind="human")
    versions.filter(Q(state="published") | Q(state="superseded", user=None)).update(published=F("time"))
    # an editor's version that a later publication replaced may have been a pending one: not known, left empty


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0007_desk"),
    ]

    operations = [
        migrations.RunPython(told, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published__isnull', False), _connector='OR'), name='published_version_has_its_time'),
        ),
    ]
