"""The effort meter: counts what a person presses and clicks in an article, and says what a tag costs."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from annotator.domain.change import Change
from annotator.domain.span import Span
from annotator.i18n import tr
from annotator.services import effort
from annotator.services.document import Document
from annotator.services.effort import Stay
from annotator.ui.features import Desk
from annotator.ui.suggest_commands import SuggestCommands
from annotator.ui.values import named

_PAUSE: Final = 60.0  # seconds without a key or click after which the person is supposed to be elsewhere
_MODIFIERS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}
)
_LEAST: Final = 5


class EffortCommands(QObject):
    """Counts for the open article where that is wanted; what was counted stays on this computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)  # and goes with it
        self._desk = desk
        self._stay: Stay | None = None
        self._last = 0.0
        self._decided: dict[str, Counter[str]] = defaultdict(Counter)
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self._tell)
        session = desk.session
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        features = desk.window.features
        suggestions = features.named("SuggestCommands") if features is not None else None
        if isinstance(suggestions, SuggestCommands):
            suggestions.decided.connect(self._on_decided)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())
        self._opened(session.document)

    # -- what a feature is -----------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"effort": self.show_effort}

    def take(self, command: str) -> bool:
        """No single key means anything here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Writes down what was counted."""
        self._told.stop()
        self._finish()
        self._opened(self._desk.session.document)
        self._told.stop()

    # -- counting --------------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> bool:
        """Whether the person wants to be counted."""
        return self._desk.app.settings.show_effort

    @property
    def stay(self) -> Stay | None:
        """What was counted in this article since it was opened."""
        if self._stay is None:
            return None
        return replace(self._stay, decided={key: dict(how) for key, how in self._decided.items()})

    def _watch(self, window: QWindow | None) -> None:
        """Keys and clicks are counted where they come into a window: once each, whatever becomes of them."""
        if window is not None:
            window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() not in _MODIFIERS:
                self._count(keys=1)
        elif kind == QEvent.Type.MouseButtonPress:
            self._count(clicks=1)
        return super().eventFilter(watched, event)

    def _count(self, keys: int = 0, clicks: int = 0) -> None:
        stay = self._stay
        if stay is None or not self.wanted or not self._desk.work.editable:
            return
        now = time.monotonic()
        passed = now - self._last if self._last else 0.0
        self._last = now
        form = self._desk.space.tags.isAncestorOf(QApplication.focusWidget() or self._desk.window)
        self._stay = replace(
            stay,
            keys=stay.keys + keys,
            clicks=stay.clicks + clicks,
            form=stay.form + (keys + clicks if form and self._in_form() else 0),
            seconds=stay.seconds + (passed if passed < _PAUSE else 0.0),
        )
        self._told.start()

    def _in_form(self) -> bool:
        """Whether the keyboard is in the form below the rows and not in the rows."""
        focus = QApplication.focusWidget()
        rows = self._desk.space.tags.rows
        return focus is not None and focus is not rows and not rows.isAncestorOf(focus)

    def _changed(self, changes: Sequence[Change]) -> None:
        document, stay = self._desk.session.document, self._stay
        if document is None or stay is None:
            return
        mine = [one for one in changes if isinstance(one.state, Span) and one.layer == document.layer.id]
        made = sum((one.after is not None) - (one.before is not None) for one in mine)
        if made:
            self._stay = replace(stay, tags=stay.tags + made)
            self._told.start()

    def _on_decided(self, engine: str, label: str, how: str) -> None:
        self._decided[f"{engine}|{label}"][how] += 1

    def _opened(self, document: Document | None) -> None:
        same = document is not None and self._stay is not None and self._stay.article == document.article.id.hex()
        if same:
            return
        self._finish()
        if document is not None:
            project = self._desk.session.project
            self._stay = Stay(document.article.id.hex(), project.name, project.person.name, time.time())
        self._told.start()

    def _finish(self) -> None:
        """Writes down the stay that ends."""
        stay, self._stay, self._last = self.stay, None, 0.0
        self._decided.clear()
        if stay is not None and stay.actions and self.wanted and self._desk.app.keeps:
            effort.note(stay)

    def _tell(self) -> None:
        """Shows in the line below what a tag of this article costs so far."""
        stay = self._stay
        if stay is None or not self.wanted or stay.tags < _LEAST:
            self._desk.window.line.show_extra("effort", "")
            return
        spent, whole = (stay.actions - stay.form) / stay.tags, stay.actions / stay.tags
        tip = tr(
            "Key presses and clicks since this article was opened: {spent} a tag, {whole} with attributes. "
            "Only you see this.",
            spent=f"{spent:.2f}",
            whole=f"{whole:.2f}",
        )
        self._desk.window.line.show_extra("effort", tr("{n} actions a tag", n=f"{whole:.2f}"), tip)

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_effort(self) -> None:
        """Shows what tagging has cost so far, and how the ways of tagging compare."""
        from annotator.services import deciding
        from annotator.services.deciding import OriginFigures
        from annotator.ui.panels.suggest_effort import EffortDialog

        project = self._desk.session.project
        known = [one for one in effort.stays() if one.person == project.person.name and one.project == project.name]
        now = [self.stay] if self.stay is not None else []
        names = {label.key: named(label) for label in project.scheme.labels}
        dialog = EffortDialog(effort.effort_of([*known, *now]), names, self.wanted, self._desk.window)
        dialog.switched.connect(self._switch)
        dialog.forget_asked.connect(effort.forget)

        def read(found: dict[str, OriginFigures]) -> None:
            dialog.show_origins(found)

        self._desk.session.ask(lambda: deciding.by_origin(project), read)
        dialog.present(modal=False)

    def _switch(self, on: bool) -> None:
        self._desk.app.change_settings(replace(self._desk.app.settings, show_effort=on))
        self._told.start()
