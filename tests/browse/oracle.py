"""The meaning of a selection in plain Python over the records, written out from the design, section 8.

It shares nothing with catalog.browse: each is the other's check.
"""

import json
import re
import zipfile
from collections import Counter
from pathlib import Path

from tests.factories import change

STATES = """
    AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE
    NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY
""".split()
STATE_NAMES = dict(
    zip(
        STATES,
        """
    Alaska/Alabama/Arkansas/American Samoa/Arizona/California/Colorado/Connecticut/District of Columbia/Delaware/Florida/Georgia/
    Guam/Hawaii/Iowa/Idaho/Illinois/Indiana/Kansas/Kentucky/Louisiana/Massachusetts/Maryland/Maine/Michigan/Minnesota/Missouri/
    Northern Mariana Islands/Mississippi/Montana/North Carolina/North Dakota/Nebraska/New Hampshire/New Jersey/New Mexico/Nevada/
    New York/Ohio/Oklahoma/Oregon/Pennsylvania/Puerto Rico/Rhode Island/South Carolina/South Dakota/Tennessee/Texas/Utah/Virginia/
    U.S. Virgin Islands/Vermont/Washington/Wisconsin/West Virginia/Wyoming
""".replace("\n    ", "")
        .strip()
        .split("/"),
        strict=True,
    )
)
TYPES = {
    (True, False, False): "community-of-practice",
    (False, True, False): "leadership-role",
    (False, False, True): "award",
    (True, False, True): "credential",
    (True, True, False): "professional-advancement",
    (False, True, True): "distinguished-role",
    (True, True, True): "fellowship",
}
LISTS = {"form": "form", "focus": "focus", "receives": "receives", "audience": "audience", "grade": "grade_bands"}
LISTS |= {"function": "functions", "aim": "aims", "prerequisite": "prerequisites"}
ONES = ["sponsor_type", "scope", "home_state", "delivery", "pays", "entry", "status", "deadline_month", "confidence"]


def _decade(record):
    if record.founded is None:
        return "unstated"
    return f"{record.founded // 10}0s" if record.founded >= 1950 else "before-1950"


def _year_seen(record):
    if record.evidence_year is None:
        return "unstated"
    return str(record.evidence_year) if record.evidence_year >= 2010 else "before-2010"


def _length(record):
    if not record.duration_months:
        return "unstated"
    months = record.duration_months[0]
    limits = [(3, "under-3"), (6, "3-to-5"), (12, "6-to-11"), (24, "12-to-23"), (36, "24-to-35")]
    return next((code for limit, code in limits if months < limit), "36-up")


def _years_asked(record):
    if record.min_years_experience is None:
        return "unstated"
    limits = [(1, "under-1"), (3, "1-to-2"), (5, "3-to-4"), (10, "5-to-9")]
    return next((code for limit, code in limits if record.min_years_experience < limit), "10-up")


FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BANDS = {"founded": _decade, "seen": _year_seen, "duration": _length, "experience": _years_asked}


def _coded_twice():
    """Whether coders A and C agree on each support, counted in the files; recognition by a credential alone is left out.

    Coder C did not code it. Programs that only B coded again, under the first codebook, are compared with A's in the release.
    """
    [archive] = [zipfile.ZipFile(path) for path in [FIXTURES / "releases" / "2026.11.zip"]]
    [name] = [name for name in archive.namelist() if name.endswith("/codings.jsonl")]
    lines = [*archive.read(name).decode().splitlines(), *(FIXTURES / "second-coding.jsonl").read_text().splitlines()]
    codings = {}
    for line in map(json.loads, lines):
        codings[line["slug"], line["coder"], line.get("codebook", "1")] = line["supports"]
    found = {}
    for codebook, coder in (("1", "B"), ("2", "C")):
        for slug in [slug for slug, *key in codings if key == [coder, codebook]]:
            first, second = codings[slug, "A", codebook], codings[slug, coder, codebook]
            one, two = ({name for name, support in coding.items() if support["present"]} for coding in (first, second))
            if coder == "C" and set(first["recognize"].get("basis", [])) == {"credential"}:
                one.discard("recognize")
            found[slug] = "agree" if one == two else "differ"
    return found


CODED_TWICE = _coded_twice()


def present(record):
    return [name for name in ("prepare", "place", "recognize") if record.supports.of(name).present]


def values(record, facet):
    """The values a record has under a facet."""
    if facet == "type":
        return [TYPES[tuple(record.supports.of(name).present for name in ("prepare", "place", "recognize"))]]
    if facet == "support":
        return present(record)
    if facet == "state":
        return STATES if record.serves_basis == "assumed" else record.serves_states or STATES
    if facet in LISTS:
        return getattr(record, LISTS[facet]) or ["unstated"]
    if facet in ("credential", "framework"):
        return getattr(record, facet + "s") or ["none"]
    if facet in ("prepare", "place", "recognize"):
        support = record.supports.of(facet)
        return ["given" if support.present else support.absence]
    if facet == "basis":
        return record.supports.recognize.basis or ["none"]
    if facet in ("model", "practice"):
        stated = record.models if facet == "model" else record.practice
        return stated or (["unstated"] if "prepare" in present(record) else ["none"])
    if facet == "coded_twice":
        return [CODED_TWICE.get(record.slug, "unstated")]
    if facet == "family":
        return [family(record) or "none"]
    if facet in BANDS:
        return [BANDS[facet](record)]
    assert facet in ONES, facet
    stated = getattr(record, facet)
    return ["unstated" if stated is None else str(stated)]


def within(record, bound, limit):
    """Whether a record is within a bound; one that does not state the value is."""
    stated = _limited(record, bound)
    return stated is None or (stated >= limit if bound.endswith("_min") else stated <= limit)


def silent_of(record, bound):
    """Whether a record does not state what a bound limits."""
    return _limited(record, bound) is None


def _limited(record, bound):
    return {
        "duration_max": record.duration_months and record.duration_months[0],
        "experience_max": record.min_years_experience,
        "founded_min": record.founded,
        "founded_max": record.founded,
        "seen_min": record.evidence_year,
    }[bound]


def fits(record, chosen, bounds, *leaving_out, excluded=None):
    """OR within a facet, AND across; `support` joined by AND. No program has a value that is excluded."""
    if any(code in values(record, facet) for facet, codes in (excluded or {}).items() for code in codes):
        return False
    for facet, codes in chosen.items():
        if facet in leaving_out:
            continue
        has = values(record, facet)
        if not (all(code in has for code in codes) if facet == "support" else any(code in has for code in codes)):
            return False
    return all(within(record, bound, limit) for bound, limit in bounds.items())


def counts(records, chosen, bounds, facet, excluded=None):
    """The number beside each value of a facet: programs with it under all other facets and bounds."""
    leaving_out = None if facet == "support" else facet
    fitting = (record for record in records if fits(record, chosen, bounds, leaving_out, excluded=excluded))
    return Counter(code for record in fitting for code in values(record, facet))


def groups(records, chosen, bounds, today, excluded=None):
    """The sizes of the groups: one, or by who may take part under a chosen state; older programs apart but for a day of None."""
    names = ("state", "nationwide", "assumed", "local") if "state" in chosen else ("",)
    sizes = dict.fromkeys((*names, "older"), 0)
    for record in records:
        if fits(record, chosen, bounds, excluded=excluded):
            sizes[group(record, chosen.get("state"), today)] += 1
    return {name: size for name, size in sizes.items() if size or name not in ("assumed", "older")}


def group(record, states, today):
    """The group a record is in under chosen states, or without any."""
    if today and is_older(record, today):
        return "older"
    if not states:
        return ""
    if assumed_elsewhere(record, states):
        return "assumed"
    return {"national": "nationwide", "local": "local"}.get(record.scope, "state")


def is_older(record, today):
    """Whether a program ended, is suspended, or was last seen eight or more years ago and has no coming deadline."""
    if record.status in ("ended", "suspended"):
        return True
    coming = record.deadline_date and record.deadline_date >= today.isoformat()
    return bool(record.evidence_year and record.evidence_year <= today.year - 8 and not coming)


def assumed_elsewhere(record, states):
    """Whether a record states no residence rule and names none of these states."""
    return record.serves_basis == "assumed" and not set(record.serves_states) & set(states)


TAKEN_AWAY = {"no-credential": "credential", "no-selection": "selection"}
FORMAL = {"masters", "specialist", "doctorate", "graduate_certificate", "license_endorsement", "microcredential"}
FORMAL |= {"national_certification"}
FAMILIES = {
    "noyce": "Noyce",
    "teach-plus": "Teach Plus",
    "tap": r"TAP (System|Master)",
    "peer-assistance-and-review": "Peer Assistance and Review",
    "q-comp": "Q Comp",
    "iowa-tlc": "Teacher Leadership and Compensation",
}


def coded_under(record, rules, coding=None):
    """The supports that count and their basis, under changed rules and by a second coder's coding, if given."""
    given = {name: record.supports.of(name).present for name in ("prepare", "place", "recognize")}
    basis = set(record.supports.recognize.basis)
    if coding:
        given = {name: support["present"] for name, support in coding["supports"].items()}
        if "basis" in coding["supports"]["recognize"]:  # under codebook 2; the coder left the credential rule out
            basis = {*coding["supports"]["recognize"]["basis"], *(["credential"] if FORMAL & set(record.credentials) else [])}
            given["recognize"] |= bool(basis)
        if not given["recognize"]:
            basis = set()
    if basis and not basis - {TAKEN_AWAY[code] for code in rules if code in TAKEN_AWAY}:
        given["recognize"], basis = False, set()
    return given, basis


def type_under(record, rules, coding=None):
    """The type of a record under changed rules; None without a support."""
    return TYPES.get(tuple(coded_under(record, rules, coding)[0].values()))


def is_left(record, rules, codings):
    """Whether the rules about single programs leave a record in the catalog."""
    return not (
        ("second-coder" in rules and record.slug not in codings)
        or ("high-confidence" in rules and record.confidence != "high")
        or ("seen-2020" in rules and (record.evidence_year is None or record.evidence_year < 2020))
        or ("not-ended" in rules and record.status == "ended")
    )


def family(record):
    """The family of a record, None for a program of its own design."""
    if any(f"{STATE_NAMES[code]} Teacher of the Year" in record.name for code in record.serves_states):
        return "state-teacher-of-the-year"
    return next((slug for slug, words in FAMILIES.items() if re.search(words, record.name)), None)


def types_under(records, rules, codings=None):
    """Slug -> type of the programs that are left under changed rules. `codings` are the second coder's by slug."""
    codings = (codings or {}) if "second-coder" in rules else {}
    left = [record for record in records if is_left(record, rules, codings)]
    found = {record.slug: kind for record in left if (kind := type_under(record, rules, codings.get(record.slug)))}
    if "one-per-family" not in rules:
        return found
    members = {}
    for record in sorted(left, key=lambda record: record.name.casefold()):
        if record.slug in found and family(record):
            members.setdefault(family(record), []).append(record.slug)
    for slugs in members.values():
        sizes = Counter(found[slug] for slug in slugs)
        common = max(TYPES.values(), key=lambda kind: sizes[kind])
        stays = next(slug for slug in slugs if found[slug] == common)
        found = {slug: kind for slug, kind in found.items() if slug == stays or slug not in slugs}
    return found


def without(record, rules):
    """The record where recognize does not count if all it rests on is taken away; None where no support is left."""
    given = coded_under(record, rules)[0]
    if given["recognize"] == record.supports.recognize.present:
        return record
    if not any(given.values()):
        return None
    return change(
        record, {"supports.recognize.present": False, "supports.recognize.absence": "silent", "supports.recognize.basis": []}
    )


def under_rules(records, rules=("no-credential",), codings=None):
    """The records that are left under changed rules, with the supports and the basis that count."""
    records = list(records)
    left = types_under(records, rules, codings)
    changed = []
    for record in records:
        if record.slug in left:
            given, basis = coded_under(record, rules, (codings or {}).get(record.slug) if "second-coder" in rules else None)
            facts = {f"supports.{name}.present": present for name, present in given.items()}
            for name, present in given.items():
                facts[f"supports.{name}.absence"] = None if present else record.supports.of(name).absence or "silent"
            order = ("award", "title", "selection", "credential")
            changed.append(change(record, {**facts, "supports.recognize.basis": [code for code in order if code in basis]}))
    return changed


def shown(records, chosen, bounds, axes, excluded=None):
    """The records a cross-table shows: those that fit all other choices and have a value that shows on every axis."""
    base = [record for record in records if fits(record, chosen, bounds, *axes, excluded=excluded)]
    return [
        record for record in base if all(axis not in chosen or set(values(record, axis)) & set(chosen[axis]) for axis in axes)
    ]


def silent(records, chosen, bounds, axes, axis, empty, excluded=None):
    """How many of the records that fit all other choices have the empty value `empty` under `axis`."""
    fitting = (record for record in records if fits(record, chosen, bounds, *axes, excluded=excluded))
    return sum(values(record, axis) == [empty] for record in fitting)
