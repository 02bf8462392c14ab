"""The pages of a source that was printed: their size, which characters of the source stand on them, and where."""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_BLANKS: Final = 8  # characters without a place that may stand in a line
_GAP: Final = 4.0  # heights that two characters of a line may be apart
_FAR: Final = 5.0  # heights that a point may be from the character that is meant

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


# -- where characters stand --------------------------------------------------------------------------------------


def is_placed(box: Box) -> bool:
    """Whether a character is on the page; blanks and line ends that were not printed are not."""
    return box[2] > box[0] and box[3] > box[1]


def line_around(boxes: Sequence[Box], at: int) -> tuple[int, int] | None:
    """The characters of the printed line in which one stands, or the nearest before it that is on the page."""
    here = next((k for k in range(min(at, len(boxes) - 1), -1, -1) if is_placed(boxes[k])), None)
    if here is None:
        here = next((k for k, box in enumerate(boxes) if is_placed(box)), None)
    if here is None:
        return None
    low = high = here
    for step in (-1, 1):
        last = k = here
        while 0 <= (k := k + step) < len(boxes) and abs(k - last) <= _BLANKS:
            if is_placed(boxes[k]):
                if not _continues(boxes[min(k, last)], boxes[max(k, last)]):
                    break
                last = k
        low, high = min(low, last), max(high, last + 1)
    return low, high


def line_boxes(boxes: Sequence[Box], start: int, end: int) -> list[Box]:
    """The boxes around a range of characters, one for each printed line it runs through."""
    found: list[Box] = []
    last: Box | None = None
    for box in boxes[start:end]:
        if not is_placed(box):
            continue
        if last is not None and _continues(last, box):
            whole = found[-1]
            left, top = min(whole[0], box[0]), min(whole[1], box[1])
            found[-1] = (left, top, max(whole[2], box[2]), max(whole[3], box[3]))
        else:
            found.append(box)
        last = box
    return found


def nearest(boxes: Sequence[Box], x: float, y: float) -> int | None:
    """The character at a point or nearest to it; None where none is within some lines of it."""
    best, least = None, float("inf")
    for at, box in enumerate(boxes):
        if not is_placed(box):
            continue
        left, top, right, bottom = box
        aside = max(left - x, 0.0, x - right)
        above = max(top - y, 0.0, y - bottom)
        far = aside * aside + 4 * above * above  # beside in the line is nearer than in the next
        if far < least:
            best, least = at, far
    if best is not None and least > (_FAR * (boxes[best][3] - boxes[best][1])) ** 2:
        return None
    return best


def _continues(one: Box, other: Box) -> bool:
    """Whether a character goes on in the line of the one before it."""
    height = min(one[3] - one[1], other[3] - other[1])
    level = min(one[3], other[3]) - max(one[1], other[1]) > 0.4 * height
    return level and -0.7 * height < other[0] - one[2] < _GAP * height
