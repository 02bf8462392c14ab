"""A report as one HTML file that needs nothing else: no script, no network, plots as SVG, every text escaped."""

import html
from collections.abc import Iterator, Sequence
from typing import Final

from annotator.i18n import language, tr
from annotator.services.reports import Bars, Cell, Measure, Report, Section, sections, written

_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_BEFORE: Final = "#8B9199"
_WIDTH: Final = 720
_LEFT: Final = 132
_ROW: Final = 26
_PLOT_HEIGHT: Final = 220

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1f2328; --pale: #57606a; --line: #e4e4e0; --ground: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e4e6; --pale: #a9aeb6; --line: #2c2e33; --ground: #1e1f22; }
}
body { margin: 32px auto; max-width: 960px; padding: 0 24px; background: var(--ground); color: var(--ink);
  font: 14px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei UI", sans-serif; }
h1 { font-size: 22px; font-weight: 600; margin: 0; }
h2 { font-size: 16px; font-weight: 600; margin: 40px 0 4px; }
p { margin: 4px 0 12px; color: var(--pale); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--pale); font-weight: 500; }
td.n, th.n { text-align: right; white-space: nowrap; }
.low { color: var(--pale); font-size: 12px; }
svg { display: block; margin: 8px 0 16px; max-width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 12px; }
svg text.pale { fill: var(--pale); font-size: 11px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
@media print { body { margin: 0; } h2 { break-after: avoid; } table, svg { break-inside: avoid; } }
"""


def page(report: Report) -> str:
    """The whole file."""
    body = "".join(_section(one) for one in sections(report))
    made = tr("Made on {day} at {time}.", day=report.made.date().isoformat(), time=report.made.strftime("%H:%M"))
    code = "zh-Hans" if language() == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{_text(report.title)}</h1>\n<p>{_text(made)}</p>\n{body}</body>\n</html>\n"
    )


def _text(text: str) -> str:
    """A text that is shown as it is: escaped, and without the control characters that HTML cannot hold."""
    plain = "".join(char if char >= " " and not "\x7f" <= char <= "\x9f" else "\ufffd" for char in _flat(text))
    return html.escape(plain)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _section(section: Section) -> str:
    parts = [f"<section>\n<h2>{_text(section.title)}</h2>\n"]
    if section.note:
        parts.append(f"<p>{_text(section.note)}</p>\n")
    if not section.rows:
        return "".join([*parts, f"<p>{_text(section.empty)}</p>\n</section>\n"])
    if section.plot is not None:
        parts.append(_svg(section.plot, section.title))
    numbers = [_is_number(column) for column in zip(*section.rows, strict=True)]
    head = "".join(
        f"<th{_class(number)}>{_text(name)}</th>" for name, number in zip(section.columns, numbers, strict=True)
    )
    parts.append(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n")
    for row in section.rows:
        cells = zip(row, numbers, strict=True)
        parts.append("<tr>" + "".join(f"<td{_class(number)}>{_cell(cell)}</td>" for cell, number in cells) + "</tr>\n")
    return "".join([*parts, "</tbody>\n</table>\n</section>\n"])


def _is_number(column: Sequence[Cell]) -> bool:
    return not any(isinstance(cell, str) for cell in column)


def _class(number: bool) -> str:
    return ' class="n"' if number else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, Measure) and cell.value is not None and cell.low is not None and cell.high is not None:
        return f'{cell.value:.3f} <span class="low">[{cell.low:.2f}, {cell.high:.2f}]</span>'
    if isinstance(cell, Measure) and cell.value is None:
        return f'<span class="low">{_text(written(cell))}</span>'
    return _text(written(cell))


# -- plots -------------------------------------------------------------------------------------------------------


def _svg(plot: Bars, title: str) -> str:
    drawn = list(_intervals(plot)) if plot.intervals else list(_columns(plot))
    height = _height(plot)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{_text(title)}">\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _height(plot: Bars) -> int:
    return len(plot.categories) * _ROW + 48 if plot.intervals else _PLOT_HEIGHT + 56


def _intervals(plot: Bars) -> Iterator[str]:
    """Values from 0 to 1 as points, with their intervals as lines, a row for each category."""
    width = _WIDTH - _LEFT - 32
    bottom = len(plot.categories) * _ROW + 8
    for tenth in range(0, 11, 2):
        x = _LEFT + width * tenth / 10
        yield f'<line class="grid" x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{bottom}"/>'
        yield f'<text class="pale" x="{x:.1f}" y="{bottom + 14}" text-anchor="middle">{tenth / 10:.1f}</text>'
    many = len(plot.series)
    for i, name in enumerate(plot.categories):
        middle = 8 + i * _ROW + _ROW / 2
        yield f'<text x="{_LEFT - 12}" y="{middle + 4:.1f}" text-anchor="end">{_text(_cut(name, 10))}</text>'
        for k, (_, cells) in enumerate(plot.series):
            last = k == many - 1
            own = plot.colours[i] if last and i < len(plot.colours) else ""
            yield from _point(cells[i], middle + (k - (many - 1) / 2) * 9, own or (_COLOURS[0] if last else _BEFORE))
    if many > 1:
        yield from _legend([name for name, _ in plot.series], bottom + 30, [_BEFORE, _COLOURS[0]])


def _point(cell: Cell, y: float, colour: str) -> Iterator[str]:
    """A value as a point, its interval as a line."""
    if not isinstance(cell, Measure) or cell.value is None:
        return
    width = _WIDTH - _LEFT - 32
    if cell.low is not None and cell.high is not None:
        low, high = (_LEFT + width * min(max(end, 0.0), 1.0) for end in (cell.low, cell.high))
        ends = f'x1="{low:.1f}" y1="{y:.1f}" x2="{high:.1f}" y2="{y:.1f}"'
        yield f'<line {ends} stroke="{colour}" stroke-width="2"/>'
    x = _LEFT + width * min(max(cell.value, 0.0), 1.0)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'


def _columns(plot: Bars) -> Iterator[str]:
    """Counts as upright bars, a group for each category."""
    numbers = [[cell if isinstance(cell, int) else 0 for cell in cells] for _, cells in plot.series]
    most = max([1, *(max(cells, default=0) for cells in numbers)])
    left, width = 40, _WIDTH - 40
    for quarter in range(5):
        y = 8 + _PLOT_HEIGHT * (1 - quarter / 4)
        label = most * quarter / 4
        yield f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{_WIDTH}" y2="{y:.1f}"/>'
        if label == int(label):
            yield f'<text class="pale" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{int(label)}</text>'
    group = width / max(1, len(plot.categories))
    bar = min(28.0, group * 0.8 / max(1, len(numbers)))
    for i, name in enumerate(plot.categories):
        middle = left + group * (i + 0.5)
        for k, cells in enumerate(numbers):
            tall = _PLOT_HEIGHT * cells[i] / most
            x = middle + (k - len(numbers) / 2) * bar
            colour = _COLOURS[k % len(_COLOURS)]
            if tall:
                yield (
                    f'<rect x="{x:.1f}" y="{8 + _PLOT_HEIGHT - tall:.1f}" width="{bar - 1:.1f}" height="{tall:.1f}" '
                    f'fill="{colour}"><title>{_text(plot.series[k][0])}: {cells[i]}</title></rect>'
                )
        shown = _text(_cut(name, max(2, int(group / 13))))
        yield f'<text class="pale" x="{middle:.1f}" y="{_PLOT_HEIGHT + 24}" text-anchor="middle">{shown}</text>'
    yield from _legend([name for name, _ in plot.series], _PLOT_HEIGHT + 46, _COLOURS)


def _legend(names: Sequence[str], y: int, colours: Sequence[str]) -> Iterator[str]:
    x = 40.0
    for k, name in enumerate(names):
        shown = _cut(name, 16)
        yield f'<rect x="{x:.1f}" y="{y - 9}" width="10" height="10" rx="2" fill="{colours[k % len(colours)]}"/>'
        yield f'<text class="pale" x="{x + 15:.1f}" y="{y}">{_text(shown)}</text>'
        x += 36 + sum(12 if char > "\u2e7f" else 7 for char in shown)


def _cut(text: str, most: int) -> str:
    line = _flat(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
