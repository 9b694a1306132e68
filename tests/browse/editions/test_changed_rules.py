"""What if the coding rules were different: types before and after, held against a plain reading of the records and codings."""

from collections import Counter

import pytest
from django.http import QueryDict

from catalog.browse.editions.changed_rules import LEFT_OUT, NO_SUPPORT, combine_rules, sort_shares, summarize_shares, what_if
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.browse.selection import Selection
from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.releases.selectors import release_records
from catalog.schema.validation import validate
from tests.browse import oracle
from tests.factories import change_json
from typology import AS_CODED, Rule
from typology.rules import CODING_RULES

pytestmark = pytest.mark.django_db

SUPPORTS = ("prepare", "place", "recognize")
QUERIES = """
    state=OH form=award&form=fellowship q=science experience_max=3 type=credential type=award&type=fellowship support=recognize
    support=recognize&support=prepare&state=OH release=2026.11 release=2026.11&q=teacher sponsor_type=nonprofit&type=award
""".split()


def asked(query):
    found = ask(QueryDict(query), live_snapshot())
    assert not found.ignored
    return found


def fitting(query):
    """The slugs that the query finds, by the catalog's own answer, which other tests hold against a plain count."""
    found = asked(query)
    return set(found.snapshot.select(found.selection))


def type_of(record):
    return oracle.values(record, "type")[0]


def expect(records, rules, codings):
    """Each program's type by its record, and under changed rules."""
    after = oracle.types_under(records, rules.codes, codings)
    found = {}
    for record in records:
        coding = codings.get(record.slug) if Rule.SECOND_CODER in rules else None
        gone = LEFT_OUT if oracle.type_under(record, rules.codes, coding) else NO_SUPPORT
        found[record.slug] = (type_of(record), after.get(record.slug, gone))
    return found


@pytest.fixture(scope="module")
def codings_now(compared_codings):
    """Coder C's codings by slug."""
    return {line["slug"]: line for line in compared_codings if line["coder"] == "C"}


@pytest.fixture(scope="module")
def codings_then(second_codings):
    """Coder B's codings by slug, which the release has."""
    return {line["slug"]: line for line in second_codings}


@pytest.fixture
def edition_of(records, codings_now, codings_then):
    """Return the records and the second codings of the edition that a query names."""

    def find(query):
        if "release=" in query:
            return list(release_records("2026.11").values()), codings_then
        return records, codings_now

    return find


SOME = [Rule.NO_CREDENTIAL, Rule.NO_CREDENTIAL | Rule.NO_SELECTION, Rule.SECOND_CODER, Rule.ONE_PER_FAMILY, ~Rule(0)]
SOME += [Rule.SECOND_CODER | Rule.NO_CREDENTIAL, Rule.HIGH_CONFIDENCE | Rule.SEEN | Rule.NOT_ENDED]


@pytest.mark.parametrize("query", ["", *QUERIES])
@pytest.mark.parametrize("rules", SOME, ids=lambda rules: rules.code)
def test_under_changed_rules_types_are_those_derived_from_the_records(edition_of, rules, query):
    found, expected = what_if(asked(query), rules), expect(*edition_of(query)[:1], rules, edition_of(query)[1])
    assert dict(found.types) == {slug: expected[slug] for slug in fitting(query)}
    assert found.moved == sorted(slug for slug, (one, two) in found.types.items() if two not in (one, LEFT_OUT))
    assert found.left_out == sorted(slug for slug, (_, two) in found.types.items() if two == LEFT_OUT)
    assert found.counts == Counter(found.types.values())


@pytest.mark.parametrize("query", ["", "state=OH", "form=award&form=fellowship", "type=credential", "release=2026.11"])
def test_every_combination_has_the_shares_of_a_plain_count(edition_of, query):
    records, codings = edition_of(query)
    chosen = fitting(query)
    combinations = combine_rules(asked(query))
    assert [one.rules for one in combinations] == [AS_CODED, *Rule.combinations()]
    for one in combinations:
        left = {slug: kind for slug, kind in oracle.types_under(records, one.rules.codes, codings).items() if slug in chosen}
        sizes = Counter(left.values())
        assert one.total == len(left), one.rules
        assert dict(one.counts) == {code: sizes[code] for code in oracle.TYPES.values()}, one.rules


def test_a_types_range_holds_every_share_and_that_of_the_codebook():
    combinations = combine_rules(asked(""))
    for found in summarize_shares(combinations):
        shares = [one.counts[found.code] / one.total for one in combinations]
        ranked = [one.share(found.code) for one in sort_shares(combinations, found.code)]
        assert ranked == sorted(shares)
        assert (found.lowest.share(found.code), found.highest.share(found.code)) == (min(shares), max(shares))
        assert sum(share <= found.middle.share(found.code) for share in shares) >= len(shares) / 2
        assert found.as_coded.rules == AS_CODED


def test_without_programs_there_are_no_ranges():
    assert summarize_shares(combine_rules(asked("form=certification&state=AK&support=place&release=2026.11"))) == []


def test_the_credential_rule_alone_moves_those_whose_basis_is_a_credential_alone(records):
    found = what_if(asked(""), Rule.NO_CREDENTIAL)
    assert found.moved == sorted(r.slug for r in records if r.supports.recognize.basis == ["credential"])
    for before, after in found.counts:
        assert before == after or (before, after) in {
            ("credential", "community-of-practice"),
            ("distinguished-role", "leadership-role"),
            ("fellowship", "professional-advancement"),
            ("award", NO_SUPPORT),
        }


@pytest.mark.parametrize(
    ("basis", "moving"),
    [
        (["selection"], {Rule.NO_SELECTION, Rule.NO_CREDENTIAL | Rule.NO_SELECTION}),
        (["selection", "credential"], {Rule.NO_CREDENTIAL | Rule.NO_SELECTION}),
        (["title", "selection"], set()),
    ],
)
def test_a_program_moves_under_the_rules_that_take_away_all_it_rests_on(records, basis, moving):
    record = next(record for record in records if record.credentials and type_of(record) == "credential")
    credentials = record.credentials if "credential" in basis else []
    program = Program.objects.get(slug=record.slug)
    publish(
        program, validate(change_json(record, {"supports.recognize.basis": basis}, credentials=credentials)), None, "Coded again."
    )
    for rules in Rule.combinations(CODING_RULES):
        after = "community-of-practice" if rules in moving else "credential"
        assert what_if(asked(""), rules).types[record.slug] == ("credential", after)


def test_with_the_second_coder_only_the_sixty_coded_twice_remain(codings_now):
    found = what_if(asked(""), Rule.SECOND_CODER)
    assert {slug for slug, (_, after) in found.types.items() if after != LEFT_OUT} == set(codings_now)
    assert len(codings_now) == 60


@pytest.fixture
def recoded(records):
    """Publishes a program again, with place alone, perhaps under another slug."""

    def change(name, **facts):
        program = Program.objects.get(slug=name)
        record = next(record for record in records if record.slug == name)
        supports = {f"supports.{code}.present": code == "place" for code in SUPPORTS}
        cleared = {"supports.recognize.basis": [], "models": [], "practice": [], "credentials": []}
        return publish(program, validate(change_json(record, {**supports, **cleared, **facts})), None, "Coded again.")

    return change


def test_an_editor_changes_the_record_and_no_coding(recoded, codings_now, records):
    preparing = next(r for r in records if r.slug in codings_now and type_of(r) != "leadership-role" and not r.credentials)
    before = what_if(asked(""), Rule.SECOND_CODER).types[preparing.slug]
    recoded(preparing.slug)
    assert what_if(asked(""), Rule.NO_CREDENTIAL).types[preparing.slug] == ("leadership-role", "leadership-role")
    assert what_if(asked(""), Rule.SECOND_CODER).types[preparing.slug] == ("leadership-role", before[1])


def test_what_is_said_of_a_release_stays_when_programs_change_retire_and_move(recoded, codings_now):
    queries = (
        "release=2026.11",
        "release=2026.11&type=credential&state=OH",
        "release=2026.11&q=science",
        "release=2026.11&support=prepare",
    )

    def answers():
        return [(what_if(asked(query), Rule.NO_CREDENTIAL), combine_rules(asked(query))) for query in queries]

    before = answers()
    first, second, third, *_ = sorted(codings_now)
    recoded(first, slug="quite-another-slug")
    retire(Program.objects.get(slug=second), None)
    recoded(third)
    assert answers() == before
    left = what_if(asked(""), Rule.SECOND_CODER).types
    assert second not in left
    assert left["quite-another-slug"][1] != LEFT_OUT


@pytest.mark.parametrize("rules", SOME, ids=lambda rules: rules.code)
@pytest.mark.parametrize("query", ["", "release=2026.11"])
def test_the_records_of_an_edition_are_those_that_a_plain_reading_leaves(edition_of, rules, query):
    records, codings = edition_of(query)
    edition = asked(query).edition.under(rules)
    found = {entry.record.slug: entry.record for entry in edition.published([record.slug for record in records])}
    expected = {record.slug: record for record in oracle.under_rules(records, rules.codes, codings)}
    assert found.keys() == expected.keys() == set(edition.snapshot.select(Selection()))
    for slug, record in found.items():
        assert oracle.present(record) == oracle.present(expected[slug])
        assert record.supports.recognize.basis == expected[slug].supports.recognize.basis
    counts = edition.snapshot.counts(Selection())
    for facet in ("type", "support", "model", "practice", "sponsor_type"):
        plain = Counter(code for record in expected.values() for code in oracle.values(record, facet))
        assert {code: count for code, count in counts[facet].items() if count} == dict(plain), facet


def test_a_second_coders_evidence_stands_for_the_codes_that_are_theirs(codings_now):
    edition = asked("").edition.under(Rule.SECOND_CODER)
    for entry in edition.published(list(codings_now)):
        for name, coded in codings_now[entry.record.slug]["supports"].items():
            support = entry.record.supports.of(name)
            if support.present == coded["present"]:
                assert (support.evidence, support.source) == (coded["evidence"], None)
