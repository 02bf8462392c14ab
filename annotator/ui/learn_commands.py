"""What suggestions learn and whom they ask besides: training behind the window, the language model, reprints."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from annotator.domain.article import Layer, Status
from annotator.domain.change import Change
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import learning, reprints
from annotator.services.document import Document
from annotator.services.learning import Study
from annotator.ui.calculating import Calculation
from annotator.ui.features import Desk
from annotator.ui.notify import Level
from annotator.ui.suggest_commands import SuggestCommands
from annotator.ui.values import named

if TYPE_CHECKING:  # imported where somebody asks for it: most people never do
    from annotator.services.llm import Answered, Endpoint
    from annotator.ui.dialogs.language_model import AskDialog, ModelDialog
    from annotator.ui.dialogs.training import TrainingDialog

_SOON_MS: Final = 3000  # after a project was opened or an article submitted: what the person does comes first
_EXAMPLE: Final = "全县建成寄宿制学校12所，惠及学生3000多人。"  # what a server is tried with; nobody's text


class LearnCommands(QObject):
    """Has the model trained when there is something new to learn, and hands what it gives to the suggestions.

    Gathering and training are done in a process of its own, asking in another; nothing of it waits in the window.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)  # and goes with it
        self._desk = desk
        features = desk.window.features
        found = features.named("SuggestCommands") if features is not None else None
        assert isinstance(found, SuggestCommands)  # noqa: S101 - the table of features has it
        self._suggest = found
        self._training: TrainingDialog | None = None
        self._settings: ModelDialog | None = None
        self._progress: AskDialog | None = None
        self._asked = ""  # the text that the language model is asked about
        self._study = self._calculation(self._studied, self._study_failed)
        self._study.advanced.connect(self._studying)
        self._study.stopped.connect(lambda: self._suggest.show_learning(""))
        self._asking = self._calculation(self._answered, self._ask_failed)
        self._asking.advanced.connect(lambda done, total: self._progress and self._progress.show_progress(done, total))
        self._trying = self._calculation(self._tried, self._try_failed)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(lambda: self._study.begin(learning.catch_up, False))
        desk.session.opened.connect(self._opened)
        desk.session.changed.connect(self._changed)
        self._opened(desk.session.document)
        self._learn_soon()

    def _calculation(self, finished: Callable[[Any], None], failed: Callable[[Any], None]) -> Calculation:
        made = Calculation(self._desk.session, self)
        made.finished.connect(finished)
        made.failed.connect(failed)
        return made

    # -- what a feature is -----------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"train": self.train, "ask_model": self.ask_model, "model_settings": self.set_up_model}

    def take(self, command: str) -> bool:
        """No single key means anything here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends what runs; what was not learned now is learned when the project is opened again."""
        self._soon.stop()
        for one in (self._study, self._asking, self._trying):
            one.cancel(quietly=True)

    # -- training --------------------------------------------------------------------------------------------------

    @property
    def learning(self) -> bool:
        """Whether a training runs or is to begin soon."""
        return self._study.running or self._soon.isActive()

    def _learn_soon(self) -> None:
        if self._desk.app.keeps and self._desk.app.settings.suggest:
            self._soon.start()

    def _changed(self, changes: Sequence[Change]) -> None:
        done = (one.after for one in changes)
        if any(isinstance(one, Layer) and one.status is Status.SUBMITTED for one in done):
            self._learn_soon()

    def train(self) -> None:
        """Trains now, and shows how well the model does on articles that were held back."""
        from annotator.ui.dialogs.training import TrainingDialog

        self._soon.stop()
        if self._training is not None:
            self._training.reject()
        names = {label.key: named(label) for label in self._desk.session.project.scheme.labels}
        dialog = self._training = TrainingDialog(names, self._desk.window)
        dialog.finished.connect(lambda _result: self._forget("_training", dialog))
        dialog.present(modal=False)
        self._study.begin(learning.catch_up, True)

    def _forget(self, name: str, dialog: QWidget) -> None:
        if getattr(self, name) is dialog:
            setattr(self, name, None)

    def _studying(self, done: int, total: int) -> None:
        self._suggest.show_learning(tr("Learning …"))
        if self._training is not None:
            self._training.show_progress(done, total)

    def _studied(self, found: Study | None) -> None:
        if found is None:  # it would be the same model
            self._suggest.show_learning("")
            return
        count = found.model.articles if found.model.data else 0
        self._suggest.show_learning(tr("Learned from {n} articles", n=count) if count else "")
        if count:
            self._suggest.feed.use(found.model)
            if self._desk.app.keeps:
                project = self._desk.session.project
                self._desk.session.ask(lambda: learning.keep(project, found))
        if self._training is not None:
            self._training.show_study(found)

    def _study_failed(self, error: AnnotatorError) -> None:
        """Says why to somebody who asked; what goes wrong by itself is tried again with the next article."""
        if self._training is not None:
            self._training.reject()
            self._desk.app.notifier.tell_error(error)

    # -- reprints --------------------------------------------------------------------------------------------------

    def _opened(self, document: Document | None) -> None:
        if document is None or not self._desk.app.settings.suggest:
            return
        project, article, feed = self._desk.session.project, document.article.id, self._suggest.feed
        feed.answered(document.text, (), reprints.ENGINE)  # an article of the same text may have been open

        def take(found: Sequence[Any]) -> None:
            if found and self._desk.session.document is document:
                feed.answered(document.text, found, reprints.ENGINE)

        self._desk.session.worker.submit(lambda: reprints.carried(project, article), take, background=True)

    # -- the language model ----------------------------------------------------------------------------------------

    def ask_model(self) -> None:
        """Asks the language model about the open article; where none is set up, shows its settings."""
        from annotator.services import guidelines, llm
        from annotator.ui.dialogs.language_model import AskDialog

        document, project, endpoint = self._desk.session.document, self._desk.session.project, llm.configured()
        if endpoint is None:
            self.set_up_model()
            return
        if document is None or not self._suggest.active:
            self._desk.app.notifier.tell(tr("This article is shown without suggestions."), Level.INFO)
            return
        if self._progress is not None:
            self._progress.reject()
        dialog = self._progress = AskDialog(endpoint, self._desk.window)
        dialog.finished.connect(lambda _result: self._asking_closed(dialog))
        dialog.present(modal=False)
        text = self._asked = document.text

        def begin(rules: str) -> None:
            if self._progress is dialog:
                self._asking.begin_alone(llm.ask, endpoint, project.scheme, text, rules)

        self._desk.session.ask(lambda: guidelines.read(project).text, begin)

    def _asking_closed(self, dialog: QWidget) -> None:
        if self._progress is dialog:
            self._progress = None
            self._asking.cancel(quietly=True)

    def _answered(self, found: "Answered") -> None:
        self._suggest.feed.answered(self._asked, found.suggestions, "llm")
        if self._progress is not None:
            self._progress.show_outcome(found)

    def _ask_failed(self, error: AnnotatorError) -> None:
        if self._progress is not None:
            self._progress.show_error(error)

    def set_up_model(self) -> None:
        """Shows the settings of the language model."""
        import os

        from annotator.services import llm
        from annotator.ui.dialogs.language_model import ModelDialog

        if self._settings is not None:
            self._settings.reject()
        dialog = self._settings = ModelDialog(llm.configured(), os.environ.get(llm.KEY, ""), self._desk.window)
        dialog.finished.connect(lambda _result: self._settings_closed(dialog))
        dialog.saved.connect(self._save_model)
        dialog.test_asked.connect(self._try)
        dialog.present()

    def _settings_closed(self, dialog: QWidget) -> None:
        if self._settings is dialog:
            self._settings = None
            self._trying.cancel(quietly=True)

    def _save_model(self, endpoint: "Endpoint | None") -> None:
        from annotator.services import llm

        dialog = self._settings
        if dialog is None:
            return
        try:
            llm.set_up(endpoint)
        except (AnnotatorError, OSError) as error:
            dialog.show_error(error)
        else:
            dialog.accept()

    def _try(self, endpoint: "Endpoint") -> None:
        from annotator.services import llm

        self._trying.begin_alone(llm.ask, endpoint, self._desk.session.project.scheme, _EXAMPLE, "")

    def _tried(self, found: "Answered") -> None:
        if self._settings is not None:
            self._settings.show_tried(found)

    def _try_failed(self, error: AnnotatorError) -> None:
        if self._settings is not None:
            self._settings.show_error(error)
