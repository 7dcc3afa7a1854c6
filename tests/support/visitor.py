"""A browser without scripts, for a server that runs on its own: cookies and forms, no redirects followed."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import urlencode, urlsplit

from lxml import html

from tests.support.wsgi.headers import PROCESS

PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What the server said: status, where it leads on to, which process spoke (where it tells), and the page."""

    status: int
    location: str
    process: str
    text: str

    def value(self, name: str) -> str:
        """Return what the page's first field of that name holds."""
        values = html.fromstring(self.text).xpath(f"//input[@name='{name}']/@value")
        assert values, f"no field {name} on the page: {self.status} {self.text[:500]}"
        return str(values[0])


class Visitor:
    """Somebody at a browser. Each request has a connection of its own, so tabs can press at once."""

    def __init__(self, url: str, cookies: Mapping[str, str] | None = None) -> None:
        self.url, self.cookies = url, dict(cookies or {})
        self._at = urlsplit(url)

    def tab(self) -> Visitor:
        """Open another tab of the same browser; from now on each has its own cookies."""
        return Visitor(self.url, self.cookies)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Answer:
        """Post a form; the caller names every field, the security token too."""
        return self._ask("POST", path, urlencode(fields), headers)

    def sign_in(self, email: str, password: str) -> Self:
        token = self.get("/sign-in").value("csrf_token")
        answer = self.post("/sign-in", {"csrf_token": token, "email": email, "password": password})
        assert answer.status == 303, f"{email} is not let in: {answer.status} {answer.text[:500]}"
        return self

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self._at.netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        said = answer.headers.get
        return Answer(answer.status, said("Location", ""), said(PROCESS, ""), text)
