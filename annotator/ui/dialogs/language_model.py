"""The language model: its settings, and what asking it about an article takes."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QProgressBar, QSpinBox, QWidget
from typing_extensions import override

from annotator.errors import AnnotatorError, InputError
from annotator.i18n import explain, tr
from annotator.services.llm import Answered, Endpoint
from annotator.ui.dialogs.base import Dialog, Form
from annotator.ui.widgets import GRID, hint, label

_WIDTH: Final = 64 * GRID
_USUAL: Final = Endpoint("http://localhost:11434/v1", "qwen3:8b")  # an example in the fields, where nothing is set up
_LONGEST: Final = 3600  # seconds


class ModelDialog(Dialog):
    """Whether a language model may be asked, where it is and how it is called; off until somebody says so."""

    saved = Signal(object)  # Endpoint, or None: nobody is asked any more
    test_asked = Signal(object)  # Endpoint

    def __init__(self, known: Endpoint | None, key_outside: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Language model"), parent, ok=tr("Save"))
        self._key_outside = key_outside
        start = known or _USUAL
        self.on = QCheckBox(tr("A language model may be asked about articles"))
        self.on.setChecked(known is not None)
        self.url = QLineEdit(known.url if known else "", placeholderText=_USUAL.url)
        self.model = QLineEdit(known.model if known else "", placeholderText=_USUAL.model)
        self.key = QLineEdit("" if key_outside else start.key, echoMode=QLineEdit.EchoMode.Password)
        self.seconds = QSpinBox(minimum=1, maximum=_LONGEST, value=round(start.seconds), suffix=" s")
        self.price_in, self.price_out = (_price(one) for one in (start.price_in, start.price_out))
        self.test = self.add_left_button(tr("Test"), self._test, name="test_model")
        self.outcome = hint()
        self._build()
        self.on.toggled.connect(lambda _on: self._switched())
        self._switched()

    def _build(self) -> None:
        self.setMinimumWidth(_WIDTH)
        self.body.addWidget(self.on)
        self.body.addWidget(
            hint(
                tr(
                    "Only when you ask do texts leave this computer: the article, the scheme and the guidelines then "
                    "go to this address and nowhere else. A model on this computer (llama.cpp, Ollama) keeps them here."
                )
            )
        )
        form = self._form = Form()
        form.add(tr("Address"), self.url, tr("Of a server that speaks OpenAI's protocol; it often ends in /v1."))
        form.add(tr("Model"), self.model)
        outside = tr("It comes from the environment.") if self._key_outside else ""
        form.add(
            tr("API key"),
            self.key,
            outside or tr("Kept in a file that only you can read; empty for most local servers."),
        )
        form.add(tr("Waits at most"), self.seconds)
        form.add(tr("Price of a million tokens in"), self.price_in)
        form.add(tr("Price of a million tokens out"), self.price_out)
        self.body.addLayout(form)
        self.body.addWidget(self.outcome)

    def _switched(self) -> None:
        on = self.on.isChecked()
        for field in (self.url, self.model, self.seconds, self.price_in, self.price_out, self.test):
            field.setEnabled(on)
        self.key.setEnabled(on and not self._key_outside)

    @override
    def first_field(self) -> QWidget | None:
        return self.url if self.on.isChecked() else self.on

    def _endpoint(self) -> Endpoint | None:
        """What is entered, None where something is missing, which is said then."""
        if not self.model.text().strip():
            self.show_problem(tr("Enter the name of a model."))
            return None
        try:
            return Endpoint(
                self.url.text().strip(),
                self.model.text().strip(),
                self.key.text().strip(),
                float(self.seconds.value()),
                self.price_in.value(),
                self.price_out.value(),
            )
        except InputError as error:
            self.show_error(error)
            return None

    @override
    def commit(self) -> None:
        if not self.on.isChecked():
            self.saved.emit(None)
            return
        endpoint = self._endpoint()
        if endpoint is not None:
            self.saved.emit(endpoint)

    def _test(self) -> None:
        self.show_problem("")
        endpoint = self._endpoint()
        if endpoint is not None:
            self.outcome.setText(tr("Asking about one sentence of ours …"))
            self.test.setEnabled(False)
            self.test_asked.emit(replace(endpoint, key=self._key_outside or endpoint.key))

    def show_tried(self, found: Answered) -> None:
        """Says that the server answered."""
        self.test.setEnabled(True)
        seconds = f"{found.seconds:.1f}"
        self.outcome.setText(tr("It answers: {n} tags in {seconds} s.", n=len(found.suggestions), seconds=seconds))

    def show_error(self, error: BaseException) -> None:
        """Says what went wrong."""
        self.test.setEnabled(True)
        self.outcome.setText("")
        self.show_problem(explain(error) if isinstance(error, AnnotatorError) else str(error))


def _price(value: float) -> QDoubleSpinBox:
    made = QDoubleSpinBox(minimum=0, maximum=10_000, decimals=2, value=value)
    made.setSpecialValueText(tr("free of charge"))
    return made


class AskDialog(Dialog):
    """How far the language model is with an article; closing it takes the question back."""

    def __init__(self, endpoint: Endpoint, parent: QWidget | None = None) -> None:
        super().__init__(tr("Ask the language model"), parent)
        self.setMinimumWidth(_WIDTH)
        where = tr(
            "{model} at {url} reads this article, the scheme and the guidelines.",
            model=endpoint.model,
            url=endpoint.url,
        )
        self.body.addWidget(label(where, wrap=True))
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self.body.addWidget(self._bar)
        self.outcome = hint(tr("You can go on tagging meanwhile."))
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)

    def show_progress(self, done: int, total: int) -> None:
        """Shows how many pieces of the article were answered."""
        if total > 1:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self.outcome.setText(tr("Piece {n} of {total}", n=done + 1, total=total))

    def show_outcome(self, found: Answered) -> None:
        """Says what it proposed and what that took."""
        lines = [tr("{n} tags proposed; those not decided yet are among the suggestions.", n=len(found.suggestions))]
        if found.dropped:
            lines.append(tr("{n} left out, because they are not in the text or the scheme.", n=found.dropped))
        lines.append(
            tr(
                "{seconds} s; {used} tokens in, {made} tokens out",
                seconds=f"{found.seconds:.1f}",
                used=f"{found.tokens_in:,}",
                made=f"{found.tokens_out:,}",
            )
        )
        if found.cost:
            lines.append(tr("Cost: {cost}", cost=f"{found.cost:.4f}"))
        self._end("\n".join(lines))

    def show_error(self, error: AnnotatorError) -> None:
        """Says why there is no answer."""
        self._end("")
        self.show_problem(explain(error))

    def _end(self, words: str) -> None:
        self._bar.hide()
        self.outcome.setText(words)
        self.cancel_button.setText(tr("Close"))
