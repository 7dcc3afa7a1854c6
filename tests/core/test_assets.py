"""The copy step of the front-end files, and the letters that the fonts of documents hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from workflow.core import assets

SAMPLE_NAMES = (
    "PEÑA Bogotá",
    "Nguyễn Thị Minh Hạnh",
    "Дилшод Ғафуров Ҳикмат Ӣ Ӯ Қ Ҷ Ў",
    "Әлия Ғали Қанат Ңұр Өмір Ұлан Үміт Һ І",
    "Oʻktam Şahin Ğ İ ı Ț Ș",
    "김연수 뷁똠",
    "محمد عبد الله پ چ ژ گ",
)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return a node_modules with an empty file for each that is copied, and a stylesheet of two icons."""
    root = tmp_path / "node_modules"
    for copy in assets.COPIES:
        path = root / copy.pattern.replace("*.woff2", "slice.0.woff2").replace("LICENSE*", "LICENSE")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    resources = root / "krds-uiux" / "resources"
    (resources / "css" / "component" / "output.css").write_text(
        "a{background:url(../../img/icon/a.svg)} b{mask:url(../../img/icon/absent.svg)}", encoding="utf-8"
    )
    (resources / "img" / "icon").mkdir(parents=True)
    (resources / "img" / "icon" / "a.svg").write_text("<svg/>", encoding="utf-8")
    (resources / "img" / "icon" / "unused.svg").write_text("<svg/>", encoding="utf-8")
    return root


def test_copy_assets_takes_the_named_files_and_only_icons_in_use(packages: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    written = assets.copy_assets(packages, target)
    icons = [path.name for path in (target / "krds" / "img").rglob("*.svg")]
    assert written == len(assets.COPIES) + 1
    assert icons == ["a.svg"]


def test_copy_assets_again_writes_nothing(packages: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assets.copy_assets(packages, target)
    assert assets.copy_assets(packages, target) == 0


def test_copy_assets_writes_what_changed(packages: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assets.copy_assets(packages, target)
    script = packages / "krds-uiux" / "resources" / "js" / "component" / "ui-script.js"
    script.write_text("changed", encoding="utf-8")
    os.utime(script, (1, 1))
    assert assets.copy_assets(packages, target) == 1
    assert (target / "krds" / "js" / "component" / "ui-script.js").read_text(encoding="utf-8") == "changed"


def test_copy_assets_without_packages_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="npm ci"):
        assets.copy_assets(tmp_path / "node_modules", tmp_path / "vendor")


def test_copy_assets_with_an_incomplete_package_names_the_file(packages: Path, tmp_path: Path) -> None:
    (packages / "pretendard" / "dist" / "LICENSE.txt").unlink()
    with pytest.raises(assets.AssetsMissing, match=r"pretendard/dist/LICENSE\.txt"):
        assets.copy_assets(packages, tmp_path / "vendor")


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_pdf_fonts_hold_every_letter_of_a_name(name: str, weight: int) -> None:
    held: set[int] = set()
    for weights in assets.pdf_fonts().values():
        with TTFont(weights[weight], lazy=True) as font:
            held |= set(font.getBestCmap())
    assert [letter for letter in name if ord(letter) not in held] == []
