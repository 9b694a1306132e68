"""What a decision between two codings makes of a record; no database."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.coding.decision_result import DisputedCoding, apply_decision, find_disputes, needs_basis, needs_source
from catalog.schema.validation import validate
from tests.coding.codings import SENTENCES, coded_supports
from tests.factories import change
from typology import Support

CODES = [support.code for support in Support]
DAY = datetime.date(2026, 12, 1)


def coded(coder, supports, page=None):
    return DisputedCoding(coder, supports, page, DAY)


@pytest.fixture
def record(a_record):
    """Prepare alone, with how it prepares."""
    return change(a_record, models=["course_based"], practice=["project"])


@pytest.fixture
def first(record):
    return coded("A", record.as_json()["supports"])


def test_disputed_is_what_one_coded_present_and_the_other_absent(first):
    assert find_disputes(first, first) == ()
    assert find_disputes(first, coded("H1", coded_supports("place"))) == ("prepare", "place")


def test_a_decision_the_record_agrees_with_changes_nothing(record, first):
    second = coded("H1", coded_supports("prepare", "place"))
    assert apply_decision(record, (first, second), {"place": False}) is None


def test_a_changed_support_takes_its_sentence_and_page_from_the_coding_followed(record, first):
    page = record.sources[0].url
    second = coded("H1", coded_supports("prepare", "place", "recognize"), page)
    before = record.model_copy(deep=True)
    changed = apply_decision(record, (first, second), {"place": True, "recognize": True})
    assert record == before
    assert changed["supports"]["place"] == {
        "present": True,
        "absence": None,
        "evidence": SENTENCES["place"],
        "source": page,
    }
    assert changed["supports"]["recognize"] == {
        "present": True,
        "absence": None,
        "evidence": SENTENCES["recognize"],
        "source": page,
        "basis": ["title"],
    }
    assert changed["supports"]["prepare"] == record.as_json()["supports"]["prepare"]
    assert validate(changed).as_json() == changed


def test_how_it_prepares_goes_with_prepare(record, first):
    second = coded("H1", coded_supports("place"), record.sources[0].url)
    changed = apply_decision(record, (first, second), {"prepare": False, "place": True})
    assert (changed["models"], changed["practice"]) == ([], ["project"])
    assert validate(changed).as_json() == changed


def test_a_missing_basis_must_be_chosen(record, first):
    supports = coded_supports("prepare", "recognize")
    del supports["recognize"]["basis"]  # as machines code
    second = coded("B", supports, record.sources[0].url)
    assert needs_basis(record, second)
    assert not needs_basis(record, coded("H1", coded_supports("recognize")))
    changed = apply_decision(record, (first, second), {"recognize": True}, basis=["award"])
    assert changed["supports"]["recognize"]["basis"] == ["award"]


class TestAPageThatIsNoSource:
    PAGE = "https://example.org/another-page"

    @pytest.fixture
    def second(self):
        return coded("H1", coded_supports("prepare", "place"), self.PAGE)

    def test_a_source_must_be_chosen_if_the_record_changes(self, record, first, second):
        assert needs_source(record, "place", second)
        assert not needs_source(record, "prepare", second)
        assert not needs_source(record, "place", coded("H1", coded_supports("place"), record.sources[0].url))

    @pytest.mark.parametrize("chosen", [{}, {"place": ""}])
    def test_none_of_them_may_be_chosen(self, record, first, second, chosen):
        changed = apply_decision(record, (first, second), {"place": True}, sources=chosen)
        assert changed["supports"]["place"]["source"] is None
        assert changed["sources"] == record.as_json()["sources"]

    def test_one_of_them_may_be_chosen(self, record, first, second):
        url = record.sources[0].url
        changed = apply_decision(record, (first, second), {"place": True}, sources={"place": url})
        assert changed["supports"]["place"]["source"] == url
        assert changed["sources"] == record.as_json()["sources"]

    def test_the_page_may_join_them_under_a_title(self, record, first, second):
        changed = apply_decision(record, (first, second), {"place": True}, sources={"place": self.PAGE}, title="Its page")
        assert changed["sources"] == [*record.as_json()["sources"], {"url": self.PAGE, "title": "Its page", "read": "2026-12-01"}]
        assert validate(changed).as_json() == changed

    def test_it_joins_them_once_for_two_supports(self, record, first):
        second = coded("H1", coded_supports("prepare", "place", "recognize"), self.PAGE)
        both = dict.fromkeys(("place", "recognize"), self.PAGE)
        changed = apply_decision(record, (first, second), dict.fromkeys(both, True), sources=both, title="Its page")
        assert len(changed["sources"]) == len(record.sources) + 1


any_supports = st.sets(st.sampled_from(CODES))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=any_supports, first=any_supports, second=any_supports, data=st.data())
def test_the_record_says_what_was_decided_and_nothing_else_changes(a_record, now, first, second, data):
    """Whatever the record says meanwhile, whatever the coders coded, however each dispute is decided."""
    sources = [{"url": "https://example.org/", "title": "Its page", "read": "2026-11-23"}]
    supports = {
        code: {**support, "source": None, "evidence": "As the record says."} for code, support in coded_supports(*now).items()
    }
    record = change(a_record, supports=supports, models=[], practice=[], sources=sources)
    codings = (coded("A", coded_supports(*first)), coded("H1", coded_supports(*second), "https://example.org/"))
    decision = {code: data.draw(st.booleans(), label=code) for code in find_disputes(*codings)}
    before = record.as_json()
    changed = apply_decision(record, codings, decision) or before
    for code in CODES:
        if code in decision and decision[code] != (code in now):
            assert changed["supports"][code]["present"] == decision[code]
            assert changed["supports"][code]["evidence"] == SENTENCES[code]
        else:
            assert changed["supports"][code] == before["supports"][code]
    assert bool(changed["supports"]["recognize"]["basis"]) == changed["supports"]["recognize"]["present"]


def test_an_absent_support_takes_what_the_followed_coder_says_of_the_pages(record, first):
    supports = coded_supports("place")
    for absence, expected in (("stated_absent", "stated_absent"), (None, "silent")):
        supports["prepare"]["absence"] = absence
        decided = apply_decision(record, (first, coded("H1", supports)), {"prepare": False, "place": True})
        assert [decided["supports"][code]["absence"] for code in ("prepare", "place")] == [expected, None]
