"""What documents are made of: our stylesheets, drawings and fonts, and what stops a document."""

from __future__ import annotations

from pathlib import Path

from workflow.core import assets

DOCUMENTS = (assets.ROOT / "templates" / "documents").resolve()
ASSET = "asset:"  # a file below templates/documents, or a font of the documents
GIVEN = "given:"  # bytes that the caller hands over
FONT = f"{ASSET}font/"
ASSET_KINDS = {".css", ".svg", ".png"}


class ResourceRefused(Exception):
    """A document asked for an address that is not the project's own; nothing was fetched."""


class GlyphsMissing(Exception):
    """No font has some of the letters, so the page would show boxes; `letters` says which."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        codes = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)
        super().__init__(f"no font of the documents has these letters: {codes}")


def asset_path(name: str) -> Path | None:
    """Return the file `name` below templates/documents, or None where it is no stylesheet or drawing there."""
    path = (DOCUMENTS / name).resolve()
    if path.suffix not in ASSET_KINDS or not path.is_relative_to(DOCUMENTS) or not path.is_file():
        return None
    return path


def font_files() -> dict[str, Path]:
    return {
        f"{FONT}{path.name}": path for weights in assets.pdf_fonts().values() for path in weights.values()
    }
