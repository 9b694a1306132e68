"""One spelling for each organization; former names lead to the present one."""

import pytest

from catalog.models import FormerOrganizationName, Organization
from catalog.programs.organization_names import (
    check_spelling,
    former_names,
    former_slugs,
    known_spellings,
    replace_names,
    use_known_spellings,
    use_present_names,
)
from tests.factories import change


@pytest.fixture
def record(a_record):
    return change(a_record, sponsor="A", partners=["B", "C"])


@pytest.fixture
def renamed(db):
    """An organization that was called otherwise, twice: once by another name, once in other capitals."""
    one = Organization.objects.create(name="Ridgeline Foundation", slug="ridgeline-foundation")
    for name, slug in (("The Ridge", "the-ridge"), ("RIDGELINE foundation", "ridgeline-foundation")):
        FormerOrganizationName.objects.create(name=name, slug=slug, organization=one)
    return one


def test_an_unchanged_record_is_the_same_object(record):
    assert replace_names(record, lambda name: name) is record
    assert use_present_names(record, {}) is record


@pytest.mark.parametrize(
    ("names", "sponsor", "partners"),
    [
        ({"A": "Z"}, "Z", ["B", "C"]),
        ({"B": "Z"}, "A", ["Z", "C"]),
        ({"A": "C"}, "C", ["B"]),
        ({"B": "A"}, "A", ["C"]),
        ({"B": "C"}, "A", ["C"]),
        ({"A": "B", "C": "B"}, "B", []),
    ],
)
def test_an_organization_is_named_once(record, names, sponsor, partners):
    found = replace_names(record, lambda name: names.get(name, name))
    assert (found.sponsor, found.partners) == (sponsor, partners)


def test_former_names_are_errors_that_name_the_present_one(record, renamed):
    spelled = known_spellings()
    assert spelled["the-ridge"] == renamed.name
    for typed in ("The Ridge", "the ridge", "RIDGELINE foundation"):
        [problem] = check_spelling(change(record, sponsor=typed), dict(spelled))
        assert problem.allowed == repr(renamed.name)
        assert use_known_spellings(change(record, sponsor=typed), spelled).sponsor == renamed.name


def test_only_exact_former_names_are_replaced_in_files(record, renamed):
    former = former_names()
    assert use_present_names(change(record, partners=["The Ridge"]), former).partners == [renamed.name]
    assert use_present_names(change(record, partners=["the RIDGE"]), former).partners == ["the RIDGE"]


def test_a_former_name_in_other_capitals_has_no_address_of_its_own(renamed):
    assert former_slugs() == {"the-ridge": "ridgeline-foundation"}
