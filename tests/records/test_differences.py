"""What differs between two records, in the codebook's words."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from catalog.records import validate
from catalog.records.differences import differences, told
from catalog.schema.fields import FIELDS


def test_a_record_does_not_differ_from_itself(records):
    for record in map(validate, records):
        assert differences(record, copy.deepcopy(record)) == ()


def test_fields_come_in_the_codebooks_order_and_words(a_record):
    before = validate(a_record)
    supports = {**before["supports"], "place": {**before["supports"]["place"], "present": True, "source": None}}
    after = validate(
        {**before, "founded": 1999, "delivery": "online", "pays": None, "supports": supports, "serves_states": ["CA", "OR"]}
    )
    found = [(change.field, change.label, change.before, change.after) for change in differences(before, after)]
    assert found == [
        ("serves_states", "Open to teachers in", ("California",), ("California", "Oregon")),
        ("supports.place.present", "Place: present", ("No",), ("Yes",)),
        (
            "supports.place.source",
            "Place: source",
            ("https://scoe.org/pub/htdocs/cal-school-leaership-academy.html",),
            ("Not yet tied to one source",),
        ),
        ("delivery", "Delivery", ("Not stated",), ("Online",)),
        ("pays", "What you pay", ("Nothing",), ("Not stated",)),
        ("founded", "Founded", ("Not stated",), ("1999",)),
    ]


@given(st.data())
def test_whatever_field_differs_is_told_and_no_other(records, data):
    """Every field of the record has its place: taking one from another record shows exactly there."""
    one, other = (validate(record) for record in data.draw(st.tuples(*2 * [st.sampled_from(records)])))
    field = data.draw(st.sampled_from(FIELDS))
    mixed = {**one, field: other[field]}
    fields = {change.field.split(".")[0] for change in differences(one, mixed)}
    assert fields == ({field} if one[field] != other[field] else set())


def test_every_value_is_told_in_words(records):
    for record in map(validate, records):
        for label, value in told(record).values():
            assert label
            assert value
            assert all(value)


def test_a_record_of_before_the_codebook_changed_is_told_as_far_as_it_goes(a_record):
    """A code that its vocabulary has lost is told as it stands, a field that the record lacks as empty."""
    now = validate(a_record)
    then = {**now, "form": ["sabbatical"], "delivery": "by-post"}
    del then["founded"]
    assert [(change.label, change.before) for change in differences(then, now)] == [
        ("What it is", ("sabbatical",)),
        ("Delivery", ("by-post",)),
    ]
    assert told(then)["founded"] == ("Founded", ("Not stated",))


def test_keys_may_come_in_any_order(a_record):
    """A database may have shuffled them."""
    record = validate(a_record)
    supports = {name: dict(reversed(support.items())) for name, support in reversed(record["supports"].items())}
    assert list(told(dict(reversed({**record, "supports": supports}.items())))) == list(told(record))
