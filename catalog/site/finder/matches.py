"""The programs that fit a teacher's answers: a few cards, and how many there are."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import SUBJECTS, describe_teacher
from catalog.browse.selection import Selection, plain_number
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.programs.display import join_words, labels
from catalog.programs.published_records import published_versions
from catalog.schema.vocabulary import vocabulary
from catalog.site.browse.cards import Card, build_card
from catalog.site.finder.questions import NAMES, build_selection

MOST = 10  # cards


@dataclass(frozen=True)
class MatchGroup:
    """Some of the matches. Programs that are older and have no card come last at `url`."""

    name: str
    title: str
    cards: tuple[Card, ...]
    count: int
    url: str
    url_text: str


@dataclass(frozen=True)
class Matches:
    """What the finder shows of the programs that fit.

    count     matches that may still run, those of any subject among them
    too_long  how many of them are only for teachers with fewer years; they have no card
    older     how many more ended or are probably over
    """

    groups: tuple[MatchGroup, ...]
    count: int
    too_long: int
    older: int


def find_matches(snapshot: Snapshot, answers: Selection) -> Matches:
    """Return the programs that fit these answers, at most MOST with a card.

    With a subject, programs about it come first, then those that name no subject: these may suit teachers of any.
    """
    selection, years = build_selection(answers), answers.bounds.get("experience_max")
    whole, current = selection.with_values("focus", ()), snapshot.current()
    too_long = current.for_fewer_years(selection, years) if years is not None else 0
    subject = "".join(answers.chosen.get("focus", ()))
    if not subject:
        count = current.count(whole)
        cards = _build_cards(snapshot, whole, answers, MOST, too_long)
        groups = [MatchGroup("", "", cards, count, whole.address(), gettext("See all %(count)s") % {"count": count})]
        return Matches(tuple(groups) if count else (), count, too_long, snapshot.count(whole) - count)
    phrase, named = vocabulary("focus").by_code[subject].phrase, whole.with_values("focus", SUBJECTS)
    about, anyone = current.count(selection), current.count(whole) - current.count(named)
    cards = _build_cards(snapshot, selection, answers, MOST, too_long)
    others = set(current.select(named))
    more = _build_cards(snapshot, whole, answers, MOST - len(cards), too_long, others)
    groups = [
        MatchGroup(
            "subject",
            gettext("About %(subject)s") % {"subject": phrase},
            cards,
            about,
            selection.address(),
            gettext("See all %(count)s about %(subject)s") % {"count": about, "subject": phrase},
        ),
        MatchGroup(
            "any",
            gettext("For any subject"),
            more,
            anyone,
            whole.address(),
            gettext("See these and programs about other subjects"),
        ),
    ]
    older = snapshot.count(selection) + snapshot.count(whole) - snapshot.count(named) - about - anyone
    return Matches(tuple(group for group in groups if group.count), about + anyone, too_long, older)


@dataclass(frozen=True)
class WiderAnswer:
    """What leaving out one answer finds."""

    label: str
    url: str
    count: int


def find_wider(snapshot: Snapshot, answers: Selection, count: int) -> list[WiderAnswer]:
    """Return each answer that finds more than `count` programs when it is left out, in the order of the sentence."""
    found = []
    for name in NAMES:
        if name in answers.bounds:
            years = plain_number(answers.bounds[name])
            label = gettext("1 year") if years == "1" else gettext("{n} years").replace("{n}", years)
            others = answers.without_bound(name)
        elif name in answers.chosen:
            label = join_words(labels(name, answers.chosen[name]), "or")
            others = answers.with_values(name, ())
        else:
            continue
        more = _count(snapshot, others)
        if others.applied and more > count:
            found.append(WiderAnswer(label, others.address(reverse("find")), more))
    return found


def _count(snapshot: Snapshot, answers: Selection) -> int:
    """Return how many matches may still run."""
    current, selection = snapshot.current(), build_selection(answers)
    if "focus" not in selection.chosen:
        return current.count(selection)
    whole = selection.with_values("focus", ())
    return current.count(selection) + current.count(whole) - current.count(whole.with_values("focus", SUBJECTS))


def _build_cards(
    snapshot: Snapshot, selection: Selection, answers: Selection, most: int, spare: int, without: Container[str] = ()
) -> tuple[Card, ...]:
    """Return the cards of the first programs that may run, without those that a stated rule closes to the teacher.

    `spare` is how many these can be.
    """
    slugs = [slug for slug in snapshot.current().select(selection) if slug not in without][: most + spare]
    teacher, today = describe_teacher(answers), snapshot.today
    records = [version.record for version in published_versions(slugs)] if most else []
    fitting = [record for record in records if judge(record, teacher, today).code != "closed"][:most]
    parameters = urlencode(teacher.parameters)
    return tuple(build_card(record, today, answers=parameters, selection=build_selection(answers)) for record in fitting)
