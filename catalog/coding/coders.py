"""The table of coders: who coded under which codebook, and how.

fixtures/coders.toml declares the language models that coded the data. The days of reading come from the codings.
"""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.models import Coding, Publication
from catalog.models.coding import FIRST_CODEBOOK, FIRST_CODER, CoderKind, kind_of
from catalog.schema.vocabulary import FILE as VOCABULARY
from typology import AS_CODED, Rule, Support, limit_supports

FILE = VOCABULARY.parent / "coders.toml"
PROTOCOLS = VOCABULARY.parent / "protocols"


@dataclass(frozen=True)
class Declaration:
    """A coder under one codebook in fixtures/coders.toml. `rules` are the coding rules that the coder left out."""

    protocol: str = ""
    model: str = ""
    rules: Rule = AS_CODED


@dataclass(frozen=True)
class Coder:
    """A row of the table of coders: one coder under one codebook.

    `programs` is the number of programs coded. `first_read` and `last_read` are None if the days of reading are unknown.
    `protocol` is a file name in fixtures/protocols/, empty if unknown. `model` describes a language model and is empty for a
    person. `rules` are the codes of the coding rules that the coder left out.
    """

    id: str
    codebook: str
    kind: CoderKind
    programs: int
    first_read: datetime.date | None
    last_read: datetime.date | None
    protocol: str
    protocol_sha256: str
    model: str
    rules: tuple[str, ...]


def row_of(coder: Coder) -> dict[str, str]:
    """Return the coder as a row of texts for a release. coder_of() reads it back."""
    return {
        "id": coder.id,
        "codebook": coder.codebook,
        "kind": coder.kind.value,
        "programs": str(coder.programs),
        "first_read": coder.first_read.isoformat() if coder.first_read else "",
        "last_read": coder.last_read.isoformat() if coder.last_read else "",
        "protocol": coder.protocol,
        "protocol_sha256": coder.protocol_sha256,
        "model": coder.model,
        "rules": "; ".join(coder.rules),
    }


def coder_of(row: Mapping[str, str]) -> Coder:
    """Return the coder of a row of a release."""
    return Coder(
        id=row["id"],
        codebook=row["codebook"],
        kind=CoderKind(row["kind"]),
        programs=int(row["programs"]),
        first_read=_day(row["first_read"] or None),
        last_read=_day(row["last_read"] or None),
        protocol=row["protocol"],
        protocol_sha256=row["protocol_sha256"],
        model=row["model"],
        rules=tuple(row["rules"].split("; ")) if row["rules"] else (),
    )


@cache
def declarations() -> Mapping[tuple[str, str], Declaration]:
    """Return the declared coders by coder and codebook, in the order of the file."""
    return {
        (entry["id"], entry["codebook"]): Declaration(entry["protocol"], entry["model"], Rule.from_codes(entry["rules"]))
        for entry in _file()["coder"]
    }


@cache
def protocols() -> Mapping[str, bytes]:
    """Return the content of every protocol in coders.toml by file name."""
    names = [*(entry.protocol for entry in declarations().values()), _file()["people"]["protocol"]]
    return {name: (PROTOCOLS / name).read_bytes() for name in names}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def coders(*, published_only: bool = False) -> tuple[Coder, ...]:
    """Return every coder of this catalog, once per codebook, in the order of coders_of(). One query.

    `published_only` leaves out codings of unpublished programs, as releases do.
    """
    rows = Coding.objects.all()
    if published_only:
        rows = rows.filter(program__publication=Publication.PUBLISHED)
    return coders_of(rows.order_by().values("coder", "codebook", "read"))


def coders_of(codings: Iterable[Mapping[str, Any]]) -> tuple[Coder, ...]:
    """Return the coders of these codings by codebook: A, then declared coders, other models, people by number.

    A coding maps `coder`, `read` (a date, its ISO text or None) and optionally `codebook`.
    """
    days: dict[tuple[str, str], list[datetime.date | None]] = {}
    for coding in codings:
        days.setdefault((codebook_of(coding), coding["coder"]), []).append(_day(coding["read"]))
    ordered = sorted(days, key=lambda key: (int(key[0]), place_of(key[1], key[0])))
    return tuple(_coder(coder, codebook, days[codebook, coder]) for codebook, coder in ordered)


def codebook_of(coding: Mapping[str, Any]) -> str:
    """Return the codebook of a coding. Old codings do not state it: they follow the first."""
    return str(coding.get("codebook", FIRST_CODEBOOK))


def place_of(coder: str, codebook: str) -> tuple[int, int, str]:
    """Return a sort key for coders under one codebook; see coders_of()."""
    if kind_of(coder) == CoderKind.HUMAN:
        return 3, int(coder[1:]), coder
    if coder == FIRST_CODER:
        return 0, 0, coder
    return (1 if (coder, codebook) in declarations() else 2), 0, coder


def rules_left_out(codebook: str, *coders: str) -> Rule:
    """Return the rules that any of these coders left out: a comparison leaves them out for all."""
    rules = AS_CODED
    for coder in coders:
        rules |= declarations().get((coder, codebook), Declaration()).rules
    return rules


def supports_under(supports: Mapping[str, Any], rules: Rule) -> Support:
    """Return the supports that are present and still count without these rules.

    `supports` is that of a coding or of a record's JSON: it maps each code to an object with `present` and, for recognize,
    optionally `basis`.
    """
    present = Support.from_codes(code for code, support in supports.items() if support["present"])
    return limit_supports(present, supports["recognize"].get("basis") or (), rules)


def _coder(coder: str, codebook: str, days: list[datetime.date | None]) -> Coder:
    kind, entry = kind_of(coder), declarations().get((coder, codebook), Declaration())
    protocol = entry.protocol if kind == CoderKind.MACHINE else _file()["people"]["protocol"]
    known = [day for day in days if day]
    return Coder(
        id=coder,
        codebook=codebook,
        kind=kind,
        programs=len(days),
        first_read=min(known, default=None),
        last_read=max(known, default=None),
        protocol=protocol,
        protocol_sha256=hashlib.sha256(protocols()[protocol]).hexdigest() if protocol else "",
        model=(entry.model or "Not recorded.") if kind == CoderKind.MACHINE else "",
        rules=entry.rules.codes,
    )


def _day(value: datetime.date | str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
