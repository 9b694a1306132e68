"""Values that no database column can hold are refused or find nothing, at every parameter."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

import config.urls  # noqa: F401 - takes models of other apps out of the admin
from catalog.browse.filterset import ProgramFilterSet
from catalog.links import background
from tests.serving.addresses import every_address
from tests.serving.roles import ANONYMOUS, SUPERUSER, client_of

pytestmark = pytest.mark.django_db

HUGE = "9" * 20
VALUES = [HUGE, "-" + HUGE, "9" * 5000, "٣" * 20, "nan", "-inf", "1e400", "\0"]
LISTS = {model._meta.label_lower.replace(".", "_"): model_admin for model, model_admin in admin.site._registry.items()}
ADDRESSES = every_address()
# other parameters of Django's lists
LIST_PARAMETERS = ("p", "o", "q", "all", "e", "_to_field", "_popup", "pk", "pk__in", "pk__gte")
# other parameters of our pages
PAGE_PARAMETERS = (
    "page",
    "per_page",
    "p",
    "rows",
    "cols",
    "show",
    "step",
    "program",
    "form",
    "kind",
    "month",
    "term",
    "outcome",
    "base",
)


def filters_of(model_admin: admin.ModelAdmin) -> Iterator[str]:
    """Filter parameters of a list: its own, and one column of each type."""
    for spec in model_admin.list_filter:
        if name := getattr(spec, "parameter_name", None):
            yield name
    columns = {field.get_internal_type(): field for field in model_admin.model._meta.get_fields()}
    for kind, field in columns.items():
        yield field.name
        if field.is_relation:
            yield f"{field.name}__id__exact"
        elif "Integer" in kind:
            yield f"{field.name}__in"
        elif "Date" in kind:
            yield f"{field.name}__year"


@pytest.mark.parametrize("label", LISTS)
def test_admin_lists_take_any_value_of_any_filter(label):
    client, address = client_of(SUPERUSER), reverse(f"admin:{label}_changelist")
    for number, name in enumerate([*LIST_PARAMETERS, *filters_of(LISTS[label])]):
        value = HUGE if number % 2 else VALUES[number // 2 % len(VALUES)]
        assert client.get(address, {name: value}).status_code in (200, 302, 400, 404), (name, value)


@pytest.mark.parametrize("label", LISTS)
def test_admin_actions_take_any_selection(label):
    client, model_admin, address = client_of(SUPERUSER), LISTS[label], reverse(f"admin:{label}_changelist")
    for action in [name for _, name, _ in model_admin._get_base_actions()]:
        for value in (HUGE, "\0", "nan"):
            data = {"action": action, ACTION_CHECKBOX_NAME: [value], "index": value, "select_across": "0", "post": "yes"}
            assert client.post(address, data).status_code in (200, 302, 400, 404, 422), (action, value)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_takes_any_value_of_its_parameters(name):
    path = ADDRESSES[name]
    client = client_of(SUPERUSER if path.startswith("/admin/") else ANONYMOUS)
    place = list(ADDRESSES).index(name)
    for value in (HUGE, VALUES[place % len(VALUES)]):
        response = client.get(path, dict.fromkeys([*ProgramFilterSet.base_filters, *PAGE_PARAMETERS], value))
        assert response.status_code < 500, value


@pytest.mark.parametrize("value", [HUGE, "9" * 4301, "%00"])
def test_every_address_takes_any_value_in_its_path(value):
    client = client_of(SUPERUSER)
    for name, path in ADDRESSES.items():
        for mark in ("/1/", "/some-program/", "/award/", "/2026.11"):
            if mark in path:
                changed = path.replace(mark, mark.replace(mark.strip("/"), value), 1)
                assert client.get(changed).status_code < 500, name


FORMS = {
    **{name: path for name, path in ADDRESSES.items() if path.startswith("/admin/") and "logout" not in path},
    **{name: ADDRESSES[name] for name in ("suggest", "shortlist")},
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_takes_any_value_of_its_fields(name, monkeypatch):
    monkeypatch.setattr(background, "start", lambda *_: None)
    client, path = client_of(SUPERUSER), FORMS[name]
    page = client.get(path).content.decode(errors="replace")
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)) - {"csrfmiddlewaretoken"}
    for value in (HUGE, "\0"):
        response = client.post(path, dict.fromkeys([*fields, "add", "remove"], value))
        assert response.status_code < 500, value
