"""Changes: what every edit is, in the store, in history, in undo and on the screen."""

from dataclasses import dataclass

from annotator.domain.article import Article, Layer
from annotator.domain.ids import ArticleId, LayerId
from annotator.domain.person import Person
from annotator.domain.record import Record
from annotator.domain.scheme import Label, Scheme
from annotator.domain.span import Relation, Span

State = Span | Relation | Layer | Article | Label | Scheme | Person | Record


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after; None where it did not exist or exists no longer.

    `article` and `layer` say where it lies: at most one of each, so that each change concerns one person's work.
    """

    before: State | None
    after: State | None
    article: ArticleId | None = None
    layer: LayerId | None = None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change has a before or an after")
        if self.before is not None and self.after is not None and type(self.before) is not type(self.after):
            raise ValueError("a change keeps its kind")

    @property
    def state(self) -> State:
        """The thing as it is after the change, or was before it."""
        found = self.after if self.after is not None else self.before
        assert found is not None  # noqa: S101 - __post_init__ saw to it
        return found

    def inverse(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.after, self.before, self.article, self.layer)


def inverse_all(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes that take a sequence of changes back, last first."""
    return tuple(change.inverse() for change in reversed(changes))
