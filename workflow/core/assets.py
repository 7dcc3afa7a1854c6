"""Front-end files: what of node_modules the pages and the documents use, copied to static/vendor.

`python -m workflow.core.assets` copies. It is quick where nothing changed, so every start may run it.
The packages themselves are pinned in package-lock.json; which of their licences apply is written in
workflow/static/THIRD_PARTY.md.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "workflow" / "static" / "vendor"

ICON_ADDRESS = re.compile(r"url\([\"']?\.\./\.\./(img/[^)\"']+)[\"']?\)")


class AssetsMissing(Exception):
    """The npm packages are not installed; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Files of a package (a glob pattern below node_modules) and the folder below static/vendor."""

    pattern: str
    folder: str


COPIES = (
    Copy("krds-uiux/resources/css/component/output.css", "krds/css/component"),
    Copy("krds-uiux/resources/css/token/krds_tokens.css", "krds/css/token"),
    Copy("krds-uiux/resources/js/component/ui-script.js", "krds/js/component"),
    Copy("krds-uiux/README.md", "krds"),
    # On the web Pretendard comes in slices by unicode-range, so a page loads only the letters it shows.
    Copy("pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css", "fonts/pretendard"),
    Copy(
        "pretendard/dist/web/variable/woff2-dynamic-subset/*.woff2", "fonts/pretendard/woff2-dynamic-subset"
    ),
    # In documents it is the whole font: names of trainees may hold any of its letters.
    Copy("pretendard/dist/public/static/alternative/Pretendard-Regular.ttf", "fonts/pretendard"),
    Copy("pretendard/dist/public/static/alternative/Pretendard-Bold.ttf", "fonts/pretendard"),
    Copy("pretendard/dist/LICENSE.txt", "fonts/pretendard"),
    Copy(
        "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
        "fonts/noto-sans-arabic",
    ),
    Copy("@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf", "fonts/noto-sans-arabic"),
    Copy("@expo-google-fonts/noto-sans-arabic/LICENSE*", "fonts/noto-sans-arabic"),
)


def copy_assets(source: Path = NODE_MODULES, target: Path = VENDOR) -> int:
    """Copy what changed from `source` (node_modules) to `target`; return how many files were written.

    Raises AssetsMissing where the packages are not installed or lack a file that is needed.
    """
    if not source.is_dir():
        raise AssetsMissing(
            f"{source.name} is missing. Run `npm ci` in {source.parent.name}, then this again."
        )
    written = 0
    for copy in COPIES:
        found = sorted(source.glob(copy.pattern))
        if not found:
            raise AssetsMissing(
                f"No file matches {copy.pattern} in {source.name}. Run `npm ci`, then this again."
            )
        written += sum(_copy_file(path, target / copy.folder / path.name) for path in found)
    return written + _copy_icons(source / "krds-uiux" / "resources", target / "krds")


def pdf_fonts(vendor: Path = VENDOR) -> dict[str, dict[int, Path]]:
    """Return the fonts of documents: family -> {weight: file}, in the order of the fallback.

    Pretendard holds Hangul, Latin with Vietnamese, and Cyrillic with the Uzbek, Tajik and Kazakh
    letters; Noto Sans Arabic holds the rest of the names.
    """
    pretendard = vendor / "fonts" / "pretendard"
    arabic = vendor / "fonts" / "noto-sans-arabic"
    return {
        "Pretendard": {400: pretendard / "Pretendard-Regular.ttf", 700: pretendard / "Pretendard-Bold.ttf"},
        "Noto Sans Arabic": {
            400: arabic / "NotoSansArabic_400Regular.ttf",
            700: arabic / "NotoSansArabic_700Bold.ttf",
        },
    }


def _copy_icons(resources: Path, target: Path) -> int:
    """Copy only the images that the stylesheet names."""
    stylesheet = (resources / "css" / "component" / "output.css").read_text(encoding="utf-8")
    names = sorted(set(ICON_ADDRESS.findall(stylesheet)))
    # The stylesheet names a few images that the package does not ship; no component here shows them.
    present = [name for name in names if (resources / name).is_file()]
    return sum(_copy_file(resources / name, target / name) for name in present)


def _copy_file(source: Path, target: Path) -> bool:
    """Copy one file unless the target has the same size and time; say whether it was written."""
    if target.is_file():
        old, new = target.stat(), source.stat()
        if (old.st_size, int(old.st_mtime)) == (new.st_size, int(new.st_mtime)):
            return False
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    return True


def main() -> int:
    """Copy and report; 1 where the packages are missing."""
    try:
        written = copy_assets()
    except AssetsMissing as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"Front-end files are in place ({written} written).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
