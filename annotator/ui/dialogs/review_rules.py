"""How a project reviews: what is proposed, whether one decides about one's own, how attributes are compared."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QScrollArea, QWidget
from typing_extensions import override

from annotator.agreement.attributes import How
from annotator.domain.scheme import Scheme
from annotator.i18n import mark, tr
from annotator.services.review_rules import ReviewRules, Strategy
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.values import named
from annotator.ui.widgets import GRID, heading, hint

_STRATEGIES = {
    Strategy.ALL: mark("what all have tagged alike"),
    Strategy.MAJORITY: mark("what more than half have tagged alike"),
    Strategy.THRESHOLD: mark("what a share of all have tagged alike"),
}
_HOW = {
    How.EXACT: mark("exactly"),
    How.NORMALISED: mark("normalised"),
    How.IGNORED: mark("not at all"),
}


class ReviewRulesDialog(Dialog):
    """The settings that all people of the project share."""

    rules_set = Signal(object)  # ReviewRules

    def __init__(self, rules: ReviewRules, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(tr("How the project reviews"), parent, ok=tr("Save"))
        self._rules = rules
        self.strategy = QComboBox()
        for strategy, words in _STRATEGIES.items():
            self.strategy.addItem(tr(words), str(strategy))
        self.strategy.setCurrentIndex(self.strategy.findData(str(rules.strategy)))
        self.share = QDoubleSpinBox()
        self.share.setRange(0.05, 1.0)
        self.share.setSingleStep(0.05)
        self.share.setValue(rules.share)
        self.strategy.currentIndexChanged.connect(lambda _at: self._follow())
        self.own = QCheckBox(tr("Reviewers may decide about tags of their own"))
        self.own.setChecked(rules.own_review)
        form = Form()
        form.add(tr("Proposed is"), self.strategy)
        form.add(tr("Share"), self.share)
        self.body.addLayout(form)
        self.body.addWidget(self.own)
        self.body.addWidget(heading(tr("Attributes are compared")))
        self.how: dict[str, QComboBox] = {}
        self.body.addWidget(self._attributes(rules, scheme), 1)
        self.body.addWidget(hint(tr("Normalised: width, blanks and the writing of numbers and units do not count.")))
        self.setMinimumWidth(60 * GRID)
        self._follow()

    def _attributes(self, rules: ReviewRules, scheme: Scheme) -> QWidget:
        area, inside = QScrollArea(), QWidget()
        form = Form()
        inside.setLayout(form)
        known: dict[str, str] = {}
        for label in scheme.active:
            for one in label.attributes:
                known[one.key] = f"{known[one.key]} / {named(one)}" if one.key in known else named(one)
        known.setdefault("note", tr("Note"))
        for key, name in known.items():
            box = QComboBox()
            for how, words in _HOW.items():
                box.addItem(tr(words), str(how))
            box.setCurrentIndex(box.findData(str(rules.attributes.of(key))))
            self.how[key] = box
            form.add(name, box)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setMinimumHeight(30 * GRID)
        return area

    def _follow(self) -> None:
        self.share.setEnabled(self.strategy.currentData() == str(Strategy.THRESHOLD))

    @override
    def commit(self) -> None:
        usual = ReviewRules().attributes
        how = {key: How(box.currentData()) for key, box in self.how.items()}
        kept = {key: one for key, one in self._rules.how.items() if key not in how}
        changed = {key: one for key, one in how.items() if one is not usual.of(key)}
        self.rules_set.emit(
            ReviewRules(
                Strategy(self.strategy.currentData()), self.share.value(), self.own.isChecked(), {**kept, **changed}
            )
        )
        self.accept()
