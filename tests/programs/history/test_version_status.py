"""The status of each version, and the version that it changed."""

import pytest

from catalog.programs.history.version_status import version_statuses
from catalog.programs.services import approve, publish, reject, retire, save
from tests.factories import change

pytestmark = pytest.mark.django_db


def statuses(program):
    return {
        one.version.number: (one.label, one.before.number if one.before else None, one.restorable)
        for one in version_statuses(list(program.versions.order_by("-number")), program.publication)
    }


def test_the_life_of_a_program(new_record, editor):
    program = save(None, new_record, editor)
    assert statuses(program) == {1: ("Draft", None, False)}
    save(program, change(new_record, founded=1990), editor)
    approve(program.versions.first(), editor)
    program.refresh_from_db()
    save(program, change(new_record, founded=1991), editor)
    save(program, change(new_record, founded=1992), editor)
    reject(program.versions.first(), editor, "Not on the page")
    publish(program, change(new_record, founded=1993), editor)
    retire(program, editor)
    save(program, new_record, editor)
    assert statuses(program) == {
        1: ("Replaced by version 2, never published", None, True),
        2: ("Replaced by version 5", 1, True),
        3: ("Replaced by version 4, never published", 2, True),
        4: ("Rejected", 2, True),
        5: ("Public until the program was retired", 2, True),
        6: ("Retired", 5, True),
        7: ("Pending", 6, False),
    }
