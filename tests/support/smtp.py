"""A mail server that answers as a test says, for what a decent server never does."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType

DRIP = "drip"
OFFERS = "250-here\r\n250 SIZE 50000000"


class ScriptedServer:
    """Listens on the loopback address inside a `with` block.

    `answers` maps a verb (CONNECT, EHLO, MAIL, RCPT, DATA, '.', NOOP) to answers that are given in
    turn, the last one for ever: a reply line, a number of seconds to be silent first, DRIP for an
    answer without end, or None to break the line. `messages` are those whose final dot was read,
    `commands` all that was said, `lines` how many lines were opened.
    """

    def __init__(self, **answers: list[str | float | None]) -> None:
        self.answers = {"CONNECT": ["220 ready"], "EHLO": [OFFERS], "DATA": ["354 go on"], **answers}
        self.messages: list[bytes] = []
        self.commands: list[str] = []
        self.lines = 0

    def __enter__(self) -> ScriptedServer:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.lines += 1
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as heard, contextlib.suppress(OSError):
            if not self._answer("CONNECT", line):
                return
            while command := heard.readline():
                said = command.decode("latin-1").strip()
                self.commands.append(said)
                verb = said.split(" ")[0].upper()
                if verb == "QUIT":
                    line.sendall(b"221 bye\r\n")
                    return
                if not self._answer(verb, line):
                    return
                if verb == "DATA" and self._last == "354":
                    self.messages.append(_until_dot(heard.readline))
                    if not self._answer(".", line):
                        return

    def _answer(self, verb: str, line: socket.socket) -> bool:
        """Answer; False where the line is to be broken."""
        script = self.answers.get(verb, ["250 ok"])
        given = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(given, float):
            time.sleep(given)
            return self._answer(verb, line)
        if given is None:
            return False
        while given == DRIP:
            line.sendall(b"250-and\r\n")
            time.sleep(0.1)
        line.sendall(given.encode() + b"\r\n")
        self._last = given[:3]
        return True


def _until_dot(read: Callable[[], bytes]) -> bytes:
    content = b""
    while (line := read()) not in (b".\r\n", b""):
        content += line[1:] if line.startswith(b"..") else line
    return content
