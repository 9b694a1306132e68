"""The differences between two records, in the codebook's words."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.programs.history.diff import describe_fields, differences
from catalog.schema.fields import FIELDS
from catalog.schema.upgrades import load_stored
from tests.factories import change, change_json


def test_a_record_does_not_differ_from_itself(records):
    for record in records:
        assert differences(record, record.model_copy(deep=True)) == ()


def test_fields_come_in_the_codebooks_order_and_words(a_record):
    before = a_record
    place = {"supports.place.present": True, "supports.place.source": None}
    after = change(before, place, founded=1999, delivery="online", pays=None, serves_states=["CA", "OR"])
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
        ("founded", "Founded", ("2020",), ("1999",)),
    ]


@given(st.data())
def test_exactly_the_fields_that_differ_are_returned(records, data):
    """A field taken from another record is the only difference."""
    one, other = data.draw(st.tuples(*2 * [st.sampled_from(records)]))
    field = data.draw(st.sampled_from(list(FIELDS)))
    mixed = change(one, {field: getattr(other, field)})
    fields = {difference.field.split(".")[0] for difference in differences(one, mixed)}
    assert fields == ({field} if getattr(one, field) != getattr(other, field) else set())


def test_every_field_has_a_label_and_a_value_in_words(records):
    for record in records:
        for label, value in describe_fields(record).values():
            assert label
            assert value
            assert all(value)


def test_a_record_from_before_a_change_of_the_codebook_can_be_compared(a_record):
    """A removed code is shown as it is, and a missing field as empty."""
    now = change(a_record, aims=[], prerequisites=[])
    json = change_json(now, form=["sabbatical"], delivery="by-post")
    then = load_stored({name: value for name, value in json.items() if FIELDS[name].since == 1}, keep_codes=True)
    assert [(difference.label, difference.before) for difference in differences(then, now)] == [
        ("What it is", ("sabbatical",)),
        ("Delivery", ("by-post",)),
    ]
    assert describe_fields(then)["aims"] == ("Aims", ("Not stated",))


def test_keys_may_come_in_any_order(a_record):
    """Databases may change their order."""
    json = a_record.as_json()
    json["supports"] = {code: dict(reversed(support.items())) for code, support in reversed(json["supports"].items())}
    assert list(describe_fields(load_stored(dict(reversed(json.items()))))) == list(describe_fields(a_record))
