"""A person who knows what has to be tagged and presses keys in the window until it is; every key press is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from ui.test_suggest import feature
from ui.window_bench import CTRL, NONE, SHIFT, Bench

from annotator.domain.pinyin import initials
from annotator.services.suggesting import Proposal

Key = Qt.Key


@dataclass(frozen=True)
class Wanted:
    """A tag that there is to be."""

    start: int
    end: int
    label: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, int, str]:
        return self.start, self.end, self.label


def wrong_attributes(wanted: Wanted, have: Mapping[str, Any]) -> list[str]:
    """The attributes that are not as they should be, by the rules of the reference's own scoring: an indicator is right
    when one of its quotes touches one of the reference's, the path of a place and the name of a programme are free."""
    want, found = wanted.attributes, []
    if wanted.label == "METRIC":
        found += [key for key in ("value", "unit", "bound", "direction") if want.get(key) != have.get(key)]
        if (have.get("role") or "level") != (want.get("role") or "level"):
            found.append("role")
        quotes = [one["text"] for one in want.get("indicator") or [] if isinstance(one, dict)]
        mine = [one["text"] for one in have.get("indicator") or [] if isinstance(one, dict)]
        if quotes and not any(one in other or other in one for one in quotes for other in mine):
            found.append("indicator")
    elif wanted.label == "PLACE" and want.get("adcode") and want["adcode"] != have.get("adcode"):
        found.append("adcode")
    elif wanted.label == "PROGRAMME" and want.get("category") != have.get("category"):
        found.append("category")
    return found


class Replay:
    """Works through the open article. `attributes` says whether those are put right as well.

    `by_paragraph`: reads paragraph by paragraph and ticks each by A. Else only what is wrong is mended, and the rest of
    the article accepted at once.
    """

    def __init__(self, bench: Bench, wanted: Sequence[Wanted], *, attributes: bool, by_paragraph: bool) -> None:
        self.bench = bench
        self.wanted = {one.place: one for one in wanted}
        self.attributes = attributes
        self.by_paragraph = by_paragraph
        self.keys = 0
        self.page = 400  # characters, until a page was turned
        self.feature = feature(bench)
        self.digits = {label.key: label.shortcut for label in bench.session.project.scheme.active}

    def press(self, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.keys += 1
        self.bench.press(key, modifiers)

    # -- what is there ---------------------------------------------------------------------------------------------

    def place(self, proposal: Proposal) -> tuple[int, int, str]:
        return proposal.start, proposal.end, self.bench.key(proposal.label)

    def is_right(self, proposal: Proposal) -> bool:
        wanted = self.wanted.get(self.place(proposal))
        return wanted is not None and not (self.attributes and wrong_attributes(wanted, proposal.attributes))

    def missing(self) -> list[Wanted]:
        """What is neither tagged nor proposed."""
        there = {(m.start, m.end, self.bench.key(m.label)) for m in self.bench.document.marks}
        there |= {self.place(one) for one in self.feature.feed.all()}
        return [one for place, one in sorted(self.wanted.items()) if place not in there]

    # -- working ---------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Works until all is tagged; gives the number of keys."""
        if self.by_paragraph:
            self._read_on()
        while True:
            wrong = [one for one in self.feature.feed.all() if not self.is_right(one)]
            missing = self.missing()
            if not wrong and not missing:
                break
            if wrong and (not missing or wrong[0].start <= missing[0].start):
                self._go_to(wrong[0])
                self._decide(wrong[0])
            else:
                self._add(missing[0])
        if self.feature.feed.all() or self.feature._reading.unread():
            self.press("A", SHIFT)
            self.press("A", SHIFT)
        return self.keys

    def _read_on(self) -> None:
        """Paragraph by paragraph: A where all is right, else each suggestion by itself up to the last wrong one."""
        for start, end in self.feature._reading._all:
            here = self.feature.feed.in_range(start, end)
            wrong = [one for one in here if not self.is_right(one)]
            while wrong:
                current = self.feature.current
                if current is None or not start <= current.start < end:
                    self._go_to(here[0])
                    continue
                self._decide(current)
                here = self.feature.feed.in_range(start, end)
                wrong = [one for one in here if not self.is_right(one)]
            for one in [one for one in self.missing() if start <= one.start < end]:
                self._add(one)
            current = self.feature.current
            at = current.start if current is not None else self.bench.view.caret
            if not start <= at <= end:
                self.press(Key.Key_N, SHIFT) if here else self.press(Key.Key_Up, CTRL)
            self.press("a")

    def _decide(self, proposal: Proposal) -> None:
        """Accepts, mends or refuses the current suggestion."""
        wanted = self.wanted.get(self.place(proposal))
        if wanted is None:
            self.press(Key.Key_Backspace)
        elif self.is_right(proposal):
            self.press(Key.Key_Space)
        else:
            wrong = wrong_attributes(wanted, proposal.attributes)
            self.press(Key.Key_Return)
            self._fill(wanted, wrong)

    def _go_to(self, proposal: Proposal) -> None:
        """The cheapest way by keys: N from here, or pages and paragraphs first and then N."""
        marks = list(self.feature.feed.marks)
        caret, text = self.bench.view.caret, self.bench.text
        target = (proposal.start, -proposal.end)
        steps = sum(caret < one.start and (one.start, -one.end) <= target for one in marks)
        top = text.rfind("\n", 0, proposal.start) + 1
        inside = 1 + sum(top <= one.start < proposal.start for one in marks)
        if self._way(proposal.start) + inside < steps:
            self._approach(proposal.start)
        while (at := self._ring()) != target:
            before = at if at is not None else (self.bench.view.caret, 0)
            self.press(Key.Key_N, NONE if before < target else SHIFT)
            assert self.feature.current is not None

    def _way(self, position: int) -> int:
        """About how many keys it takes to the paragraph of a position, by pages and paragraphs."""
        text, caret = self.bench.text, self.bench.view.caret
        if position <= caret:
            return text.count("\n", position, caret)
        pages = (position - caret) // self.page
        near = min(caret + pages * self.page, position)
        return pages + text.count("\n", near, position)

    def _approach(self, position: int) -> None:
        """Goes to the paragraph of a position, by pages while they are shorter than what is left."""
        view, text = self.bench.view, self.bench.text
        while position - view.caret > self.page and text.count("\n", view.caret, position) > 2:
            caret = view.caret
            self.press(Key.Key_PageDown)
            self.page = max(self.page, view.caret - caret)
        while text.count("\n", min(view.caret, position), max(view.caret, position)):
            self.press(Key.Key_Down if position > view.caret else Key.Key_Up, CTRL)

    def _ring(self) -> tuple[int, int] | None:
        current = self.feature.current
        return None if current is None else (current.start, -current.end)

    def _add(self, wanted: Wanted) -> None:
        """Goes to a place by keys, selects it and gives it its label."""
        self._come_near(wanted.start)
        self._walk(wanted.start, NONE)
        if self.bench.view.current is not None:
            self.press(Key.Key_Escape)
        self._walk(wanted.end, SHIFT)
        self.press(self.digits[wanted.label])
        tag = self.bench.tagging.mark()
        assert tag is not None
        assert (tag.start, tag.end) == (wanted.start, wanted.end)
        wrong = wrong_attributes(wanted, self.bench.document.span(tag.id).attributes)
        if self.attributes and wrong:
            self.press(Key.Key_Return)
            self._fill(wanted, wrong)

    def _come_near(self, position: int) -> None:
        """Goes by N to the last suggestion before a position where that is cheaper, else by pages and paragraphs."""
        marks, caret, text = list(self.feature.feed.marks), self.bench.view.caret, self.bench.text
        passed = [one for one in marks if caret < one.start <= position]
        top = text.rfind("\n", 0, position) + 1
        if passed:
            landing = passed[-1].start
            below = text.count("\n", landing, position)
            if len(passed) + below + self._words(top if below else landing, position) < (
                self._way(position) + self._words(max(top, min(caret, position)), position)
            ):
                self._go_to(self.feature.feed.all()[marks.index(passed[-1])])
        self._approach(position)

    def _words(self, start: int, end: int) -> int:
        count = 0
        while start < end:
            start = max(self.bench.view.word_at(start)[1], start + 1)
            count += 1
        return count

    def _walk(self, position: int, modifiers: Qt.KeyboardModifier) -> None:
        """Brings the caret to a position: by paragraphs, by words, at last by characters."""
        view, text = self.bench.view, self.bench.text
        while view.caret != position:
            caret, forward = view.caret, position > view.caret
            between = text.count("\n", min(caret, position), max(caret, position))
            if between:
                self.press(Key.Key_Down if forward else Key.Key_Up, CTRL | modifiers)
                continue
            word = view.word_at(caret if forward else caret - 1)
            whole = word[1] <= position if forward else word[0] >= position
            key = Key.Key_Right if forward else Key.Key_Left
            self.press(key, (CTRL if whole else NONE) | modifiers)
            assert view.caret != caret

    # -- the form --------------------------------------------------------------------------------------------------

    def _fill(self, wanted: Wanted, wrong: Sequence[str]) -> None:
        """Puts attributes right in the form, which has the keyboard, and goes back to the article."""
        form = self.bench.space.tags.form
        self.bench.until(lambda: any(one.editor.inside for one in form.fields))
        for key in sorted(set(wrong) - {"indicator"}, key=[one.key for one in form.fields].index):
            self._tab_to(key)
            self._enter(key, wanted)
        self.press(Key.Key_Escape)
        self.bench.until(self.bench.view.hasFocus)
        if "indicator" in wrong:
            self._quote(wanted)

    def _tab_to(self, key: str) -> None:
        form = self.bench.space.tags.form
        order = [one.key for one in form.fields]
        while (here := next(one.key for one in form.fields if self._is_in(one.editor))) != key:
            back = order.index(here) > order.index(key)
            self.press(Key.Key_Backtab if back else Key.Key_Tab, SHIFT if back else NONE)

    def _is_in(self, editor: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is editor or editor.isAncestorOf(focus))

    def _quote(self, wanted: Wanted) -> None:
        """Draws the mouse over the words of an indicator, which counts two, and takes them by I."""
        quote = next(one for one in wanted.attributes["indicator"] if isinstance(one, dict))
        self.keys += 2
        self.bench.view.set_caret(quote["end"], quote["start"])
        self.press("i")

    def _enter(self, key: str, wanted: Wanted) -> None:
        field = next(one for one in self.bench.space.tags.form.fields if one.key == key)
        value = wanted.attributes.get(key)
        box = field.editor.focusProxy()
        if hasattr(box, "currentIndex"):
            names = [choice.key for choice in self._choices(wanted.label, key)]
            target = names.index(value) if value in names else -1
            for letter in initials(str(value))[:1] * 3:  # the letters of pinyin, else the arrows
                if field.entry.value != value:
                    self.press(letter)
            while field.entry.value != value:
                assert target >= 0 or value is None
                ahead = field.entry.value is None or (value in names and names.index(field.entry.value) < target)
                self.press(Key.Key_Down if ahead else Key.Key_Up)
            return
        for character in str(
            value
        ):  # typed letter by letter, or with an input method a key a letter of its pinyin at least
            self.keys += 3 if ord(character) > 0x2E7F else 1
            self.bench.commit(character, box)

    def _choices(self, label: str, key: str) -> Sequence[Any]:
        found = self.bench.session.project.scheme.by_key(label)
        assert found is not None
        return next(one for one in found.attributes if one.key == key).choices
