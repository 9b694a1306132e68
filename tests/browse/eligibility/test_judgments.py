"""Whom programs are for: the judgment of six teachers' chances, made by hand from the records.

Letters, one per teacher: o looks open · c check first · n not for them. Nobody is told that a program is open unless every
sentence about who may take part is held by a field and fits.
"""

import datetime
from decimal import Decimal

import pytest

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import Teacher

TODAY = datetime.date(2026, 11, 29)
LETTERS = {"open": "o", "check": "c", "closed": "n"}
TEACHERS = (
    Teacher("OH", Decimal(6), "middle", "mathematics"),
    Teacher("MT", Decimal(10), "elementary"),
    Teacher("TX", Decimal(12), "high"),
    Teacher("NY", Decimal(15), "elementary", "special_education"),
    Teacher("CO", Decimal(2), "high", "science"),
    Teacher(),
)
JUDGMENTS = """
ace-med-teacher-leadership cccccc
acte-teacher-of-the-year cncncc
al-teacher-mentor-program nnnnnc
albert-einstein-distinguished-educator-fellowship ccccnc
apple-distinguished-educators cccccc
austin-isd-ppft-leadership-pathways nncnnc
brandeis-teacher-leadership ccccnc
carlos-museum-teacher-advisory-council nnnnnc
ccsso-national-teacher-of-the-year cccccc
cec-teacher-of-the-year cccccc
cincinnati-career-in-teaching cnnnnc
cincinnati-peer-assistance-review cnnnnc
co-commissioners-teacher-cabinet nnnnnc
co-teacher-of-the-year nnnncc
columbus-state-eds-teacher-leadership cccccc
connected-arts-networks-teacher-leaders nnnnnn
csta-cs-teaching-excellence-awards cccccc
cu-boulder-ma-teacher-leadership cccccc
dcps-chancellors-teachers-cabinet nnnnnc
denver-teacher-leadership-collaboration nnnncc
edsurge-voices-of-change-fellowship oooooo
education-minnesota-early-career-leadership-fellowship nnnnnc
fulbright-distinguished-awards-in-teaching ccccnc
fulbright-teachers-for-global-classrooms ccccnc
fund-for-teachers-fellowship cccccc
gates-foundation-teacher-advisory-council cccccc
gilder-lehrman-national-history-teacher-of-the-year ccccnc
global-teacher-prize cccccc
goyen-literacy-fellowship cccccc
grammy-music-educator-award cccccc
harbor-freight-tools-for-schools-prize nncncc
heb-excellence-in-education-awards nncnnc
houston-isd-career-pathways nncnnc
humanities-texas-outstanding-teaching-awards nncnnc
iu-teacher-leader-pathway oooooc
jennings-annual-educator-awards cnnnnc
klingenstein-summer-institute nnnncc
knowles-teaching-fellows-program nnnncc
ks-teacher-of-the-year nnnnnc
lanl-math-teacher-leader-network nnnnnc
lausd-national-board-certified-teacher-program nnnnnc
lee-county-golden-apple nnnnnc
library-of-congress-teacher-in-residence cccccc
lifechanger-of-the-year cccccc
lowell-milken-center-fellowship cccccc
ma-math-ste-ambassadors nnnnnn
ma-teacher-advisory-cabinet nnnnnc
marshall-emerging-leaders-pathway cccccc
me-teacher-of-the-year nnnnnc
mfa-nyc-master-teacher-fellowship nnncnc
microsoft-innovative-educator-experts cccccc
milken-educator-awards cccccc
montana-state-raise-stem-leaders ncnnnc
nabt-outstanding-biology-teacher-award cncnnc
naea-school-for-art-leaders cccccc
nasa-educator-ambassadors-sonoma-state cncncc
national-board-certification cccccc
nbpts-professional-learning-facilitator-courses cccccc
nc-governors-teacher-advisory-committee nnnnnc
nc-space-education-ambassadors nnnnnc
neiu-teacher-leader-endorsement nnnnnc
noaa-teacher-at-sea ccccoc
ny-commissioners-teacher-advisory-council nnncnc
ny-state-master-teacher-program nnncnc
nyc-big-apple-awards nnnnnn
nyc-teacher-career-pathways nnncnc
nyc-teacher-career-pathways-microcredentials nnncnc
nyc-teacher-leadership-program nnncnc
ohio-dominican-teacher-leader-endorsement cnnnnc
ohio-university-teacher-leader-endorsement cnnnnc
ok-okmath-oksci-leadership nnnnnc
osu-outstanding-mentor-educator-award nnnnnc
paemst nnnnnn
presidential-innovation-award-environmental-educators ccccnc
queens-college-msed-instructional-leadership cccccc
rodel-teacher-council nnnnnc
sau-med-instructional-facilitator-lead-teacher cccccc
sc-teacher-forum nnnnnc
sdsu-noyce-master-teaching-fellowship nnnnnn
selma-aspiring-leaders-academy nnnnnc
sloan-awards-teaching-science-mathematics-nyc nnnnnc
smithsonian-nesst-teacher-ambassadors cccccc
tabe-bilingual-teacher-of-the-year nncnnc
tcnj-sistem-master-teacher-fellows nnnnnc
teach-plus-colorado-charter-teacher-policy-fellowship nnnncc
teach-plus-colorado-policy-fellowship nnnncc
teach-plus-texas-policy-fellowship nnonnc
texas-teacher-of-the-year-tasa nncnnc
tfa-chicago-nwi-alumni-teacher-of-the-year nnnnnc
tfa-rural-school-leadership-academy cccccc
thomas-university-eds-teacher-leadership cccccc
toledo-plan-intern-program cnnnnc
toyota-family-teacher-of-the-year oooooo
tx-mentorship-training nncnnc
uh-manoa-med-national-board-teacher-leader cccccc
uh-manoa-teacher-leader-certificate nnnnnc
uk-teacher-leadership-med-eds cccccc
us-ed-school-ambassador-fellowship ccccnc
utah-csme-teacher-leadership-cohort ncncnc
williams-olmsted-prize cncncc
wsu-edd-teacher-leadership cccccc
wv-teacher-leadership-framework nnnnnc
"""
BY_SLUG = dict(line.split() for line in JUDGMENTS.split("\n") if line)


@pytest.mark.parametrize("number", range(len(TEACHERS)), ids=["Ohio", "Montana", "Texas", "New York", "Colorado", "nobody"])
def test_the_judgment_is_that_of_a_reader(records, number):
    found = {record.slug: LETTERS[judge(record, TEACHERS[number], TODAY).code] for record in records if record.slug in BY_SLUG}
    assert found == {slug: letters[number] for slug, letters in BY_SLUG.items()}
