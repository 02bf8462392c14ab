"""Decodes pictures and recognises the characters in them: the part of OCR that runs in a process of its own.

The only module that imports what the extra `ocr` installs.
"""

import io
import math
import warnings
from functools import cache
from statistics import median
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps

from annotator.reading.ocr import DAMAGED, TOO_LARGE, TOO_MANY, Letter, Picture, Refused

_FORMATS: Final = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS: Final = 120_000_000  # of one picture: a newspaper page scanned at 400 dots an inch has 50 million
_MOST_PICTURES: Final = 200
_LONGEST: Final = 5000  # pixels of a side; larger pictures are made smaller
_NARROWEST: Final = 8  # pixels; no character is as small
_LONGEST_RATIO: Final = 40  # of the sides of a line that is a picture by itself
_LONG: Final = 8  # characters of a line whose slant counts
_STEEPEST: Final = 0.2  # radians
_LEVEL: Final = 0.003
_DASHES: Final = "一一"  # what becomes of a long dash at the beginning of a line
_SURE: Final = 0.97

# Damaged files make Pillow's decoders raise all of these.
_FAULTS: Final = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, MemoryError)


@cache
def _engine() -> Any:
    """What recognises. Lines are looked for in a picture of 2000 pixels and read in the whole one: quick and exact."""
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(max_side_len=10**6, det_limit_type="max", use_cls=False)


def read_file(data: bytes) -> list[Picture] | Refused:
    """All pictures of a file."""
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is unpacked
    found: list[Picture] = []
    with warnings.catch_warnings(action="ignore"):
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as file:
                count = getattr(file, "n_frames", 1)
                if count > _MOST_PICTURES:
                    return Refused(TOO_MANY, _MOST_PICTURES)
                for number in range(count):
                    file.seek(number)
                    if file.width * file.height > _MOST_PIXELS:
                        return Refused(TOO_LARGE)
                    found.append(_read(_grey(file)))
        except _FAULTS:
            return Refused(DAMAGED)
    return found


def _grey(picture: Image.Image) -> Image.Image:
    """A picture upright and in grey, what is transparent in white."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    elif upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256)
    return upright.convert("L")


def read_pixels(width: int, height: int, stride: int, pixels: bytes) -> Picture:
    """A picture of grey pixels."""
    return _read(Image.frombuffer("L", (width, height), pixels, "raw", "L", stride, 1))


def _read(picture: Image.Image) -> Picture:
    """The lines of a picture; one that lies aslant is turned and read again."""
    width, height = picture.size
    if min(width, height) < _NARROWEST or max(width, height) > _LONGEST_RATIO * min(width, height):
        return Picture(width, height, 0.0, [])
    scale = min(1.0, _LONGEST / max(width, height))
    if scale < 1.0:
        picture = picture.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    found = _recognised(picture)
    slant = _slant(found)
    if slant:
        turned = picture.rotate(math.degrees(slant), Image.Resampling.BICUBIC, fillcolor=255)
        found = _recognised(turned)
    read = (_letters(places, words, sure, scale) for _box, _text, _score, places, words, sure in found)
    lines = [_dashed(line) for line in read if line]
    return Picture(width, height, slant, lines)


def _recognised(picture: Image.Image) -> Any:
    found, _ = _engine()(np.asarray(picture.convert("RGB")), return_word_box=True)
    return found or ()


def _slant(found: Any) -> float:
    """By what angle the lines sink to the right, in radians; nothing where they are as good as level."""
    slants = []
    for box, text, *_ in found:
        (left, top), (right, sunk) = box[0], box[1]
        if len(text) >= _LONG and right > left:
            slants.append(math.atan2(sunk - top, right - left))
    slant = median(slants) if slants else 0.0
    return slant if _LEVEL < abs(slant) < _STEEPEST else 0.0


def _letters(places: Any, words: Any, sure: Any, scale: float) -> list[Letter]:
    """The characters of a line; those of a word that has one box share it evenly."""
    found = []
    for place, word, certainty in zip(places, words, sure, strict=False):
        xs, ys = [point[0] / scale for point in place], [point[1] / scale for point in place]
        left, step = min(xs), (max(xs) - min(xs)) / max(len(word), 1)
        for at, char in enumerate(word):
            if step > 0 and math.isfinite(step):
                low = left + at * step
                found.append(Letter(char, low, min(ys), low + step, max(ys), float(certainty)))
    return found


def _dashed(line: list[Letter]) -> list[Letter]:
    """The line with the long dash that two signs for “one” at its beginning are, where they are not sure."""
    if "".join(one.char for one in line[:2]) == _DASHES and min(line[0].certainty, line[1].certainty) < _SURE:
        return [one._replace(char="—") for one in line[:2]] + line[2:]
    return line
