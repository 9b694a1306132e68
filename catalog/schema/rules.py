"""The codebook's rules that span several fields of a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.schema.errors import RecordProblem
from catalog.schema.fields import ProgramRecord
from catalog.schema.values import organization_slug
from catalog.schema.vocabulary import vocabulary
from typology import Support


def check_rules(record: ProgramRecord) -> list[RecordProblem]:
    """Return every broken rule of a record whose single fields are valid."""
    return [*_supports(record), *_sources(record), *_place(record), *_experience(record), *_organizations(record)]


def no_support(supports: Any) -> list[RecordProblem]:
    """Return an error if all three supports are absent.

    `supports` may be unvalidated JSON: if its shape is wrong, that is reported elsewhere.
    """
    try:
        absent = all(supports[support.code]["present"] is False for support in Support)
    except (TypeError, KeyError):
        return []
    allowed = "at least one of prepare, place, recognize"
    return [RecordProblem("supports", "no support is present", allowed)] if absent else []


def check_basis(present: bool, basis: Sequence[str] | None) -> list[RecordProblem]:
    """Return an error if recognize is present without a basis, or absent with one."""
    if present and not basis:
        return [
            RecordProblem("supports.recognize.basis", "is empty, but recognize is present", " ".join(vocabulary("basis").by_code))
        ]
    if basis and not present:
        return [RecordProblem("supports.recognize.basis", "must be empty where recognize is absent", "[]")]
    return []


def _supports(record: ProgramRecord) -> list[RecordProblem]:
    supports = record.supports
    found = no_support(supports.model_dump())
    found += check_basis(supports.recognize.present, supports.recognize.basis)
    if record.models and not supports.prepare.present:
        found.append(RecordProblem("models", "must be empty where the program does not prepare", "[]"))
    return found


def _sources(record: ProgramRecord) -> list[RecordProblem]:
    found, urls = [], [source.url for source in record.sources]
    for number, url in enumerate(urls):
        if url in urls[:number]:
            found.append(RecordProblem(f"sources[{number}].url", f"{url!r} is listed twice", "each page once"))
    for name in ("prepare", "place", "recognize"):
        source = getattr(record.supports, name).source
        if source is not None and source not in urls:
            found.append(
                RecordProblem(
                    f"supports.{name}.source", f"{source!r} is not one of the sources", "an address in sources, or null"
                )
            )
    return found


def _place(record: ProgramRecord) -> list[RecordProblem]:
    found = []
    if record.scope == "local" and record.locality is None:
        found.append(RecordProblem("locality", "is missing, though the scope is local", "the place whose teachers may take part"))
    if record.scope != "local" and record.locality is not None:
        found.append(RecordProblem("locality", "must be null where the scope is not local", "null"))
    # an empty list means nationwide: a district's program must not seem open to the whole country
    if record.scope == "national" and record.serves_states:
        found.append(RecordProblem("serves_states", "must be empty where the scope is national", "[]"))
    if record.scope != "national" and not record.serves_states:
        found.append(
            RecordProblem("serves_states", f"is empty (nationwide), but the scope is {record.scope}", "at least one USPS code")
        )
    # national and local programs always state where they are open; only other programs' states can be assumed
    if record.scope in ("national", "local") and record.is_residence_assumed:
        found.append(RecordProblem("serves_basis", f"must be stated where the scope is {record.scope}", "stated"))
    return found


def _experience(record: ProgramRecord) -> list[RecordProblem]:
    low, high = record.min_years_experience, record.max_years_experience
    if low is not None and high is not None and high < low:
        return [RecordProblem("max_years_experience", f"is {high}, less than the minimum of {low}", f"{low} or more, or null")]
    return []


def _organizations(record: ProgramRecord) -> list[RecordProblem]:
    found = []
    spelled = {organization_slug(record.sponsor): record.sponsor}
    for number, partner in enumerate(record.partners):
        slug = organization_slug(partner)
        if slug in spelled:
            text = f"{partner!r} is the same organization as {spelled[slug]!r}"
            found.append(RecordProblem(f"partners[{number}]", text, "each organization once"))
        else:
            spelled[slug] = partner
    return found
