"""What repeats the record of a program's current version goes: its columns, and the tables of its sets, sources and evidence."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0014_current_version'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='program',
            options={'ordering': ['current__name', 'slug'], 'permissions': [('publish_program', 'Can publish, reject and retire'), ('review_program', 'Can look programs over in the weekly queue'), ('import_program', 'Can import programs from a file'), ('export_program', "Can export programs with the coders' notes"), ('check_links', 'Can start a check of all links'), ('code_program', 'Can code programs a second time')]},
        ),
        migrations.DeleteModel(name='SupportEvidence'),
        migrations.DeleteModel(name='Source'),
        migrations.RemoveField(model_name='program', name='partners'),
        migrations.DeleteModel(name='Partner'),
        migrations.RemoveField(model_name='program', name='terms'),
        migrations.DeleteModel(name='Term'),
        migrations.RemoveConstraint(
            model_name='program',
            name='program_gives_a_support',
        ),
        migrations.RemoveField(model_name='program', name='program_type'),
        migrations.RemoveField(model_name='program', name='confidence'),
        migrations.RemoveField(model_name='program', name='deadline_date'),
        migrations.RemoveField(model_name='program', name='deadline_month'),
        migrations.RemoveField(model_name='program', name='deadline_note'),
        migrations.RemoveField(model_name='program', name='deadline_rolling'),
        migrations.RemoveField(model_name='program', name='delivery'),
        migrations.RemoveField(model_name='program', name='duration_max'),
        migrations.RemoveField(model_name='program', name='duration_min'),
        migrations.RemoveField(model_name='program', name='eligibility'),
        migrations.RemoveField(model_name='program', name='entry'),
        migrations.RemoveField(model_name='program', name='evidence_year'),
        migrations.RemoveField(model_name='program', name='form_basis'),
        migrations.RemoveField(model_name='program', name='founded'),
        migrations.RemoveField(model_name='program', name='home_state'),
        migrations.RemoveField(model_name='program', name='locality'),
        migrations.RemoveField(model_name='program', name='min_years_experience'),
        migrations.RemoveField(model_name='program', name='money_note'),
        migrations.RemoveField(model_name='program', name='name'),
        migrations.RemoveField(model_name='program', name='note'),
        migrations.RemoveField(model_name='program', name='pays'),
        migrations.RemoveField(model_name='program', name='places'),
        migrations.RemoveField(model_name='program', name='prepares'),
        migrations.RemoveField(model_name='program', name='recognizes'),
        migrations.RemoveField(model_name='program', name='scope'),
        migrations.RemoveField(model_name='program', name='sponsor_type'),
        migrations.RemoveField(model_name='program', name='status'),
        migrations.RemoveField(model_name='program', name='summary'),
        migrations.RemoveField(model_name='program', name='website'),
    ]
