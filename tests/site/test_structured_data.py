"""A program as linked data: stated facts under schema.org's names, and nothing that is not stated."""

import datetime
import json

import pytest

from catalog.programs.dates.deadlines import is_offered
from catalog.programs.dates.notes import is_for_others
from catalog.site.structured_data import data_block, educational_program
from tests.factories import change

TODAY = datetime.date(2022, 3, 1)
URL = "https://catalog.example/programs/x/"
# those of EducationalOccupationalProgram and of Thing that the catalog can speak to
KNOWN = {
    "@context", "@type", "@id", "url", "name", "description", "identifier", "sameAs", "provider", "programType",
    "educationalProgramMode", "timeToComplete", "applicationDeadline", "programPrerequisites", "educationalCredentialAwarded",
    "occupationalCredentialAwarded", "offers", "subjectOf",
}  # fmt: skip


def test_every_record_is_valid_json_of_stated_facts_alone(records):
    for record in records:
        data = educational_program(record, URL, TODAY)
        block = str(data_block(data))
        assert json.loads(block) == data
        assert not set(block) & set("<>&")
        assert set(data) <= KNOWN
        assert all(data.values())
        assert (data["name"], data["description"], data["identifier"]) == (record.name, record.summary, record.slug)
        assert data["provider"]["name"] == record.sponsor
        assert ("address" in data["provider"]) == bool(record.home_state)
        assert data.get("sameAs") == record.website
        assert ("offers" in data) == (record.pays == "nothing")
        assert ("educationalProgramMode" in data) == bool(record.delivery)
        assert data.get("programPrerequisites", "") == record.eligibility
        months = record.duration_months
        assert ("timeToComplete" in data) == bool(months and months[0] == months[1])
        awarded = [*data.get("educationalCredentialAwarded", []), *data.get("occupationalCredentialAwarded", [])]
        assert len(awarded) == len(record.credentials)
        assert len(data["subjectOf"]) == len(record.sources)
        coming = record.deadline_date and record.deadline_date >= TODAY.isoformat() and is_offered(record)
        coming = coming and not is_for_others(record)
        assert data.get("applicationDeadline") == (record.deadline_date if coming else None)


def test_some_have_each_property(records):
    found = set().union(*(educational_program(record, URL, TODAY) for record in records))
    assert found == KNOWN


@pytest.mark.parametrize(
    ("months", "duration"), [(None, None), ([12, 12], "P12M"), ([2.5, 2.5], "P2.5M"), ([9, 12], None), ([600, 600], "P600M")]
)
def test_a_single_length_is_a_duration(a_record, months, duration):
    assert educational_program(change(a_record, duration_months=months), URL, TODAY).get("timeToComplete") == duration


def test_words_and_types_are_schema_orgs(a_record):
    record = change(
        a_record,
        delivery="in_person",
        sponsor_type="higher_education",
        pays="nothing",
        credentials=["masters", "license_endorsement"],
    )
    data = educational_program(record, URL, TODAY)
    assert data["educationalProgramMode"] == "onsite"
    assert data["provider"]["@type"] == "CollegeOrUniversity"
    assert educational_program(change(record, sponsor_type="district"), URL, TODAY)["provider"]["@type"] == "Organization"
    assert data["offers"] == {"@type": "Offer", "price": 0, "priceCurrency": "USD"}
    [degree], [license_] = data["educationalCredentialAwarded"], data["occupationalCredentialAwarded"]
    assert (degree["credentialCategory"], license_["credentialCategory"]) == ("Master's degree", "License endorsement")


def test_nothing_in_a_record_ends_the_script_element(a_record):
    wicked = "</script><script>alert(1)</script><!-- & \u2028"
    block = str(data_block(educational_program(change(a_record, name=wicked), URL, TODAY)))
    assert "<" not in block
    assert "\u2028" not in block
    assert json.loads(block)["name"] == wicked
