"""The printed pages beside the article, in step with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from typing_extensions import override

from annotator.errors import AnnotatorError, RefusedError
from annotator.i18n import explain, tr
from annotator.services import articles
from annotator.services.document import Document

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from annotator.domain.ids import ArticleId
    from annotator.domain.pages import PackedPage, Page
    from annotator.domain.text import ReadingText
    from annotator.services.background import Task
    from annotator.services.page_images import Answer, Drawn, PageImages
    from annotator.services.pages import Printed
    from annotator.ui.features import Desk
    from annotator.ui.panels.page_pane import PagePane
    from annotator.ui.panels.page_view import Tint
    from annotator.ui.panels.source import SourcePane

_POLL_MS: Final = 15


@dataclass(slots=True)
class _Shown:
    """What is shown of the pages: whose, how the article reads, and who draws."""

    printed: "Printed"
    reading: "ReadingText"
    images: "PageImages"
    finding: "Task[tuple[PackedPage, ...]] | None" = None
    ready: bool = False  # whether the view has the sizes of the pages


class PageBeside(QObject):
    """Knows which pages belong to the open article, has them drawn while they are to be seen, and follows the caret."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._session, self._space, self._work = desk.session, desk.space, desk.work
        self._pane: PagePane | None = None
        self._shown: _Shown | None = None
        self._asking = 0  # which question about pages is the last one
        self._asked = False  # whether the pages of the open article were asked for since they were put away
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)
        self._space.source_made.connect(self._source_made)
        if self._space.source_shown:
            self._source_made(self._space.source)
        self._session.opened.connect(self._opened)
        self._session.changed.connect(lambda _changes: self._forget_tints())
        self._space.view.caret_moved.connect(lambda _caret: self._mark())
        self._space.view.verticalScrollBar().valueChanged.connect(lambda _value: self._scrolled())
        self._work.tagging.current_moved.connect(lambda _span: self._forget_tints())

    def toggle(self) -> None:
        """Shows the printed page beside the article, or puts it away."""
        if self.is_seen:
            self._work.toggle_source(False)
            self._space.view.setFocus()
        else:
            if not self._space.source_shown:
                self._work.toggle_source(True)
            self._show_page(True)
        self._desk.window.refresh()

    @property
    def is_seen(self) -> bool:
        """Whether the page is what stands beside the article."""
        return self._space.source_shown and self._space.source.page_shown

    def put_away(self) -> None:
        """Ends drawing; nothing is kept of the pages."""
        shown, self._shown = self._shown, None
        self._asking += 1
        self._asked = False
        self._poll.stop()
        if shown is not None:
            shown.images.close()
            if shown.finding is not None:
                shown.finding.cancel()
            if self._pane is not None:
                self._pane.show_pages([])

    def _source_made(self, pane: "SourcePane") -> None:
        pane.page_asked.connect(self._show_page)
        pane.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._tell()
        elif event.type() == QEvent.Type.Show and self.is_seen and not self._asked:
            self._load()
            self._tell()
        return super().eventFilter(watched, event)

    def _show_page(self, wanted: bool) -> None:
        self._space.source.show_page(self.pane if wanted else None)
        if wanted:
            if not self._asked:
                self._load()
            self.pane.view.setFocus()
        self._tell()

    def _tell(self) -> None:
        """Ticks the entry of the menu, and draws no more where nothing is to be seen."""
        self._desk.window.actions_["page"].setChecked(self.is_seen)
        if not self.is_seen:
            self.put_away()

    @property
    def pane(self) -> "PagePane":
        """The pages, made when they are first wanted."""
        from annotator.ui.panels.page_pane import PagePane

        if self._pane is None:
            self._pane = PagePane()
            view = self._pane.view
            view.set_tinter(self._tints)
            view.wanted.connect(self._want)
            view.boxes_wanted.connect(self._ask_boxes)
            view.position_pressed.connect(self._pressed)
            self._pane.escaped.connect(self.toggle)
        return self._pane

    def _opened(self, document: Document | None) -> None:
        if document is None:
            self.put_away()
        elif self.is_seen:
            self._load()

    def _load(self) -> None:
        """Finds the pages of the open article; pictures of the same file stay."""
        from annotator.services import pages

        document, project = self._session.document, self._session.project
        if document is None:
            return
        self._asking += 1
        self._asked = True
        asking, revision = self._asking, document.revision
        before = self._shown.printed.source if self._shown is not None else None

        def read() -> "tuple[Printed, ReadingText, PageImages | None] | None":
            found = pages.printed(project, revision.source)
            if found is None:
                return None
            reading = articles.reading_of(project, revision)
            return (
                found,
                reading,
                None if found.source == before else _images(found, pages.file_of(project, found.source)),
            )

        def done(found: "tuple[Printed, ReadingText, PageImages | None] | None") -> None:
            if found is not None and (asking != self._asking or not self.is_seen):
                if found[2] is not None:
                    found[2].close()
            elif found is None:
                self.put_away()
                self.pane.show_message(tr("This article was not printed: its file has no pages."))
            else:
                self._take(*found)

        self._session.ask(read, done)

    def _take(self, printed: "Printed", reading: "ReadingText", images: "PageImages | None") -> None:
        if images is None and self._shown is not None:
            self._shown.reading = reading
            self._forget_tints()
        elif images is not None:
            self.put_away()
            self._asked = True
            self._shown = _Shown(printed, reading, images)
            if printed.pages:
                self._lay_out([(page.width, page.height) for page in printed.pages])
            elif not printed.picture:
                self._find(printed, reading)
            images.start()
            self._poll.start()
        self._mark()

    def _lay_out(self, sizes: list[tuple[float, float]]) -> None:
        if self._shown is not None:
            self._shown.ready = True
            self.pane.show_pages(sizes)
            self._mark()

    def _find(self, printed: "Printed", reading: "ReadingText") -> None:
        """Has the pages found of a source from before they were kept."""
        from annotator.services import pages
        from annotator.services.background import Task

        project = self._session.project

        def done(data: bytes) -> None:
            if self._shown is not None and self._shown.printed is printed:
                self._shown.finding = Task(pages.find_pages, printed.name, data, reading.source)
                self._poll.start()

        self._session.ask(lambda: pages.file_of(project, printed.source), done)

    # -- answers -----------------------------------------------------------------------------------------------------

    def _want(self, wishes: list[tuple[int, float]]) -> None:
        if self._shown is not None:
            self._shown.images.want(wishes)
            self._poll.start()

    def _look(self) -> None:
        """Takes what was drawn and found since."""
        shown = self._shown
        if shown is None:
            self._poll.stop()
            return
        for answer in shown.images.poll():
            self._answered(shown, answer)
        if shown.finding is not None and shown.finding.poll():
            self._found(shown, shown.finding)
            shown.finding = None
        if shown is self._shown and not shown.images.waiting and shown.finding is None:
            self._poll.stop()

    def _answered(self, shown: _Shown, answer: "Answer") -> None:
        from annotator.services.page_images import Drawn, Sizes

        if isinstance(answer, Drawn):
            self.pane.view.put_image(answer.number, answer.scale, _image(answer))
        elif isinstance(answer, Sizes):
            if not shown.ready or len(answer.sizes) != len(self.pane.view.sizes):
                self._lay_out(answer.sizes)
        elif answer.number:
            self.pane.view.put_failed(answer.number)
        else:
            self.pane.show_message(explain(answer.error))

    def _found(self, shown: _Shown, task: "Task[tuple[PackedPage, ...]]") -> None:
        """Keeps pages that were found, and shows where the caret is on them."""
        from annotator.services import pages
        from annotator.services.background import Broken

        try:
            found = task.result()
        except (AnnotatorError, Broken):
            return  # the pages are seen all the same, only without places
        project, source = self._session.project, shown.printed.source

        def keep() -> "Printed | None":
            pages.store_pages(project, source, found)
            return pages.printed(project, source)

        def done(printed: "Printed | None") -> None:
            if printed is not None and self._shown is shown:
                shown.printed = printed
                self._lay_out([(page.width, page.height) for page in printed.pages])

        self._session.ask(keep, done)

    def _ask_boxes(self, number: int) -> None:
        from annotator.services import pages

        shown, project = self._shown, self._session.project
        if shown is None or not shown.printed.pages:
            return

        def done(page: "Page | None") -> None:
            if page is not None and self._shown is shown:
                self.pane.view.put_boxes(page)

        self._session.ask(lambda: pages.page_of(project, shown.printed.source, number), done)

    # -- in step -----------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Marks the caret's line on its page."""
        place = self._on_page(self._space.view.caret)
        if place is not None:
            self.pane.view.set_place(*place)

    def _scrolled(self) -> None:
        """Brings what stands at the top of the text into view, where the caret was scrolled away."""
        view = self._space.view
        caret = view.caret
        if self._shown is None or (rows := view.visible_rows()) == []:
            return
        here = view.offsets.to_utf16(caret)
        if not rows[0].start <= here <= rows[-1].end:
            place = self._on_page(view.scroll_state().position)
            if place is not None:
                self.pane.view.bring(*place)

    def _on_page(self, caret: int) -> tuple[int, int] | None:
        """The number of the page on which a character of the text stands, and its index there."""
        shown, document = self._shown, self._session.document
        if shown is None or not shown.ready or document is None or document.text != shown.reading.text:
            return None  # the article is another by now, and how it reads is being asked for
        reading = shown.reading
        position = reading.source_of(min(caret, len(reading.text) - 1))
        if position is None:
            position = reading.source_range(caret, caret)[0]
        page = shown.printed.page_at(position)
        return None if page is None else (page.number, position - page.start)

    def _pressed(self, position: int) -> None:
        """Puts the caret where a character of the page was clicked."""
        shown = self._shown
        if shown is None:
            return
        if not shown.reading.start <= position < shown.reading.end:
            self._open_other(shown, position)
            return
        self._go_to(shown.reading.reading_position(position))

    def _go_to(self, position: int) -> None:
        view = self._space.view
        view.set_caret(position)
        view.reveal(view.caret, view.caret)

    def _open_other(self, shown: _Shown, position: int) -> None:
        """Opens the article of the same file that was clicked."""
        from annotator.services import pages

        project, source = self._session.project, shown.printed.source

        def done(found: "tuple[ArticleId, int] | None") -> None:
            if self._shown is not shown:
                return
            if found is None:
                self._session.refused.emit(RefusedError("What stands here is in no article of the project."))
            else:
                article, there = found
                self._desk.listing.open(article, lambda: self._go_to(there))

        self._session.ask(lambda: pages.standing_at(project, source, position), done)

    def _forget_tints(self) -> None:
        if self._pane is not None and self._shown is not None:
            self._pane.view.forget_tints()

    def _tints(self, page: "Page") -> "list[Tint]":
        """The tags of a page, with the boxes of their characters."""
        from annotator.domain.pages import line_boxes
        from annotator.ui.panels.page_view import Tint

        shown, document = self._shown, self._session.document
        if shown is None or document is None or document.text != shown.reading.text:
            return []
        scheme, current = self._session.project.scheme, self._work.tagging.current
        made = []
        for mark in document.marks.in_range(*shown.reading.reading_range(page.start, page.end)):
            low, high = shown.reading.source_range(mark.start, mark.end)
            boxes = line_boxes(page.boxes, max(0, low - page.start), max(0, high - page.start))
            made.append(Tint(tuple(boxes), scheme.label(mark.label).colour, mark.id == current))
        return made


def _images(printed: "Printed", data: bytes) -> "PageImages":
    """Who draws the pages of a file."""
    from annotator.services.page_images import PageImages, PdfPages
    from annotator.ui.panels.page_pictures import Pictures

    return PageImages(Pictures if printed.picture else PdfPages, data, printed.suffix)


def _image(drawn: "Drawn") -> "QImage":
    from PySide6.QtGui import QImage

    image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
    return image.copy()  # Qt would not keep the bytes
