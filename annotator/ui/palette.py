"""Every colour of the window, light and dark, and what Qt is told of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from annotator.bundled import bundled

OKABE_ITO: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""The label colours in the order in which new labels get them; colour-blind people can tell them apart."""

_TEXT_CONTRAST: Final = 4.5
_LINE_CONTRAST: Final = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one look, as #RRGGBB; `tint` is how strongly a tag's label colour fills it, from 0 to 1."""

    name: str
    dark: bool
    ground: str  # the window
    paper: str  # the article, lists, fields
    raised: str  # menus, tooltips, what floats
    hover: str
    line: str  # what separates
    edge: str  # borders of fields and buttons
    ink: str
    secondary: str
    pale: str  # paragraph numbers, placeholders: the palest text
    accent: str  # focus and selection, nothing else
    on_accent: str
    selection: str  # behind selected text and rows
    find: str
    find_current: str
    good: str
    warning: str
    bad: str
    tint: float


LIGHT: Final = Palette(
    name="light",
    dark=False,
    ground="#F6F6F4",
    paper="#FFFFFF",
    raised="#FFFFFF",
    hover="#ECECE8",
    line="#E4E4E0",
    edge="#CFCFCA",
    ink="#1F2328",
    secondary="#57606A",
    pale="#687079",
    accent="#5B53C6",
    on_accent="#FFFFFF",
    selection="#DDDBF5",
    find="#FFF1B8",
    find_current="#FFD75E",
    good="#1A7F4B",
    warning="#8A5A00",
    bad="#B42318",
    tint=0.12,
)

DARK: Final = Palette(
    name="dark",
    dark=True,
    ground="#17181A",
    paper="#1E1F22",
    raised="#26282C",
    hover="#2A2C30",
    line="#2C2E33",
    edge="#43464D",
    ink="#E3E4E6",
    secondary="#A9AEB6",
    pale="#8B9199",
    accent="#A7A2FA",
    on_accent="#17181A",
    selection="#3B3A63",
    find="#4A421C",
    find_current="#75610F",
    good="#5CC48D",
    warning="#E0B050",
    bad="#FF8A7A",
    tint=0.22,
)

PALETTES: Final = {palette.name: palette for palette in (LIGHT, DARK)}


@dataclass(frozen=True, slots=True)
class LabelColours:
    """What a label's colour becomes on a palette's paper: opaque tint, line (contrast 3), text (contrast 4.5)."""

    tint: str
    line: str
    text: str


@lru_cache(maxsize=256)
def label_colours(palette: Palette, colour: str) -> LabelColours:
    """The shades of a label's colour (#RRGGBB) on a palette's paper."""
    return LabelColours(
        tint=mixed(colour, palette.paper, palette.tint),
        line=_legible(colour, palette.paper, palette.ink, _LINE_CONTRAST),
        text=_legible(colour, palette.paper, palette.ink, _TEXT_CONTRAST),
    )


def _legible(colour: str, ground: str, ink: str, least: float) -> str:
    """The colour, brought as near to the ink as it must be to reach a contrast."""
    return next(
        (shade for step in range(21) if contrast(shade := mixed(ink, colour, step / 20), ground) >= least),
        ink,
    )


def mixed(over: str, under: str, share: float) -> str:
    """The opaque colour that `share` (0 to 1) of one colour over another makes."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@cache
def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def qt_palette(palette: Palette) -> QPalette:
    """What Qt's own widgets are drawn with."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, colour in (
        (role.Window, palette.ground),
        (role.WindowText, palette.ink),
        (role.Base, palette.paper),
        (role.AlternateBase, palette.ground),
        (role.Text, palette.ink),
        (role.PlaceholderText, palette.pale),
        (role.Button, palette.ground),
        (role.ButtonText, palette.ink),
        (role.BrightText, palette.bad),
        (role.ToolTipBase, palette.raised),
        (role.ToolTipText, palette.ink),
        (role.Highlight, palette.selection),
        (role.HighlightedText, palette.ink),
        (role.Accent, palette.accent),
        (role.Link, palette.accent),
        (role.LinkVisited, palette.accent),
        (role.Light, palette.paper),
        (role.Midlight, palette.line),
        (role.Mid, palette.edge),
        (role.Dark, palette.edge),
        (role.Shadow, mixed("#000000", palette.ground, 0.3)),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(mixed(palette.ink, palette.ground, 0.4)))
    return made


def style_sheet(palette: Palette) -> str:
    """The application's style sheet: `resources/themes/base.qss`, its `@words` replaced by what the palette has."""
    folder = bundled("resources") / "themes"
    sheet = (folder / "base.qss").read_text(encoding="utf-8")
    sheet = sheet.replace("@folder/", f"{folder.as_posix()}/").replace("@name.", f"{palette.name}.")
    for name in sorted(Palette.__slots__, key=len, reverse=True):
        sheet = sheet.replace(f"@{name};", f"{getattr(palette, name)};")
    return sheet


class _Active:
    """The palette in use and who wants to know when another takes its place."""

    palette: Palette = LIGHT


def active() -> Palette:
    """The palette in use."""
    return _Active.palette


def activate(app: QApplication, palette: Palette, *, style: Callable[[Palette], str] = style_sheet) -> None:
    """Gives the whole application a palette; widgets that paint themselves hear of it by a PaletteChange event."""
    _Active.palette = palette
    app.setPalette(qt_palette(palette))
    app.setStyleSheet(style(palette))
