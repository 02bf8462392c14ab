"""What the article says of repairs and doubtful characters when someone points at them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from annotator.ui.text.content import Content, Tick
from annotator.ui.text.painting import tick_boxes

if TYPE_CHECKING:
    from annotator.ui.text.pane import ArticlePane


def tick_at(pane: "ArticlePane", content: Content, point: QPointF) -> list[Tick]:
    """The repairs whose tick in the margin is under a point of the viewport: all those of its line."""
    layout = pane.article_layout
    if not content.ticks or point.x() >= layout.left:
        return []
    scroll = pane.verticalScrollBar().value()
    row = layout.row_at(point.y() + scroll)
    ticks = content.ticks_in(pane.offsets.to_points(row.start), pane.offsets.to_points(row.end))
    if not ticks:
        return []
    (box,) = tick_boxes([row], [pane.offsets.to_utf16(ticks[0].position)], layout.left, layout.metrics)
    return list(ticks) if box.translated(0, -scroll).contains(point) else []


def tip_at(pane: "ArticlePane", content: Content, point: QPointF) -> str:
    """What to say of a point of the viewport, plain text, nothing where there is nothing to say."""
    if ticks := tick_at(pane, content, point):
        return "\n".join(tick.tip for tick in ticks)
    at = pane.character_at(point)
    return "" if at is None else "\n".join(doubt.tip for doubt in content.doubts_in(at, at + 1))
