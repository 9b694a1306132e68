"""The text of an eligibility: its sentences on a question, and whether it excludes some teachers."""

from __future__ import annotations

import re

from catalog.browse.eligibility.restrictions import NARROWING, narrows
from catalog.browse.facets import AnyRecord

# words that show that a part is about a question
_TOPICS = {
    "state": re.compile(
        r"\b(district|count(y|ies)\b|region|jurisdiction|territor|school systems?\b|city\b|cities\b|partner|locals\b|local\b"
        r"|parish|charter|high-need|near\b|nationwide|every state|around the country|out-of-state|residen|participating)",
        re.I,
    ),
    "experience": re.compile(
        r"(\byears?['’]? (of )?([\w-]+ ){0,3}(experience|teaching|service|classroom)\b|\bexperienced?\b|\bearly-career|\bveteran"
        r"|\b(first|second|third|fourth|fifth)( or \w+)? years?\b|\byears (in|as) (the|a|their)\b|\btaught\b|\bmid-career)",
        re.I,
    ),
    "grade": re.compile(
        r"\b(grades?\b(?! (point )?average)|elementary|middle|(pre|post)?secondary|precollegiate|kindergarten|high school"
        r"|P?K-\d|pre-?k|early childhood)",
        re.I,
    ),
    "focus": re.compile(
        r"\b(subject|STEM\b|science|math|physics|chemistry|biology|computer|engineering|econom|history|social studies|humanities"
        r"|arts?\b|music|dance|language|literacy|reading|English|bilingual|ESL\b|multilingual|special education|disabilit"
        r"|early childhood|career and technical|career-academy|technical|trades|agricultur|environment|physical|health"
        r"|technology)",
        re.I,
    ),
    "prerequisite": re.compile(
        r"(licens|certifi|degree|bachelor|master's|master’s|master s|tenure|continuing contract|National Board|NBCT|member"
        r"|union|association|network|award|named|of the year|honor|winner|finalist|recipient|alumn|graduate|complet"
        r"|fellows\b|leader|mentor|coach|role|early-career"
        r"|first (\w+) years|partner|participating|district|school|team|effective|rating|evaluat|principal|administrator"
        r"|supervisor|superintendent|recommend|support)",
        re.I,
    ),
    "entry": re.compile(
        r"(nominat|\bappl(y|ies|ied|ication)|recommend|appoint|select|chosen|\bchoose|\binvit|admitted|named by|put forward"
        r"|\bvote|interview|lottery|win their|won their)",
        re.I,
    ),
}
# says that experience does not matter
_NO_EXPERIENCE = re.compile(r"\bno\b[^;.]*\b(experience|years)\b|\bany experience level", re.I)
# ends of sentences and after semicolons, but not the dots of "U.S." or "Washington, D.C."
_SENTENCES = re.compile(r"(?<=[^.\s][a-z0-9)]\.)\s+(?=[A-Z])")
_HALVES = re.compile(r"(?<=;)\s+")


def find_words_on(record: AnyRecord, question: str) -> str:
    """Return the parts of the record's eligibility about a question, or empty."""
    return " ".join(part for part in list_parts(record) if _is_about(part, question)).rstrip(";")


def is_restricted(record: AnyRecord) -> bool:
    """Return whether only some teachers of its places may take part, by its scope, prerequisites or eligibility."""
    return record.scope == "local" or not NARROWING.isdisjoint(record.prerequisites) or any(map(narrows, list_parts(record)))


def list_sentences(record: AnyRecord) -> list[str]:
    """Return the sentences of an eligibility."""
    return _SENTENCES.split(record.eligibility)


def split_halves(sentence: str) -> list[str]:
    """Return a sentence in the parts between its semicolons."""
    return _HALVES.split(sentence)


def list_parts(record: AnyRecord) -> list[str]:
    """Return the sentences and half-sentences of an eligibility."""
    return [part for sentence in list_sentences(record) for part in split_halves(sentence)]


def _is_about(part: str, question: str) -> bool:
    if question == "experience" and _NO_EXPERIENCE.search(part):
        return False
    return bool(_TOPICS[question].search(part)) or (question == "state" and narrows(part))
