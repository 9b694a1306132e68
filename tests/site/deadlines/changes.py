"""Changes that the tests of deadlines and feed publish."""

from catalog.models import Program
from catalog.programs.services import publish
from catalog.schema.validation import validate
from tests.factories import change_json


def publish_change(slug, **facts):
    """Publish these facts of a program."""
    program = Program.objects.get(slug=slug)
    record = program.versions.get(state="published").record
    publish(program, validate(change_json(record, facts)), None)
