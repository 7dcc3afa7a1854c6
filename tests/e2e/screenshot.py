"""`make screenshot`: makes the README's picture, the proposal for selection of the worked set.

`python -m tests.e2e.screenshot`. It is made of a running installation in Chromium, like the tests.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.e2e.town import flask, town
from tests.support.browser import chromium

DEMO = Path(__file__).parents[2] / "workflow" / "demo"
PICTURE = DEMO / "screenshot.png"
CALL = "URT-2025"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, town(Path(folder), browser, "screening") as here:
        flask(here.env, "selection", "scores", "import", str(DEMO / "scores-2025.yaml"), "--call", CALL)
        page = here.person("officer")
        page.set_viewport_size({"width": 1200, "height": 1250})
        page.goto(f"/manage/calls/{CALL}/selection")
        page.screenshot(path=PICTURE)
    print(f"made {PICTURE.relative_to(DEMO.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
