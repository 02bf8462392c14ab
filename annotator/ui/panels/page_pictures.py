"""Scans that came as pictures, drawn as pages; in a process of its own, since damaged files can end it."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from annotator.errors import InputError
from annotator.reading.page_drawing import Drawing, fitting

_MEGABYTES = 1024  # that a picture may take when it is unpacked
_TURNED = QImageIOHandler.Transformation.TransformationRotate90


class Pictures:
    """The pictures of a file, turned as their camera says; sizes in pixels."""

    def __init__(self, path: Path) -> None:
        QImageReader.setAllocationLimit(_MEGABYTES)
        self._path = path
        reader = QImageReader(str(path))
        if not (reader.canRead() and reader.size().isValid()):
            raise InputError("The pages of this file cannot be drawn: it is damaged or locked.")
        self._count = max(1, reader.imageCount())

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each picture."""
        found = (_size(self._reader(number)) for number in range(1, self._count + 1))
        return [(float(max(size.width(), 1)), float(max(size.height(), 1))) for size in found]

    def draw(self, number: int, scale: float) -> Drawing:
        """A picture, larger or smaller than it is."""
        reader = self._reader(number)
        size = reader.size()
        if size.isValid():
            scale = fitting(size.width(), size.height(), scale)
            if scale < 1.0:
                wanted = QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
                reader.setScaledSize(wanted)
        image = reader.read()
        if image.isNull():
            raise InputError("Page {page} is damaged and cannot be drawn.", page=number)
        plain = QImage(image.size(), QImage.Format.Format_RGB32)
        plain.fill(0xFFFFFFFF)
        _paint(plain, image)
        return Drawing(plain.width(), plain.height(), plain.bytesPerLine(), bytes(plain.constBits()))

    def _reader(self, number: int) -> QImageReader:
        reader = QImageReader(str(self._path))
        reader.setAutoTransform(True)
        if number > 1 and not reader.jumpToImage(number - 1):
            raise InputError("Page {page} is damaged and cannot be drawn.", page=number)
        return reader


def _size(reader: QImageReader) -> QSize:
    size = reader.size()
    return size.transposed() if reader.transformation() & _TURNED else size


def _paint(paper: QImage, image: QImage) -> None:
    """Puts a picture on white paper, which shows through where it is transparent."""
    from PySide6.QtGui import QPainter

    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
