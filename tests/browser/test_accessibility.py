"""axe-core finds nothing on any page, wide or narrow, light or dark; no page scrolls sideways."""

import pytest

from tests.browser.accessibility import ALL_LOOKS, LOOKS, expect_accessible, unfold
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import EIGHT

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "home-spanish": "/es/",
    "embed": "/embed/?form=fellowship&state=OH",
    "states": "/states/",
    "state": "/states/tx/?colour=red",
    "sponsor": "/sponsors/teach-plus/",
    "browse": "/programs/?per_page=5",
    "browse-filtered": "/programs/?form=award&state=OH&experience_max=3&colour=red&per_page=3",
    "browse-table": "/programs/?state=OH&view=table&per_page=5",
    "browse-search": "/programs/?q=science+fellowship&per_page=5",
    "browse-map": "/programs/?view=map&form=award&state=OH",
    "browse-misspelt": "/programs/?q=felowship",
    "find": "/find/",
    "find-subject": "/find/?form=fellowship&state=OH&focus=mathematics&grade=middle&experience_max=6",
    "find-ignored": "/find/?form=fellowship&colour=red",
    "shortlist-empty": "/shortlist/",
    "shortlist-shared": "/shortlist/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year&p=nowhere",
    "suggest": "/suggest/?program=nyc-big-apple-awards",
    "alerts": "/alerts/?state=OH&colour=red",
    "alerts-sent": "/alerts/sent/",
    "suggest-thanks": "/suggest/thanks/",
    "browse-nothing-found": "/programs/?form=certification&state=AK&support=place",
    "program": "/programs/acte-teacher-of-the-year/",
    "program-to-print": "/programs/acte-teacher-of-the-year/one-page/",
    "program-with-tied-sources": "/programs/sonoma-21csla-regional-academy/",
    "program-without-website": "/programs/al-teacher-mentor-program/",
    "program-answering": "/programs/acte-teacher-of-the-year/?state=OH&experience_max=6&grade=middle&focus=science",
    "program-standing-against": "/programs/ks-teacher-of-the-year/?state=OH&colour=red",
    "program-coded-differently": "/programs/uri-gems-net-teacher-leaders/",
    "compare-nothing": "/compare/",
    "compare-eight": "/compare/?p=" + "&p=".join(EIGHT),
    "compare-two-and-remarks": f"/compare/?p={EIGHT[0]}&p={EIGHT[1]}&p=nowhere&p=Teacher+Leader+Endorsement&colour=red",
    "types": "/types/",
    "type": "/types/fellowship/",
    "types-under-a-rule": "/types/?rule=no-credential&colour=red",
    "explore": "/explore/",
    "explore-percentages": "/explore/?rows=form&cols=focus&show=row&state=OH&colour=red",
    "explore-bars": "/explore/?rows=receives&release=2026.11",
    "explore-nothing": "/explore/?form=certification&state=AK&scope=local",
    "whatif": "/explore/whatif/",
    "whatif-switched": "/explore/whatif/?rule=second-coder&rule=not-ended&interval=95&colour=red",
    "data": "/data/",
    "release": "/data/2026.11/",
    "dictionary": "/data/dictionary/",
    "teachers": "/explore/teachers/?form=award&colour=red",
    "missing": "/data/missing/?state=OH&colour=red",
    "reliability": "/data/reliability/?colour=red",
    "changes": "/changes/",
    "changes-of-type": "/changes/?kind=type&colour=red",
    "cite": "/cite/?q=science&state=OH&colour=red",
    "cite-table": "/cite/?rows=type&cols=scope",
    "api": "/api/docs/",
    "browse-in-a-release": "/programs/?release=2026.11&rule=no-credential&form=fellowship",
    "program-in-a-release": "/programs/acte-teacher-of-the-year/?release=2026.11",
    "deadlines": "/deadlines/",
    "deadlines-filtered": "/deadlines/?form=award&state=OH&colour=red",
    "deadlines-nothing-found": "/deadlines/?form=certification&state=AK&support=place",
    "methods": "/methods/",
    "replicate": "/methods/replicate/?rule=no-credential&colour=red",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "not-found": "/nowhere/",
}
# the dense ones, and one of each kind of layout
DENSE = set("home browse-filtered browse-table program-answering compare-two-and-remarks explore-bars cite-table data".split())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_it_opens(wide, name):
    wide.goto(PAGES[name])
    expect_accessible(wide, ALL_LOOKS if name in DENSE else LOOKS)


@pytest.mark.parametrize("name", ["home", "browse-filtered", "methods"])
def test_a_page_with_everything_unfolded(wide, name):
    wide.goto(PAGES[name])
    unfold(wide)
    expect_accessible(wide, [(WIDE, "dark"), (NARROW, "light")])
