"""The tables as they are after migration 0025, for new databases. Existing ones go on through 0001 to 0025."""

import catalog.models.record_field
import catalog.models.record_value
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def create_row(apps, schema_editor):
    """Make the one revision row, so that a new database has a stamp to compare."""
    apps.get_model("catalog", "Revision").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('catalog', '0001_initial'),
        ('catalog', '0002_revision_row'),
        ('catalog', '0003_search'),
        ('catalog', '0004_suggestion'),
        ('catalog', '0005_coding'),
        ('catalog', '0006_release'),
        ('catalog', '0007_desk'),
        ('catalog', '0008_published'),
        ('catalog', '0009_signin'),
        ('catalog', '0010_search_names'),
        ('catalog', '0011_codebooks'),
        ('catalog', '0012_record_field'),
        ('catalog', '0013_version_columns'),
        ('catalog', '0014_current_version'),
        ('catalog', '0015_facts_once'),
        ('catalog', '0016_drop_search'),
        ('catalog', '0017_pending_import'),
        ('catalog', '0018_decisions_as_columns'),
        ('catalog', '0019_withdrawn_constraint'),
        ('catalog', '0020_drop_monthly_views'),
        ('catalog', '0021_rename_assigned_at'),
        ('catalog', '0022_alerts'),
        ('catalog', '0023_confirmation_requests'),
        ('catalog', '0024_alert_language'),
        ('catalog', '0025_drafts_and_imports'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, unique=True)),
                ('checked', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('ok', 'Answers'), ('moved', 'Answers at another address'), ('dead', 'Dead'), ('failing', 'Did not answer well; may be passing'), ('refused', 'Not asked: not a public address')], max_length=10)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='HTTP status')),
                ('moved_to', models.URLField(blank=True, default='', max_length=2000)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['url'],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('slug', models.SlugField(max_length=200, unique=True)),
                ('website', models.URLField(blank=True, default='', max_length=500)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True)),
                ('date', models.DateField()),
                ('revision', models.PositiveIntegerField()),
                ('count', models.PositiveIntegerField(verbose_name='programs')),
                ('materials', models.JSONField()),
                ('archive', models.BinaryField()),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the archive')),
            ],
            options={
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SecondFactorRequirement',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(db_index=True, max_length=254)),
                ('query', models.TextField(blank=True, default='')),
                ('news', models.BooleanField()),
                ('deadlines', models.BooleanField()),
                ('language', models.CharField(default='en', max_length=5)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sender', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('created', models.DateTimeField(db_index=True)),
                ('since', models.DateTimeField(blank=True, null=True)),
                ('reminded', models.DateField(blank=True, null=True)),
                ('renewed', models.DateField(blank=True, null=True)),
                ('asked', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('news', True), ('deadlines', True), _connector='OR'), name='alert_asks_for_something'), models.CheckConstraint(condition=models.Q(models.Q(('renewed', None), ('since', None)), models.Q(('renewed__isnull', False), ('since__isnull', False)), _connector='OR'), name='confirmed_alert_has_its_times')],
            },
        ),
        migrations.CreateModel(
            name='AlertMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('created', models.DateTimeField()),
                ('claimed', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='catalog.alert')),
            ],
            options={
                'ordering': ['created', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coder', models.CharField(max_length=20)),
                ('codebook', models.CharField(max_length=3)),
                ('kind', models.CharField(choices=[('machine', 'Language model'), ('human', 'Person')], default='machine', max_length=10)),
                ('supports', models.JSONField()),
                ('confidence', models.CharField(max_length=40)),
                ('page', models.URLField(blank=True, max_length=500, null=True)),
                ('same_page', models.BooleanField(blank=True, null=True)),
                ('read', models.DateField(blank=True, null=True)),
                ('time', models.DateTimeField()),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['program', 'codebook', 'coder'],
                'permissions': [('decide_coding', 'Can decide where coders disagree')],
            },
        ),
        migrations.CreateModel(
            name='CodingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supports', models.JSONField()),
                ('reason', models.TextField()),
                ('time', models.DateTimeField()),
                ('coding', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='catalog.coding')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-time'],
            },
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('time', models.DateTimeField(db_index=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-time', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LinkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started', models.DateTimeField()),
                ('beat', models.DateTimeField()),
                ('finished', models.DateTimeField(blank=True, null=True)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started'],
            },
        ),
        migrations.CreateModel(
            name='PendingImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('content', models.BinaryField()),
                ('created', models.DateTimeField(db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Program',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('publication', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField()),
                ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='catalog.organization')),
            ],
            options={
                'ordering': ['current__name', 'slug'],
                'permissions': [('publish_program', 'Can publish, reject and retire'), ('review_program', 'Can look programs over in the weekly queue'), ('import_program', 'Can import programs from a file'), ('export_program', "Can export programs with the coders' notes"), ('check_links', 'Can start a check of all links'), ('code_program', 'Can code programs a second time')],
            },
        ),
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='catalog.program')),
            ],
        ),
        migrations.AddField(
            model_name='coding',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='catalog.program'),
        ),
        migrations.CreateModel(
            name='ProgramVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('record', catalog.models.record_field.RecordField()),
                ('name', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('name', models.TextField()), output_field=models.CharField(max_length=200))),
                ('scope', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('scope', models.TextField()), output_field=models.CharField(max_length=40))),
                ('sponsor_type', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('sponsor_type', models.TextField()), output_field=models.CharField(max_length=40))),
                ('status', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('status', models.TextField()), output_field=models.CharField(max_length=40))),
                ('evidence_year', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('evidence_year', models.PositiveSmallIntegerField(null=True)), output_field=models.PositiveSmallIntegerField(null=True))),
                ('form', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('form', models.TextField()), output_field=models.TextField())),
                ('serves_states', models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('serves_states', models.TextField()), output_field=models.TextField())),
                ('program_type', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('fellowship')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('credential')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField())), then=models.Value('professional-advancement')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('distinguished-role')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField())), then=models.Value('community-of-practice')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField())), then=models.Value('leadership-role')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('award')), default=models.Value('')), output_field=models.CharField(max_length=40))),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('published', 'Published'), ('superseded', 'Superseded'), ('rejected', 'Rejected'), ('retired', 'Retired')], max_length=10)),
                ('reason', models.TextField(blank=True, default='')),
                ('time', models.DateTimeField()),
                ('published', models.DateTimeField(blank=True, null=True)),
                ('decided', models.DateTimeField(blank=True, null=True)),
                ('decision', models.TextField(blank=True, default='')),
                ('withdrawn', models.BooleanField(default=False)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_versions', to=settings.AUTH_USER_MODEL)),
                ('imported', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='versions', to='catalog.importedfile')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='catalog.program')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['program_id', '-number'],
            },
        ),
        migrations.AddField(
            model_name='program',
            name='current',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='current_of', to='catalog.programversion'),
        ),
        migrations.CreateModel(
            name='ReleasedProgram',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120)),
                ('position', models.PositiveIntegerField()),
                ('record', models.JSONField()),
                ('number', models.PositiveIntegerField(verbose_name='version of the record')),
                ('time', models.DateTimeField(verbose_name='published')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programs', to='catalog.release')),
            ],
            options={
                'ordering': ['release', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('still_true', 'Still true'), ('changed', 'Changed'), ('ended', 'Ended'), ('cant_tell', "Can't tell")], max_length=10)),
                ('evidence_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('time', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='catalog.program')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('version', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='review', to='catalog.programversion')),
            ],
            options={
                'ordering': ['-time'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=0)),
                ('stamp', models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_revision_row')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('visitor', 'A visitor'), ('program', 'From the program')], default='visitor', max_length=10, verbose_name='from')),
                ('kind', models.CharField(choices=[('correction', 'A correction to a program'), ('missing', 'A program that is missing'), ('other', 'Something else')], max_length=10)),
                ('about', models.CharField(blank=True, default='', max_length=200, verbose_name='program, as typed')),
                ('text', models.TextField()),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('source_url', models.URLField(blank=True, default='', max_length=500, verbose_name='a page that shows it')),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('sender', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('token', models.UUIDField(editable=False, unique=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('handled', 'Handled'), ('declined', 'Declined')], default='new', max_length=10)),
                ('created', models.DateTimeField()),
                ('reason', models.TextField(blank=True, default='', verbose_name='what became of it, and why')),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to='catalog.program')),
            ],
            options={
                'ordering': ['-created'],
            },
        ),
        migrations.CreateModel(
            name='ConfirmationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made', models.DateTimeField()),
                ('revoked', models.DateTimeField(blank=True, null=True)),
                ('answered', models.DateTimeField(blank=True, null=True)),
                ('confirmed', models.BooleanField(blank=True, null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation_requests', to='catalog.program')),
                ('suggestion', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='confirmation_request', to='catalog.suggestion')),
            ],
            options={
                'ordering': ['-made'],
            },
        ),
        migrations.CreateModel(
            name='UnfinishedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('data', models.JSONField()),
                ('number', models.PositiveIntegerField(default=1)),
                ('saved', models.DateTimeField()),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['saved', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DistinctPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('time', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.program')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.program')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='distinct_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinct_pair_in_order')],
            },
        ),
        migrations.CreateModel(
            name='CodingTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField()),
                ('done', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coding_tasks', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coding_tasks', to='catalog.program')),
            ],
            options={
                'ordering': ['assigned_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('program', 'user'), name='assigned_once_per_person')],
            },
        ),
        migrations.AddConstraint(
            model_name='coding',
            constraint=models.UniqueConstraint(fields=('coder', 'program', 'codebook'), name='coding_once_per_codebook'),
        ),
        migrations.AddConstraint(
            model_name='coding',
            constraint=models.CheckConstraint(condition=models.Q(('codebook', ''), _negated=True), name='coding_names_its_codebook'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.UniqueConstraint(fields=('program', 'number'), name='version_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('program',), name='one_published_version'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('program',), name='one_pending_version'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published__isnull', False), _connector='OR'), name='published_version_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.CheckConstraint(condition=models.Q(('program_type', ''), _negated=True), name='version_gives_a_support', violation_error_message='A program gives at least one support: prepare, place or recognize.'),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn', False), ('state', 'rejected'), _connector='OR'), name='only_rejected_is_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='releasedprogram',
            constraint=models.UniqueConstraint(fields=('release', 'slug'), name='slug_once_in_release'),
        ),
        migrations.AddConstraint(
            model_name='releasedprogram',
            constraint=models.UniqueConstraint(fields=('release', 'position'), name='position_once_in_release'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['program', '-time'], name='review_latest'),
        ),
        migrations.RunPython(create_row, migrations.RunPython.noop),
    ]
