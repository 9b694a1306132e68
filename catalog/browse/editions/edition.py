"""Editions of the catalog: the current one or a release, as coded or under changed rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from catalog.browse.facets import sponsor_slug
from catalog.browse.search_indexes import release_index
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.coders import Coder, coders, rules_left_out
from catalog.coding.figures import compare_twice
from catalog.coding.reliability import CodingPair, Comparisons, compare, load_comparisons, second_coding, with_first
from catalog.programs.published_records import Published, organization_names, published
from catalog.programs.supports import SecondCodes, apply_rules
from catalog.releases.selectors import (
    ReleaseInfo,
    coding_lines,
    release_coders,
    release_codings,
    release_entries,
    release_families,
    release_programs,
    release_words,
    releases,
)
from catalog.schema.vocabulary import Book, use_vocabulary
from catalog.search.index import SearchIndex
from catalog.search.parser import Query
from typology import AS_CODED, Rule, Support


@dataclass(frozen=True)
class Edition:
    """A state of the catalog: its snapshot, its release (None: the current catalog), the changed rules."""

    snapshot: Snapshot
    release: ReleaseInfo | None = None
    rules: Rule = AS_CODED

    @property
    def date(self) -> datetime.date:
        """The date of the release, or today."""
        return self.release.date if self.release else self.snapshot.today

    @property
    def revision(self) -> int:
        """The revision of the published catalog."""
        return self.release.revision if self.release else self.snapshot.revision

    @property
    def words(self) -> Book:
        """The codebook of the release or of the current catalog."""
        return self.snapshot.words

    def under(self, rules: Rule) -> Edition:
        """Return the edition with supports and types derived under changed rules. It must not have changed rules yet."""
        second = self.second_codes if Rule.SECOND_CODER in rules else {}
        return replace(self, snapshot=self.snapshot.under(rules, second), rules=rules)

    def as_coded(self) -> Edition:
        """Return the edition with records as coded, for published() only: the snapshot keeps the changed rules."""
        return replace(self, rules=AS_CODED)

    def published(self, slugs: Sequence[str]) -> list[Published]:
        """Return this edition's records of the programs with these slugs, in the order of the slugs."""
        entries = release_programs(self.release.version, slugs) if self.release else published(slugs)
        if not self.rules:
            return entries
        second = self.second_codes if Rule.SECOND_CODER in self.rules else {}
        left = (entry for entry in entries if self.snapshot.holds(entry.record.slug))
        changed = ((entry, apply_rules(entry.record, self.rules, second.get(entry.record.slug))) for entry in left)
        return [entry._replace(record=record) for entry, record in changed if record is not None]

    def sponsor_names(self, slugs: Sequence[str]) -> Mapping[str, str]:
        """Return this edition's names of the sponsors with these slugs."""
        if not slugs:
            return {}
        if self.release is None:
            return organization_names(slugs)
        known = _sponsors(self.release)
        return {slug: known[slug] for slug in slugs if slug in known}

    def comparisons(self) -> Comparisons:
        """Return every comparison of coders by this edition's codings. A release has no decisions."""
        return _compared(self.release) if self.release else load_comparisons()

    def codings(self, slugs: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return this edition's codings of the programs with these slugs, in the order of the slugs."""
        if self.release is None:
            found: Iterable[Mapping[str, Any]] = coding_lines(slugs)
        else:
            found = _codings(self.release)
        by_slug: dict[str, list[Mapping[str, Any]]] = {slug: [] for slug in slugs}
        for coding in found:
            by_slug.get(coding["slug"], []).append(coding)
        return [coding for slug in slugs for coding in by_slug[slug]]

    def coded_twice(self) -> tuple[CodingPair, ...]:
        """Return the programs that were coded twice, under the latest codebook with a second coding."""
        return second_coding(self.comparisons())

    @cached_property
    def second_codes(self) -> Mapping[str, SecondCodes]:
        """The second coder's codes of the programs that were coded twice, by slug."""
        return {pair.slug: _second_codes(pair) for pair in self.coded_twice()}

    def coded_again(self, slug: str) -> tuple[CodingPair, ...]:
        """Return one program's coding by coder A with each later one, the latest codebook first."""
        if self.release is None:
            return with_first(load_comparisons(slug))
        return tuple(pair for pair in with_first(_compared(self.release)) if pair.slug == slug)

    def coders(self) -> tuple[Coder, ...]:
        """Return the coders of this edition's codings."""
        return _coders(self.release) if self.release else coders()

    @property
    def index(self) -> SearchIndex:
        """The search index of this edition, built at the first search."""
        return self.snapshot.index()

    def understand(self, text: str) -> Query:
        """Parse a search in this edition. Never raises."""
        return self.index.understand(text) if text else Query()

    def find(self, query: Query) -> Sequence[int]:
        """Return the keys (in the snapshot) of the programs that a non-empty query finds."""
        return self.index.find(query)

    def find_phrase(self, text: str) -> Sequence[int]:
        """Return the keys of the programs with this text as a phrase, or as a whole, in the name or the sponsor."""
        return self.index.find_phrase(text)

    def best(self, query: Query, most: int, part: str = "") -> list[str]:
        """Return the slugs of the best programs that a non-empty query finds, in one part of the texts or all."""
        keys = self.index.find(query, part)
        return self.snapshot.with_keys(keys).ranked(self.rank(query, keys)).first(Selection(sort="relevance"), most)

    def rank(self, query: Query, keys: Sequence[int]) -> Mapping[int, float]:
        """Return key -> score of these programs, which the query finds; higher is better."""
        return self.index.rank(query, keys)

    def vocabulary(self) -> Mapping[str, int]:
        """Return each folded word of the search documents with the number of programs that have it."""
        return self.index.lexicon.counts


def edition(live: Snapshot, version: str = "") -> Edition:
    """Return the edition of a release ("" for the current catalog) as coded. Raise KeyError for an unknown version.

    Call it in the consistent read of the live snapshot.
    """
    if not version:
        return Edition(live)
    release = {release.version: release for release in releases()}[version]
    return Edition(_snapshot(release, live.today), release)


def _second_codes(pair: CodingPair) -> SecondCodes:
    codes = pair.second
    evidence = dict(zip((support.code for support in Support), codes.evidence, strict=True))
    return SecondCodes(codes.coded, codes.basis, rules_left_out(pair.codebook, codes.coder), evidence)


@lru_cache(maxsize=4)
def _snapshot(release: ReleaseInfo, today: datetime.date) -> Snapshot:
    # the digest in the cache key covers the whole release
    entries, words = release_entries(release.version), release_words(release)
    index = partial(release_index, release.version, release.sha256)
    return Snapshot(
        entries,
        today=today,
        revision=release.revision,
        stamp=release.sha256,
        words=words,
        index=index,
        folds_older=False,
        coded_twice=compare_twice(_compared(release)),
        families=release_families(release),
    )


@lru_cache(maxsize=4)
def _sponsors(release: ReleaseInfo) -> Mapping[str, str]:
    return {sponsor_slug(entry.record): entry.record.sponsor for entry in release_entries(release.version)}


@lru_cache(maxsize=4)
def _codings(release: ReleaseInfo) -> tuple[Mapping[str, Any], ...]:
    return tuple(release_codings(release.version))


@lru_cache(maxsize=4)
def _compared(release: ReleaseInfo) -> Comparisons:
    with use_vocabulary(release_words(release)):  # a page that compares editions has another codebook in use
        return compare(_codings(release))


@lru_cache(maxsize=4)
def _coders(release: ReleaseInfo) -> tuple[Coder, ...]:
    return release_coders(release.version)
