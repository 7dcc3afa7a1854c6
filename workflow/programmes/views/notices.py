"""A notice in parts: what follows from the call alone is rendered once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template
from flask_login import current_user
from markupsafe import Markup

from workflow.core.i18n import current_language
from workflow.programmes import notice as wording
from workflow.programmes.models import Call
from workflow.programmes.phases import standing_of

KEPT = 64
"""How many notices a process keeps, each in each language."""

_Key = tuple[int, int, datetime, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a notice says in one language, whoever reads it and whenever. `dates_while_open` leave out the deadline,
    which stands above them with the time left."""

    title: str
    amendments: Markup
    body: Markup
    dates: Markup
    dates_while_open: Markup
    contact: Markup


def page(call: Call, parts: Parts, *, preview: bool = False) -> str:
    """Render a notice for this reader at this moment; `preview` says that staff look at a draft."""
    return render_template(
        "programmes/notice.html", call=call, standing=standing_of(call), parts=parts, preview=preview,
        signed_in=current_user.is_authenticated,
    )  # fmt: skip


def kept_parts(call: Call) -> Parts:
    """Return the parts of a public notice in the reader's language, made where they are not kept yet.

    Every change of a call counts its version up, that of an attachment too, so what is kept under the
    row's identity and version is never out of date.
    """
    key = (call.id, call.version, call.created_at, current_language())
    kept: OrderedDict[_Key, Parts] = current_app.extensions.setdefault("notices", OrderedDict())
    parts = kept.get(key)
    if parts is None:
        parts = kept[key] = make_parts(call)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return parts


def make_parts(call: Call, *, preview: bool = False) -> Parts:
    """Render the parts; `preview` leads to the attachments of a draft."""
    template = current_app.jinja_env.get_template("programmes/notice_parts.html")
    macros = template.make_module({"notice": wording})

    def part(name: str, *arguments: object) -> Markup:
        macro: Callable[..., Markup] = getattr(macros, name)
        return macro(call, *arguments)

    return Parts(
        str(call.title), part("amendments"), part("body"), part("dates", True), part("dates", False), part("contact", preview)
    )
