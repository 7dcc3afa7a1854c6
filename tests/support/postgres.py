"""A private PostgreSQL cluster for tests: its own folder and socket, never as root, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from types import TracebackType

import psycopg

from workflow.demo import children

PATIENCE = 30.0
_names = count(1)


class Cluster:
    """A cluster that lives as long as the `with` block, or this process; connections go through its socket.

    It forgets what was written when the machine fails (fsync is off), which no test is about.
    """

    def __enter__(self) -> Cluster:
        self.folder = Path(tempfile.mkdtemp(prefix="yeonsu-pg-"))
        self._user = _server_user()
        if self._user:
            shutil.chown(self.folder, self._user)
        data = self.folder / "data"
        self._initialise(data)
        self._server = children.start(
            "postgres",
            [
                *(_binaries() / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses="),
                *("-c", "fsync=off", "-c", "max_connections=150"),
            ],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            log=self.folder / "log",
            cwd=self.folder,
            when_orphaned=signal.SIGQUIT,
            user=self._user,
        )
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.process.send_signal(signal.SIGQUIT)  # at once: its data are thrown away
        self._server.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://yeonsu@/{name}?host={self.folder}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """Make a database as a copy of `template`, to which nobody may be connected; return its address."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def fresh_database(self, template: str) -> tuple[str, str]:
        """Make a copy of `template` under a new name; return the name and the address."""
        name = f"test_{next(_names)}"
        return name, self.create_database(name, template)

    def drop_database(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="yeonsu", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _initialise(self, data: Path) -> None:
        options = ["-U", "yeonsu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        whom = {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []} if self._user else {}
        done = subprocess.run(
            [_binaries() / "initdb", "-D", data, *options],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **whom,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"initdb: {done.stdout}")

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._execute("SELECT 1")
            except psycopg.OperationalError as error:
                if not self._server.is_running or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL does not start: {self._server.last_words()}") from error
                time.sleep(0.02)


def _server_user() -> str | None:
    """Whom the server runs as: this user, but never root, as which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return None
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def _binaries() -> Path:
    """Find the server's programs, which Debian keeps off the PATH; 15 where it is, else the newest."""
    folders = {path.parts[-3]: path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    if folders:
        return folders.get("15") or folders[max(folders, key=int)]
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("PostgreSQL's server programs are missing; make test installs them")
    return Path(found).parent
