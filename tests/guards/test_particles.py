"""Korean sentences put no value before a particle that they cannot choose: '…은(는)' is how a form letter reads."""

import re
from pathlib import Path

from tests.guards.test_translations import ROOT, SOURCES, korean

UNDECIDED = re.compile(r"은\(는\)|이\(가\)|을\(를\)|\(으\)로|와\(과\)|과\(와\)")
CHOOSES = ROOT / "workflow" / "documents" / "korean.py"
"""Where a letter's particles are chosen; it shows both only where a name's ending cannot be told."""


def test_no_sentence_leaves_its_particle_open() -> None:
    written: list[Path] = [path for path in SOURCES if path != CHOOSES]
    found = [str(path.relative_to(ROOT)) for path in written if UNDECIDED.search(path.read_text(encoding="utf-8"))]
    assert found + [text for text in korean().values() if UNDECIDED.search(text)] == []
