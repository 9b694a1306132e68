"""What the tests of the program form send and read."""

import re

from django.urls import reverse

from catalog.record_form.conversion import initial
from tests.helpers import ParsedPage, plain_text

ADD = "/admin/catalog/program/add/"


def form_url(program):
    return reverse("admin:catalog_program_change", args=[program.pk])


def form_data(record, button="_save", base=0, **changes):
    """What a browser sends of the form that holds this record; a change to None leaves the field out."""
    values, sources = initial(record)
    data = {name: value for name, value in values.items() if value not in (None, False, "")}
    data |= {"sources-TOTAL_FORMS": len(sources), "sources-INITIAL_FORMS": len(sources), "base": base, button: "1"}
    for number, source in enumerate(sources):
        data |= {f"sources-{number}-{key}": value for key, value in source.items()}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def parse(response):
    return ParsedPage(response.content.decode())


def error_fields(response):
    """The fields that the list of errors above the form links to, without their prefix."""
    return [re.sub("^#(id_)?", "", link["href"]) for link in parse(response).all(".errornote li a")]


def error_text(response):
    return " ".join(plain_text(note) for note in parse(response).all(".errornote, .errorlist"))
