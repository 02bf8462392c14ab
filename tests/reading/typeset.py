"""Typesets newspaper pages as PDF: articles in columns under headlines, as printing houses make them.

The font is Adobe's song face for Chinese by its name alone, so that nothing has to be installed; PDFium knows its
characters.
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from reading.pages import ems, set_lines
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True)
class Setting:
    """How a page is set; lengths in points."""

    columns: int = 3
    width: int = 14  # ems of a column
    size: float = 9.0
    leading: float = 13.0
    gutter: float = 16.0
    height: float = 500.0  # of a column
    headline: float = 24.0
    overprinted: tuple[tuple[float, float], ...] = ()  # further prints of the headline, by how far off
    bold: bool = False  # headings in the text printed twice, a hair's breadth off
    level: bool = True  # whether the lines of all columns stand level
    shuffled: int = 0  # a seed to draw the lines in another order
    turned: int = 0  # degrees by which the page is turned
    paper: tuple[float, float] = (640.0, 860.0)

    @property
    def em(self) -> float:
        """The width of a column with its gutter."""
        return self.width * self.size + self.gutter


@dataclass
class Press:
    """Draws pages and keeps what was drawn until the page is done, so that its order can be changed."""

    setting: Setting
    encryption: StandardEncryption | None = None
    drawn: list[tuple[float, float, float, str]] = field(default_factory=list)
    file: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.file, pagesize=self.setting.paper, encrypt=self.encryption)

    def draw(self, x: float, y: float, size: float, text: str) -> None:
        """Puts a line on the page."""
        self.drawn.append((x, y, size, text))

    def end_page(self) -> None:
        """Prints the page."""
        if self.setting.shuffled:
            Random(self.setting.shuffled).shuffle(self.drawn)
        if self.setting.turned:
            wide, high = self.setting.paper
            self.canvas.setPageRotation(self.setting.turned)
            self.canvas.translate(*{90: (wide, 0), 180: (wide, high), 270: (0, high)}[self.setting.turned])
            self.canvas.rotate(self.setting.turned)
        for x, y, size, text in self.drawn:
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(x, y, text)
        self.drawn = []
        self.canvas.showPage()

    def finished(self) -> bytes:
        """The document."""
        self.canvas.save()
        return self.file.getvalue()


def _rows(paragraphs: Sequence[str], setting: Setting) -> Iterator[tuple[float, str, bool]]:
    """Indent in ems, text of each line, and whether it is a heading."""
    for paragraph in paragraphs:
        heading = not paragraph.rstrip("”").endswith(("。", "！", "？"))
        if heading and len(paragraph) <= setting.width:
            yield (setting.width - ems(paragraph)) / 2, paragraph, True
            continue
        for number, line in enumerate(set_lines(paragraph, setting.width, 2)):
            yield (2.0 if number == 0 else 0.0), line, False


def set_article(
    press: Press, article: Sequence[str], top: float, left: float = 40.0, columns: int = 0, shift: float = 0.0
) -> float:
    """Sets an article: its headline over the columns, `shift` to the right; the rest in them, on new pages if needed.

    Returns the lowest baseline of its last page.
    """
    setting = press.setting
    count = columns or setting.columns
    for dx, dy in ((0.0, 0.0), *setting.overprinted):
        press.draw(left + shift + dx, top + dy, setting.headline, article[0])
    start = top - setting.headline * 1.2
    rows = list(_rows(article[1:], setting))
    column, y, lowest = 0, start, start
    room = min(setting.height, -(-len(rows) // count) * setting.leading + 1)
    for indent, text, heading in rows:
        if start - y > room:
            column, y = column + 1, start
            if column == count:
                press.end_page()
                column, y, start = 0, 800.0, 800.0
        shift = 0.0 if setting.level else column * 4.0
        x = left + column * setting.em + indent * setting.size
        press.draw(x, y - shift, setting.size, text)
        if heading and setting.bold:
            press.draw(x + 0.3, y - shift, setting.size, text)
        lowest = min(lowest, y - shift)
        y -= setting.leading
    return lowest


def raw_pdf(content: bytes, pages: int = 1) -> bytes:
    """A document whose pages all have this content, in Helvetica as /F."""
    packed = zlib.compress(content)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b"3 0 R " * pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    file = io.BytesIO()
    file.write(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    table = file.tell()
    file.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table)
    return file.getvalue()
