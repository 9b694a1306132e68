"""Every answer of the API is as its OpenAPI document says, to valid and to invalid requests."""

import json
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from catalog.api.openapi import document
from catalog.browse.filterset import ProgramFilterSet

SERVER = "http://testserver"
# the phase "coverage" gives every parameter a value at once and varies one: some contradict each other, so all are refused alike
CONFIG = SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document(SERVER))), config=CONFIG)


def application(environ, start_response):
    """Serve the catalog by WSGI within the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        return list(served(environ, start_response))
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


served = get_wsgi_application()
schema.app = application


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_every_answer_is_as_documented(case):
    # which slugs are known, which words are searched for, that empty values are dropped: no schema can say it
    excluded = [positive_data_acceptance, negative_data_rejection]
    case.call_and_validate(headers={"Host": "testserver", "Accept-Encoding": "identity"}, excluded_checks=excluded)


def test_the_document_is_valid_openapi_3_1(client, db):
    answer = client.get("/api/v1/schema/")
    found = json.loads(answer.content)
    assert found["openapi"].startswith("3.1")
    validate(found)


def test_the_document_names_every_parameter_of_a_selection_with_its_values_and_an_example():
    found = document(SERVER)
    schemas = found["components"]["schemas"]
    parameters = {one["name"]: one for one in found["paths"]["/api/v1/programs/"]["get"]["parameters"]}
    # clients that are generated from it would give `-type` and `type` one name: these are the properties of one object
    assert (parameters["excluded"]["style"], parameters["excluded"]["explode"]) == ("form", True)
    excluded = schemas["Exclusions"]["properties"]
    assert (set(parameters) - {"excluded"}) | set(excluded) == set(ProgramFilterSet.base_filters)
    for name, one in parameters.items():
        assert one["description"], name
        assert one.get("examples"), name
        assert one["schema"], name
    assert parameters["support"]["schema"]["items"] == {"$ref": "#/components/schemas/SupportCode"}
    assert schemas["SupportCode"]["enum"] == ["prepare", "place", "recognize"]


def test_every_list_of_codes_and_every_address_has_a_name_of_its_own_for_generated_clients():
    found = document(SERVER, ("2026.11",))
    schemas = found["components"]["schemas"]
    operations = [method for path in found["paths"].values() for method in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert len({re.sub(r"\W|_", "", name).lower() for name in schemas}) == len(schemas)
    inside = [one for name, schema in schemas.items() for one in parts(schema)[1:]]
    inside += [one for operation in operations for parameter in operation["parameters"] for one in parts(parameter["schema"])]
    assert not [one for one in inside if "enum" in one or "title" in one]
    for operation in operations:
        names = [re.sub(r"\W|_", "", one["name"]).lower() for one in operation["parameters"]]
        assert len(set(names)) == len(names)


def parts(schema):
    """A schema and all that are in it."""
    inner = [
        *schema.get("properties", {}).values(),
        *schema.get("anyOf", ()),
        schema.get("items"),
        schema.get("additionalProperties"),
    ]
    return [schema, *(part for one in inner if isinstance(one, dict) for part in parts(one))]


@pytest.mark.django_db
def test_every_address_and_parameter_is_described_in_words_for_its_readers(client):
    found = json.loads(client.get("/api/v1/schema/").content)
    for path, methods in found["paths"].items():
        operation = methods["get"]
        assert len(operation["description"]) > 80, path
        assert "Refused" not in operation["description"]
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
            assert parameter["examples"], (path, parameter["name"])


@pytest.mark.django_db
def test_examples_are_of_the_newest_release(client):
    [slug] = [one for one in parameters_of(client, "/api/v1/programs/{slug}/") if one["in"] == "path"]
    listed = next(one for one in parameters_of(client, "/api/v1/programs/") if one["name"] == "list")
    [example] = [one["value"] for one in slug["examples"].values()]
    assert client.get(f"/api/v1/programs/{example}/?release=2026.11").status_code == 200
    [example] = [one["value"] for one in listed["examples"].values()]
    answer = client.get(f"/api/v1/programs/?release=2026.11&list={example}")
    assert answer.json()["count"] == 3


def parameters_of(client, path):
    return json.loads(client.get("/api/v1/schema/").content)["paths"][path]["get"]["parameters"]
