"""One typed settings object, read from the environment once at boot."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEVELOPMENT_SECRET = "development only, refused in production"  # noqa: S105
MEGABYTE = 1024 * 1024


class SettingsError(Exception):
    """The environment does not describe a system that may start; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the parts are and how this installation behaves.

    `field_keys` maps a key id to 32 bytes; the first seals, all of them open. What is secret, or an
    address with a password in it, does not show in the repr. `clock_start` (aware)
    runs the demonstration's clock. `proxy_hops` is the exact number of trusted proxies in front.
    `clamd` is where uploads are checked for viruses: the path of a socket or host:port, '' for nowhere.
    `office_file` is where the office says who it is (core/office.py), '' where it says nothing.
    `outbox_lease` is how many seconds a worker may take for one row before another may take it over,
    `outbox_sweep` how many seconds lie between two searches for rows whose wake-up was lost.
    """

    instance_dir: Path
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    mail_url: str = field(repr=False)
    mail_sender: str
    public_url: str
    secret_key: str = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)
    production: bool = False
    demonstration: bool = False
    clock_start: datetime | None = None
    proxy_hops: int = 0
    upload_limit: int = 20 * MEGABYTE
    clamd: str = ""
    office_file: str = ""
    outbox_lease: int = 300
    outbox_sweep: int = 60
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; raises SettingsError naming the variable that is missing or wrong.

        What the environment leaves open comes from the demonstration that runs in the instance folder,
        where there is one, so that a command typed beside it finds the same database and keys.
        """
        instance = Path(environ.get("INSTANCE_DIR") or ROOT / "instance").absolute()
        production = _is_production(environ.get("YEONSU_ENV", ""))
        if not production:
            environ = {**_running(instance), **environ}
        settings = cls(
            instance_dir=instance,
            database_url=_database_url(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'yeonsu.sqlite3'}"),
            redis_url=environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0",
            mail_url=environ.get("MAIL_URL") or "smtp://127.0.0.1:2525",
            mail_sender=environ.get("MAIL_SENDER") or "Yeonsu <no-reply@yeonsu.example>",
            public_url=(environ.get("PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/"),
            secret_key=environ.get("SECRET_KEY") or DEVELOPMENT_SECRET,
            field_keys=_field_keys(environ.get("FIELD_KEYS", "")),
            production=production,
            demonstration=environ.get("DEMONSTRATION") == "1",
            clock_start=_moment(environ.get("CLOCK_START", "")),
            proxy_hops=_whole_number(environ, "PROXY_HOPS", 0),
            upload_limit=_whole_number(environ, "UPLOAD_LIMIT_MB", 20) * MEGABYTE,
            clamd=_clamd(environ.get("CLAMD", "")),
            office_file=environ.get("OFFICE_FILE", ""),
            outbox_lease=_whole_number(environ, "OUTBOX_LEASE_SECONDS", 300),
            outbox_sweep=_whole_number(environ, "OUTBOX_SWEEP_SECONDS", 60),
        )
        if production:
            settings._refuse_unsafe(environ)
        return settings

    def _refuse_unsafe(self, environ: Mapping[str, str]) -> None:
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32:
            raise SettingsError("SECRET_KEY: set a random value of 32 characters or more")
        if not environ.get("FIELD_KEYS"):
            raise SettingsError("FIELD_KEYS: set ID:BASE64 of 32 random bytes, newest first, separated by commas")
        if not self.public_url.startswith("https://"):
            raise SettingsError("PUBLIC_URL: set the https:// address that people open")
        if self.clock_start is not None:
            raise SettingsError("CLOCK_START: only a demonstration may run on another clock; unset it")
        if self.demonstration:
            raise SettingsError("DEMONSTRATION: its open mailbox and accounts do not belong in production; unset it")


def _is_production(value: str) -> bool:
    """Tell which it is; a misspelt word must not run on the secrets of development."""
    if value not in ("", "development", "production"):
        raise SettingsError(f"YEONSU_ENV: write production or development, not {value!r}")
    return value == "production"


def _running(instance: Path) -> dict[str, str]:
    """Return what the demonstration's launcher has noted for its parts."""
    note = instance / "environment.json"
    noted: dict[str, str] = json.loads(note.read_text()) if note.is_file() else {}
    return noted


def _database_url(url: str) -> str:
    """Name psycopg 3 as the driver where the address leaves it open."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _field_keys(value: str) -> dict[str, bytes]:
    if not value:
        return {"development": b"development only, never for real"}
    keys: dict[str, bytes] = {}
    for part in value.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:  # no base64, or not even ASCII
            key = b""
        if not name or len(key) != 32 or name in keys:
            raise SettingsError("FIELD_KEYS: each entry is ID:BASE64 of exactly 32 bytes, each ID once")
        keys[name] = key
    return keys


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingsError("CLOCK_START: write a moment with its zone, such as 2025-07-03T09:00:00+09:00")
    return moment


def _clamd(value: str) -> str:
    host, _, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isdecimal()):
        raise SettingsError(f"CLAMD: write the path of its socket or HOST:PORT, not {value!r}")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "")
    if not value:
        return default
    if not value.isdecimal():
        raise SettingsError(f"{name}: write a whole number, not {value!r}")
    return int(value)
