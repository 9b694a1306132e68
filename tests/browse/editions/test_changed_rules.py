"""What if the coding rules were different: types before and after, held against a plain reading of the records and codings."""

from collections import Counter

import pytest
from django.http import QueryDict

from catalog.browse.editions.changed_rules import NO_SUPPORT, with_second_coder, without_rules
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.releases.selectors import release_records
from catalog.schema.validation import validate
from tests.browse import oracle
from tests.factories import change_json
from typology import Rule

pytestmark = pytest.mark.django_db

SUPPORTS = ("prepare", "place", "recognize")
PRESENT = {code: present for present, code in oracle.TYPES.items()}
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


def before_and_after(records, rules):
    """Each program's type by its record, and under changed rules."""
    found = {}
    for record in records:
        changed = oracle.without(record, rules.codes)
        found[record.slug] = (type_of(record), type_of(changed) if changed else NO_SUPPORT)
    return found


def without_credentials(asked):
    return without_rules(asked, Rule.NO_CREDENTIAL)


def records_asked(query, records):
    """The records of the edition that a query names: the present ones, or those of the release."""
    return release_records("2026.11").values() if "release=" in query else records


def type_coded(coding, rules=()):
    """The type by a coding, where recognize does not count if all it rests on is taken away."""
    supports = coding["supports"]
    taken_away = {oracle.TAKEN_AWAY[code] for code in rules}
    rests_on = supports["recognize"].get("basis") or ["not coded"]
    present = {name: supports[name]["present"] for name in SUPPORTS}
    present["recognize"] &= bool(set(rests_on) - taken_away)
    return oracle.TYPES.get(tuple(present.values()), NO_SUPPORT)


@pytest.fixture(scope="module")
def twice_coded(compared_codings):
    """Each twice coded program's type by coder A and by coder C, who left the credential rule out."""
    codings = {(line["coder"], line["slug"]): line for line in compared_codings}
    return {
        slug: (type_coded(codings["A", slug], ["no-credential"]), type_coded(line))
        for (coder, slug), line in codings.items()
        if coder == "C"
    }


@pytest.fixture(scope="module")
def twice_coded_before(first_codings, second_codings):
    """As the release has them, under the first codebook: each twice coded program's type by coder A and by coder B."""
    return {line["slug"]: (type_coded(first_codings[line["slug"]]), type_coded(line)) for line in second_codings}


@pytest.mark.parametrize("query", ["", *QUERIES])
@pytest.mark.parametrize("rules", Rule.combinations())
def test_under_changed_rules_types_are_those_derived_from_the_records(records, rules, query):
    found, expected = without_rules(asked(query), rules), before_and_after(records_asked(query, records), rules)
    assert dict(found.types) == {slug: expected[slug] for slug in fitting(query)}
    assert found.moved == sorted(slug for slug, (one, two) in found.types.items() if one != two)
    assert found.counts == Counter(found.types.values())


@pytest.mark.parametrize("query", ["", *QUERIES])
def test_with_the_second_coder_types_are_those_of_the_files(twice_coded, twice_coded_before, query):
    codings = twice_coded_before if "release=" in query else twice_coded
    # chosen types and supports pick by coder A's codes, which differ from the records where a rule is left out
    others, chosen = QueryDict(query, mutable=True), QueryDict(query)
    for name in ("type", "support"):
        others.pop(name, None)
    picked = {
        slug: types
        for slug, types in codings.items()
        if slug in fitting(others.urlencode())
        and (not chosen.getlist("type") or types[0] in chosen.getlist("type"))
        and all(PRESENT[types[0]][SUPPORTS.index(support)] for support in chosen.getlist("support"))
    }
    assert dict(with_second_coder(asked(query)).types) == picked


def test_the_credential_rule_alone_moves_those_whose_basis_is_a_credential_alone(records):
    found = without_credentials(asked(""))
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
    for rules in Rule.combinations():
        after = "community-of-practice" if rules in moving else "credential"
        assert without_rules(asked(""), rules).types[record.slug] == ("credential", after)


def test_all_sixty_are_compared(twice_coded):
    found = with_second_coder(asked(""))
    assert set(found.types) == set(twice_coded)
    assert len(found.types) == 60


@pytest.fixture
def recoded(records):
    """Publishes a program that was coded twice again, with place alone, perhaps under another slug."""

    def change(name, **facts):
        program = Program.objects.get(slug=name)
        record = next(record for record in records if record.slug == name)
        supports = {f"supports.{code}.present": code == "place" for code in SUPPORTS}
        cleared = {"supports.recognize.basis": [], "models": [], "practice": [], "credentials": []}
        return publish(program, validate(change_json(record, {**supports, **cleared, **facts})), None, "Coded again.")

    return change


def preparing(twice_coded, *, moved):
    """A twice coded program that gives other supports than placing alone, moved by the second coder or not."""
    kinds = ((slug, one, one != two) for slug, (one, two) in sorted(twice_coded.items()))
    return next(slug for slug, kind, moves in kinds if kind != "leadership-role" and moves == moved)


def test_an_editor_changes_the_record_and_no_coding(recoded, twice_coded):
    slug = preparing(twice_coded, moved=True)
    recoded(slug)
    assert without_credentials(asked("")).types[slug] == ("leadership-role", "leadership-role")
    assert with_second_coder(asked("")).types[slug] == twice_coded[slug]


def test_chosen_types_and_supports_pick_twice_coded_programs_by_what_they_are_before(recoded, twice_coded):
    slug = preparing(twice_coded, moved=True)
    recoded(slug)
    for query in ("", "form=award&", "state=OH&"):
        whole = with_second_coder(asked(query.rstrip("&"))).types
        for code in oracle.TYPES.values():
            picked = with_second_coder(asked(f"{query}type={code}")).types
            assert picked == {slug: types for slug, types in whole.items() if types[0] == code}, code
        for support in SUPPORTS:
            giving = {code for has, code in oracle.TYPES.items() if has[SUPPORTS.index(support)]}
            picked = with_second_coder(asked(f"{query}support={support}")).types
            assert picked == {slug: types for slug, types in whole.items() if types[0] in giving}, support


def test_what_is_said_of_a_release_stays_when_programs_change_retire_and_move(recoded, twice_coded):
    queries = (
        "release=2026.11",
        "release=2026.11&type=credential&state=OH",
        "release=2026.11&q=science",
        "release=2026.11&support=prepare",
    )
    before = [(without_credentials(asked(query)), with_second_coder(asked(query))) for query in queries]
    first, second, *_ = sorted(twice_coded)
    recoded(first, slug="quite-another-slug")
    retire(Program.objects.get(slug=second), None)
    rest = {slug: types for slug, types in twice_coded.items() if slug not in (first, second)}
    recoded(preparing(rest, moved=False))
    assert [(without_credentials(asked(query)), with_second_coder(asked(query))) for query in queries] == before
    assert second not in with_second_coder(asked("")).types
    assert "quite-another-slug" in with_second_coder(asked("")).types
