"""What a query says about a teacher."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog.browse.eligibility.teacher import PARAMETERS, Teacher, read_teacher


def test_a_query_tells_of_a_teacher():
    teacher, ignored = read_teacher(QueryDict("state=OH&experience_max=6.50&grade=middle&focus=science&utm_source=x&state="))
    assert (teacher, ignored) == (Teacher("OH", Decimal("6.5"), "middle", "science"), ())
    assert list(teacher.parameters) == list(PARAMETERS)
    assert teacher.parameters["experience_max"] == "6.5"
    assert read_teacher(QueryDict("state=&grade=")) == (Teacher(), ())


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("state=Ohio", "state", "Ohio"),
        ("experience_max=many", "experience_max", "many"),
        ("experience_max=1e999", "experience_max", "1e999"),
        ("experience_max=NaN", "experience_max", "NaN"),
        ("grade=unstated", "grade", "unstated"),
        ("focus=%00", "focus", "\0"),
        ("form=award", "form", ""),
        ("grade=high&grade=middle", "grade", "high"),
    ],
)
def test_values_that_cannot_be_used_are_listed(query, parameter, value):
    teacher, ignored = read_teacher(QueryDict(query))
    assert [(one.parameter, one.value) for one in ignored] == [(parameter, value)]
    assert set(teacher.parameters) <= {"grade"}
