"""The browser and the installation that the stories of this folder are told in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.town import Town, town
from tests.support.browser import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def here(tmp_path: Path, browser: Browser) -> Iterator[Town]:
    with town(tmp_path / "instance", browser) as installation:
        yield installation
