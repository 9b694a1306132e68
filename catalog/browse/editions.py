"""The editions of the catalog that can be asked: as it is now, or as a release froze it, perhaps under changed rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog.browse.facets import sponsor_slug
from catalog.browse.release_search import released_engine
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.coders import Coder, coders
from catalog.coding.reliability import CodedTwice, Comparisons, compare, compared, second_coding, with_first
from catalog.programs.published_records import Published, organization_names, published
from catalog.programs.supports import ruled
from catalog.releases.selectors import (
    Released,
    release_words,
    released,
    released_coders,
    released_codings,
    released_entries,
    releases,
)
from catalog.schema.vocabulary import Book
from catalog.search.engine import Engine, engine, found, ranked, vocabulary_at
from catalog.search.parser import Query
from typology import AS_CODED, Rule


@dataclass(frozen=True)
class Edition:
    """One state of the catalog: the snapshot that answers, the release it is of (None: as it is now), the changed rules."""

    snapshot: Snapshot
    release: Released | None = None
    rules: Rule = AS_CODED

    @property
    def date(self) -> datetime.date:
        """The day whose catalog this is: the release's, or today."""
        return self.release.date if self.release else self.snapshot.today

    @property
    def revision(self) -> int:
        """The revision of the published catalog that answers."""
        return self.release.revision if self.release else self.snapshot.revision

    @property
    def words(self) -> Book:
        """The vocabularies and fields whose words this edition speaks: the release's own, or the catalog's."""
        return self.snapshot.words

    def under(self, rules: Rule) -> Edition:
        """The same edition with supports and types derived under changed rules. It must not have changed rules yet."""
        return replace(self, snapshot=self.snapshot.under(rules), rules=rules)

    def as_coded(self) -> Edition:
        """The same edition with records as they are coded, only for published(): its snapshot keeps the changed rules."""
        return replace(self, rules=AS_CODED)

    def published(self, slugs: Sequence[str]) -> list[Published]:
        """The records of the programs with these slugs as this edition has them, in the order of the slugs."""
        entries = released(self.release.version, slugs) if self.release else published(slugs)
        if not self.rules:
            return entries
        changed = ((entry, ruled(entry.record, self.rules)) for entry in entries)
        return [entry._replace(record=record) for entry, record in changed if record is not None]

    def sponsor_names(self, slugs: Sequence[str]) -> Mapping[str, str]:
        """The names of the sponsors with these slugs, as this edition writes them; asks nothing for none."""
        if not slugs:
            return {}
        if self.release is None:
            return organization_names(slugs)
        known = _sponsors(self.release)
        return {slug: known[slug] for slug in slugs if slug in known}

    def compared(self) -> Comparisons:
        """Every comparison of coders, as this edition has their codings; a release keeps no decisions."""
        return _compared(self.release) if self.release else compared()

    def coded_twice(self) -> tuple[CodedTwice, ...]:
        """The programs of the second coding under this edition's latest codebook that has one."""
        return second_coding(self.compared())

    def coded_again(self, slug: str) -> tuple[CodedTwice, ...]:
        """One program's coding by coder A beside each later one, the latest codebook first, as this edition has them."""
        if self.release is None:
            return with_first(compared(slug))
        return tuple(pair for pair in with_first(_compared(self.release)) if pair.slug == slug)

    def coders(self) -> tuple[Coder, ...]:
        """The coders of this edition's codings."""
        return _coders(self.release) if self.release else coders()

    def find(self, query: Query) -> Sequence[int]:
        """The keys (in the snapshot) of the programs that a query, not an empty one, finds."""
        if self.release:
            return _found(self.release, query)
        return found(self.snapshot.stamp, query)

    def best(self, query: Query, most: int, part: str = "") -> list[str]:
        """The slugs of the first programs that a query, not an empty one, finds (in one part of the texts), best first."""
        with self._engine() as searching:
            keys = searching.find(query, part=part)
            scores = dict(searching.rank(query, keys, part=part)) if keys else {}
        return self.snapshot.narrowed(keys).ranked(scores).first(Selection(sort="relevance"), most)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        """What searches this edition, whatever the last searches found."""
        if self.release:
            with released_engine(self.release.version, self.release.sha256) as searching:
                yield searching
        else:
            yield engine()

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word of the programs' search documents, with the number of programs that have it."""
        if self.release:
            with released_engine(self.release.version, self.release.sha256) as searching:
                return searching.vocabulary()
        return vocabulary_at(self.snapshot.stamp)

    def rank(self, query: Query, keys: Sequence[int]) -> Mapping[int, float]:
        """How well the query fits these programs, of those it finds: key -> score, the more the better."""
        if self.release:
            with released_engine(self.release.version, self.release.sha256) as searching:
                return dict(searching.rank(query, keys))
        return ranked(self.snapshot.stamp, query, tuple(keys))


def edition(live: Snapshot, version: str = "") -> Edition:
    """The edition of a release ("" for the catalog as it is now) under the codebook's rules.

    Raises KeyError for a version that is no release. Call it within the consistent read that `live` was taken in.
    """
    made = Edition(live)
    if version:
        release = next((release for release in releases() if release.version == version), None)
        if release is None:
            raise KeyError(version)
        made = Edition(_snapshot(release, live.today), release)
    return made


@lru_cache(maxsize=4)
def _snapshot(release: Released, today: datetime.date) -> Snapshot:
    # the digest, part of the key, is that of everything the release holds
    entries, words = released_entries(release.version), release_words(release)
    return Snapshot(entries, today=today, revision=release.revision, stamp=release.sha256, words=words)


@lru_cache(maxsize=64)
def _found(release: Released, query: Query) -> tuple[int, ...]:
    with released_engine(release.version, release.sha256) as searching:
        return tuple(searching.find(query))


@lru_cache(maxsize=4)
def _sponsors(release: Released) -> Mapping[str, str]:
    return {sponsor_slug(entry.record): entry.record.sponsor for entry in released_entries(release.version)}


@lru_cache(maxsize=4)
def _compared(release: Released) -> Comparisons:
    return compare(released_codings(release.version))


@lru_cache(maxsize=4)
def _coders(release: Released) -> tuple[Coder, ...]:
    return released_coders(release.version)
