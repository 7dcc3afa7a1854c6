"""`make bench`: print each figure in milliseconds and in units of the bare page, beside its limit."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from flask_migrate import upgrade

from tests.bench import bare
from tests.bench.harness import Figure, get, measure
from tests.conftest import KST_JULY, make_settings
from workflow.app import create_app


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="yeonsu-bench-") as name:
        folder = Path(name)
        app = create_app(make_settings(folder, f"sqlite:///{folder}/bench.sqlite3", clock_start=KST_JULY))
        bare.add(app)
        with app.app_context():
            upgrade(directory=str(app.extensions["migrate"].directory))
        unit = measure(app, get(bare.PATH))
        _print("bare page (the unit)", unit, unit)
    return 0


def _print(name: str, figure: Figure, unit: Figure, limit: float | None = None) -> None:
    units = figure.milliseconds / unit.milliseconds
    verdict = "" if limit is None else f"at most {limit:g}: {'yes' if units <= limit else 'NO'}"
    print(
        f"{name:<44}{figure.milliseconds:8.2f} ms {units:6.2f} units"
        f"{figure.reads.queries:4d} queries {figure.reads.rows:5d} rows {figure.size / 1000:7.1f} kB  {verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())
