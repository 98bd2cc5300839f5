"""The card's figure: spans by label and split, as an SVG file that is the same to the byte wherever it is made."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from annotate.dataset.options import SPLITS
from annotate.dataset.stats import Counting
from annotate.label_set import LabelSet

FIGURE = "counts.svg"
_WIDTH, _LEFT, _RIGHT, _ROW, _BAR, _TOP = 720, 180, 80, 34, 18, 44
_FILLS = dict(zip(SPLITS, ("#2f6f8f", "#8a6fb0", "#d08a3c"), strict=True))
_LONGEST = 24
"""Characters of a title that have room beside the bars."""

_STYLE = (
    "text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #33363b; }"
    " @media (prefers-color-scheme: dark) { text { fill: #d9d8d4; } }"
)


def counts_figure(label_set: LabelSet, counting: Counting) -> bytes:
    """A bar for each label, as long as it has spans, in one piece for each split."""
    present = [split for split in SPLITS if split in counting.splits]
    rows = [
        (label.title, [counting.splits[split].spans[label.name] for split in present]) for label in label_set.labels
    ]
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    height = _TOP + _ROW * len(rows) + 6
    said = "; ".join(f"{title}: {sum(numbers):,}" for title, numbers in rows)
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>Spans by label and split. {_text(said)}</title>",
        f"<style>{_STYLE}</style>",
        *_legend(present),
    ]
    for place, (title, numbers) in enumerate(rows):
        parts += _bar(title, list(zip(present, numbers, strict=True)), most, _TOP + place * _ROW)
    return ("\n".join([*parts, "</svg>"]) + "\n").encode()


def _legend(splits: Sequence[str]) -> list[str]:
    parts = []
    for place, split in enumerate(splits):
        left = _LEFT + place * 110
        parts.append(f'<rect x="{left}" y="12" width="12" height="12" rx="2" fill="{_FILLS[split]}"/>')
        parts.append(f'<text x="{left + 18}" y="22">{_text(split)}</text>')
    return parts


def _bar(title: str, numbers: Sequence[tuple[str, int]], most: int, top: int) -> list[str]:
    room = _WIDTH - _LEFT - _RIGHT
    shown = title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
    parts = [f'<text x="{_LEFT - 12}" y="{top + 14}" text-anchor="end">{_text(shown)}</text>']
    before = 0
    for split, number in numbers:
        # Whole pixels from whole numbers: no machine rounds them otherwise.
        left, right = (_LEFT + room * reach // most for reach in (before, before + number))
        before += number
        if right > left:
            parts.append(f'<rect x="{left}" y="{top}" width="{right - left}" height="{_BAR}" fill="{_FILLS[split]}"/>')
    parts.append(f'<text x="{_LEFT + room * before // most + 8}" y="{top + 14}">{before:,}</text>')
    return parts


def _text(text: str) -> str:
    """Escaped, and without the characters that XML cannot hold."""
    return escape("".join(" " if c < " " or c in "\ufffe\uffff" else c for c in text))
