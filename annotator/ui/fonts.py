"""Which typefaces the window uses: the first of a list that this machine has, and never none."""

from functools import cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase

from annotator.i18n import mark, tr

INTERFACE: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei UI",
    "WenQuanYi Micro Hei",
)
SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", *INTERFACE)

INTERFACE_SIZE: Final = 13
SECONDARY_SIZE: Final = 11
TITLE_SIZE: Final = 20
ARTICLE_SIZE: Final = 17

_NO_CHINESE: Final = mark(
    "No font here can show Chinese: characters appear as boxes. Install one, then start the program again "
    "(Debian, Ubuntu: sudo apt install fonts-noto-cjk; Fedora: sudo dnf install google-noto-sans-cjk-fonts)."
)


@cache
def families(preferred: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some typefaces that are there, in order; Qt's own choice follows them for what they lack."""
    return tuple(name for name in preferred if QFontDatabase.hasFamily(name))


def has_chinese() -> bool:
    """Whether any typeface here can show Chinese."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def advice() -> str:
    """What to do where no typeface can show Chinese: in English first, as Chinese could not be read then. Else none."""
    if has_chinese():
        return ""
    return "\n".join(dict.fromkeys((_NO_CHINESE, tr(_NO_CHINESE))))


def font(preferred: tuple[str, ...], pixels: int, *, bold: bool = False) -> QFont:
    """A font of the first of some typefaces that is there, `pixels` high."""
    made = QFont()
    if found := families(preferred):
        made.setFamilies(list(found))
    made.setPixelSize(max(pixels, 1))
    made.setBold(bold)
    return made


def interface_font(pixels: int = INTERFACE_SIZE, *, bold: bool = False) -> QFont:
    """The font of everything but the article."""
    return font(INTERFACE, pixels, bold=bold)


def secondary_font() -> QFont:
    """The small font of counts, dates and hints."""
    return interface_font(SECONDARY_SIZE)


def tabular(made: QFont) -> QFont:
    """The same font with digits of one width, for columns of numbers."""
    copy = QFont(made)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy


def article_font(pixels: int = ARTICLE_SIZE, *, serif: bool = True, bold: bool = False) -> QFont:
    """The font of the article."""
    return font(SERIF if serif else INTERFACE, pixels, bold=bold)
