"""A small clamd on a real socket: it speaks INSTREAM and knows one virus."""

from __future__ import annotations

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.samples import EICAR


class FakeClamd:
    """Answers at `address` until the block ends. `answer` replaces its verdict; None: it hangs up instead.

    `limit` is its StreamMaxLength; `seen` are the files that it was sent.
    """

    def __init__(self, path: Path | None = None, *, answer: str | None = "", limit: int = 1 << 30) -> None:
        self.server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.server.bind(str(path) if path else ("127.0.0.1", 0))
        self.server.listen()
        self.address = str(path) if path else f"127.0.0.1:{self.server.getsockname()[1]}"
        self.answer, self.limit = answer, limit
        self.seen: list[bytes] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while (length := struct.unpack(">L", stream.read(4))[0]) and len(content) <= self.limit:
                    content += stream.read(length)
                self.seen.append(content)
                if self.answer is not None:
                    stream.write(self._verdict(content).encode() + b"\0")

    def _verdict(self, content: bytes) -> str:
        if len(content) > self.limit:
            return "INSTREAM size limit exceeded. ERROR"
        return self.answer or ("stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK")
