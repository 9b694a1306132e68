"""New databases start with a squashed migration, older ones go on step by step: both have the same tables."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_the_squashed_migration_makes_the_same_models_as_those_that_it_replaces():
    loader = MigrationLoader(None, replace_migrations=False)
    replaced = loader.replacements["catalog", "0001_squashed_0025"].replaces
    stepwise = loader.project_state(replaced[-1])
    squashed = loader.project_state(("catalog", "0001_squashed_0025"))
    assert "program" in {name for app, name in squashed.models if app == "catalog"}
    assert "catalog" not in MigrationAutodetector(stepwise, squashed).changes(graph=loader.graph)
