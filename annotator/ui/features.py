"""What the window can do beyond tagging, each imported when it is first wanted, so that the start does not wait for it.

A feature is a class of its own in some `ui/…_commands.py`. It is made with the window, once for each project that is
shown, and lives as long as that stays. It needs no place in the window but its line here.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.i18n import mark, tr
from annotator.ui.article_commands import ArticleCommands
from annotator.ui.article_work import ArticleWork
from annotator.ui.hearing import Hearing
from annotator.ui.session import Session
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from annotator.ui.app import App
    from annotator.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Desk:
    """What a feature works with: the parts of the window that shows a project."""

    app: "App"
    window: "MainWindow"
    session: Session
    space: Workspace
    work: ArticleWork
    listing: ArticleCommands


class Feature(Protocol):
    """Commands and panes that belong together; a QObject made as `Name(desk)`."""

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What it does for the commands that its line names."""
        ...

    def take(self, command: str) -> bool:
        """Does a single key's command where it has a meaning of its own here and now; else leaves it to others."""
        ...

    def tab(self, name: str) -> QWidget:
        """The pane for one of its tabs, made when it is first shown."""
        ...

    def leave(self) -> None:
        """The project, or the window, goes: what was typed is to be stored, what runs ended."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """Where a feature is, the commands it knows and the tabs it has beside the tags (name, title).

    An `eager` one is made as soon as the article stands on the screen; others when a command or tab of theirs is asked.
    """

    module: str
    name: str
    commands: tuple[str, ...] = ()
    tabs: tuple[tuple[str, str], ...] = ()
    eager: bool = False


FEATURES: Final[tuple[Line, ...]] = (
    Line(
        "compare_commands",
        "CompareCommands",
        (
            "compare",
            "take_left",
            "take_right",
            "take_both",
            "same_decision",
            "take_agreed",
            "take_person",
            "settle_article",
            "reopen_article",
            "give_back",
            "review_rules",
        ),
    ),
    Line(
        "suggest_commands",
        "SuggestCommands",
        ("suggestions", "pane_suggest", "untick"),
        (("suggest", mark("To confirm")),),
        eager=True,
    ),
    Line("suggest_effort", "EffortCommands", ("effort",), eager=True),
    Line("learn_commands", "LearnCommands", ("train", "ask_model", "model_settings"), eager=True),
    Line(
        "thread_commands",
        "ThreadCommands",
        ("question", "guideline", "ledger", "pin_precedent", "waive"),
        (("threads", mark("Discussion")), ("guidelines", mark("Guidelines"))),
        eager=True,
    ),
    Line(
        "people_commands",
        "PeopleCommands",
        ("people", "my_profile", "export_mine", "bring_in", "assign", "unassign", "my_queue"),
        eager=True,
    ),
    Line("returns_commands", "ReturnsCommands", ("recall",), eager=True),
    Line("verdict_commands", "VerdictCommands", ("review_tags", "review_notes"), eager=True),
    Line("board_commands", "BoardCommands", ("board", "aliases")),
    Line("order_commands", "OrderCommands", eager=True),
    Line(
        "pages_commands",
        "PagesCommands",
        ("page", "decisions", "correct_text", "drop_text", "join_text", "split_text", "keep_text"),
        eager=True,
    ),
    Line("splitting_commands", "SplittingCommands", ("split_article", "join_article")),
    Line(
        "bringing_commands",
        "BringingCommands",
        ("paste_article", "find_reprints", "not_reprint"),
        eager=True,
    ),
    Line("agreement_commands", "AgreementCommands", ("agreement",)),
    Line("reports_commands", "ReportsCommands", ("week", "report")),
    Line("retest_commands", "RetestCommands", ("retest",)),
    Line("history_commands", "HistoryCommands", ("pane_history",), (("history", mark("History")),)),
)
"""All features; those before are asked first whether a key has a meaning of its own."""


class Features:
    """The features of one project in one window."""

    def __init__(self, desk: Desk, lines: tuple[Line, ...] = FEATURES) -> None:
        self._hearing = Hearing(desk.session)
        self._desk = desk = replace(desk, session=cast(Session, self._hearing))
        self._lines = lines
        self._made: dict[str, Feature] = {}
        for line in lines:
            for name, title in line.tabs:
                desk.space.side.add_tab(name, tr(title), lambda line=line, name=name: self.get(line).tab(name))  # type: ignore[misc]  # mypy takes the defaults for parameters

    def get(self, line: Line) -> Feature:
        """A feature, made now where it was not."""
        known = self._made.get(line.name)
        if known is None:
            made = getattr(importlib.import_module(f"annotator.ui.{line.module}"), line.name)(self._desk)
            known = self._made[line.name] = made
        return known

    def named(self, name: str) -> Feature:
        """A feature by the name of its class."""
        return self.get(next(line for line in self._lines if line.name == name))

    def wake(self) -> None:
        """Makes those that have something to say of every article."""
        for line in self._lines:
            if line.eager:
                self.get(line)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What all features do for their commands, importing them only when one is given."""
        return {
            command: (lambda line=line, command=command: self.get(line).handlers()[command]())  # type: ignore[misc]  # as above
            for line in self._lines
            for command in line.commands
        }

    def take(self, command: str) -> bool:
        """Whether a feature took a single key's command."""
        return any(feature.take(command) for feature in self._awake())

    def leave(self) -> None:
        """The project, or the window, goes."""
        for feature in self._awake():
            feature.leave()

    def retire(self) -> None:
        """The window is gone: nothing that happens to the project concerns its features any more."""
        self._hearing.end()
        for feature in self._awake():
            if isinstance(feature, QObject):
                feature.deleteLater()

    def _awake(self) -> Iterator[Feature]:
        for line in self._lines:
            if line.name in self._made:
                yield self._made[line.name]
