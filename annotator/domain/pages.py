"""The pages of a source that was printed: their size, which characters of the source stand on them, and where."""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a character, from the page's upper left corner; all 0 where it is not on the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `start` and `end` are its characters in the source's text, `boxes` one box each.

    Sizes are points (a 72nd of an inch), or pixels where the source is a picture.
    """

    number: int
    start: int
    end: int
    width: float
    height: float
    boxes: Sequence[Box] = field(default=())

    def packed(self) -> "PackedPage":
        """The page as it is stored."""
        return PackedPage(self.number, self.start, self.end, self.width, self.height, pack_boxes(self.boxes))


@dataclass(frozen=True, slots=True)
class PackedPage:
    """A page with its boxes packed."""

    number: int
    start: int
    end: int
    width: float
    height: float
    boxes: bytes


def pack_boxes(boxes: Iterable[Box]) -> bytes:
    """Boxes in few bytes: single precision, a column after the other (they are alike), compressed."""
    columns = list(zip(*boxes, strict=True))
    return zlib.compress(b"".join(array("f", column).tobytes() for column in columns), 6) if columns else b""


def unpack_boxes(packed: bytes) -> list[Box]:
    """The inverse of `pack_boxes`."""
    if not packed:
        return []
    values = array("f", zlib.decompress(packed))
    count = len(values) // 4
    left, top, right, bottom = (values[k * count : (k + 1) * count] for k in range(4))
    return list(zip(left, top, right, bottom, strict=True))
