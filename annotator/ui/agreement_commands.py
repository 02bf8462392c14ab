"""Agreement on the stage, measured in a process of its own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.ids import ArticleId
from annotator.errors import AnnotatorError
from annotator.i18n import tr
from annotator.services import measuring, weekly
from annotator.services.agreeing import Agreement
from annotator.services.measuring import Gamma
from annotator.services.weekly import Period
from annotator.ui.calculating import Calculation
from annotator.ui.features import Desk
from annotator.ui.panels.agreement import AgreementView


class AgreementCommands(QObject):
    """Shows the view of agreement, has it measured, goes to the places behind its figures."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view = AgreementView(desk.session.project.scheme)
        self._work = Calculation(desk.session, self)
        self._work.advanced.connect(self.view.show_progress)
        self._work.finished.connect(self._show)
        self._work.failed.connect(self._failed)
        self._work.stopped.connect(self.view.show_stopped)
        self.view.measure_asked.connect(self._measure)
        self.view.gamma_asked.connect(self._gamma)
        self.view.cancel_asked.connect(self._work.cancel)
        self.view.place_chosen.connect(self._go)
        self.view.closed.connect(desk.space.leave_stage)
        self.view.report_asked.connect(lambda: desk.window.run("report"))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """The actions that are done here."""
        return {"agreement": self.show_agreement}

    def take(self, command: str) -> bool:
        """No single key means anything else here."""
        del command
        return False

    def tab(self, name: str) -> QWidget:
        """There are no tabs."""
        raise KeyError(name)

    def leave(self) -> None:
        """Ends what is being calculated."""
        self._work.cancel(quietly=True)

    def show_agreement(self) -> None:
        """Shows the view and measures anew."""
        self._desk.space.stage.put(self.view, tr("Agreement"))
        self.view.people.setFocus()
        self.view.measure()

    def _measure(self, period: str) -> None:
        self._work.begin(measuring.agreement, period_of(period))

    def _gamma(self, people: Sequence[str], articles: Sequence[ArticleId]) -> None:
        self._work.begin(measuring.gamma_of, list(people), list(articles))

    def _show(self, found: Agreement | Gamma) -> None:
        if isinstance(found, Gamma):
            self.view.show_gamma(found)
        else:
            self.view.show_agreement(found)

    def _failed(self, error: AnnotatorError) -> None:
        self._desk.app.notifier.tell_error(error)

    def _go(self, article: ArticleId, start: int, end: int) -> None:
        self._desk.space.leave_stage()
        self._desk.window.looks.go_to_place(article, start, end)


def period_of(key: str, today: date | None = None) -> Period | None:
    """A period by its key (`panels.agreement.PERIODS`); None for all the time."""
    today = today or datetime.now().astimezone().date()
    match key:
        case "week":
            return weekly.week_of(today)
        case "last_week":
            return weekly.week_of(today - timedelta(days=7))
        case "month":
            return weekly.month_of(today)
        case "last_month":
            return weekly.month_of(today.replace(day=1) - timedelta(days=1))
    return None
