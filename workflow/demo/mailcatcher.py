"""A real SMTP server on the loopback address that keeps every message instead of passing it on.

`python -m workflow.demo.mailcatcher --folder instance/mail --port 2525`. The demonstration sends to
it, so what leaves the outbox has crossed a real SMTP dialogue; `workflow.demo.mailbox` reads what came.
It can also misbehave on request, which is how the tests meet the failures of a real server.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from workflow.demo import mailbox

HOST = "127.0.0.1"
SIZE_LIMIT = 50 * 1024 * 1024


@dataclass
class Faults:
    """How the server misbehaves; by default, not at all.

    `busy_first`: so many messages are put off with 451. `refuse`: recipients that match get 550.
    `drop_first`: so many messages are kept, but the connection breaks before the 250, as it does
    when a server dies at the worst moment. `delay`: seconds between keeping a message and the 250.
    """

    busy_first: int = 0
    refuse: re.Pattern[str] | None = None
    drop_first: int = 0
    delay: float = 0.0


class Catcher:
    """The handler of the SMTP dialogue."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.folder = folder
        self.faults = faults

    async def handle_RCPT(  # noqa: N802  (named by aiosmtpd)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient, or refuse it for good."""
        if self.faults.refuse is not None and self.faults.refuse.search(address):
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message, then say so."""
        if self.faults.busy_first > 0:
            self.faults.busy_first -= 1
            return "451 4.3.0 busy, try again later"
        content = envelope.original_content or b""
        key = mailbox.keep(self.folder, content, envelope.mail_from or "", envelope.rcpt_tos)
        if self.faults.drop_first > 0:
            self.faults.drop_first -= 1
            cast(asyncio.Transport, server.transport).abort()
        await asyncio.sleep(self.faults.delay)
        return f"250 2.0.0 kept as {key}"


async def serve(folder: Path, port: int, faults: Faults) -> None:
    """Catch mail on `port` of the loopback address until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    catcher = Catcher(folder, faults)

    def converse() -> SMTP:
        return SMTP(
            catcher, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="localhost", loop=loop
        )

    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    server = await loop.create_server(converse, HOST, port)
    async with server:
        await done.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailcatcher", description="Keep every message that is sent here.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--busy-first", type=int, default=0, metavar="N", help="put N messages off with 451")
    parser.add_argument("--refuse", type=re.compile, metavar="PATTERN", help="answer 550 to these recipients")
    parser.add_argument(
        "--drop-first", type=int, default=0, metavar="N", help="keep N messages without a 250"
    )
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS", help="wait before each 250")
    given = parser.parse_args()
    faults = Faults(given.busy_first, given.refuse, given.drop_first, given.delay)
    asyncio.run(serve(given.folder, given.port, faults))


if __name__ == "__main__":
    main()
