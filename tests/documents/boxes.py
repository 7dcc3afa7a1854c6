"""What was laid out, in millimetres from the page's top left corner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflow.core.typesetter import WORD_JOINER, Document

MM = 25.4 / 96
PT = 0.75
HANGUL_ADVANCE = 0.8643  # em, of Pretendard; one 타 is half of it


@dataclass(frozen=True)
class Box:
    """A box with its position and size; `classes` are those of its element and of all around it."""

    page: int
    kind: str
    text: str
    x: float
    y: float
    width: float
    height: float
    font_pt: float
    line_pt: float | None
    classes: tuple[str, ...]
    raw: Any

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def tag(self) -> str:
        return "" if self.raw.element is None else self.raw.element.tag

    def attribute(self, name: str) -> str:
        return "" if self.raw.element is None else self.raw.element.get(name, "")

    def inside(self, other: Box, tolerance: float = 0.05) -> bool:
        return (
            self.x >= other.x - tolerance
            and self.y >= other.y - tolerance
            and self.right <= other.right + tolerance
            and self.bottom <= other.bottom + tolerance
        )


def boxes(document: Document) -> list[Box]:
    """Return all boxes of all pages, parents before children."""
    return [
        box
        for number, page in enumerate(document.pages, start=1)
        for box in _walk(page._page_box, number, ())
    ]


def texts(document: Document, *classes: str) -> list[Box]:
    """Return the boxes that hold text, only those within elements of all `classes`."""
    return [
        box
        for box in boxes(document)
        if box.kind == "TextBox" and box.text.strip() and set(classes) <= set(box.classes)
    ]


def of_class(document: Document, name: str) -> list[Box]:
    """Return the boxes of the elements that bear the class `name` themselves, without their lines."""
    return [
        box
        for box in boxes(document)
        if name in box.attribute("class").split() and box.kind not in {"TextBox", "LineBox"}
    ]


def content_area(document: Document, page: int) -> Box:
    """Return the page's area within its margins."""
    raw = document.pages[page - 1]._page_box
    return _box(raw, page, (), raw.content_box_x(), raw.content_box_y(), raw.width, raw.height)


def in_margin(box: Box) -> bool:
    """Tell whether a box stands in a page's margin on purpose: the page number, 견본, 미리보기."""
    return bool({"MARGIN", "sample-mark", "preview-mark", "frame"} & set(box.classes))


def lines(document: Document, *classes: str) -> list[str]:
    """Return the printed lines as text, only those within elements of all `classes`."""
    rows: dict[tuple[int, float], list[Box]] = {}
    for box in texts(document, *classes):
        rows.setdefault((box.page, round(box.bottom, 1)), []).append(box)
    return [" ".join(box.text.strip() for box in row) for row in rows.values()]


def _walk(raw: Any, page: int, classes: tuple[str, ...]) -> Iterator[Box]:
    raw = getattr(raw, "_box", raw)  # an absolutely positioned box stands behind a placeholder
    if type(raw).__name__ == "MarginBox":
        classes = (*classes, "MARGIN")
    if raw.element is not None:
        classes = (*classes, *raw.element.get("class", "").split())
    yield _box(raw, page, classes, raw.position_x, raw.position_y, raw.margin_width(), raw.margin_height())
    for child in getattr(raw, "children", ()):
        yield from _walk(child, page, classes)


def _box(raw: Any, page: int, classes: tuple[str, ...], x: float, y: float, w: float, h: float) -> Box:
    line_height = raw.style["line_height"]
    size = raw.style["font_size"]
    if isinstance(line_height, float):
        line_pt = line_height * size * PT
    else:
        line_pt = line_height.value * PT if hasattr(line_height, "value") else None
    return Box(
        page=page, kind=type(raw).__name__, text=getattr(raw, "text", "").replace(WORD_JOINER, ""),
        x=x * MM, y=y * MM, width=w * MM, height=h * MM, font_pt=size * PT, line_pt=line_pt,
        classes=classes, raw=raw,
    )  # fmt: skip
