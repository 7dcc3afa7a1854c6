"""What people write, as markup: paragraphs, lines and links. Nothing that was written becomes markup itself."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[!-;=?-~]+", re.IGNORECASE | re.ASCII)
"""A web address: visible ASCII without < and >, so that a Korean particle right behind it is not part of it."""

AFTER = ".,;:!?'\"*"
"""What closes a sentence behind an address rather than the address."""


def prose(text: str) -> Markup:
    """Return `text` as paragraphs (parted by blank lines) with its line breaks kept and its addresses clickable."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())]
    return Markup("\n").join(Markup("<p>{}</p>").format(_lines(part)) for part in paragraphs if part.strip())


def _lines(paragraph: str) -> Markup:
    return Markup("<br>\n").join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> Markup:
    """Return a line with its addresses as links; they tell the other site nothing of ours."""
    done, parts = 0, []
    for found in ADDRESS.finditer(line):
        address = _without_ending(found[0])
        if "://" not in address or address.endswith("://"):
            continue
        parts += [escape(line[done:found.start()]),
                  Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)]
        done = found.start() + len(address)
    return Markup("").join([*parts, escape(line[done:])])


def _without_ending(address: str) -> str:
    """Leave out the point of the sentence and a bracket that was opened before the address."""
    while address:
        last = address[-1]
        if last in AFTER or (last in ")]" and address.count(last) > address.count("(" if last == ")" else "[")):
            address = address[:-1]
        else:
            break
    return address
