"""Programs per 10,000 teachers: page, file and API have the rates of a plain count."""

import csv
import io
from fractions import Fraction

import pytest
from django.conf import settings
from django.http import QueryDict

from tests.browse import oracle
from tests.helpers import page

pytestmark = pytest.mark.django_db
QUERIES = ["", "form=award", "type=fellowship&-sponsor_type=district", "state=OH&form=award"]
TERRITORIES_WITHOUT_A_NUMBER = {"AS"}


@pytest.fixture(scope="module")
def teachers():
    with (settings.BASE_DIR / "fixtures" / "teachers_by_state.csv").open(encoding="utf-8", newline="") as file:
        return {row["state"]: Fraction(row["teachers"]) for row in csv.DictReader(file)}


def expected(records, query, teachers):
    """state -> (programs that name it, rate, programs based there)."""
    given = QueryDict(query)
    chosen = {name: given.getlist(name) for name in given if not name.startswith("-") and name != "state"}
    excluded = {name[1:]: given.getlist(name) for name in given if name.startswith("-")}
    fitting = [record for record in records if oracle.fits(record, chosen, {}, excluded=excluded)]

    def count(code):
        naming = sum(code in record.serves_states for record in fitting)
        home = sum(record.home_state == code for record in fitting)
        rate = Fraction(10_000 * naming) / teachers[code] if code in teachers else None
        return naming, rate, home

    return count


@pytest.mark.parametrize("query", QUERIES)
def test_page_file_and_api_have_the_rates_of_a_plain_count(client, records, teachers, query):
    count = expected(records, query, teachers)
    shown = page(client, f"/explore/teachers/?{query}").all("#teachers [data-state]")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/explore/teachers.csv?{query}").content.decode("utf-8-sig"))))
    answers = client.get(f"/api/v1/teachers/?{query}").json()["states"]
    assert len(shown) == len(rows) == len(answers) == 56
    for line, row, answer in zip(shown, rows, answers, strict=True):
        code = line["data-state"]
        naming, rate, home = count(code)
        assert code == row["state"] == answer["state"]
        assert int(line["data-naming"]) == int(row["programs"]) == answer["programs"] == naming
        assert int(line["data-home"]) == int(row["home_programs"]) == answer["home_programs"] == home
        assert line["data-rate"] == row["programs_per_10000"]
        if rate is None:
            assert (row["programs_per_10000"], answer["programs_per_10000"]) == ("", None)
            assert code in TERRITORIES_WITHOUT_A_NUMBER
        else:
            assert abs(Fraction(row["programs_per_10000"]) - rate) <= Fraction(1, 200)
            assert float(row["programs_per_10000"]) == answer["programs_per_10000"]


def test_every_state_has_teachers(teachers):
    assert len(teachers) == 55
    assert min(teachers.values()) > 0
    assert 3_000_000 < sum(teachers.values()) < 3_600_000  # the whole country, as NCES prints it


def test_the_map_and_the_state_page_show_the_same_rate(client):
    rates = {row["data-state"]: row["data-rate"] for row in page(client, "/explore/teachers/").all("#teachers [data-state]")}
    assert page(client, "/states/oh/").one("#per-teachers")["data-rate"] == rates["OH"]
    table = [cell["data-rate"] for cell in page(client, "/programs/?view=map").all("#map-table [data-rate]")]
    assert sorted(table) == sorted(rates.values())


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_figure_is_a_file(client, form):
    answer = client.get(f"/explore/teachers.{form}?form=award")
    assert answer.status_code == 200
    assert len(answer.content) > 1000


def test_a_selection_without_programs_still_answers(client):
    assert client.get("/explore/teachers/?q=zzzzqqqq").status_code == 200
    assert client.get("/explore/teachers.svg?q=zzzzqqqq").status_code == 200


@pytest.mark.parametrize("path", ["/explore/teachers.csv", "/explore/teachers.svg", "/api/v1/teachers/"])
def test_an_unknown_value_is_refused(client, path):
    assert client.get(f"{path}?form=nothing").status_code == 400
