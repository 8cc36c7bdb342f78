"""QR codes as one path of squares, so that a page shows them without a script, a style or a file of their own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import segno

QUIET_ZONE: Final = 4
"""Light modules around the code. Source: ISO/IEC 18004, 6.3.8: four of them."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """The code of `address`: a square of `size` modules, its dark ones in `path` (SVG)."""

    address: str
    size: int
    path: str


def qr_of(address: str) -> QrCode:
    """The code that leads to an address; a quarter of it may be dirty. Raises segno's DataOverflowError beyond 1,600 letters."""
    rows = [list(row) for row in segno.make(address, error="q", micro=False).matrix_iter(border=QUIET_ZONE)]
    return QrCode(address, len(rows), "".join(_runs(row, y) for y, row in enumerate(rows)))


def _runs(row: list[int], y: int) -> str:
    """One row's dark runs as rectangles."""
    drawn, x = [], 0
    for is_dark, modules in groupby(row, key=bool):
        width = len(list(modules))
        drawn += [f"M{x} {y}h{width}v1h-{width}z"] if is_dark else []
        x += width
    return "".join(drawn)
