"""Places on earlier pages that later stages fill, so that imports keep to one direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

_slots: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def fill(name: str, provider: Callable[..., Any]) -> None:
    """Have `provider` answer when the slot `name` is asked; only wiring.py fills slots."""
    if provider not in _slots[name]:
        _slots[name].append(provider)


def ask(name: str, *args: Any) -> list[Any]:
    """Return what each provider of the slot says, in their order, without those that say nothing."""
    answers = (provider(*args) for provider in _slots[name])
    return [answer for answer in answers if answer]


def slot(name: str, *args: Any) -> Markup:
    """Return the panels of a slot as markup, for templates; a provider renders its own template."""
    return Markup("").join(Markup(panel) for panel in ask(name, *args))  # noqa: S704 - rendered templates
