"""The claims of the study: each number against a count by hand over the records, each verdict against its rule."""

import pytest

from catalog.browse.editions.claims import ClaimTest, ClaimVerdict, claims, count_verdicts, measure_claim
from catalog.browse.editions.edition import edition
from catalog.browse.facets import facets_of
from catalog.browse.live_snapshot import live_snapshot
from catalog.releases.selectors import release_records
from catalog.schema.codebook import own_book
from tests.browse import oracle
from typology import AS_CODED, Rule

pytestmark = pytest.mark.django_db

EVERY = {claim.id: claim for claim in claims()[0]}
ASKED = [claim for claim in EVERY.values() if claim.values]
PRESENT = ("prepare", "place", "recognize")


def codes(claim):
    """The codes of a claim's values, types by what they combine."""
    if claim.facet != "type":
        return list(claim.values)
    return [oracle.TYPES[tuple(name in value.split("-") for name in PRESENT)] for value in claim.values]


def plain(claim, records):
    """What a claim counts, out of what, and what follows, one record at a time."""
    about = [r for r in records if all(code in oracle.values(r, name) for name, code in claim.of)]
    has = [r for r in about if set(codes(claim)) & set(oracle.values(r, claim.facet))]
    if claim.test == ClaimTest.EACH:
        found = {code for r in has for code in oracle.values(r, claim.facet)} & set(codes(claim))
        return len(found), len(claim.values), len(found) == len(claim.values)
    stating = [r for r in about if not claim.stated or oracle.values(r, claim.facet) != ["unstated"]]
    if 2 * len(stating) < len(about):
        return len(has), len(stating), None
    share = len(has) / len(stating)
    return len(has), len(stating), share > 0.5 if claim.test == ClaimTest.MAJORITY else share >= 0.1


def verdict(holds):
    return {True: ClaimVerdict.SUPPORTED, False: ClaimVerdict.NOT_SUPPORTED, None: ClaimVerdict.CANNOT_BE_SAID}[holds]


@pytest.mark.parametrize("rules", [AS_CODED, Rule.NO_CREDENTIAL, Rule.ONE_PER_FAMILY | Rule.NOT_ENDED], ids=lambda one: one.code)
@pytest.mark.parametrize("claim", ASKED, ids=lambda claim: claim.id)
def test_a_number_and_a_verdict_are_those_of_a_count_by_hand(records, claim, rules):
    live = edition(live_snapshot()).under(rules)
    figure = measure_claim(claim, live)
    count, total, holds = plain(claim, oracle.under_rules(records, rules.codes) if rules else records)
    assert (figure.count, figure.total, figure.verdict) == (count, total, verdict(holds))
    assert figure.selection.rules == rules
    if claim.test != ClaimTest.EACH:
        assert live.snapshot.count(figure.selection) == count


@pytest.mark.parametrize("claim", ASKED, ids=lambda claim: claim.id)
def test_a_release_answers_for_itself(claim):
    then = edition(live_snapshot(), "2026.11")
    figure = measure_claim(claim, then)
    if claim.facet not in then.snapshot.facets:
        assert (figure.verdict, figure.selection) == (ClaimVerdict.CANNOT_BE_SAID, None)
        return
    count, total, holds = plain(claim, release_records("2026.11").values())
    assert (figure.count, figure.total, figure.verdict) == (count, total, verdict(holds))
    assert figure.selection.release == "2026.11"


def test_most_claims_hold_and_combining_depends_on_the_rules():
    counts = count_verdicts(edition(live_snapshot()), ASKED)
    assert {sum(one.values()) for one in counts.values()} == {128}
    assert counts["prepare"][ClaimVerdict.SUPPORTED] == 128
    assert 0 < counts["combine"][ClaimVerdict.SUPPORTED] < 64


def test_under_how_many_rules_a_claim_holds_is_a_count_by_hand(records, compared_codings):
    codings = {line["slug"]: line for line in compared_codings if line["coder"] == "C"}
    holds = 0
    for rules in (AS_CODED, *Rule.combinations()):
        types = oracle.types_under(records, rules.codes, codings).values()
        holds += 2 * sum(kind in codes(EVERY["combine"]) for kind in types) > len(types)
    assert count_verdicts(edition(live_snapshot()), [EVERY["combine"]])["combine"][ClaimVerdict.SUPPORTED] == holds


def test_what_cannot_be_asked_has_no_verdict():
    live = edition(live_snapshot())
    for claim in EVERY.values():
        if claim.test in (ClaimTest.NONE, ClaimTest.SIZE):
            assert measure_claim(claim, live).verdict == ClaimVerdict.CANNOT_BE_SAID
            assert claim.note


def test_every_claim_can_be_read():
    facets = facets_of(own_book())
    assert len(EVERY) == len(claims()[0])
    for claim in EVERY.values():
        assert claim.source in claims()[1]
        assert claim.test.statement
        for name, code in (*claim.of, *((claim.facet, value) for value in claim.values)):
            assert facets[name].code_of(code)
