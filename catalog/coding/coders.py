"""Who coded, under which codebook, and how: the table of coders.

What is known of the coders of the data is declared once, in fixtures/coders.toml; the days of reading come from the
codings, and people from the database.
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
from typology import AS_CODED, Rule, Support, counted

FILE = VOCABULARY.parent / "coders.toml"
PROTOCOLS = VOCABULARY.parent / "protocols"


@dataclass(frozen=True)
class Declaration:
    """What fixtures/coders.toml says of a coder under one codebook; `rules` are those left out."""

    protocol: str = ""
    model: str = ""
    rules: Rule = AS_CODED


@dataclass(frozen=True)
class Coder:
    """A row of the table of coders: one coder under one codebook.

    `programs` is how many programs the coder coded, `first_read` and `last_read` the first and last day of reading
    (None where no coding has one). `protocol` is the name of a file in fixtures/protocols/, with the SHA-256 of its
    content; both are empty where no protocol is known. `model` is what is known of a language model, empty for a
    person. `rules` holds the codes of the coding rules that the coder left out.
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
    """The coder as texts by name, as a release keeps them; coder_of() is the way back."""
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
    """The coder that a release keeps as this row."""
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
    """What is declared of each coder of the data, by coder and codebook, in the order of the file."""
    return {
        (entry["id"], entry["codebook"]): Declaration(entry["protocol"], entry["model"], Rule.from_codes(entry["rules"]))
        for entry in _file()["coder"]
    }


@cache
def protocols() -> Mapping[str, bytes]:
    """The content of every protocol that coders.toml names, by its file's name."""
    names = [*(entry.protocol for entry in declarations().values()), _file()["people"]["protocol"]]
    return {name: (PROTOCOLS / name).read_bytes() for name in names}


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def coders(*, published_only: bool = False) -> tuple[Coder, ...]:
    """Every coder of this catalog, once for each codebook, in one query; see coders_of() for their order.

    `published_only` leaves out codings of programs that are not published, as a release does.
    """
    rows = Coding.objects.all()
    if published_only:
        rows = rows.filter(program__publication=Publication.PUBLISHED)
    return coders_of(rows.order_by().values("coder", "codebook", "read"))


def coders_of(codings: Iterable[Mapping[str, Any]]) -> tuple[Coder, ...]:
    """The coders of these codings: codebook by codebook, A first, then declared coders, other machines, people by number.

    A coding is a mapping with `coder`, `read` (a date, its ISO text or None) and perhaps `codebook`.
    """
    days: dict[tuple[str, str], list[datetime.date | None]] = {}
    for coding in codings:
        days.setdefault((codebook_of(coding), coding["coder"]), []).append(_day(coding["read"]))
    ordered = sorted(days, key=lambda key: (int(key[0]), place_of(key[1], key[0])))
    return tuple(_coder(coder, codebook, days[codebook, coder]) for codebook, coder in ordered)


def codebook_of(coding: Mapping[str, Any]) -> str:
    """The codebook of a coding; those from before codings carried it are of the first."""
    return str(coding.get("codebook", FIRST_CODEBOOK))


def place_of(coder: str, codebook: str) -> tuple[int, int, str]:
    """A sort key of coders under one codebook: A, coders declared, other machines by name, people by number."""
    if kind_of(coder) == CoderKind.HUMAN:
        return 3, int(coder[1:]), coder
    if coder == FIRST_CODER:
        return 0, 0, coder
    return (1 if (coder, codebook) in declarations() else 2), 0, coder


def rules_left_out(codebook: str, *coders: str) -> Rule:
    """The rules that one of these coders left out under a codebook: their comparison leaves them out on both sides."""
    rules = AS_CODED
    for coder in coders:
        rules |= declarations().get((coder, codebook), Declaration()).rules
    return rules


def supports_under(supports: Mapping[str, Any], rules: Rule) -> Support:
    """The supports that a coding, or the JSON of a record, has present and that count once these rules are left out.

    `supports` maps each support's code to an object with `present`, for recognize perhaps with `basis`.
    """
    present = Support.from_codes(code for code, support in supports.items() if support["present"])
    return counted(present, supports["recognize"].get("basis") or (), rules)


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
