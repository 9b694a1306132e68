"""Which stated eligibilities leave out teachers of the places a program serves: as read in every real record, and by rule."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.restrictions import narrows
from catalog.browse.eligibility.teacher import Teacher
from catalog.browse.eligibility.text import find_words_on, is_restricted
from tests.factories import change

TODAY = datetime.date(2026, 11, 23)

# the programs, not coded local, whose eligibility or prerequisites were read to leave some teachers of their states out
NARROWED = """
aapt-physics-teaching-resource-agents aapt-zitzewitz-award achievement-first-teacher-career-pathway
acs-divched-regional-high-school-teaching-award acte-teacher-of-the-year
actfl-leadership-initiative-for-language-learning aea-emerging-leaders-school aft-summer-educator-academy
aft-teacher-leaders-program ak-statewide-mentor-project al-teacher-of-the-year
arkansas-leadership-academy-teacher-institute bread-loaf-teacher-network ca-certificated-staff-mentoring
ca-teachers-of-the-year ccsso-national-teacher-of-the-year cec-teacher-of-the-year co-teacher-of-the-year
columbus-state-eds-teacher-leadership connected-arts-networks-teacher-leaders csta-cs-teaching-excellence-awards
de-teacher-of-the-year delaware-teacher-leader-pilot discovery-educator-network-leadership-councils
e4e-boston-massachusetts-teacher-leadership-seminar education-minnesota-early-career-leadership-fellowship
ga-teacher-of-the-year google-certified-innovator gu-teacher-of-the-year harbor-freight-tools-for-schools-prize
heb-excellence-in-education-awards henry-ford-teacher-innovator-awards hi-state-teacher-fellows
icivics-teacher-facilitator-fellows idea-teacher-career-pathway incs-teacher-leadership-cohort iste-community-leaders
jamestown-med-teacher-leadership jennings-annual-educator-awards jewish-new-teacher-project-mentors
k-state-teacher-leadership-academies kenan-fellows-teacher-leadership klingenstein-summer-institute
knowles-senior-fellows-program lanl-math-teacher-leader-network leading-educators-fellowship massachusetts-curate-panels
me-teacher-of-the-year mi-governors-educator-advisory-council mi-teacher-leadership-advisory-council
michigan-master-teachers-program mn-q-comp mo-teacher-of-the-year montana-art-educator-of-the-year
montana-state-raise-stem-leaders montclair-teacher-leadership-endorsement mt-teacher-leaders-in-the-arts
naae-outstanding-agriculture-teacher nc-advanced-teaching-roles nccat-teacher-leadership-institute
ncss-outstanding-social-studies-teacher-of-the-year ncte-cel-emerging-leaders-fellowship
nctm-emerging-teacher-leaders-elementary-mathematics nea-betterlesson-master-teacher-project
nea-foundation-awards-for-teaching-excellence nea-foundation-global-learning-fellowship nea-teacher-leadership-institute
nellie-mae-otoole-teacher-leadership-awards new-leaders-emerging-leaders nj-achievement-coaches
njea-teacher-leader-academy nnstoy-network nv-superintendents-teacher-advisory-cabinet nwp-invitational-summer-institute
ny-state-master-teacher-program ok-teacher-of-the-year oklahoma-medal-for-excellence
opportunity-culture-multi-classroom-leaders osu-outstanding-mentor-educator-award pa-teacher-of-the-year
pdk-washington-emerging-leaders-and-teachers pennsylvania-farm-bureau-ag-institute-teacher-of-the-year
phystec-teacher-in-residence presidential-innovation-award-environmental-educators rodel-exemplary-teacher-initiative
rodel-teacher-council rowland-fellowship sc-teacher-forum sc-teacher-of-the-year score-tennessee-educator-fellowship
shape-america-teacher-of-the-year south-carolina-noyce-fellows stand-lead-fellowship-louisiana
stanford-hollyhock-fellowship sue-lehmann-excellence-in-teacher-leadership-award tabe-bilingual-teacher-of-the-year
tcnj-sistem-master-teacher-fellows tea-union-emerging-leaders-school
teach-plus-colorado-charter-teacher-policy-fellowship teach-plus-colorado-policy-fellowship
teach-plus-pennsylvania-policy-fellowship teacher-powered-ambassadors texas-state-instructional-leadership-cohorts
texas-teacher-of-the-year-tasa tfa-chicago-nwi-alumni-teacher-of-the-year tfa-rural-school-leadership-academy
tn-commissioners-teacher-advisory-council tntp-fishman-prize toli-leadership-institute tx-mentorship-training
tx-teacher-incentive-allotment uconn-noyce-math-teacher-leaders umaine-reading-recovery-teacher-leader
unl-noyce-science-mtf uri-gems-net-teacher-leaders utah-csme-teacher-leadership-cohort wa-best-mentors
washington-post-teacher-of-the-year wi-teacher-of-the-year yale-national-initiative-fellows
""".split()
# those whose words look so and may not: asking errs on the safe side
CAUTIOUS = """
apple-distinguished-educators arizona-master-teacher-program boettcher-teacher-recognition
california-subject-matter-project cee-john-morton-award cu-boulder-ma-teacher-leadership ecet2
fulbright-teachers-for-global-classrooms fund-for-teachers-fellowship gates-foundation-teacher-advisory-council
herb-kohl-teacher-fellowship highlander-fuse-ri-fellowship ky-teachers-advisory-council la-content-leaders
la-mentor-teacher-credential learning-forward-academy lifechanger-of-the-year lowell-milken-center-fellowship
ms-literacy-coach-academy new-teacher-center-mentor-professional-learning nhd-patricia-behring-teacher-of-the-year
nm-teacher-leader-network oregon-distinguished-educators-council saint-marys-reading-recovery-teacher-leader
sontag-prize-in-education tcnj-teacher-leader-endorsement teach-plus-massachusetts-policy-fellowship
uk-teacher-leadership-med-eds us-ed-school-ambassador-fellowship utah-med-teacher-instructional-leadership
wv-teacher-leadership-framework
""".split()

texts = st.text(max_size=200)


def test_the_words_find_what_a_reader_finds_in_every_record(records):
    assert sorted(record.slug for record in records if record.scope != "local" and is_restricted(record)) == sorted(
        [*NARROWED, *CAUTIOUS]
    )


def answer_state(record, state):
    return next(answer for answer in judge(record, Teacher(state), TODAY).answers if answer.name == "state")


def test_no_program_that_leaves_teachers_out_says_yes_to_a_state_or_looks_open(records):
    for record in records:
        for state in (None, "OH", *record.serves_states):
            where = answer_state(record, state)
            if is_restricted(record):
                assert where.verdict != "yes", record.slug
                assert where.stated or record.scope == "local", record.slug
                assert judge(record, Teacher(state), TODAY).code != "open"
            else:
                assert "perhaps" not in where.sentence


@pytest.mark.parametrize(
    ("slug", "state", "sentence", "stated"),
    [
        (
            "michigan-master-teachers-program", "MI", "Open in Michigan, but perhaps not to every teacher there.",
            "Science teachers of grades 5-9 in high-need Michigan districts.",
        ),
        (
            "new-leaders-emerging-leaders", "OH", "Open nationwide, but perhaps not to every teacher.",
            "Teachers and coaches in partner districts",
        ),
        (
            "knowles-senior-fellows-program", None, "Open nationwide, but perhaps not to every teacher.",
            "Only teachers who have finished the Knowles Teaching Fellows Program.",
        ),
    ],
)  # fmt: skip
def test_it_is_asked_and_the_words_are_quoted(records, slug, state, sentence, stated):
    [record] = [record for record in records if record.slug == slug]
    found = answer_state(record, state)
    assert (found.verdict, found.sentence, found.stated) == ("check", sentence, stated)
    outcome = judge(record, Teacher(state), TODAY)
    assert outcome.code == "check"
    assert sentence in outcome.reasons


def test_outside_its_states_the_answer_stays_no(records):
    [record] = [record for record in records if record.slug == "purdue-noyce-microelectronics-mtf"]
    found = answer_state(record, "OH")
    assert found.verdict == "no"
    outcome = judge(record, Teacher("OH"), TODAY)
    assert (outcome.code, outcome.reasons) == ("closed", (found.sentence,))


@pytest.mark.parametrize(
    "part",
    [
        "Teachers in a district that joins", "Members of the association.", "Rural educators", "In Title I schools",
        "Teachers nominated by their partner district", "association members, or not only they", "Teachers in Lee County",
    ],
)  # fmt: skip
def test_words_that_narrow(part):
    assert narrows(part)


@pytest.mark.parametrize(
    "part",
    [
        "", "Teachers nominated by the public.", "Named by their district.", "Educators, members of the association or not.",
        "K-12 STEM teachers from every state and jurisdiction", "An endorsement-only option", "One teacher per district.",
    ],
)  # fmt: skip
def test_words_that_do_not(part):
    assert not narrows(part)


@given(texts, texts)
def test_no_other_words_hide_a_sentence_that_narrows(records, before, after):
    plain = "Teachers in partner districts"
    record = change(records[0], eligibility=f"{before}; {plain}; {after}", scope="state")
    assert is_restricted(record)
    assert plain in find_words_on(record, "state")


@given(texts)
def test_what_is_quoted_stands_in_the_record(records, text):
    record = change(records[0], eligibility=text, scope="state", prerequisites=[])
    assert all(part in text for part in find_words_on(record, "state").split("; "))
    assert bool(find_words_on(record, "state")) or not is_restricted(record)
