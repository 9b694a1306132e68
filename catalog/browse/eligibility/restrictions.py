"""Words with which an eligibility excludes some teachers of the places that a program serves.

A record that serves Washington may say "Teacher leaders of the Anacortes and Nooksack Valley districts". If its eligibility
has words of WORDS that are not part of HARMLESS, the catalog does not answer yes: it says "perhaps not to every teacher
there" and quotes them. The words are about places, districts and kinds of school, memberships, and earlier programs and
honors. Experience, grade and subject have their own questions.

They were checked with the eligibility of all 315 programs of the second reading that are not coded local. 120 of these
exclude teachers, from the whole program or a part of it. The words and the prerequisites of NARROWING find all of them and
31 more, such as ms-literacy-coach-academy (coaches of any district): an error asks, and never says yes.
tests/browse/eligibility/test_restrictions.py lists each of them. A text with other words can still be missed: check new
eligibilities.
"""

from __future__ import annotations

import re

# kind of restriction -> its words as regular expressions; capitals matter in names
WORDS = {
    "a place within the state": (
        r"[Cc]ount(y|ies)\b", r"[Rr]egion", r"[Jj]urisdiction", r"[Pp]arish", r"[Cc](ity|ities)\b", r"[Nn]ear\b", r"Greater\b",
        r"[Mm]etro", r"([Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)(east|west)?ern [A-Z]", r"[Rr]ural\b", r"[Uu]rban\b",
        r"[Rr]esidents of\b",
    ),
    "districts and schools that take part": (
        r"[Dd]istricts?\b", r"[Pp]artner", r"[Pp]articipating\b", r"[Hh]osts?\b", r"[Pp]ilot\b", r"[Ss]chool systems?\b",
        r"[Ss]uperintendents and\b", r"the (university|college)['’]s\b",
    ),
    "schools of one kind": (
        r"[Cc]harter", r"[Nn]etwork", r"[Hh]igh(est)?-need", r"[Ll]ow-income", r"Title I\b", r"[Pp]riority schools?\b",
        r"\w+-powered\b", r"free or reduced-price lunch", r"public money",
        r"independent or international schools?\b",
        r"[Pp]ublic ((high|middle|elementary|secondary) )?(schools?|educators?|teachers?)\b",
    ),
    "those who belong": (
        r"[Mm]embers?\b", r"[Ll]ocals\b", r"[Aa]ffiliates?\b", r"[Oo]rgani[sz]ations?\b", r"[Uu]nion\b", r"[Cc]orps\b",
        r"(?<!-)[Oo]nly\b", r"are retired\b",
    ),
    "those with an earlier program or honor": (
        r"[Aa]lumn", r"[Gg]raduates of\b", r"[Ww]inners?\b", r"[Ff]inalists?\b", r"have won\b", r"first win\b",
        r"hono(u?red|rs) first\b", r"have been named\b", r"[Tt]eachers of the [Yy]ear\b",
    ),
}  # fmt: skip

# the prerequisites that exclude teachers of a place like those words
NARROWING = frozenset({"membership", "partner_school", "prior_award", "prior_program"})

# the same words where they exclude nobody
HARMLESS = (
    r"every state and jurisdiction",
    r"the District of Columbia",
    r"participating states",
    r"special recruiting in [^;.]*",
    r"(their( own)?|any|each|every|per)( [A-Z]\w+){0,2} districts?\b",  # whichever it is
    r"a (local|district) committee",
    r"(school|department),? or district",
    r"district (and state level|teams?|specialist)",
    r"districts of every size",
    r"(small|some) districts",
    r"[Mm]embers[^;.]* or not\b",
    r"some members\b",
    r"[Nn]ot only\b",
)
_WORDS = re.compile(rf"\b({'|'.join(word for words in WORDS.values() for word in words)})")
_HARMLESS = re.compile(rf"\b({'|'.join(HARMLESS)})")


def narrows(part: str) -> bool:
    """Return whether a sentence, or half of one, excludes some teachers of the places that a program serves."""
    return bool(_WORDS.search(_HARMLESS.sub("", part)))
