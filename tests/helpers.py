"""What tests share: a page as a browser gets it, parsed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tests.elements import Element, parse


def plain_text(element: Element) -> str:
    """The text of an element on one line."""
    return " ".join(element.get_text(" ").split())


@dataclass(frozen=True)
class ParsedPage:
    """A page that was fetched: its HTML, the parsed document, its text."""

    html: str

    @cached_property
    def document(self) -> Element:
        """The parsed page."""
        return parse(self.html)

    @cached_property
    def text(self) -> str:
        """All its text on one line."""
        return plain_text(self.document)

    def all(self, selector: str) -> list[Element]:
        """Every element that a CSS selector finds."""
        return self.document.select(selector)

    def one(self, selector: str) -> Element:
        """The only element that a CSS selector finds; fails where there is none or more than one."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def has(self, selector: str) -> bool:
        """Whether a CSS selector finds anything."""
        return bool(self.all(selector))

    def text_of(self, selector: str) -> str:
        """The text of the only element that a CSS selector finds."""
        return plain_text(self.one(selector))

    def data(self, selector: str, name: str) -> list[str]:
        """The `data-name` attribute of every element that a CSS selector finds."""
        return [str(element[f"data-{name}"]) for element in self.all(selector)]

    def form_data(self, selector: str, button: str) -> dict[str, list[str]]:
        """What a browser without JavaScript sends of a form when its button of this name is pressed."""
        form = self.one(selector)
        assert form.select_one(f'[type="submit"][name="{button}"], button[name="{button}"]'), f"no button {button}"
        data: dict[str, list[str]] = {button: ["1"]}
        for field in form.select("input[name], select[name], textarea[name]"):
            kind = field.get("type")
            if kind in ("submit", "file") or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
                continue
            if field.name == "textarea":
                value = field.text
            elif field.name == "select":
                option = field.select_one("option[selected]") or field.select_one("option")
                value = option["value"] if option else ""
            else:
                value = field.get("value", "on" if kind == "checkbox" else "")
            data.setdefault(str(field["name"]), []).append(str(value))
        return data

    @property
    def slugs(self) -> list[str]:
        """The programs that the page lists, in order."""
        return self.data("[data-slug]", "slug")

    @property
    def count(self) -> int:
        """How many programs the page says that there are."""
        return int(str(self.one("#result-count")["data-count"]))

    def counts(self, facet: str) -> dict[str, int]:
        """The count of each value of a facet in the filter panel."""
        values = self.all(f'[data-facet="{facet}"]')
        return {str(value["data-value"]): int(str(value["data-count"])) for value in values}


def page(client, address: str, status: int = 200, **headers: str) -> ParsedPage:
    """The page at an address, which must answer with this status."""
    response = client.get(address, headers=headers or None)
    assert response.status_code == status, (address, response.status_code, response.get("Location"))
    return ParsedPage(response.content.decode())
