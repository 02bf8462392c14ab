"""Scans made from typeset pages: rendered, aslant, in the formats of scanners. For tests of recognition."""

import io
from collections.abc import Sequence

import pypdfium2
import pytest
from PIL import Image
from reading.typeset import Press, Setting, set_article

from annotator.reading import ocr

needs_ocr = pytest.mark.skipif(
    not ocr.is_installed(), reason="text recognition is not installed: the extra “ocr”, for Python 3.11 and 3.12"
)


def page(article: Sequence[str], setting: Setting, sharp: float = 3.0) -> Image.Image:
    """A page as a picture; it needs a Chinese font on the system, as the window does."""
    press = Press(setting)
    set_article(press, article, 800)
    press.end_page()
    return pictures(press.finished(), sharp)[0]


def pictures(document: bytes, sharp: float = 3.0) -> list[Image.Image]:
    """The pages of a document."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        return [one.render(scale=sharp).to_pil().convert("RGB") for one in pdf]
    finally:
        pdf.close()


def saved(pages: Sequence[Image.Image], kind: str) -> bytes:
    """Pictures as a file; several only as TIFF or PDF."""
    file = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(file, kind, **more)
    return file.getvalue()
