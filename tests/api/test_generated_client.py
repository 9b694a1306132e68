"""openapi-python-client makes a whole client of the API's document, and that client understands real answers."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from catalog.api.openapi import document
from tests.browse import oracle

ANSWERED = {
    "programs": "/api/v1/programs/?state=OH&form=fellowship",
    "program": "/api/v1/programs/nyc-big-apple-awards/",
    "facets": "/api/v1/facets/?form=award",
    "types": "/api/v1/types/",
    "terms": "/api/v1/terms/?vocabulary=form",
    "teachers": "/api/v1/teachers/?form=award",
    "organizations": "/api/v1/organizations/?per_page=100",
    "crosstab": "/api/v1/crosstab/?rows=type&cols=sponsor_type",
    "reliability": "/api/v1/reliability/",
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The package of a client made from the API's document; a warning of the generator is an error."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document("http://testserver", ("2026.11",))), encoding="utf-8")
    (folder / "config.yaml").write_text("post_hooks: []\n")
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--meta", "none", "--fail-on-warning"]
    options = ["--path", "openapi.json", "--config", "config.yaml", "--output-path", "catalog_client"]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("catalog_client")
    sys.path.remove(str(folder))


def test_every_address_of_the_api_is_generated(generated):
    folder = Path(generated.__file__).parent / "api" / "catalog"
    made = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert made == set(ANSWERED)
    assert len(made) == len(document("http://testserver")["paths"])


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ANSWERED)
def test_the_generated_client_understands_a_real_answer(client, generated, operation):
    module = importlib.import_module(f"catalog_client.api.catalog.{operation}")
    answer = client.get(ANSWERED[operation])
    response = httpx.Response(answer.status_code, content=answer.content, headers={"Content-Type": answer["Content-Type"]})
    parsed = module._parse_response(client=generated.Client(base_url="http://testserver"), response=response)
    assert parsed.to_dict() == answer.json()


@pytest.mark.django_db
def test_the_generated_client_asks_for_what_is_chosen_and_what_is_left_out(client, generated, records):
    facets, models = (importlib.import_module(f"catalog_client.{name}") for name in ("api.catalog.facets", "models"))
    left_out = models.Exclusions(type_=["award", "credential"])
    asked = facets._get_kwargs(state=[models.StateChoice.OH], excluded=left_out)
    address = httpx.Request(**{**asked, "url": f"http://testserver{asked['url']}"}).url
    assert address.params.get_list("state") == ["OH"]
    assert address.params.get_list("-type") == left_out.type_
    fitting = [one for one in records if oracle.fits(one, {"state": ["OH"]}, {}, excluded={"type": left_out.type_})]
    assert client.get(address.raw_path.decode()).json()["count"] == len(fitting)
