"""What a first visit to a page carries, fonts apart: the page and the styles, scripts and drawings it names."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from flask import Flask

LINKED = re.compile(r"""(?:href|src)=["']([^"'#]+\.(?:css|js|svg|png)(?:\?[^"']*)?)["']""")
ACCEPTED = "gzip, deflate"  # what every browser takes, over http too
INSIDE_STYLES = re.compile(r"""url\(["']?([^"')]+\.(?:css|svg|png))["']?\)""")


def transferred(app: Flask, path: str, cookie: str = "") -> int:
    """Return the bytes, compressed as a browser asks for them, of a page and of all that it names.

    Every drawing of a stylesheet counts, though a browser fetches only those that the page shows.
    """
    client = app.test_client(use_cookies=False)
    page = client.get(path, headers={"Cookie": cookie})
    assert page.status_code == 200, f"{path} answers {page.status_code}"
    due = {urljoin(path, link) for link in LINKED.findall(page.get_data(as_text=True))}
    total, seen = _compressed(app, path, cookie), set()
    while due - seen:
        address = (due - seen).pop()
        seen.add(address)
        total += _compressed(app, address, "")
        if urlsplit(address).path.endswith(".css"):
            rules = client.get(address).get_data(as_text=True)
            due |= {urljoin(address, link) for link in INSIDE_STYLES.findall(rules)}
    return total


def _compressed(app: Flask, path: str, cookie: str) -> int:
    headers = {"Accept-Encoding": ACCEPTED, "Cookie": cookie}
    answer = app.test_client(use_cookies=False).get(path, headers=headers)
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return len(answer.get_data())
