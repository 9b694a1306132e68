"""Conditions in the words of an eligibility that no field of the record holds.

A record can say "Ohio teachers who will teach there the next year": its fields hold the state, but nothing holds the
promise. Such a sentence is quoted, and the catalog does not say that the program looks open. A sentence counts as held by
the fields if nothing but common words is left after its places, grades, subjects, years and ways to enter are taken out.
Anything else is a condition, so an unknown word errs on the side of quoting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from catalog.browse.eligibility.text import list_sentences, split_halves
from catalog.browse.facets import AnyRecord
from catalog.schema.vocabulary import original_vocabulary

_NUMBER = r"(\d+(\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten)"
_PLACES = (
    r"the united states( (and|or) its territories)?", r"u\.s\.", r"anywhere in the (country|world)",
    r"(from )?around the country",
    r"nationwide", r"(in )?every state", r"in the state", r"washington, d\.c\.", r"the (state|country|nation)",
    r"(in )?public,? (and|or) private( schools?)?",
)  # fmt: skip
_WAYS_IN = (
    r"by (competitive )?(application|nomination)", r"entry is competitive", r"chosen (by application|on merit)",
    r"(who|they|teachers|nominees)( then| may| must)? apply( themselves| online)?", r"to apply",
    r"(they|who) (may )?nominate themselves( or a peer does)?", r"(others|anyone) (may )?nominates?",
    r"anyone( except [^,;.]*)? may nominate", r"self-nomination (and nomination by family )?(is|are) (not )?(accepted|allowed)",
    r"nominated by (the )?(public|community|students?|colleagues?|peers?|parents|others)"
    r"((,| or| and|, or) (the )?(public|community|students?|colleagues?|peers?|parents|others))*",
    r"and (are )?then (invited|asked) to apply",
)  # fmt: skip
# half-sentences that exclude nobody: what is welcome or not needed, what people want, how many are taken
_HARMLESS = (
    r"(no|not) ([\w'’-]+ ){0,5}(is |are )?needed", r"no set years[^;.]*", r"no need to [^;.]*", r"membership is not needed",
    r"(of )?any experience level", r"(who|and) (want|wish|mean|would like) to [^;.]*", r"[^;.,]* (is|are) (also )?welcome",
    r"(about |up to )?\d+ (places|teachers|fellows)( (a|each|per) year)?", r"cohorts? of [\w -]*", r"from different schools",
    r"earlier candidates may apply again", r"in all settings[^;.]*", r"they put themselves forward each year",
    r"regardless of [^;.]*", r"teacher or not", r"(and|or) adult education( teachers)?", r"(fellows )?may stay for a second year",
)  # fmt: skip
_GRADES = (
    r"(pre-?)?k(indergarten)?-\d+", r"p(re)?k?-\d+", r"pre-?k(indergarten)?", r"kindergarten( to grade \d+)?",
    r"grades? \w+(-\d+| to (grade )?\w+| through \w+)?",
    r"(to|through) college", r"precollegiate", r"elementary", r"middle", r"high school", r"secondary", r"primary",
)  # fmt: skip
_YEARS = (
    rf"(with |have )?(at least )?{_NUMBER} (or more )?years['’]?( of)?( full-time| successful)?( teaching| classroom)*"
    r"( experience| in (the )?class(room)?)?",
)
_SUBJECTS = (
    r"stem|science|mathematics|math|social studies|arts?|english|(world )?languages?|literacy|reading|computer science"
    r"|engineering|special education|career and technical( education)?",
)
# praise and other words that exclude no teacher: the program judges these in every applicant
_COMMON = frozenset(
    """
    a accomplished actively administrators all also an and any apply aquarium are at be both by can candidates classroom
    coaches college community-based counselors current currently each educator educators every excellent exemplary family for
    from grade grades in including individual informal innovative interested interventionists is it lead leaders levels
    librarians mainly math may museum museums no of open or other others outstanding paraeducators paraprofessionals practicing
    principals school schools settings some specialists staff strong subject subjects teach teacher teachers
    teaching that the their they this those to volunteers who with work working
    """.split()
)


def find_conditions(record: AnyRecord) -> list[str]:
    """Return the sentences of an eligibility, as stated, that hold a condition which no field holds."""
    return [
        sentence for sentence in list_sentences(record) if any(_list_other_words(part, record) for part in split_halves(sentence))
    ]


def _list_other_words(part: str, record: AnyRecord) -> list[str]:
    text = part.lower()
    for pattern in _list_patterns(record):
        text = pattern.sub(" ", text)
    return [word for word in re.findall(r"[a-z0-9][\w'’-]*", text) if word not in _COMMON]


def _list_patterns(record: AnyRecord) -> Iterable[re.Pattern[str]]:
    yield _compile(_HARMLESS + _WAYS_IN + _PLACES)
    yield _compile_states()
    if record.grade_bands:
        yield _compile(_GRADES)
    if record.min_years_experience is not None or record.max_years_experience is not None:
        yield _compile(_YEARS)
    if record.focus:
        yield _compile(_SUBJECTS)


@cache
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({'|'.join(patterns)})(?![\w-])")


@cache
def _compile_states() -> re.Pattern[str]:
    names = sorted((term.label.lower() for term in original_vocabulary("state").terms), key=len, reverse=True)
    return _compile(tuple(map(re.escape, names)))
