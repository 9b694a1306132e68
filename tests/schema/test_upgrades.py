"""Any older record loads: released and stored JSON comes into the present shape, with the codes that are in use now."""

import copy
import dataclasses
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schema import upgrades
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import FIELDS, SCHEMA, ProgramRecord
from catalog.schema.upgrades import VERSION, load_stored, to_stored, upgrade, upgrade_shape
from catalog.schema.validation import validate, validate_line
from catalog.schema.vocabulary import Term, Vocabulary, vocabulary
from tests.conftest import FIXTURES
from tests.factories import change

ADDED_IN_2 = [code for code, field in FIELDS.items() if field.since == 2]


@pytest.fixture(scope="session")
def released():
    """The JSON of the 363 programs in release 2026.11. Not to be changed."""
    with zipfile.ZipFile(FIXTURES / "releases" / "2026.11.zip") as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/programs.jsonl")]
        return [json.loads(line) for line in archive.read(name).splitlines()]


@pytest.fixture(scope="session")
def versions_of_1(records):
    """The present records as schema version 1 held them. Not to be changed."""
    return [{code: value for code, value in record.as_json().items() if FIELDS[code].since == 1} for record in records]


@pytest.fixture(scope="session")
def stored(released, versions_of_1, records):
    """Samples of JSON: released, of version 1, of version 2 and before validation. Do not change them."""
    some = records[::9]
    return [*released[::9], *versions_of_1[::9], *map(to_stored, some), *(record.as_json() for record in some)]


class TestOlderRecords:
    def test_every_released_record_loads_as_the_record_that_validation_makes_of_it(self, released):
        assert len(released) == 363
        for line in released:
            record = load_stored(line)
            assert record == validate_line(line)[0]
            found = record.as_json()
            absences = [support.pop("absence") for support in found["supports"].values()]
            assert absences == [None if support["present"] else "silent" for support in line["supports"].values()]
            assert found == {**line, **{code: getattr(record, code) for code in ADDED_IN_2}}

    def test_every_record_of_version_1_loads_and_is_valid(self, versions_of_1):
        for version in versions_of_1:
            record = load_stored({VERSION: 1, **version})
            assert record == load_stored(version) == validate(version)
            assert record.as_json().items() >= version.items()

    def test_what_was_added_later_gets_its_default(self, released):
        record = load_stored(released[0])
        assert {code: getattr(record, code) for code in ADDED_IN_2} == {
            "serves_basis": "stated",
            "functions": [],
            "aims": [],
            "max_years_experience": None,
            "prerequisites": [],
        }

    def test_a_field_that_an_older_record_already_has_keeps_its_value(self, versions_of_1):
        assert upgrade({**versions_of_1[0], "aims": ["individual"]})["aims"] == ["individual"]

    def test_a_record_of_this_version_comes_back_unchanged(self, records):
        for record in records:
            data = json.loads(json.dumps(to_stored(record)))
            assert data[VERSION] == SCHEMA
            assert load_stored(data) == load_stored(data, keep_codes=True) == record
            assert type(load_stored(data).supports.recognize) is type(record.supports.recognize)

    def test_parts_of_two_loaded_records_are_not_shared(self, versions_of_1):
        one, other = load_stored(versions_of_1[0]), load_stored(versions_of_1[0])
        one.aims.append("individual")
        assert other.aims == []


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
    max_leaves=6,
)
anything = st.dictionaries(st.sampled_from([*FIELDS, "colour"]), any_json, max_size=8)


class TestUpgrade:
    @given(st.data())
    def test_a_second_upgrade_changes_nothing(self, stored, data):
        once = upgrade(data.draw(st.sampled_from(stored)))
        assert upgrade(once) == once

    @given(st.data())
    def test_the_argument_stays_as_it_is(self, stored, data):
        found = data.draw(st.sampled_from(stored))
        before = copy.deepcopy(found)
        upgrade(found), load_stored(found)
        assert found == before

    @given(anything)
    def test_whatever_is_no_record_is_kept_for_validation_to_name(self, data):
        before = copy.deepcopy(data)
        once = upgrade(data)
        assert data == before
        assert upgrade(once) == upgrade({VERSION: 1, **data}) == once
        assert {**once, **data} == once
        assert upgrade({VERSION: SCHEMA, **data}) == data

    @given(st.data())
    def test_any_mixture_of_two_records_comes_back_from_the_store(self, records, data):
        one, other = data.draw(st.tuples(*2 * [st.sampled_from(records)]))
        mixed = change(one, {code: getattr(other, code) for code in data.draw(st.sets(st.sampled_from(list(FIELDS))))})
        assert load_stored(to_stored(mixed)) == mixed


# field -> its renamed code and the new one, and its split code and those that took its place
RENAMED = {"delivery": ("online", "remote"), "focus": ("equity", "justice"), "form": ("network", "community")}
SPLIT = {"delivery": ("hybrid", ("mostly_online", "mostly_in_person")), "focus": ("science", ("physics", "biology"))}
NEW_BASIS = ("award", "honor")


@pytest.fixture
def later(monkeypatch):
    """The vocabularies of a codebook to come, in which codes were renamed and split."""
    replaced = {FIELDS[field].vocabulary: {old: (new,)} for field, (old, new) in RENAMED.items()}
    for field, (old, several) in SPLIT.items():
        replaced[FIELDS[field].vocabulary][old] = several
    replaced["basis"] = {NEW_BASIS[0]: (NEW_BASIS[1],)}

    def changed(name: str) -> Vocabulary:
        present = vocabulary(name)
        terms = [dataclasses.replace(term, replaced_by=replaced.get(name, {}).get(term.code, ())) for term in present.terms]
        new = [Term(code, code, code, code) for codes in replaced.get(name, {}).values() for code in codes]
        return dataclasses.replace(present, terms=(*terms, *new))

    monkeypatch.setattr(upgrades, "original_vocabulary", changed)


def all_values(record: ProgramRecord) -> dict:
    return {**record.as_json(), "basis": record.supports.recognize.basis}


@pytest.mark.usefixtures("later")
class TestCodes:
    def test_a_renamed_code_is_replaced_and_a_split_one_stays(self, a_record):
        data = change(a_record, delivery="online", focus=["equity", "science"]).as_json()
        assert upgrade(data)["delivery"] == "remote"
        assert upgrade(data)["focus"] == ["science", "justice"]  # in the vocabulary's order, as a valid record has them
        assert upgrade({**data, "delivery": "hybrid"})["delivery"] == "hybrid"
        assert upgrade({**data, "delivery": None})["delivery"] is None

    def test_a_renamed_basis_of_recognition_is_replaced_too(self, a_record):
        recognizes = {"supports.recognize.present": True, "supports.recognize.basis": ["award", "title"]}
        data = to_stored(change(a_record, recognizes))
        assert load_stored(data).supports.recognize.basis == ["title", "honor"]

    def test_a_record_that_holds_the_new_code_already_holds_it_once(self, a_record):
        data = {**a_record.as_json(), "focus": ["equity", "justice"]}
        assert upgrade(data)["focus"] == ["justice"]

    def test_a_release_keeps_its_codes(self, a_record):
        data = {**a_record.as_json(), "delivery": "online", "focus": ["equity", "science"]}
        data["supports"]["recognize"] |= {"present": True, "basis": ["award"]}
        assert upgrade_shape(data)["focus"] == ["equity", "science"]
        record = load_stored(data, keep_codes=True)
        assert (record.delivery, record.focus, record.supports.recognize.basis) == ("online", ["equity", "science"], ["award"])

    def test_of_every_record_the_renamed_codes_alone_change(self, stored):
        new = {field: dict([pair]) for field, pair in {**RENAMED, "basis": NEW_BASIS}.items()}
        held = 0
        for data in stored:
            before = all_values(load_stored(data, keep_codes=True))
            after = all_values(load_stored(data))
            before.pop("supports"), after.pop("supports")
            for field, value in before.items():
                codes = new.get(field, {})
                expected = codes.get(value, value) if isinstance(value, str) else value
                if isinstance(value, list) and codes:  # the new codes are the last of their vocabularies
                    expected = sorted((codes.get(code, code) for code in value), key=lambda code: code in codes.values())
                assert after[field] == expected
                held += after[field] != before[field]
        assert held > len(stored) / 10

    def test_an_upgrade_is_still_idempotent_and_leaves_its_argument_alone(self, stored):
        for data in stored:
            before = copy.deepcopy(data)
            once = upgrade(data)
            assert upgrade(once) == once
            assert data == before


def test_a_code_that_was_renamed_twice_is_replaced_by_the_last():
    terms = [Term("a", "A", "", "", replaced_by=("b",)), Term("b", "B", "", "", replaced_by=("c",)), Term("c", "C", "", "")]
    assert Vocabulary("letters", "Letters", "", tuple(terms)).renamed == {"a": "c", "b": "c"}
    split = [*terms[:2], Term("c", "C", "", "", replaced_by=("d", "e")), Term("d", "D", "", ""), Term("e", "E", "", "")]
    assert Vocabulary("letters", "Letters", "", tuple(split)).renamed == {"a": "c", "b": "c"}


@pytest.mark.parametrize("version", [0, -1, SCHEMA + 1, True, 1.0, "2", None, [], {}])
def test_a_version_that_is_none_is_named_and_never_read_as_another(records, version):
    data = {**records[0].as_json(), VERSION: version}
    with pytest.raises(InvalidRecord) as raised:
        validate(data)
    assert [problem.field for problem in raised.value.problems] == [VERSION]
    with pytest.raises(ValueError, match="schema version"):
        load_stored(data)
