"""Undo and redo in the article: the step is shown where it was."""

from collections.abc import Callable, Sequence

from annotator.domain.change import Change
from annotator.domain.span import Span
from annotator.services.history import Taken
from annotator.ui.session import Session
from annotator.ui.tagging import Tagging
from annotator.ui.text.view import ArticleView


class Steps:
    """Takes steps back or does them again, and goes where they were unless the person has gone elsewhere meanwhile."""

    def __init__(self, session: Session, view: ArticleView, tagging: Tagging) -> None:
        self._session = session
        self._view = view
        self._tagging = tagging

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"undo": lambda: self._step(self._session.undo), "redo": lambda: self._step(self._session.redo)}

    def _step(self, step: Callable[[Callable[[Taken | None], None]], None]) -> None:
        view, document = self._view, self._session.document
        before = (view.caret, view.anchor)

        def taken(what: Taken | None) -> None:
            if what is not None and document is self._session.document and before == (view.caret, view.anchor):
                self._go_to(what.changes)

        step(taken)

    def _go_to(self, changes: Sequence[Change]) -> None:
        """To the first tag that was changed; where there is none any more, its words are selected for another try."""
        view, document = self._view, self._session.document
        span = next((one.state for one in changes if isinstance(one.state, Span)), None)
        if document is None or span is None or span.layer != document.layer.id:
            return
        found = document.marks.get(span.id)
        if found is None and span.revision != document.revision.id:
            return
        start, end = (found.start, found.end) if found is not None else (span.start, span.end)
        if not view.rows_of(start, end):
            view.reveal(start, end)
        if found is None:
            view.set_caret(end, start)
            return
        self._tagging.current = found.id  # before the caret moves, so that it is not taken for an inner tag
        view.set_caret(start)
        self._tagging.set_current(found.id)
