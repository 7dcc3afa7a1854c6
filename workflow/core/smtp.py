"""The line to the mail server; the only user of smtplib.

It raises what the outbox knows: Unavailable (the server, which says nothing about the message),
Temporary (4xx, or the line broke) and Final (5xx).
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from workflow.config import SettingsError
from workflow.core.outbox_worker import Final, Temporary, Unavailable

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
HANG_UP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes. `encryption`: 'always' (smtps), 'required', 'offered' (STARTTLS where the server
    has it) or 'never'. Certificates are always verified."""

    host: str
    port: int
    encryption: str
    user: str
    password: str

    @classmethod
    def from_url(cls, url: str) -> Server:
        """Read smtp://USER:PASSWORD@HOST:PORT?starttls=required or smtps://…; raises SettingsError."""
        parts = urlsplit(url)
        choice = parse_qs(parts.query).get("starttls", ["offered"])[-1]
        always = parts.scheme == "smtps"
        try:
            port = parts.port or (465 if always else 25)
        except ValueError:
            port = 0
        known = parts.scheme in ("smtp", "smtps") and choice in ("offered", "required", "never")
        if not known or not parts.hostname or not port:
            raise SettingsError(
                "MAIL_URL: write smtp://USER:PASSWORD@HOST:PORT?starttls=required or smtps://…"
            )
        return cls(
            host=parts.hostname, port=port, encryption="always" if always else choice,
            user=unquote(parts.username or ""), password=unquote(parts.password or ""),
        )

    def open(self, hello: str) -> Line:
        """Open a line, encrypted and signed in as the settings say. Raises Unavailable."""
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._connect(hello)
            smtp.ehlo_or_helo_if_needed()
            self._encrypt(smtp)
            if self.user:
                smtp.login(self.user, self.password)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            _hang_up(smtp)
            raise Unavailable(
                f"the mail server {self.host}:{self.port} cannot be used: {_said(error)}"
            ) from error
        except Unavailable:
            _hang_up(smtp)
            raise
        return Line(smtp)

    def _connect(self, hello: str) -> smtplib.SMTP:
        if self.encryption == "always":
            verifying = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, hello, timeout=CONNECT_SECONDS, context=verifying)
        return smtplib.SMTP(self.host, self.port, hello, timeout=CONNECT_SECONDS)

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        offered = smtp.has_extn("starttls")
        if self.encryption == "required" or (self.encryption == "offered" and offered):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        elif self.encryption == "offered" and self.user:
            raise Unavailable(
                f"the mail server {self.host}:{self.port} offers no encryption, so the password was not sent to it; "
                "?starttls=never in MAIL_URL permits it"
            )


class Line:
    """An open line, good for many messages, one after the other."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def answers(self) -> bool:
        """Tell whether the server is still there."""
        try:
            self._socket.settimeout(CONNECT_SECONDS)
            return bool(self._smtp.noop()[0] == 250)
        except (smtplib.SMTPException, OSError):
            return False

    def send(self, sender: str, recipient: str, content: bytes, *, seconds: float) -> None:
        """Hand one message to one recipient over, within `seconds`. Raises Temporary or Final.

        With one recipient a message its own answer decides, and no refusal can be overlooked as in
        the dict that smtplib returns for several.
        """
        handed_over = False
        try:
            with self._cut_off(seconds):
                self._socket.settimeout(min(ANSWER_SECONDS, seconds))
                size = [f"size={len(content)}"] if self._smtp.has_extn("size") else []
                _accept(*self._smtp.mail(sender, size))
                _accept(*self._smtp.rcpt(recipient))
                self._socket.settimeout(seconds)  # a server may look long at a message that it has read
                handed_over = True
                _accept(*self._smtp.data(content))
        except smtplib.SMTPDataError as error:  # the server did not want to read it
            _accept(error.smtp_code, error.smtp_error)
            raise Temporary(_said(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            note = (
                " after the message was sent; it may arrive twice, under one Message-ID"
                if handed_over
                else ""
            )
            raise Temporary(f"the line broke{note}: {_said(error)}") from error

    def close(self) -> None:
        _hang_up(self._smtp)

    @property
    def _socket(self) -> socket.socket:
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the line is closed")
        return self._smtp.sock

    @contextlib.contextmanager
    def _cut_off(self, seconds: float) -> Iterator[None]:
        """Break the line after `seconds`, however slowly the server drips its answers: time-outs of
        a socket begin anew with every byte."""
        line = self._socket

        def cut() -> None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _accept(code: int, answer: bytes | str) -> None:
    """Read the server's answer: 2xx is accepted, 5xx final, and anything else is tried again."""
    if 200 <= code < 300:
        return
    raise (Final if 500 <= code < 600 else Temporary)(f"{code} {_decoded(answer)}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return str(error) or type(error).__name__


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _hang_up(smtp: smtplib.SMTP | None) -> None:
    """Take leave where the server still listens, and close in any case."""
    if smtp is None:
        return
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if smtp.sock is not None:
            smtp.sock.settimeout(HANG_UP_SECONDS)
            smtp.quit()
    smtp.close()
