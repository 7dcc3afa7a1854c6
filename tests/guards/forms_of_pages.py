"""The forms that pages show, read as a browser would send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html
from lxml.html import FormElement, HtmlElement


@dataclass(frozen=True)
class PageForm:
    """Where a form is sent, and what it holds: each field's values, with nothing changed by the reader."""

    action: str
    method: str
    fields: dict[str, list[str]]
    files: frozenset[str]


def forms_of(page: str, address: str) -> Iterator[PageForm]:
    """Yield the forms of a page at `address`."""
    if not page.strip():
        return
    for form in html.fromstring(page).iter("form"):
        assert isinstance(form, FormElement)
        fields: dict[str, list[str]] = {}
        files = set()
        for element in form.iter("input", "select", "textarea", "button"):
            if name := element.get("name"):
                if element.get("type") == "file":
                    files.add(name)
                else:
                    fields.setdefault(name, []).extend(_values(element))
        for element in form.getroottree().xpath(f"//*[@form='{form.get('id')}']") if form.get("id") else ():
            if name := element.get("name"):
                fields.setdefault(name, []).extend(_values(element))
        action = form.get("action") or address
        yield PageForm(action.split("#")[0], (form.get("method") or "get").upper(), fields, frozenset(files))


def _values(element: HtmlElement) -> list[str]:
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    if element.tag == "textarea":
        return [element.text or ""]
    if element.tag == "button" or (element.get("type") in ("checkbox", "radio") and element.get("checked") is None):
        return []
    return [element.get("value") or ""]
