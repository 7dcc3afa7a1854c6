"""The README shows what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from workflow.demo.lifecycle import MACHINES, drawings

README = Path(__file__).parents[2] / "README.md"


def test_readme_draws_the_tables_of_transitions() -> None:
    section = re.search(r"<!-- lifecycle -->\n(.*)\n<!-- /lifecycle -->", README.read_text(), re.DOTALL)
    assert section is not None
    assert section[1].strip() == drawings().strip()


def test_every_drawing_names_each_verb() -> None:
    for _name, machine in MACHINES:
        for transition in machine.transitions:
            assert f": {transition.verb}" in machine.mermaid()
