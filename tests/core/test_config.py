"""The settings: what each variable means, what may be left out, and what keeps an installation from starting."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workflow.config import DEVELOPMENT_SECRET, MEGABYTE, ROOT, Settings, SettingsError

KEY, OLDER = bytes(range(32)), bytes(32)


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def read(folder: Path, **environ: str) -> Settings:
    return Settings.from_environment({"INSTANCE_DIR": str(folder), **environ})


def read_production(folder: Path, **changes: str) -> Settings:
    """Read what a production installation says, with these changes."""
    return read(folder, **{
        "YEONSU_ENV": "production", "SECRET_KEY": "x" * 32, "FIELD_KEYS": f"2026:{encoded(KEY)}",
        "PUBLIC_URL": "https://yeonsu.example", **changes,
    })  # fmt: skip


def test_nothing_set_is_a_development_installation_beside_the_code() -> None:
    settings = Settings.from_environment({"INSTANCE_DIR": ""})
    assert settings.instance_dir == ROOT / "instance"


def test_what_is_left_open_stands_on_this_machine(tmp_path: Path) -> None:
    assert read(tmp_path) == Settings(
        instance_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/yeonsu.sqlite3",
        redis_url="redis://127.0.0.1:6379/0", mail_url="smtp://127.0.0.1:2525",
        mail_sender="Yeonsu <no-reply@yeonsu.example>", public_url="http://127.0.0.1:8000",
        secret_key=DEVELOPMENT_SECRET, field_keys={"development": b"development only, never for real"},
        production=False, demonstration=False, clock_start=None, proxy_hops=0, upload_limit=20 * MEGABYTE,
        outbox_lease=300, outbox_sweep=60, testing=False,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "written", "field", "value"), [
    ("DATABASE_URL", "sqlite:////srv/yeonsu.sqlite3", "database_url", "sqlite:////srv/yeonsu.sqlite3"),
    ("DATABASE_URL", "postgresql://y@db/yeonsu", "database_url", "postgresql+psycopg://y@db/yeonsu"),
    ("DATABASE_URL", "postgres://y@db/yeonsu", "database_url", "postgresql+psycopg://y@db/yeonsu"),
    ("DATABASE_URL", "postgresql+psycopg://y@db/yeonsu", "database_url", "postgresql+psycopg://y@db/yeonsu"),
    ("REDIS_URL", "rediss://:secret@cache:6380/1", "redis_url", "rediss://:secret@cache:6380/1"),
    ("MAIL_URL", "smtps://user:secret@mail:465", "mail_url", "smtps://user:secret@mail:465"),
    ("MAIL_SENDER", "연수 <yeonsu@city.example>", "mail_sender", "연수 <yeonsu@city.example>"),
    ("PUBLIC_URL", "https://yeonsu.example/", "public_url", "https://yeonsu.example"),
    ("SECRET_KEY", "of this machine", "secret_key", "of this machine"),
    ("DEMONSTRATION", "1", "demonstration", True),
    ("DEMONSTRATION", "", "demonstration", False),
    ("CLOCK_START", "2025-07-03T09:00:00+09:00", "clock_start", datetime(2025, 7, 3, tzinfo=UTC)),
    ("PROXY_HOPS", "2", "proxy_hops", 2),
    ("UPLOAD_LIMIT_MB", "5", "upload_limit", 5 * MEGABYTE),
    ("CLAMD", "/run/clamav/clamd.ctl", "clamd", "/run/clamav/clamd.ctl"),
    ("CLAMD", "scanner:3310", "clamd", "scanner:3310"), ("CLAMD", "[::1]:3310", "clamd", "[::1]:3310"),
    ("OFFICE_FILE", "/etc/yeonsu/office.yaml", "office_file", "/etc/yeonsu/office.yaml"),
    ("OUTBOX_LEASE_SECONDS", "30", "outbox_lease", 30),
    ("OUTBOX_SWEEP_SECONDS", "10", "outbox_sweep", 10),
    ("YEONSU_ENV", "development", "production", False),
])  # fmt: skip
def test_variable_is_read(tmp_path: Path, name: str, written: str, field: str, value: object) -> None:
    assert getattr(read(tmp_path, **{name: written}), field) == value


def test_first_field_key_seals_and_all_of_them_open(tmp_path: Path) -> None:
    keys = read(tmp_path, FIELD_KEYS=f"2026:{encoded(KEY)}, 2025:{encoded(OLDER)}").field_keys
    assert list(keys.items()) == [("2026", KEY), ("2025", OLDER)]


@pytest.mark.parametrize("written", [
    "2026", "2026:", f":{encoded(KEY)}", f"2026:{encoded(KEY[:31])}", "2026:한글", "2026:not base64!",
    f"2026:{encoded(KEY)},", f"2026:{encoded(KEY)},2026:{encoded(OLDER)}",
])  # fmt: skip
def test_field_keys_that_are_none_are_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="FIELD_KEYS: "):
        read(tmp_path, FIELD_KEYS=written)


@pytest.mark.parametrize("written", ["clamd.ctl", "scanner", ":3310", "scanner:port"])
def test_a_scanner_that_cannot_be_asked_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"CLAMD: write the path of its socket or HOST:PORT, not {written!r}")):
        read(tmp_path, CLAMD=written)


@pytest.mark.parametrize("name", ["PROXY_HOPS", "UPLOAD_LIMIT_MB", "OUTBOX_LEASE_SECONDS", "OUTBOX_SWEEP_SECONDS"])
@pytest.mark.parametrize("written", ["two", "-1", "1.5", "²"])
def test_number_that_is_none_is_refused_by_its_name(tmp_path: Path, name: str, written: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: write a whole number"):
        read(tmp_path, **{name: written})


@pytest.mark.parametrize("written", ["2025-07-03T09:00:00", "tomorrow", "2025-07-03"])
def test_clock_without_a_zone_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="CLOCK_START: write a moment with its zone"):
        read(tmp_path, CLOCK_START=written)


@pytest.mark.parametrize("written", ["prod", "Production", "live"])
def test_misspelt_production_does_not_run_as_development(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsError, match="YEONSU_ENV: write production or development"):
        read(tmp_path, YEONSU_ENV=written)


def test_command_beside_a_running_demonstration_finds_its_parts(tmp_path: Path) -> None:
    (tmp_path / "environment.json").write_text(json.dumps({"REDIS_URL": "redis://x:1/0", "SECRET_KEY": "noted"}))
    found = read(tmp_path, SECRET_KEY="given")
    assert (found.redis_url, found.secret_key) == ("redis://x:1/0", "given")


def test_production_takes_nothing_from_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / "environment.json").write_text(json.dumps({"DEMONSTRATION": "1", "REDIS_URL": "redis://x:1/0"}))
    found = read_production(tmp_path)
    assert (found.production, found.demonstration, found.redis_url) == (True, False, "redis://127.0.0.1:6379/0")


@pytest.mark.parametrize(("name", "written"), [
    ("SECRET_KEY", ""), ("SECRET_KEY", DEVELOPMENT_SECRET), ("SECRET_KEY", "x" * 31),
    ("FIELD_KEYS", ""),
    ("PUBLIC_URL", ""), ("PUBLIC_URL", "http://yeonsu.example"),
    ("CLOCK_START", "2025-07-03T09:00:00+09:00"),
    ("DEMONSTRATION", "1"),
])  # fmt: skip
def test_production_does_not_start(tmp_path: Path, name: str, written: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_production(tmp_path, **{name: written})


def test_readme_names_every_variable() -> None:
    source = (ROOT / "workflow" / "config.py").read_text()
    variables = set(re.findall(r"""environ(?:\.get\(|, )"([A-Z_]+)\"""", source)) | {"INSTANCE_DIR"}
    readme = (ROOT / "README.md").read_text()
    assert len(variables) == 17
    assert [name for name in sorted(variables) if f"`{name}" not in readme] == []


def test_secrets_do_not_show_where_settings_are_printed(tmp_path: Path) -> None:
    settings = read_production(
        tmp_path, DATABASE_URL="postgresql://y:pw-of-db@db/y", REDIS_URL="redis://:pw-of-redis@r/0",
        MAIL_URL="smtp://u:pw-of-mail@m", SECRET_KEY="pw-of-sessions" * 3,
    )  # fmt: skip
    assert "pw-of" not in repr(settings)
    assert KEY.decode("latin-1")[:4] not in repr(settings)
