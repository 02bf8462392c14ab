"""Errors that are the world's fault; everything else is a bug and ends as a traceback in the log."""

from typing_extensions import override


class AnnotatorError(Exception):
    """Something the user can understand and act on.

    `message` and `hint` are translatable templates with `{name}` fields, filled from `values`; `str()` gives the
    English text, `annotator.i18n.explain` the one in the user's language.
    """

    def __init__(self, message: str, /, hint: str = "", **values: object) -> None:
        super().__init__(message, hint, values)
        self.message = message
        self.hint = hint
        self.values = values

    @override
    def __str__(self) -> str:
        text = f"{self.message} {self.hint}" if self.hint else self.message
        return text.format(**self.values) if self.values else text

    @override
    def __reduce__(self) -> tuple[object, ...]:
        """Lets an error cross from a worker process with its hint and values, which else are dropped."""
        return _rebuilt, (type(self), self.message, self.hint, self.values)


def _rebuilt(kind: type[AnnotatorError], message: str, hint: str, values: dict[str, object]) -> AnnotatorError:
    return kind(message, hint, **values)


class InputError(AnnotatorError):
    """A file or text that cannot be read as what it should be; names file, line and what was expected."""


class StoreError(AnnotatorError):
    """The database refused: no space, no permission, locked, damaged, or not one of ours."""


class ConflictError(AnnotatorError):
    """What was to be changed is no longer what it was when the change was made."""


class RefusedError(AnnotatorError):
    """The request breaks a rule of the project (another's layer, a submitted article, a read-only project)."""
