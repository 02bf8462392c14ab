"""Results that come piece by piece: each piece is read on the database's thread, between what the person does."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.ui.session import Session


class Stream(QObject):
    """One search at a time; a new one takes the place of the one before, whose pieces come no more."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._run = 0

    def start(
        self,
        make: Callable[[], Iterator[Any]],
        piece: Callable[[Any], object],
        done: Callable[[], object] | None = None,
    ) -> None:
        """Hands over the pieces of an iterator in the window's thread, then calls `done`."""
        self._run += 1
        run = self._run
        pieces: list[Iterator[Any]] = []

        def read() -> tuple[Any, bool]:
            if not pieces:
                pieces.append(make())
            found = next(pieces[0], None)
            return found, found is None

        def arrived(result: tuple[Any, bool]) -> None:
            found, over = result
            if run != self._run:
                return
            if over:
                if done is not None:
                    done()
                return
            piece(found)
            self._session.worker.submit(read, arrived, failed, background=True)

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            if run == self._run:
                self._session.refused.emit(error)

        self._session.worker.submit(read, arrived, failed, background=True)

    def stop(self) -> None:
        """Lets no further piece come."""
        self._run += 1
