"""The sections of the form: which fields each has, which of them are folded, and what is missing or wrong in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from catalog.programs.codebook import rules
from catalog.record_form.forms import MANY, SUPPORTS, RecordForm, is_required
from catalog.record_form.sources import SourceForms
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import vocabulary

# title -> its fields, and after "|" those that few programs have; "sources" and "supports" have a layout of their own
_SECTIONS = {
    "What it is": "name sponsor sponsor_type partners | slug",
    "Where": "scope home_state serves_states serves_basis locality",
    "In short": "website summary",
    "Sources": "sources",
    "The three supports": "supports",
    "What it calls itself": "form form_basis",
    "How it works": ("models practice focus functions aims delivery duration_shortest duration_longest | credentials frameworks"),
    "Money": "pays receives money_note",
    "Who may enter": "entry eligibility audience grade_bands min_years_experience prerequisites | max_years_experience",
    "Deadline": "deadline_month deadline_date deadline_rolling deadline_note",
    "How fresh": "status evidence_year founded",
    "For coders": "confidence note",
}
# what most records say of a support that no page shows; the form offers it
_ABSENT = {
    "prepare": "The pages read describe no training for leading other adults.",
    "place": "The pages read describe no role with duties toward other adults.",
    "recognize": "The pages read describe no award, title or public honor.",
}
_PARTS = ("present", "absence", "basis", "evidence", "source")
_FOLDED = ("serves_states",)  # fields that are long and have few values


@dataclass(frozen=True)
class FormSection:
    """A section of the form, as its template prints it.

    kind     "fields", or "supports" or "sources"
    fields   those that are always open
    rare     those that few programs have; they are folded unless one has a value or an error
    missing  how many required fields are empty
    errors   how many errors it has
    """

    title: str
    kind: str
    fields: tuple[dict[str, Any], ...] = ()
    rare: tuple[dict[str, Any], ...] = ()
    missing: int = 0
    errors: int = 0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"section-{slugify(self.title)}")

    @property
    def rare_title(self) -> str:
        return ", ".join(one["field"].label for one in self.rare)

    @property
    def is_rare_open(self) -> bool:
        return any(one["holds"] or one["field"].errors for one in self.rare)


def sections(form: RecordForm, sources: SourceForms, from_page: Collection[str] = ()) -> list[FormSection]:
    """Return the form's fields in sections; fields in no section come last. Those in `from_page` were filled in from a page."""
    grouped = {name for names in _SECTIONS.values() for name in names.split()}
    rest = [name for name in form.fields if name not in grouped and name.split("_")[0] not in SUPPORTS]
    found = []
    for title, names in {**_SECTIONS, **({"More": " ".join(rest)} if rest else {})}.items():
        if names == "sources":
            missing = int(not any(source["url"].value() for source in sources))
            found.append(FormSection(title, names, missing=missing, errors=_count_source_errors(sources)))
        elif names == "supports":
            fields = [name for name in form.fields if name.split("_")[0] in SUPPORTS]
            missing = _count_missing(form, fields) + int(not any(form[f"{code}_present"].value() for code in SUPPORTS))
            found.append(FormSection(title, names, missing=missing, errors=_count_errors(form, fields)))
        else:
            shown, rare = (part.split() for part in f"{names}|".split("|")[:2])
            found.append(
                FormSection(
                    title,
                    "fields",
                    tuple(present_field(form, name, from_page) for name in shown),
                    tuple(present_field(form, name, from_page) for name in rare),
                    _count_missing(form, shown),
                    _count_errors(form, [*shown, *rare]),
                )
            )
    return found


def in_page_order(errors: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return errors, each with the `id` of its field, in the order of the page; those without a field come last."""
    order = [name.strip("|") for name in " ".join(_SECTIONS.values()).split()]
    order[order.index("supports") : order.index("supports") + 1] = [f"{code}_{part}" for code in SUPPORTS for part in _PARTS]

    def place(error: dict[str, str]) -> int:
        name = error["id"].removeprefix("id_")
        name = "sources" if name.startswith("sources-") else name
        return order.index(name) if name in order else len(order)

    return sorted(errors, key=place)


def present_field(form: RecordForm, name: str, from_page: Collection[str] = ()) -> dict[str, Any]:
    """Describe a field for the template: the bound field, its layout, what it holds, and the meaning of each code.

    `from_page` names the fields that were filled in from a web page.
    """
    bound = form[name]
    is_set = bound.widget_type == "checkboxselectmultiple"
    return {
        "field": bound,
        "wide": is_set or bound.widget_type in ("members", "textarea"),
        "required": is_required(name),
        "narrowed": is_set and len(list(bound.field.widget.choices)) > MANY,
        "folded": name in _FOLDED,
        "holds": _describe_value(form, name),
        "if_empty": f"None chosen: {FIELDS[name].empty.lower()}" if name in _FOLDED else "",
        "meanings": form.meanings.get(name, ()),
        "from_page": name in from_page,
    }


def present_supports(form: RecordForm) -> list[dict[str, Any]]:
    """The fields of the three supports, side by side, each with the codebook's rule."""
    return [
        {
            "code": code,
            "codes": (code,),
            "label": vocabulary("support").label_of(code),
            "rule": rules().supports[code],
            "absent": _ABSENT[code],
            "fields": [present_field(form, f"{code}_{part}") for part in _PARTS if f"{code}_{part}" in form.fields],
        }
        for code in SUPPORTS
    ]


def _describe_value(form: RecordForm, name: str) -> str:
    """Return what a field holds, in words; of a set its labels. Empty if it holds nothing."""
    value = form[name].value()
    if isinstance(value, list):
        labels = dict(getattr(form.fields[name], "choices", ()))
        return ", ".join(str(labels.get(code, code)) for code in value if code)
    return "" if value in (None, False) else str(value)


def _count_missing(form: RecordForm, names: Collection[str]) -> int:
    return sum(1 for name in names if is_required(name) and not form[name].value())


def _count_errors(form: RecordForm, names: Collection[str]) -> int:
    return sum(len(form[name].errors) for name in names) if form.is_bound else 0


def _count_source_errors(sources: SourceForms) -> int:
    return int(sources.total_error_count()) if sources.is_bound else 0
