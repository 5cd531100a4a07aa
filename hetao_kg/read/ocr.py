"""Pictures of pages -> lines, by the optional extra ``ocr`` (RapidOCR: its models are in the wheel, nothing is fetched)."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Sequence
from typing import Any

#: Dots per inch at which a page is drawn for reading.
_RESOLUTION = 200


def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def read_pictures(document: Any, pages: Sequence[int]) -> dict[int, list[str]]:  # noqa: ANN401
    """Paragraphs read from the pictures of ``pages`` (one-based), by page; a page where nothing is read is left out."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR()
    found: dict[int, list[str]] = {}
    for number in pages:
        bitmap = document[number - 1].render(scale=_RESOLUTION / 72)
        result = engine(bitmap.to_numpy())
        boxes = getattr(result, "boxes", None)
        if boxes is None or result.txts is None:
            continue
        lines = sorted(
            (
                (
                    float(min(p[1] for p in box)),
                    float(min(p[0] for p in box)),
                    float(max(p[0] for p in box)),
                    float(max(p[1] for p in box)),
                    text,
                )
                for box, text in zip(boxes, result.txts, strict=True)
            ),
            key=lambda line: (round(line[0] / 12), line[1]),
        )
        if lines:
            found[number] = _paragraphs(lines)
    return found


def _paragraphs(lines: Sequence[tuple[float, float, float, float, str]]) -> list[str]:
    """Lines that run to the right edge go on in the next."""
    edge = max(line[2] for line in lines)
    left = min(line[1] for line in lines)
    found: list[str] = []
    going = False
    for top, start, end, bottom, text in lines:
        size = bottom - top
        if going and start < left + 1.2 * size:
            found[-1] += text
        else:
            found.append(text)
        going = end > edge - 1.8 * size
    return found
